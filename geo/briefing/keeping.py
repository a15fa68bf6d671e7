"""How long each kind of data is kept, as a table that can be changed line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from geo.schema.vocabularies import LABELS, ORIGINS
from geo.store.engine import Store
from geo.store.erasure import retention_rules
from geo.store.tables import INCIDENT, KINDS


@dataclass(frozen=True, slots=True)
class KeepingLine:
    """One kind of data. origin, label: only such records, blank: all. records: in use or withdrawn,
    not erased. keep_days: after it was stored; 0: without limit."""

    table: str
    origin: str
    label: str
    records: int
    keep_days: int


def keeping_table(store: Store) -> tuple[KeepingLine, ...]:
    """Every kind of data with its rule: tables, incidents by origin, incidents by label."""
    rules = {
        (row.table_name, row.origin, row.label): int(row.keep_days)
        for row in retention_rules(store).itertuples(index=False)
    }
    kinds = [(name, "", "") for name in KINDS]
    kinds += [(INCIDENT.name, origin, "") for origin in ORIGINS]
    kinds += [(INCIDENT.name, "", label) for label in LABELS]
    kinds = sorted(dict.fromkeys([*kinds, *rules]), key=_place)
    counts = _counts(store)
    return tuple(
        KeepingLine(
            *kind,
            sum(n for held, n in counts.items() if _holds(kind, held)),
            rules.get(kind, 0),
        )
        for kind in kinds
    )


def changed_rules(
    lines: Sequence[KeepingLine], keep_days: Sequence[int]
) -> list[tuple[KeepingLine, int]]:
    """Lines whose number of days is another now, with that number."""
    both = zip(lines, keep_days, strict=True)
    return [(line, days) for line, days in both if days != line.keep_days]


def _place(kind: tuple[str, str, str]) -> tuple[int, int, int]:
    table, origin, label = kind
    first = 0 if table == INCIDENT.name else 1 + list(KINDS).index(table)
    origins, labels = ("", *ORIGINS), ("", *LABELS)
    return first, labels.index(label), origins.index(origin)


def _holds(kind: tuple[str, str, str], held: tuple[str, str, str]) -> bool:
    return all(not word or word == other for word, other in zip(kind, held, strict=True))


def _counts(store: Store) -> dict[tuple[str, str, str], int]:
    """Records by table, origin and label, each once, by its newest version."""
    counts = {}
    with store.reading() as connection:
        for name, kind in KINDS.items():
            held = kind.table.c
            newest = select(func.max(held.row).label("row")).group_by(held.key).subquery()
            words = (held.origin, held.label) if name == INCIDENT.name else (held.label,)
            statement = (
                select(*words, func.count())
                .join(newest, newest.c.row == held.row)
                .where(held.content.is_not(None))
                .group_by(*words)
            )
            for *codes, n in connection.execute(statement):
                origin = ORIGINS[codes[0]] if name == INCIDENT.name and codes[0] >= 0 else ""
                label = LABELS[codes[-1]] if codes[-1] >= 0 else ""
                counts[name, origin, label] = counts.get((name, origin, label), 0) + int(n)
    return counts
