"""Persons first: records about victims come in at district and month at best, whatever they say.

The exact point is used for one thing only, the section it counts in, and is not kept.
"""

from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from geo.areas import districts, locate_district
from geo.codes import word_codes
from geo.importers.distinct import as_words
from geo.importers.examples import Example, point_text
from geo.importers.sides import with_note
from geo.importers.tally import Tally
from geo.release.policy import PERSONS_FIRST
from geo.schema.vocabularies import PRECISIONS
from geo.store.encoding import EXACT_POINT

NOTE: Final = "persons_first"
_TOLD_BY_DAY = ("date", "source_date", "time", "date_written", "date_precision")


def widened(frame: pd.DataFrame, tally: Tally) -> pd.DataFrame:
    """The frame with its records about victims at their district's middle and in whole months.

    frame: accepted rows. A point outside every known district is left out. Points of provinces or
    worse stay. Adds the columns EXACT_POINT, NaN but for rows whose point was moved.
    """
    persons = frame["category"].isin(PERSONS_FIRST).to_numpy()
    if not persons.any():
        return frame
    rows = np.flatnonzero(persons)
    precision = word_codes(frame, "coord_precision", PRECISIONS)
    finer = persons & (precision >= 0) & (precision < PRECISIONS.index("district"))
    wide = _by_district(_by_month(frame, rows), np.flatnonzero(finer))
    for at in rows[: tally.room(NOTE)].tolist():
        before, after = (_told(one.iloc[at]) for one in (frame, wide))
        tally.show(NOTE, Example(int(frame["row"].iloc[at]), before, after))
    return with_note(wide, rows, NOTE, tally)


def _told(row: pd.Series) -> str:
    where = " ".join(filter(None, (row["place"], point_text(row["lat"], row["lon"]))))
    return f"{row['date']} · {where} ({row['coord_precision']})"


def _by_month(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    days = {name: frame[name].to_numpy().copy() for name in ("day_from", "day_to")}
    first, last = (held[rows].astype("datetime64[D]").astype("datetime64[M]")
                   for held in days.values())  # fmt: skip
    days["day_from"][rows] = first.astype("datetime64[D]").astype(np.int64)
    days["day_to"][rows] = (last + 1).astype("datetime64[D]").astype(np.int64) - 1
    words = {name: _objects(frame, name) for name in _TOLD_BY_DAY}
    for name in ("date", "source_date"):
        words[name][rows] = [text[:7] for text in words[name][rows]]
    for name in ("time", "date_written"):
        words[name][rows] = ""
    precision = words["date_precision"]
    precision[rows] = np.where(precision[rows] == "day", "month", precision[rows])
    return frame.assign(**days, **{name: as_words(held) for name, held in words.items()})


def _by_district(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    lon, lat = (frame[name].to_numpy(dtype=float).copy() for name in ("lon", "lat"))
    exact = [np.full(len(frame), np.nan) for _ in EXACT_POINT]
    exact[0][rows], exact[1][rows] = lon[rows], lat[rows]
    country = _objects(frame, "country")[rows]
    codes = pd.Series(np.asarray(locate_district(lon[rows], lat[rows], country=country), object))
    codes = codes.where(codes.notna(), "").to_numpy(dtype=object)
    middle = _middles()
    place = middle.index.get_indexer(codes)
    known = place >= 0
    lon[rows], lat[rows] = np.nan, np.nan
    lon[rows[known]] = middle["lon"].to_numpy()[place[known]]
    lat[rows[known]] = middle["lat"].to_numpy()[place[known]]
    words = {name: _objects(frame, name) for name in ("coord_precision", "place", "admin2")}
    words["place"][rows] = ""
    words["coord_precision"][rows] = np.where(known, "district", "country")
    words["admin2"][rows[known]] = middle["name_en"].to_numpy(dtype=object)[place[known]]
    away_m = frame["coord_uncertainty_m"].to_numpy(dtype=float).copy()
    away_m[rows] = np.nan
    held = {name: as_words(words[name]) for name in words}
    points = dict(zip(EXACT_POINT, exact, strict=True))
    return frame.assign(lon=lon, lat=lat, coord_uncertainty_m=away_m, **held, **points)


def _objects(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(dtype=object).copy()


@cache
def _middles() -> pd.DataFrame:
    """A point inside each district, by code."""
    areas = districts()
    inside = areas.representative_point()
    return pd.DataFrame(
        {"lon": inside.x, "lat": inside.y, "name_en": areas["name_en"]}, index=areas.index
    )
