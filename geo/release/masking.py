"""Donut masking: a point stands elsewhere in a ring, always at the same place, on the same ground.

The place is drawn by a keyed hash of the location alone, so that neither the order of rows, nor the
audience, nor asking again moves it: repeated releases cannot be averaged. Locations within about
100 m of each other count as one, so that the scatter of a device cannot be averaged either. The
masked point keeps to the country, section and district of the original: a coarser view of the same
record then tells nothing that the masked point does not.
Method: donut geomasking (Hampton et al. 2010), with a keyed hash for the random draw.
"""

import hashlib
import hmac
from collections.abc import Callable

import numpy as np
import pandas as pd
from pyproj import Geod

from geo.errors import ReleaseError
from geo.keys import MAX_SNAP_KM

RING_M = (1_000.0, 5_000.0)
LOCATION_DEGREES = 0.001
# The furthest a point can be from the middle of its location, in metres.
_LOCATION_REACH_M = 80.0
# Of so many places drawn in the ring so many must be on the same ground: else the ground itself
# would tell where the original is, and the record leaves at a coarser level.
_DRAWN, _NEEDED = 16, 4
_KEY_BYTES = 16
_GEOD = Geod(ellps="WGS84")
_GROUND = ("country", "section", "district", "contested")

Ground = Callable[[np.ndarray, np.ndarray], pd.DataFrame]


def mask(
    lon: np.ndarray, lat: np.ndarray, *, key: bytes, ground: Ground | None = None
) -> pd.DataFrame:
    """Masked places of points.

    Parameters: lon, lat, degrees, finite; key, the installation's secret; ground, a function from
    lon and lat to a frame with country, section, district, contested, km_along, km_away (default:
    the full-resolution lines and districts).
    Returns one row per point: lon, lat (1 to 5 km from the original, uniform by area in the ring),
    km_along, km_away (km, of the masked place), section (position, of both), masked (False where
    there is too little of the same ground around; then lon and lat are NaN).
    Errors: ReleaseError without a key.
    """
    if len(key) < _KEY_BYTES:
        raise ReleaseError("Expected the installation's key for masking points, found none.")
    ground = ground or _real_ground
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    here = ground(lon, lat).reset_index(drop=True)
    locations, which = _locations(lon, lat, here)
    drawn_lon, drawn_lat = _drawn(locations, key)
    there = ground(drawn_lon.ravel(), drawn_lat.ravel()).reset_index(drop=True)
    same = np.ones(drawn_lon.shape, dtype=bool)
    for name in _GROUND:
        found = there[name].to_numpy().reshape(drawn_lon.shape)
        same &= found == locations[name].to_numpy()[:, None]
    masked = same.sum(axis=1) >= _NEEDED
    rows = np.arange(len(locations)), same.argmax(axis=1)
    at = np.ravel_multi_index(rows, drawn_lon.shape)
    result = pd.DataFrame(
        {"lon": drawn_lon[rows], "lat": drawn_lat[rows]}
        | {name: there[name].to_numpy(dtype=float)[at] for name in ("km_along", "km_away")}
    )
    result.loc[~masked] = np.nan
    result = result.assign(section=locations["section"], masked=masked)
    return result.iloc[which].reset_index(drop=True)


def _locations(
    lon: np.ndarray, lat: np.ndarray, here: pd.DataFrame
) -> tuple[pd.DataFrame, np.ndarray]:
    """The distinct locations, and the position of each point's among them."""
    frame = here[list(_GROUND)].assign(
        column=np.round(lon / LOCATION_DEGREES).astype(np.int64),
        row=np.round(lat / LOCATION_DEGREES).astype(np.int64),
    )
    which = frame.groupby(list(frame.columns), sort=False, dropna=False).ngroup().to_numpy()
    first = np.unique(which, return_index=True)[1]
    return frame.iloc[first].reset_index(drop=True), which


def _drawn(locations: pd.DataFrame, key: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes drawn for each location, uniform by area in the ring."""
    names = ["column", "row", *_GROUND]
    said = ("\x1f".join(map(str, row)) for row in locations[names].itertuples(index=False))
    draws = np.array([_uniforms(key, text) for text in said]).reshape(-1, _DRAWN, 2)
    near, far = RING_M[0] + _LOCATION_REACH_M, RING_M[1] - _LOCATION_REACH_M
    distance = np.sqrt(near**2 + draws[..., 0] * (far**2 - near**2))
    middle = [
        np.repeat(locations[name].to_numpy()[:, None] * LOCATION_DEGREES, _DRAWN, axis=1)
        for name in ("column", "row")
    ]
    lon, lat, _ = _GEOD.fwd(*middle, draws[..., 1] * 360.0, distance)
    return lon, lat


def _uniforms(key: bytes, said: str) -> list[float]:
    """Numbers in [0, 1), two per place drawn, from a keyed hash."""
    bits = b"".join(
        hmac.digest(key, f"mask\x1f{said}\x1f{turn}".encode(), hashlib.sha256)
        for turn in range(_DRAWN // 2)
    )
    return [float(number) / 2.0**64 for number in np.frombuffer(bits, dtype=">u8")]


def _real_ground(lon: np.ndarray, lat: np.ndarray) -> pd.DataFrame:
    from geo import areas, borders

    snapped = borders.snap(lon, lat, max_km=MAX_SNAP_KM)
    return pd.DataFrame(
        {
            "country": borders.country_at(lon, lat),
            "section": snapped["section"].to_numpy(),
            "district": np.asarray(areas.locate_district(lon, lat), dtype=object),
            "contested": np.asarray(borders.contested(lon, lat), dtype=bool),
            "km_along": snapped["km_along"].to_numpy(dtype=float),
            "km_away": snapped["km_away"].to_numpy(dtype=float),
        }
    )
