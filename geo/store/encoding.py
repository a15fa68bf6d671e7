"""Between records as the files of facts write them and rows as the store holds them."""

import calendar
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.codes import word_codes
from geo.columns import NO_DAY
from geo.errors import InputError
from geo.schema.vocabularies import DATE_PRECISIONS, PAIRS
from geo.store.tables import RecordKind

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
# Columns that records may bring for their keys alone: where they stood before they were widened.
EXACT_POINT = ("exact_lon", "exact_lat")
# Columns of a record that stand in columns of their own, or nowhere, and not in ``content``.
_OWN = ("id", "originator", "lon", "lat", "coord_uncertainty_m", *EXACT_POINT)
# What the digest of a row covers, in this order; keys from geometry can be computed again.
DIGESTED = ("key", "id", "originator", "lon", "lat", "uncertainty_m", "content")

_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_text_of_json = json.encoder.encode_basestring

Keys = Callable[[pd.DataFrame], pd.DataFrame]


def day_bounds(text: str) -> tuple[int, int, str]:
    """First and last day (since 1970-01-01) and precision of "2015", "2024-03" or "2024-03-09".

    A blank gives (NO_DAY, NO_DAY, "none"). Errors: InputError when it is none of these.
    """
    parts = str(text).split("-") if text else []
    try:
        numbers = [int(part) for part in parts]
        if not numbers:
            return NO_DAY, NO_DAY, "none"
        if len(numbers) == 1:
            first, last = date(numbers[0], 1, 1), date(numbers[0], 12, 31)
        elif len(numbers) == 2:
            end = calendar.monthrange(*numbers)[1]
            first, last = date(*numbers, 1), date(*numbers, end)
        else:
            first = last = date(*numbers)
    except (ValueError, TypeError) as error:
        raise InputError(
            f"Expected a date as YYYY, YYYY-MM or YYYY-MM-DD, found {text!r}."
        ) from error
    word = DATE_PRECISIONS[3 - len(numbers)]
    return first.toordinal() - EPOCH_ORDINAL, last.toordinal() - EPOCH_ORDINAL, word


def stated_bits(pairs: pd.Series) -> np.ndarray:
    """One bit per position in PAIRS of the pairs that ``;``-joined texts name (int64)."""
    texts = pairs.fillna("")
    bits = {
        text: sum(1 << PAIRS.index(pair) for pair in {*_pairs(text)}) for text in texts.unique()
    }
    return texts.map(bits).to_numpy(dtype=np.int64)


def _pairs(text: str) -> list[str]:
    return [word.strip() for word in text.split(";") if word.strip() in PAIRS]


def codes_of(frame: pd.DataFrame, column: str, vocabulary: tuple[str, ...]) -> np.ndarray:
    """Positions of a column's words in ``vocabulary``; -1 where blank, -2 where there is no column.

    Errors: InputError naming the first word that is not in the vocabulary, and its row.
    """
    if column not in frame:
        return np.full(len(frame), -2, dtype=np.int16)
    words = frame[column]
    codes = word_codes(frame, column, vocabulary)
    wrong = (codes < 0) & words.notna().to_numpy() & (words != "").to_numpy()
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f"Expected one of {', '.join(vocabulary)} in column {column!r}, found "
            f"{words.iloc[at]!r} in row {frame['id'].iloc[at]!r}; nothing was stored."
        )
    return codes


def content_texts(frame: pd.DataFrame, kind: RecordKind) -> list[str]:
    """One JSON text per record with every column that has no column of its own; blanks left out."""
    names = [name for name in frame.columns if name not in kind.codes and name not in _OWN]
    columns = [found for name in names if any(found := _members(name, frame[name]))]
    if not columns:
        return ["{}"] * len(frame)
    return [f"{{{''.join(row)[:-1]}}}" for row in zip(*columns, strict=True)]


def _members(name: str, column: pd.Series) -> list[str]:
    """A column's values as members of JSON objects with the comma behind them, "" where blank;
    each word is written once."""
    head = f"{_text_of_json(str(name))}:"

    def member(value: Any) -> str:
        plain = _plain(value)
        return "" if plain is None else f"{head}{_WRITE(plain)},"

    if isinstance(column.dtype, pd.CategoricalDtype):
        words = np.array([*map(member, column.cat.categories), ""], dtype=object)
        return list(words[column.cat.codes])
    if isinstance(column.dtype, pd.StringDtype):
        return [f"{head}{_text_of_json(text)}," if text and text == text else ""
                for text in column.tolist()]  # fmt: skip
    if column.dtype == np.float64 and not np.isinf(column.to_numpy()).any():
        return [f"{head}{value!r}," if value == value else "" for value in column.tolist()]
    return [member(value) for value in column.tolist()]


def _plain(value: Any) -> Any:
    """A value that JSON can hold, None where blank."""
    if value is None or value == "" or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.item() if isinstance(value, np.generic) else value


