"""Everything one viewer class may know before asking: the snapshot and the reference tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.borders import SectionIndex
from geo.columns import Snapshot
from geo.selection import Gate

Details = Callable[[np.ndarray], pd.DataFrame]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """One snapshot with what does not change while it lives.

    gate: the reasons that hold for every query. sections: the index of all sections. tables:
    reference tables by name, read-only. section_districts: rows section_id, side, district_code,
    km, name_en, name_local. details: text columns of incidents by store key, released for the
    snapshot's viewer class.
    """

    snapshot: Snapshot
    gate: Gate
    sections: SectionIndex
    tables: Mapping[str, pd.DataFrame]
    section_districts: pd.DataFrame
    details: Details
