"""Tie points to the border: the nearest section, how far along and away, and what to mind."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from geo.borders.contests import KINDS, kind_along, within_points
from geo.borders.sides import country_at
from geo.borders.spots import on_lines, to_bank_km
from geo.borders.table import check_pair, index
from geo.errors import InputError
from geo.schema.vocabularies import COUNTRIES, PAIRS

# What a row of ``snap`` may be marked with; the first that applies, in this order after "".
FLAGS: Final = ("", "no_point", "off_line", "too_far", "estuary", *KINDS)


def snap(
    lon: np.ndarray | pd.Series,
    lat: np.ndarray | pd.Series,
    *,
    pair: str | Sequence[str] | None = None,
    max_km: float | None = None,
) -> pd.DataFrame:
    """The nearest place on a border line for every point.

    lon, lat: degrees, NaN where blank. pair: the stated pair for all points, or one per point with
    "" where none is stated; a stated pair wins over a nearer line of another pair. max_km: points
    further than this from the line are left blank.

    Returns a frame with the index of a Series, else a RangeIndex: section_id (categorical), section
    (int16, position in ``index()``, -1), km_along (km from the pair's kilometre 0), km_away (km,
    at least 0; in an estuary to the land of the country on the other side), side_geometric
    (categorical ISO3, by outlines, blank where none), flag (categorical, one of FLAGS: no_point,
    off_line = an islet off the coast that no section reaches, too_far, estuary, or the kind of
    contested stretch that the distance is measured to). All but side_geometric and flag are blank
    for no_point and off_line; too_far keeps km_away.
    Method: exact nearest segment of the full-resolution line, within 1 m of the geodesic distance
    up to 500 km. Errors: InputError for lengths that differ, degrees out of range, unknown pairs.
    """
    rows = lon.index if isinstance(lon, pd.Series) else None
    lon, lat = _checked(lon, lat)
    stated = _stated(pair, len(lon))
    found = _measured(lon, lat, stated)
    country = country_at(lon, lat)
    _measure_estuaries(found, country, lon, lat)
    flag = _flags(found, lon, lat, max_km)
    blank = np.isin(flag, [FLAGS.index("off_line"), FLAGS.index("too_far")])
    found["section"][blank] = -1
    found["km_along"][blank] = np.nan
    found["km_away"][flag == FLAGS.index("off_line")] = np.nan
    return pd.DataFrame(
        {
            "section_id": pd.Categorical.from_codes(found["section"], categories=index().ids),
            "section": found["section"],
            "km_along": found["km_along"],
            "km_away": found["km_away"],
            "side_geometric": pd.Categorical.from_codes(country, categories=COUNTRIES),
            "flag": pd.Categorical.from_codes(flag, categories=FLAGS),
        },
        index=rows,
    )


def _checked(lon: object, lat: object) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = (np.atleast_1d(np.asarray(values, dtype=float)) for values in (lon, lat))
    if lon.shape != lat.shape or lon.ndim != 1:
        raise InputError(
            f"Expected lon and lat as arrays of one length, found shapes {lon.shape} and "
            f"{lat.shape}."
        )
    outside = (np.abs(lon) > 180) | (np.abs(lat) > 90) | np.isinf(lon) | np.isinf(lat)
    if outside.any():
        row = int(np.argmax(outside))
        raise InputError(
            f"Expected lon within 180 and lat within 90 degrees, found {lon[row]}, {lat[row]} in "
            f"row {row}; pass degrees, lon first."
        )
    return lon, lat


def _stated(pair: str | Sequence[str] | None, count: int) -> np.ndarray:
    """Position in PAIRS of the stated pair per point, -1 where none is stated."""
    if pair is None or isinstance(pair, str):
        return np.full(count, PAIRS.index(check_pair(pair)) if pair else -1, dtype=np.int8)
    words = pd.Series(np.asarray(pair, dtype=object)).fillna("").astype(object)
    if len(words) != count:
        raise InputError(f"Expected one stated pair per point, found {len(words)} for {count}.")
    for word in words.unique():
        if word:
            check_pair(word)
    return pd.Categorical(words.where(words != ""), categories=PAIRS).codes.astype(np.int8)


def _measured(lon: np.ndarray, lat: np.ndarray, stated: np.ndarray) -> dict[str, np.ndarray]:
    count = len(lon)
    found = {
        "section": np.full(count, -1, dtype=np.int16),
        "pair": np.full(count, -1, dtype=np.int8),
        "is_link": np.zeros(count, dtype=bool),
        "km_along": np.full(count, np.nan),
        "km_away": np.full(count, np.nan),
    }
    finite = np.isfinite(lon) & np.isfinite(lat)
    for code in np.unique(stated[finite]):
        rows = np.flatnonzero(finite & (stated == code))
        near, pair, is_link = on_lines(lon[rows], lat[rows], PAIRS[code] if code >= 0 else None)
        found["pair"][rows], found["is_link"][rows] = pair, is_link
        found["km_along"][rows], found["km_away"][rows] = near.along_km, near.away_km
        found["section"][rows] = _section(pair, is_link, near.along_km)
    return found


def _section(pair: np.ndarray, is_link: np.ndarray, along_km: np.ndarray) -> np.ndarray:
    """Position of the section that holds each place; a place on a cut belongs to the later one."""
    table = index()
    starts = _rank(table.pair, table.is_link) + table.km_from
    place = _rank(pair, is_link) + along_km
    found = np.searchsorted(starts, place + 1e-7, side="right") - 1
    return found.astype(np.int16)


def _rank(pair: np.ndarray, is_link: np.ndarray) -> np.ndarray:
    """A number that keeps pairs and links apart by more than any line is long, in km."""
    return pair.astype(float) * 200_000.0 + is_link * 100_000.0


def _measure_estuaries(
    found: dict[str, np.ndarray], country: np.ndarray, lon: np.ndarray, lat: np.ndarray
) -> None:
    """Where a link is nearest, measure from a point on one bank to the land of the other."""
    for code in np.unique(found["pair"][found["is_link"]]):
        for iso in PAIRS[code].split("-"):
            here = found["is_link"] & (found["pair"] == code) & (country == COUNTRIES.index(iso))
            if here.any():
                found["km_away"][here] = to_bank_km(PAIRS[code], iso, lon[here], lat[here])


def _flags(
    found: dict[str, np.ndarray], lon: np.ndarray, lat: np.ndarray, max_km: float | None
) -> np.ndarray:
    """Position in FLAGS per point; later assignments are the weightier ones."""
    kind = kind_along(found["pair"], np.where(found["is_link"], np.nan, found["km_along"]))
    flag = np.where(kind >= 0, kind + FLAGS.index(KINDS[0]), 0).astype(np.int8)
    flag[within_points(lon, lat, off_line=False)] = FLAGS.index("contested")
    flag[found["is_link"]] = FLAGS.index("estuary")
    if max_km is not None:
        flag[found["km_away"] > max_km] = FLAGS.index("too_far")
    flag[within_points(lon, lat, off_line=True)] = FLAGS.index("off_line")
    flag[~(np.isfinite(lon) & np.isfinite(lat))] = FLAGS.index("no_point")
    return flag
