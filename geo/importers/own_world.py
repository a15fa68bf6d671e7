"""A user's rows as a world: the same gate, sections and statistics as the store's records."""

from dataclasses import fields, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.columns import IncidentColumns
from geo.importers.own_file import Gazetteer
from geo.keys import CELL_RESOLUTION, compute_keys
from geo.release import PUBLIC, release
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, DATE_PRECISIONS, ORIGINS, PRECISIONS
from geo.search import fold
from geo.selection import gate
from geo.store.encoding import day_bounds
from geo.world import World

_RANKS = {"town": 0, "district": 1, "province": 2}


def gazetteer(
    *, places: pd.DataFrame, districts: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame
) -> Gazetteer:
    """Names in English and local scripts to points: towns first, then districts, then provinces."""
    frames = [
        _names(places, places["lon"], places["lat"], "town"),
        *(
            _area_names(frame, word)
            for frame, word in ((districts, "district"), (provinces, "province"))
        ),
    ]
    rows = pd.concat(frames, ignore_index=True)
    return Gazetteer(rows[rows["name"] != ""].drop_duplicates(["name", "lon", "lat"]))


def _area_names(frame: gpd.GeoDataFrame, precision: str) -> pd.DataFrame:
    points = frame.representative_point()
    return _names(frame, points.x, points.y, precision)


def _names(frame: pd.DataFrame, lon: pd.Series, lat: pd.Series, precision: str) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "name": [fold(str(name)) for name in frame[column].fillna("")],
                "lon": np.asarray(lon, float),
                "lat": np.asarray(lat, float),
                "country": frame["country"].to_numpy(),
                "precision": precision,
                "rank": _RANKS[precision],
            }
        )
        for column in ("name_en", "name_local")
    ]
    return pd.concat(parts, ignore_index=True)


def own_world(world: World, accepted: pd.DataFrame) -> World:
    """``world`` with the accepted rows in place of its incidents; nothing is stored.

    accepted: as in ``geo.importers.own_file.OwnFile``. The rows count as the user's own agency's:
    no verification is asked of them, precision is. Rows about victims lose their point and day.
    """
    # The rows are the reader's own; only what protects persons is withheld from the map.
    told = release(accepted.assign(label="CLEAR"), audience=PUBLIC, key=b"")
    incidents = _columns(told)
    shown = told.assign(source_address="", outlet="", audit="", title="", source_title="")
    return replace(
        world,
        snapshot=replace(world.snapshot, incidents=incidents),
        gate=gate(incidents),
        details=lambda keys: shown.reindex(keys),
    )


def _columns(accepted: pd.DataFrame) -> IncidentColumns:
    n = len(accepted)
    keys = compute_keys(accepted)
    days = [day_bounds(iso) for iso in accepted["date"]]
    codes = {
        "date_precision": DATE_PRECISIONS,
        "category": CATEGORIES,
        "country": COUNTRIES,
    }
    values = {name: _codes(accepted[name], words) for name, words in codes.items()}
    district, districts = _positions(keys["district"], blank="")
    cell, cells = _positions(keys["cell"], blank=0)
    pair = keys["pair"].to_numpy(np.int64)
    values |= {
        "key": accepted.index.to_numpy(np.int64),
        "day_from": np.array([day[0] for day in days], np.int32),
        "day_to": np.array([day[1] for day in days], np.int32),
        "precision": _codes(accepted["coord_precision"], PRECISIONS),
        "section": keys["section"].to_numpy(np.int16),
        "km_along": keys["km_along"].to_numpy(np.float32),
        "km_away": keys["km_away"].to_numpy(np.float32),
        "side": keys["side"].to_numpy(np.int8),
        "district": district.astype(np.int16),
        "districts": tuple(str(code) for code in districts),
        "cell": cell.astype(np.int32),
        "cells": cells.astype(np.uint64),
        "cell_resolution": CELL_RESOLUTION,
        "origin": np.full(n, ORIGINS.index("agency"), np.int8),
        "outlets": (),
        "outlet": np.full(n, -1, np.int16),
        "lon": accepted["lon"].to_numpy(float),
        "lat": accepted["lat"].to_numpy(float),
        "uncertainty_m": np.full(n, np.nan, np.float32),
        "pair_bits": np.where(pair >= 0, 1 << np.maximum(pair, 0), 0).astype(np.uint16),
    }
    blank = np.full(n, -1, np.int8)
    return IncidentColumns(
        **{item.name: values.get(item.name, blank) for item in fields(IncidentColumns)}
    )


def _positions(values: pd.Series, *, blank: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Position of each value among the distinct ones in order, -1 for the blank."""
    distinct = np.unique(values[values != blank].to_numpy())
    return pd.Index(distinct).get_indexer(pd.Index(values)), distinct


def _codes(words: pd.Series, vocabulary: tuple[str, ...]) -> np.ndarray:
    return pd.Index(vocabulary).get_indexer(pd.Index(words)).astype(np.int8)
