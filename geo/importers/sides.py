"""Points that lie in another country than the one a row states: told, never moved or dropped."""

from typing import Final

import numpy as np
import pandas as pd

from geo import borders
from geo.codes import word_codes
from geo.importers.examples import MAX_SHOWN, Example, point_text
from geo.importers.tally import Tally
from geo.schema.vocabularies import COUNTRIES, PRECISIONS, code

TOLERANCE_KM: Final = 3.0
NOTE: Final = "other_country"


def with_sides(frame: pd.DataFrame, tally: Tally) -> pd.DataFrame:
    """The frame with a note on rows whose point lies more than 3 km inside another country.

    frame: accepted rows; only points known to a town or better are compared.
    """
    rows = np.flatnonzero(_disagrees(frame))
    if not len(rows):
        return frame
    points = (frame[axis].to_numpy(float)[rows] for axis in ("lon", "lat"))
    away_km = borders.snap(*points, max_km=None)["km_away"].to_numpy(float)
    rows = rows[~(away_km <= TOLERANCE_KM)]
    for at in rows[:MAX_SHOWN].tolist():
        one = frame.iloc[at]
        told = f"{one['country']} · {point_text(one['lat'], one['lon'])}"
        tally.show(NOTE, Example(int(one["row"]), told, told))
    return with_note(frame, rows, NOTE, tally)


def with_note(frame: pd.DataFrame, rows: np.ndarray, word: str, tally: Tally) -> pd.DataFrame:
    """The frame with one more word among the notes of some rows, counted."""
    if not len(rows):
        return frame
    notes = frame["import_notes"].cat
    words = list(notes.categories)
    codes = notes.codes.to_numpy().astype(np.int64)
    codes[rows] += len(words)
    words += [f"{said};{word}".strip(";") for said in words]
    tally.add_rows(word, frame["row"].to_numpy()[rows])
    held = pd.Categorical.from_codes(codes, pd.Index(words, dtype=object))
    return frame.assign(import_notes=held.remove_unused_categories())


def _disagrees(frame: pd.DataFrame) -> np.ndarray:
    precision = word_codes(frame, "coord_precision", PRECISIONS)
    stated = word_codes(frame, "country", COUNTRIES)
    compared = (precision <= code(PRECISIONS, "town")) & (stated >= 0)
    found = np.full(len(frame), -1)
    if compared.any():
        lon, lat = (frame[axis].to_numpy(float)[compared] for axis in ("lon", "lat"))
        found[compared] = borders.country_at(lon, lat)
    return compared & (found >= 0) & (found != stated)
