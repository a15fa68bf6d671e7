"""One table of everything that has a name and a place, for the search box."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schema.vocabularies import PAIRS
from geo.world import World

_COLUMNS = ("feature_id", "kind", "name", "local_name", "country", "lon", "lat")


def search_table(
    world: World, *, districts: gpd.GeoDataFrame, places: pd.DataFrame
) -> pd.DataFrame:
    """Rows feature_id, kind, name, local_name, country, lon, lat (EPSG:4326, NaN if none)."""
    seen = world.snapshot
    frames = [
        _named(seen.offices, "office"),
        _named(seen.crossings, "crossing"),
        _sections(world),
        _districts(districts),
        _named(places.set_index("id"), "place"),
    ]
    return pd.concat(frames, ignore_index=True)


def _named(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows of a table with name_en, name_local, lon, lat, indexed by id."""
    country = frame["country"] if "country" in frame else frame["border_pair"]
    values = {
        "feature_id": [f"{kind}:{item}" for item in frame.index],
        "kind": kind,
        "name": frame["name_en"].fillna("").to_numpy(),
        "local_name": frame["name_local"].fillna("").to_numpy(),
        "country": country.fillna("").to_numpy(),
        "lon": pd.to_numeric(frame["lon"]).to_numpy(float),
        "lat": pd.to_numeric(frame["lat"]).to_numpy(float),
    }
    return pd.DataFrame(values, columns=list(_COLUMNS))


def _sections(world: World) -> pd.DataFrame:
    index = world.sections
    values = {
        "feature_id": [f"section:{item}" for item in index.ids],
        "kind": "section",
        "name": list(index.ids),
        "local_name": "",
        "country": [PAIRS[int(pair)] for pair in index.pair],
        "lon": np.asarray(index.mid_lon, float),
        "lat": np.asarray(index.mid_lat, float),
    }
    return pd.DataFrame(values, columns=list(_COLUMNS))


def _districts(districts: gpd.GeoDataFrame) -> pd.DataFrame:
    points = districts.representative_point()
    frame = districts.assign(lon=points.x, lat=points.y)
    return _named(pd.DataFrame(frame), "district")
