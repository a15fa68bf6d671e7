"""Points that lie in another country than the one a row states: told, never moved or dropped."""

from typing import Final

import numpy as np
import pandas as pd

from geo import borders
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
    notes = frame["import_notes"].to_numpy(dtype=object).copy()
    for at in rows:
        notes[at] = f"{notes[at]};{NOTE}".strip(";")
        tally.add(NOTE, int(frame["row"].iloc[at]))
    return frame.assign(import_notes=notes)


def _disagrees(frame: pd.DataFrame) -> np.ndarray:
    precision = np.array([code(PRECISIONS, word) for word in frame["coord_precision"]])
    stated = np.array([code(COUNTRIES, word) for word in frame["country"]])
    compared = (precision <= code(PRECISIONS, "town")) & (stated >= 0)
    found = np.full(len(frame), -1)
    if compared.any():
        lon, lat = (frame[axis].to_numpy(float)[compared] for axis in ("lon", "lat"))
        found[compared] = borders.country_at(lon, lat)
    return compared & (found >= 0) & (found != stated)
