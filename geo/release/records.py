"""Taking away what an audience may not see: whole records, or how exactly they tell where."""

import hashlib
import hmac
import re

import h3.api.basic_int as h3
import numpy as np
import pandas as pd

from geo.codes import word_codes
from geo.keys import CELL_RESOLUTION
from geo.release.masking import RING_M, Ground, mask
from geo.release.policy import (
    DEFAULT_POLICY,
    LEVELS,
    PERSONS_FIRST,
    SUPPRESSED,
    Audience,
    Owners,
    Policy,
    audience_of,
)
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, DATE_PRECISIONS, LABELS, PRECISIONS

_MASKED, _SECTION, _DISTRICT, _COUNTRY = (
    LEVELS.index(word) for word in ("masked", "section", "district", "country")
)
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
# Of a record that leaves coarsened and is not CLEAR nothing else is told, whatever its file held.
_ALWAYS_TOLD = (
    "id", "key", "label", "originator", "source_grade", "information_grade", "category", "subtype",
    "country", "side", "origin", "verification", "confidence", "audit", "status", "class", "kind",
    "date", "date_from", "date_to", "day_from", "day_to", "date_precision", "coord_precision",
)  # fmt: skip
_TOLD = {
    _MASKED: (*_POINT, *_ON_LINE, *_PAIRS, "cell", "section", "district", "district_code"),
    _SECTION: (*_PAIRS, "section"),
    _DISTRICT: (*_DISTRICT_TEXTS, *_PROVINCE_TEXTS),
    _COUNTRY: (),
}
_ORIGINATOR = re.compile(r"\s*([A-Za-z]{3})(?![A-Za-z])[\s:/,;|-]*(.*)", re.DOTALL)


def release(
    records: pd.DataFrame,
    *,
    audience: Audience | str,
    policy: Policy | None = None,
    key: bytes,
    consents: np.ndarray | None = None,
    ground: Ground | None = None,
) -> pd.DataFrame:
    """The records that an audience may see, as exactly as it may see them.

    Parameters: records, one row each, in words; ``label`` (absent or blank means not released),
    ``originator`` (alpha-3 code, then the agency), ``category``, ``coord_precision``,
    ``date_precision``, ``origin`` where there are any. audience, an ``Audience`` or one of the
    words public, partners, national, restricted. policy, the rules (default: DEFAULT_POLICY).
    key, the installation's secret bytes for masking. consents, per record the level in LEVELS that
    its originator consented to for this audience (-1: none). ground, see ``geo.release.mask``.

    Returns a new frame with the same columns and a part of the index. CLEAR records come as held;
    those about victims at district and month at best, without the name of a place below the
    district, and without free text unless it was published. Of other records below the exact level
    only what the level tells is left, and their id is another word. A masked point stands 1 to 5 km
    off; a record too near the edge of its ground, or known by its district or worse, leaves one
    level coarser. Errors: ReleaseError for an unknown audience, or a point to mask without a key.
    """
    audience, policy = audience_of(audience), policy or DEFAULT_POLICY
    category = word_codes(records, "category", CATEGORIES)
    label = word_codes(records, "label", LABELS)
    owners = owners_of(records["originator"]) if "originator" in records else None
    levels = policy.levels(label, category, audience=audience, owners=owners, consents=consents)
    kept = levels < SUPPRESSED
    result, levels, label = records.loc[kept].copy(), levels[kept], label[kept]
    levels = _masked(result, levels, key, ground)
    closed = (levels > 0) & ((label != LABELS.index("CLEAR")) | (levels == _MASKED))
    _coarsen_place(result, np.where(closed, 0, levels))
    persons = np.isin(category[kept], [CATEGORIES.index(word) for word in PERSONS_FIRST])
    _coarsen_date(result, persons)
    _withhold_texts(result, persons)
    _close(result, np.where(closed, levels, 0), key)
    return result


def shown_id(record_id: str, key: bytes) -> str:
    """The word that stands for a record's id where it is told coarsened."""
    hashed = hmac.digest(key, f"id\x1f{record_id}".encode(), hashlib.sha256)
    return f"r-{hashed.hex()[:12]}"


