"""Sections in the order of what is surely more recorded there, with where they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.messages import Message, own_name
from geo.scene import SectionResults
from geo.schema.vocabularies import PAIRS
from geo.world import World

MAX_ROWS = 100


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One section of a ranked table. rate_*: records per 100 km per year; p: exact, upper tail."""

    section_id: str
    pair: str
    km_from: float
    km_to: float
    districts: tuple[Message, ...]
    count: int
    rate: float
    rate_low: float
    rate_high: float
    p: float
    stands_out: bool


def ranking(world: World, found: SectionResults, order: np.ndarray) -> tuple[SectionRow, ...]:
    """Sections with a used record: those that stand out first, then as ``order`` has them.

    order: section positions by the lower bound of the shrunk rate, highest first.
    """
    rows = order[found.count[order] > 0]
    rows = rows[np.argsort(~found.stands_out[rows], kind="stable")][:MAX_ROWS]
    names = district_names(world.section_districts, [world.sections.ids[row] for row in rows])
    return tuple(_row(world, found, int(row), names) for row in rows)


def district_names(
    section_districts: pd.DataFrame, wanted: Sequence[str]
) -> dict[str, tuple[Message, ...]]:
    """Id of each wanted section to the names of its longest district on each side, sides in
    alphabetical order; a section without a district is left out."""
    rows = section_districts[section_districts["section_id"].isin(wanted)]
    # Sorted shortest first, so that of equal keys the longest district stays.
    rows = rows.sort_values(["section_id", "side", "km"])
    columns = (rows[name].tolist() for name in ("section_id", "side", "name_en", "name_local"))
    longest: dict[str, dict[str, Message]] = {}
    for section, side, english, local in zip(*columns, strict=True):
        longest.setdefault(str(section), {})[side] = own_name(side, str(english), str(local))
    return {section: tuple(sides.values()) for section, sides in longest.items()}


def _row(
    world: World, found: SectionResults, position: int, names: dict[str, tuple[Message, ...]]
) -> SectionRow:
    index = world.sections
    section_id = index.ids[position]
    return SectionRow(
        section_id,
        PAIRS[int(index.pair[position])],
        float(index.km_from[position]),
        float(index.km_to[position]),
        names.get(section_id, ()),
        int(found.count[position]),
        float(found.rate[position]),
        float(found.rate_low[position]),
        float(found.rate_high[position]),
        float(found.p[position]),
        bool(found.stands_out[position]),
    )
