"""One section's card: where it is, who is on either side, what is recorded, what to mind."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.borders import contested_marks, neighbourhood, position
from geo.briefing.situation import MIN_RECORDS_TO_NAME, Situation
from geo.coverage import NearestOffice, nearest_office
from geo.messages import Message, message
from geo.query import OFFICE_BASES
from geo.schema.vocabularies import CORE_COUNTRIES, PAIRS
from geo.world import World

# Line of a record to the column of its texts.
_RECORD_COLUMNS = MappingProxyType(
    {
        "id": "id",
        "date": "date",
        "category": "category",
        "place": "place",
        "outlet": "outlet",
        "address": "source_address",
        "audit": "audit",
    }
)
# More records than this are counted on the card and not listed one by one.
MAX_RECORDS = 200


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A district along a section, with the length of the section that it faces."""

    side: str
    code: str
    name: str
    local_name: str
    km: float


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """The nearest office of one side on one basis ("operating", "documented")."""

    basis: str
    nearest: NearestOffice


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record of the section. date: of its own precision ("2024-03"); used: by statistics."""

    id: str
    date: str
    category: str
    place: str
    precision: Message | None
    outlet: str
    address: str
    audit: str
    used: bool


@dataclass(frozen=True, slots=True)
class SectionCard:
    """Everything the atlas knows of one section under one query.

    neighbours: ids of the next sections, across a tripoint where the pair ends. rate_*: records per
    100 km per year. caveats: what to mind, as messages.
    """

    section_id: str
    pair: str
    km_from: float
    km_to: float
    length_km: float
    lon: float
    lat: float
    neighbours: tuple[str, ...]
    districts: tuple[DistrictLine, ...]
    offices: tuple[OfficeLine, ...]
    records: tuple[RecordLine, ...]
    count: int
    rate: float
    rate_low: float
    rate_high: float
    p: float
    stands_out: bool
    caveats: tuple[Message, ...]


def section_card(world: World, answer: Situation, section_id: str) -> SectionCard | None:
    """The card of a section under the answer's query; None where the id is not known."""
    if section_id not in world.sections.ids:
        return None
    at = position(section_id)
    index, found = world.sections, answer.scene.sections
    pair = PAIRS[int(index.pair[at])]
    return SectionCard(
        section_id=section_id,
        pair=pair,
        km_from=float(index.km_from[at]),
        km_to=float(index.km_to[at]),
        length_km=float(index.length_km[at]),
        lon=float(index.mid_lon[at]),
        lat=float(index.mid_lat[at]),
        neighbours=_neighbours(world, at),
        districts=_districts(world, section_id),
        offices=_offices(world, at, pair),
        records=_records(world, answer, at),
        count=int(found.count[at]) if found else 0,
        rate=float(found.rate[at]) if found else float("nan"),
        rate_low=float(found.rate_low[at]) if found else float("nan"),
        rate_high=float(found.rate_high[at]) if found else float("nan"),
        p=float(found.p[at]) if found else float("nan"),
        stands_out=bool(found.stands_out[at]) if found else False,
        caveats=_caveats(world, answer, at),
    )


def _neighbours(world: World, at: int) -> tuple[str, ...]:
    near = neighbourhood(steps=1)[[at]].nonzero()[1]
    return tuple(world.sections.ids[int(other)] for other in near if other != at)


def _districts(world: World, section_id: str) -> tuple[DistrictLine, ...]:
    rows = world.section_districts
    rows = rows[rows["section_id"] == section_id].sort_values(
        ["side", "km"], ascending=[True, False]
    )
    return tuple(
        DistrictLine(row.side, row.district_code, row.name_en, row.name_local, float(row.km))
        for row in rows.itertuples()
    )


def _offices(world: World, at: int, pair: str) -> tuple[OfficeLine, ...]:
    lon, lat = float(world.sections.mid_lon[at]), float(world.sections.mid_lat[at])
    return tuple(
        OfficeLine(
            basis,
            nearest_office(lon, lat, country=side, offices=world.snapshot.offices, basis=basis),
        )
        for side in pair.split("-")
        if side in CORE_COUNTRIES
        for basis in OFFICE_BASES
    )


def _records(world: World, answer: Situation, at: int) -> tuple[RecordLine, ...]:
    """Recorded events near this section, newest first; those not used say so."""
    incidents, selection = world.snapshot.incidents, answer.scene.selection
    rows = selection.recorded
    rows = rows[
        (incidents.section[rows] == at) & (incidents.km_away[rows] <= answer.scene.query.max_km)
    ]
    if not len(rows):
        return ()
    # In 64 bits: the sign of NO_DAY cannot be turned in the 32 that days are held in.
    rows = rows[np.argsort(-incidents.day_from[rows].astype(np.int64), kind="stable")]
    rows = rows[:MAX_RECORDS]
    used = np.isin(rows, selection.used)
    details = world.details(incidents.key[rows]).reindex(incidents.key[rows])
    lines = zip(details.iterrows(), incidents.precision_words(rows), used, strict=True)
    return tuple(_record(row, words, bool(is_used)) for (_, row), words, is_used in lines)


def _record(row: pd.Series, precision: Message | None, used: bool) -> RecordLine:
    texts = {line: _text(row, column) for line, column in _RECORD_COLUMNS.items()}
    return RecordLine(**texts, precision=precision, used=used)


def _text(row: pd.Series, name: str) -> str:
    """A cell as text; numbers of the table are not asked for here, blanks may be of any kind."""
    value = row.get(name)
    return "" if pd.isna(value) else str(value)


def _caveats(world: World, answer: Situation, at: int) -> tuple[Message, ...]:
    lines = []
    if world.sections.is_link[at]:
        lines.append(message("caveat.estuary"))
    lines += [message("caveat.contested", name=name) for name in _stretches(world, at)]
    found = answer.scene.sections
    if found is not None and found.tested[at]:
        if int(found.count[at]) == 1:
            lines.append(message("caveat.single_record"))
        same_pair = found.tested & (world.sections.pair == world.sections.pair[at])
        if int(found.count[same_pair].sum()) < MIN_RECORDS_TO_NAME:
            lines.append(message("caveat.too_few"))
    lines.append(message("caveat.recorded"))
    return tuple(lines)


def _stretches(world: World, at: int) -> tuple[str, ...]:
    """Names of contested or undemarcated stretches that touch the section."""
    marks = contested_marks()
    names = world.tables["contested_stretches"]["name_en"]
    ids = marks.loc[marks["section"] == at, "stretch_id"]
    return tuple(str(names[item]) for item in dict.fromkeys(ids) if item in names.index)
