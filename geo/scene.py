"""What a layer is built from: released data, the selection, and results; nothing to be computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geo.columns import Snapshot
from geo.query import Query
from geo.selection import Selection


@dataclass(frozen=True, slots=True, eq=False)
class SectionResults:
    """Per section of ``geo.borders.index()``, arrays of one length.

    tested: in the universe of this query. count: eligible records. rate, rate_low, rate_high:
    records per 100 km per year with its exact 95 % interval (NaN where untested). p: exact upper
    tail of the neighbourhood sum. z: its normal score, shown only. stands_out: beyond chance after
    correction. count_class, rate_class: 0 for none, 1…6 for the drawn class. *_edges: lower edges
    of the classes that occur.
    """

    tested: np.ndarray
    count: np.ndarray
    rate: np.ndarray
    rate_low: np.ndarray
    rate_high: np.ndarray
    p: np.ndarray
    z: np.ndarray
    stands_out: np.ndarray
    count_class: np.ndarray
    rate_class: np.ndarray
    count_edges: tuple[float, ...]
    rate_edges: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CellResults:
    """H3 cells with an eligible record or a finding; ``cell`` holds H3 indexes (uint64)."""

    cell: np.ndarray
    count: np.ndarray
    p: np.ndarray
    z: np.ndarray
    stands_out: np.ndarray
    count_class: np.ndarray
    count_edges: tuple[float, ...]
    resolution: int
    cells_tested: int


@dataclass(frozen=True, slots=True, eq=False)
class DensityResults:
    """Kernel density in classes on a Web-Mercator grid; edges in records per 1,000 km²."""

    classes: np.ndarray
    bounds: tuple[float, float, float, float]
    edges: tuple[float, ...]
    bandwidth_km: float


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that the layers of one map need. ``tables``: reference tables by name, never empty files.

    details: text columns of the selected incidents when few enough to draw one by one (index: key),
    else None. left_out: categories that the profile leaves out of this view.
    """

    snapshot: Snapshot
    query: Query
    selection: Selection
    as_of: date
    tables: Mapping[str, pd.DataFrame]
    details: pd.DataFrame | None = None
    sections: SectionResults | None = None
    cells: CellResults | None = None
    density: DensityResults | None = None
    left_out: frozenset[str] = frozenset()
