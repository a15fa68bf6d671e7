"""A file of records for one audience: the rows that the check saw, and nothing read anew."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.borders import index
from geo.briefing.sharing import Column
from geo.briefing.sharing_views import Views, refuse_leaks
from geo.exports.tables import to_csv
from geo.layerspec import Text
from geo.messages import message
from geo.release.policy import LEVELS
from geo.schema.vocabularies import LABELS
from geo.store.audit import chain_head
from geo.store.engine import Store

_NOT_IN_FILES = ("cell", "pair_bits", "day_from", "day_to", "outlet_word", "uncertainty_m",
                 "coord_source", "source_id")  # fmt: skip

_DIGITS = MappingProxyType({"lon": 5, "lat": 5, "km_along": 1, "km_away": 1})


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A file and what it tells. levels: word of LEVELS by store key, of what is not CLEAR."""

    content: bytes
    levels: dict[int, str]


def given_out(
    store: Store, found: Views, column: Column, *, translator: Callable[[Text], str]
) -> GivenOut:
    """CSV of the records of ``found`` as one audience is given them.

    Errors: ReleaseError with one sentence where the check found anything.
    """
    refuse_leaks(found.leaks)
    rows = _readable(found.seen[column.audience])
    named = [name for name in rows.columns if name not in _NOT_IN_FILES]
    told = [name for name in named if _said(rows[name])]
    label = rows["label"] if len(rows) else pd.Series(dtype=str)
    labels = [word for word in LABELS if (label == word).any()]
    about = {
        translator(message("sharing.file.label")): "TLP:" + (labels[-1] if labels else LABELS[0]),
        translator(message("sharing.file.audience")): translator(column.name),
        translator(message("sharing.file.rules")): found.policy.hash,
        translator(message("sharing.file.head")): chain_head(store),
        translator(message("sharing.file.line")): translator(message("frame.disclaimer")),
    }
    content = to_csv(told, rows[told].astype(object).to_numpy().tolist(), about=about)
    closed = label.index[label != LABELS[0]]
    levels = {int(key): LEVELS[int(found.told.loc[key, column.audience])] for key in closed}
    return GivenOut(content, levels)


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Sections by their ids, and no more digits than places are known to."""
    ids = np.array([*index().ids, ""], dtype=object)
    sections = ids[rows["section"].fillna(-1).astype("int64")] if "section" in rows else []
    digits = {name: places for name, places in _DIGITS.items() if name in rows}
    numbers = {name: rows[name].astype(float).round(places) for name, places in digits.items()}
    return rows.assign(**numbers, **({"section": sections} if "section" in rows else {}))


def _said(column: pd.Series) -> bool:
    return bool((column.notna() & ~column.astype(object).isin(("", -1))).any())