def owners_of(originators: pd.Series) -> Owners:
    """Country and agency of each originator, as "THA: Agency" or "THA" writes them."""
    texts = originators.fillna("").astype(str)
    found = {text: _ORIGINATOR.fullmatch(text) for text in texts.unique()}
    countries = {
        text: COUNTRIES.index(match[1].upper()) if match and match[1].upper() in COUNTRIES else -1
        for text, match in found.items()
    }
    agencies = {
        text: " ".join(match[2].split()).casefold() if match else ""
        for text, match in found.items()
    }
    agency = texts.map(agencies).to_numpy(dtype=object)
    return Owners(texts.map(countries).to_numpy(dtype=np.int8), agency)


def _masked(
    frame: pd.DataFrame, levels: np.ndarray, key: bytes, ground: Ground | None
) -> np.ndarray:
    """Move the points of masked records; returns levels, coarser where a point cannot be masked."""
    wanted = levels == _MASKED
    if not wanted.any():
        return levels
    levels = levels.copy()
    precision = word_codes(frame, "coord_precision", PRECISIONS)
    coarse = (precision < 0) | (precision >= PRECISIONS.index("district"))
    lon, lat = (frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    levels[wanted & coarse] = _DISTRICT
    rows = np.flatnonzero(wanted & ~coarse & np.isfinite(lon) & np.isfinite(lat))
    levels[wanted & ~coarse] = _SECTION
    if not len(rows):
        return levels
    moved = mask(lon[rows], lat[rows], key=key, ground=ground)
    fits = moved["masked"].to_numpy(dtype=bool)
    if "section" in frame:
        # A stated pair may have put the record on another section than the nearest.
        fits = fits & (frame["section"].to_numpy()[rows] == moved["section"].to_numpy())
    rows, moved = rows[fits], moved[fits]
    levels[rows] = _MASKED
    _place_at(frame, rows, moved)
    return levels


def _place_at(frame: pd.DataFrame, rows: np.ndarray, moved: pd.DataFrame) -> None:
    values = {name: moved[name].to_numpy() for name in ("lon", "lat", *_ON_LINE)}
    values |= {name: np.full(len(rows), RING_M[1]) for name in _POINT[2:]}
    points = zip(moved["lat"].tolist(), moved["lon"].tolist(), strict=True)
    values["cell"] = np.array([h3.latlng_to_cell(y, x, CELL_RESOLUTION) for y, x in points])
    for name, new in values.items():
        if name in frame:
            held = frame[name].to_numpy().copy()
            if name not in ("cell", "lon", "lat"):
                held = held.astype(float)
            held[rows] = new.astype(held.dtype)
            frame[name] = held
    finer = np.zeros(len(frame), dtype=bool)
    finer[rows] = True
    finer &= word_codes(frame, "coord_precision", PRECISIONS) < PRECISIONS.index("town")
    frame.loc[finer, "coord_precision"] = "town"


def _close(frame: pd.DataFrame, levels: np.ndarray, key: bytes) -> None:
    """Leave of closed records what their level tells; the id becomes a word that tells nothing."""
    if not (levels > 0).any():
        return
    for level, told in _TOLD.items():
        rows = levels == level
        rest = [name for name in frame.columns if name not in told and name not in _ALWAYS_TOLD]
        _blank(frame, tuple(rest), rows)
        word = "country" if level == _COUNTRY else "district"
        if level > _MASKED and "coord_precision" in frame and rows.any():
            precision = word_codes(frame, "coord_precision", PRECISIONS)
            finer = rows & (precision >= 0) & (precision < PRECISIONS.index(word))
            frame.loc[finer, "coord_precision"] = word
    if "id" in frame:
        ids = frame["id"].astype(object).to_numpy().copy()
        for row in np.flatnonzero(levels > 0):
            ids[row] = shown_id(ids[row], key)
        frame["id"] = ids


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
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.nan
    if isinstance(column.dtype, pd.Int64Dtype):
        return pd.NA
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
