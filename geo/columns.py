"""The columnar tables that a snapshot holds: integer codes and floats, one entry per record."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.messages import Message, message
from geo.schema.vocabularies import LABELS, PRECISIONS

NO_DAY = -(2**31)


@dataclass(frozen=True, slots=True, eq=False)
class IncidentColumns:
    """Released incidents of one viewer class, all arrays of equal length.

    key: store key (int64). day_from, day_to: days since 1970-01-01, both inclusive (int32; NO_DAY
    where blank). date_precision, category, country, precision, confidence, audit, origin,
    verification: positions in ``geo.schema.vocabularies`` (int8; -1 where blank). country is the
    stated one, "side". section: position in ``geo.borders.index()`` (int16; -1 where there is no
    point or none is near enough to be computed). km_along, km_away: along and away from the
    section's pair, km (float32; NaN). side: COUNTRIES position, -1 where not stated. district:
    position in ``districts`` (int16; -1). cell: position in ``cells`` (int32; -1). outlet: position
    in ``outlets`` (int16; -1). lon, lat: degrees (float64; NaN). uncertainty_m: metres (float32;
    NaN). moved_m: within how many metres of the point the one on record is, where release moved it
    (int16; -1 where it stands as held). pair_bits: bit i set where PAIRS[i] is a stated pair or the
    section's own (uint16; 0 where neither is known). ``cells``: H3 indexes (uint64) at
    ``cell_resolution``.
    """

    key: np.ndarray
    day_from: np.ndarray
    day_to: np.ndarray
    date_precision: np.ndarray
    category: np.ndarray
    country: np.ndarray
    section: np.ndarray
    km_along: np.ndarray
    km_away: np.ndarray
    side: np.ndarray
    district: np.ndarray
    cell: np.ndarray
    precision: np.ndarray
    confidence: np.ndarray
    audit: np.ndarray
    origin: np.ndarray
    verification: np.ndarray
    outlet: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    uncertainty_m: np.ndarray
    moved_m: np.ndarray
    pair_bits: np.ndarray
    districts: tuple[str, ...]
    cells: np.ndarray
    cell_resolution: int
    outlets: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.key)

    def precision_words(self, rows: np.ndarray) -> list[Message | None]:
        """How exactly the places of some rows are known; that a point was moved comes first."""
        known = [message(f"term.precision.{word}") for word in PRECISIONS]
        both = zip(self.precision[rows].tolist(), self.moved_m[rows].tolist(), strict=True)
        return [
            message("term.precision.moved", km=moved_m / 1000)
            if moved_m > 0
            else (known[at] if at >= 0 else None)
            for at, moved_m in both
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything one viewer class may see, at one store revision under one policy.

    revision and policy_hash with viewer_class are the cache key of whatever is computed from it.
    offices, crossings, zones, district_status: released rows with the column contracts of
    ``geo.schema.tables``, EPSG:4326 ``lon``/``lat`` columns, index the row's id. label: the
    strictest label of anything in it, which whatever is made from it carries.
    """

    revision: int
    policy_hash: str
    viewer_class: str
    incidents: IncidentColumns
    offices: pd.DataFrame
    crossings: pd.DataFrame
    zones: pd.DataFrame
    district_status: pd.DataFrame
    label: str = LABELS[0]