def encode(
    frame: pd.DataFrame, kind: RecordKind, *, keys: Keys, codes_for_words: Callable[..., Any]
) -> dict[str, list[Any]]:
    """The store's columns of records written in words, all but those a change adds.

    frame: id, lon, lat and the columns of ``kind``'s file. keys: computes geometry's part.
    codes_for_words(kind, words): numbers of words in the store's own lists.
    """
    frame = with_dates(frame) if kind.name == "incident" else frame
    placed = keys(frame)
    columns: dict[str, list[Any]] = {
        name: codes_of(frame, name, vocabulary).tolist() for name, vocabulary in kind.codes.items()
    }
    columns |= {
        "id": frame["id"].astype(str).tolist(),
        "originator": _texts(frame, "originator"),
        "lon": _numbers(frame, "lon"),
        "lat": _numbers(frame, "lat"),
        "uncertainty_m": _numbers(frame, "coord_uncertainty_m"),
        "content": content_texts(frame.drop(columns=["day_from", "day_to"], errors="ignore"), kind),
    }
    columns |= key_columns(placed, codes_for_words)
    if kind.name == "incident":
        columns |= {name: frame[name].tolist() for name in ("day_from", "day_to")}
        columns["pair_bits"] = pair_bits_of(frame, placed)
        columns["outlet"] = codes_for_words("outlet", pd.Series(_texts(frame, "outlet")))
    return columns


def with_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Add day_from and day_to where the frame has only a ``date`` column; check the precision.

    Errors: InputError where a date cannot be read.
    """
    if "day_from" in frame:
        return frame
    texts = frame["date"].fillna("").astype(str)
    bounds = {text: day_bounds(text) for text in texts.unique()}
    return frame.assign(
        day_from=[bounds[text][0] for text in texts],
        day_to=[bounds[text][1] for text in texts],
        date_precision=[bounds[text][2] for text in texts],
    )


def key_columns(placed: pd.DataFrame, codes_for_words: Callable[..., Any]) -> dict[str, list[Any]]:
    """The store's columns of what ``compute_keys`` found."""
    return {
        "section": placed["section"].tolist(),
        "km_along": _numbers(placed, "km_along"),
        "km_away": _numbers(placed, "km_away"),
        "side": placed["side"].tolist(),
        "district": codes_for_words("district", placed["district"]),
        "cell": placed["cell"].astype(np.int64).tolist(),
    }


def pair_bits_of(frame: pd.DataFrame, placed: pd.DataFrame) -> list[int]:
    """Stated pairs and the section's own, one bit each."""
    stated = stated_bits(frame["border_pair"]) if "border_pair" in frame else 0
    pair = placed["pair"].to_numpy(dtype=np.int64)
    return (stated | np.where(pair >= 0, 1 << np.maximum(pair, 0), 0)).tolist()


def digests(columns: Mapping[str, list[Any]], kind: RecordKind, secret: bytes) -> list[bytes]:
    """A keyed hash per row over what was said in the record; ``columns`` must hold ``key``."""
    names = (*DIGESTED, *kind.codes, *(("day_from", "day_to") if kind.name == "incident" else ()))
    form, values = _row_form([columns[name] for name in names])
    # Begun once and copied: half the cost of taking in the secret for each row.
    begun, found = hmac.new(secret, digestmod=hashlib.sha256), []
    for row in values:
        one = begun.copy()
        one.update((form % row).encode())
        found.append(one.digest())
    return found


def _row_form(columns: list[list[Any]]) -> tuple[str, Iterable[tuple[Any, ...]]]:
    """A JSON array to be filled with "%" per row, and what to fill it with: values that all rows
    have stand in it already."""
    parts: list[str] = []
    filled = []
    for values in columns:
        if alike(values):
            parts += [str(text).replace("%", "%%") for text in _json_values(values[:1])]
        else:
            parts.append("%s")
            filled.append(_json_values(values))
    rows = zip(*filled, strict=True) if filled else ((),) * len(columns[0])
    return f"[{','.join(parts)}]", rows


def alike(values: list[Any]) -> bool:
    """Whether there are values, all written alike. Equal is not enough: 1 and True are written
    differently, and so are 0.0 and -0.0."""
    kind = type(values[0]) if values else None
    return (
        kind in (int, str, type(None))
        and values[-1] == values[0]
        and values.count(values[0]) == len(values)
        and set(map(type, values)) == {kind}
    )


def _json_values(values: list[Any]) -> list[Any]:
    """Each value of a column as JSON when it is formatted by "%s"; columns of one kind without
    asking each."""
    kinds = set(map(type, values))
    if kinds <= {int}:
        return values
    if kinds <= {str}:
        return list(map(_text_of_json, values))
    if kinds <= {float, type(None)} and not np.isinf(np.array(values, dtype=float)).any():
        return ["null" if value is None else value for value in values]
    return list(map(_WRITE, values))


def words_of(column: Iterable[int], vocabulary: tuple[str, ...]) -> list[str]:
    """Words at positions; "" where there is none."""
    words = (*vocabulary, "", "")
    return [words[number] for number in column]


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    if column not in frame:
        return [""] * len(frame)
    return ["" if value is None or value != value else str(value) for value in frame[column]]


def _numbers(frame: pd.DataFrame, column: str) -> list[float | None]:
    if column not in frame:
        return [None] * len(frame)
    values = pd.to_numeric(frame[column], errors="raise").to_numpy(dtype=float)
    return [None if value != value else value for value in values.tolist()]
