"""Find a place, office, crossing or section by name, in English or a local language."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

MIN_LETTERS = 2
_FIRST_THAI = 0x0E00
# Nikhahit and sara aa, with a tone mark between or not, are one letter: sara am after the tone.
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_KIND_ORDER = ("section", "office", "crossing", "zone", "district", "place")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. feature_id as on the map ("office:tha-mae-sai"); lon, lat in degrees."""

    feature_id: str
    kind: str
    name: str
    local_name: str
    country: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class _Entry:
    hit: Hit
    names: tuple[str, str]
    rank: int


@dataclass(frozen=True, slots=True, eq=False)
class SearchIndex:
    """Names folded for comparison, one entry per thing that can be flown to."""

    entries: tuple[_Entry, ...]


def fold(text: str) -> str:
    """Lower case without accents, hyphens and spaces; Thai sara am and sara ae in one form.

    Letters and marks of Thai, Lao, Khmer and Burmese all stay: there a mark is part of the word.
    Dashes, quotation marks and the invisible word breaks of these scripts do not.
    """
    text = _SARA_AM.sub("\\1\u0e33", text).replace("\u0e40\u0e40", "\u0e41")
    spread = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in spread if char.isalnum() or _is_own_mark(char))


def _is_own_mark(char: str) -> bool:
    return ord(char) >= _FIRST_THAI and unicodedata.category(char).startswith("M")


def build_index(table: pd.DataFrame) -> SearchIndex:
    """Index a table with columns feature_id, kind, name, local_name, country, lon, lat.

    Rows without a point are left out: there is nowhere to fly to.
    """
    points = table[["lon", "lat"]].to_numpy(float)
    placed = table[np.isfinite(points).all(axis=1)].fillna("")
    hits = (Hit(*row) for row in placed[list(Hit.__dataclass_fields__)].itertuples(index=False))
    return SearchIndex(tuple(_entry(hit) for hit in hits))


def _entry(hit: Hit) -> _Entry:
    rank = _KIND_ORDER.index(hit.kind) if hit.kind in _KIND_ORDER else len(_KIND_ORDER)
    return _Entry(hit, (fold(hit.name), fold(hit.local_name)), rank)


def search(index: SearchIndex, text: str, *, limit: int = 8) -> tuple[Hit, ...]:
    """Best matches of ``text``: equal names, then starts, then the rest; by kind and alphabet.

    Fewer than two letters find nothing.
    """
    wanted = fold(text)
    if len(wanted) < MIN_LETTERS:
        return ()
    found = [entry for entry in index.entries if any(wanted in name for name in entry.names)]
    found.sort(key=lambda entry: (_closeness(entry, wanted), entry.rank, entry.names))
    return tuple(entry.hit for entry in found[:limit])


def _closeness(entry: _Entry, wanted: str) -> int:
    if wanted in entry.names:
        return 0
    return 1 if any(name.startswith(wanted) for name in entry.names) else 2
