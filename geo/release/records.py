"""Taking away what an audience may not see: whole records, or how exactly they tell where."""

import numpy as np
import pandas as pd

from geo.codes import word_codes
from geo.release.policy import (
    DEFAULT_POLICY,
    LEVELS,
    PERSONS_FIRST,
    SUPPRESSED,
    Audience,
    Policy,
    audience_of,
)
from geo.schema.vocabularies import CATEGORIES, DATE_PRECISIONS, LABELS, PRECISIONS

_SECTION, _DISTRICT, _COUNTRY = (LEVELS.index(word) for word in ("section", "district", "country"))
# Columns that tell where, blanked with the value of "not told" of their kind.
_POINT = ("lon", "lat", "coord_uncertainty_m", "uncertainty_m")
_ON_LINE = ("km_along", "km_away")
_PLACE_TEXTS = ("coord_note", "coord_source", "nearest_town")
_FREE_TEXTS = (*_PLACE_TEXTS, "title", "outcome", "notes", "agencies", "subtype_written")
_DISTRICT_TEXTS = ("admin2", "district", "district_code")
_PROVINCE_TEXTS = ("admin1", "admin1_code")
_PAIRS = ("border_pair", "pair_bits")
# Columns of whole numbers in which 0, and not -1, says "none".
_ZERO_IS_NONE = ("cell", "pair_bits")


def release(
    records: pd.DataFrame,
    *,
    audience: Audience | str,
    policy: Policy | None = None,
    key: bytes,  # noqa: ARG001 (every caller gives it, so that masking needs no new one)
) -> pd.DataFrame:
    """The records that an audience may see, as exactly as it may see them.

    Parameters: records, one row each, in words; ``label`` (absent or blank means not released),
    ``category``, ``coord_precision``, ``date_precision``, ``origin`` where there are any. audience,
    an ``Audience`` or one of the words public, partners, national, restricted. policy, the table of
    rules (default: CLEAR as held, nothing else). key, the installation's secret bytes; no rule of
    this version masks points, so it has no effect on the result.

    Returns a new frame with the same columns and a part of the index. CLEAR records come as held;
    those about victims at district and month at best, without the name of a place below the
    district, and without free text unless it was published. Section and cell codes are blanked with
    the point. Errors: ReleaseError for an unknown audience.
    """
    audience, policy = audience_of(audience), policy or DEFAULT_POLICY
    category = word_codes(records, "category", CATEGORIES)
    levels = policy.levels(word_codes(records, "label", LABELS), category, audience=audience)
    kept = levels < SUPPRESSED
    result, levels = records.loc[kept].copy(), levels[kept]
    _coarsen_place(result, levels)
    persons = np.isin(category[kept], [CATEGORIES.index(word) for word in PERSONS_FIRST])
    _coarsen_date(result, persons)
    _withhold_texts(result, persons)
    return result


def _coarsen_place(frame: pd.DataFrame, levels: np.ndarray) -> None:
    """Blank what tells more than the level; a record already that coarse is left as it is."""
    precision = word_codes(frame, "coord_precision", PRECISIONS)
    finer = (precision < 0) | (precision < PRECISIONS.index("district"))
    district = (levels == _DISTRICT) & finer
    country = levels == _COUNTRY
    hidden = (levels == _SECTION) | district | country
    if not (levels > 0).any():
        return
    _blank(frame, (*_POINT, "cell"), hidden)
    _blank(frame, (*_ON_LINE, "section"), district | country)
    _blank(frame, (*_DISTRICT_TEXTS, *_PROVINCE_TEXTS, *_PAIRS), country)
    _blank(frame, _PLACE_TEXTS, hidden)
    _place_of_district(frame, levels > 0)
    for rows, word in ((district | (levels == _SECTION), "district"), (country, "country")):
        if "coord_precision" in frame and (rows & (precision >= 0)).any():
            at_best = PRECISIONS.index(word)
            frame.loc[rows & (precision >= 0) & (precision < at_best), "coord_precision"] = word


def _place_of_district(frame: pd.DataFrame, rows: np.ndarray) -> None:
    if "place" in frame and rows.any():
        district = frame["admin2"] if "admin2" in frame else pd.Series("", index=frame.index)
        frame["place"] = frame["place"].where(~rows, district)


def _blank(frame: pd.DataFrame, names: tuple[str, ...], rows: np.ndarray) -> None:
    for name in names:
        if name in frame and rows.any():
            frame[name] = frame[name].where(~rows, _nothing(frame[name], name))


def _nothing(column: pd.Series, name: str) -> object:
    """How a column of this kind says "not told"."""
    if pd.api.types.is_integer_dtype(column.dtype):
        return 0 if name in _ZERO_IS_NONE else -1
    return np.nan if pd.api.types.is_float_dtype(column.dtype) else ""


def _coarsen_date(frame: pd.DataFrame, rows: np.ndarray) -> None:
    """Month at best: of the event, and of the publication that would tell its day."""
    if not rows.any():
        return
    daily = rows & (word_codes(frame, "date_precision", DATE_PRECISIONS) == 0)
    for name in ("date", "date_from", "date_to", "source_date"):
        if name in frame:
            frame[name] = frame[name].where(~rows, frame[name].astype(str).str[:7])
    if "day_from" in frame and daily.any():
        month = frame["day_from"].to_numpy()[daily].astype("datetime64[D]").astype("datetime64[M]")
        _put(frame, "day_from", daily, month.astype("datetime64[D]"))
        _put(frame, "day_to", daily, (month + 1).astype("datetime64[D]") - 1)
    if "date_precision" in frame:
        frame.loc[daily, "date_precision"] = "month"


def _put(frame: pd.DataFrame, name: str, rows: np.ndarray, days: np.ndarray) -> None:
    values = frame[name].to_numpy().copy()
    values[rows] = days.astype(np.int64)
    frame[name] = values


def _withhold_texts(frame: pd.DataFrame, rows: np.ndarray) -> None:
    published = (frame["origin"] == "published").to_numpy() if "origin" in frame else False
    _blank(frame, _FREE_TEXTS, rows & ~np.asarray(published))
