"""What a store should hold, kept beside it in plain dictionaries, and the comparison with it."""

import random
import time
from dataclasses import dataclass, field, replace

import pandas as pd
from sqlalchemy import select, text

from geo.errors import StoreError
from geo.store import edit, verify_chain
from geo.store.erasure import FILE_NAME as ERASURES
from geo.store.erasure import erase, ledger, read_ledger
from geo.store.imports import ImportAbout, imports, store_import
from geo.store.tables import INCIDENT, store_meta
from tests.store import toy

WORKS = ("import", "edit", "erasure")
PARTS, PART_ROWS = 3, 40
ERASED_AT_ONCE = 20
LIMIT_S = 60


@dataclass(frozen=True)
class World:
    """What a store should hold. titles: of records in use by id; edits: how often each was
    changed; erased: ids that are gone; imports: how many are listed; entries: of the chain."""

    titles: dict[str, str] = field(default_factory=dict)
    edits: dict[str, int] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    imports: int = 0
    entries: int = 0


@dataclass(frozen=True)
class Work:
    """One piece of work. number: makes ids and titles its own; ids: the records it is about."""

    kind: str
    number: int
    ids: tuple[str, ...]

    def done(self, world: World) -> World:
        """The world with this work in it."""
        world = replace(world, entries=world.entries + 1)
        if self.kind == "import":
            fresh = {name: marker(name) for name in self.ids}
            return replace(world, titles=world.titles | fresh, imports=world.imports + 1)
        if self.kind == "edit":
            name = self.ids[0]
            edits = world.edits | {name: world.edits.get(name, 0) + 1}
            return replace(world, titles=world.titles | {name: self.title}, edits=edits)
        kept = {name: said for name, said in world.titles.items() if name not in self.ids}
        return replace(world, titles=kept, erased=world.erased | set(self.ids))

    @property
    def title(self) -> str:
        return f"{marker(self.ids[0])} edit {self.number}"

    def do(self, store) -> None:
        """Do it, as a screen or the command line would."""
        if self.kind == "import":
            about = ImportAbout(("file.csv",), ("generic",), "CLEAR", 0, 0)
            store_import(store, parts(self.ids), about, actor="u1", keys=toy.toy_keys)
        elif self.kind == "edit":
            edit(
                store, "incident", self.ids[0], {"title": self.title}, actor="u1",
                keys=toy.toy_keys,
            )  # fmt: skip
        else:
            erase(store, "incident", self.ids, actor="u1", reason="asked for")


def marker(name: str) -> str:
    """Words that stand in one record only, so that they can be looked for in the raw file."""
    return f"told of {name} alone"


def parts(ids):
    """Frames of incidents with these ids."""
    rows = [dict(zip(toy.INCIDENT_COLUMNS, toy.INCIDENTS[0].split(","), strict=True))]
    row = rows[0] | {"label": "CLEAR", "outlet": "Paper A", "lon": 100.1, "lat": 15.05}
    row["coord_uncertainty_m"] = None
    for start in range(0, len(ids), PART_ROWS):
        some = ids[start : start + PART_ROWS]
        yield pd.DataFrame([row | {"id": name, "title": marker(name)} for name in some])


def next_work(world: World, number: int, chance: random.Random) -> Work:
    """An import, an edit or an erasure; the kinds take turns."""
    kind = WORKS[number % len(WORKS)]
    if kind == "import" or len(world.titles) < ERASED_AT_ONCE:
        ids = tuple(f"K{number}-{i}" for i in range(PARTS * PART_ROWS))
        return Work("import", number, ids)
    count = 1 if kind == "edit" else ERASED_AT_ONCE
    return Work(kind, number, tuple(chance.sample(sorted(world.titles), count)))


def found_world(store) -> World:
    """What the store holds, read row by row."""
    table = INCIDENT.table
    with store.reading() as connection:
        rows = connection.execute(select(table.c.id, table.c.valid_to, table.c.content)).all()
        revision = connection.execute(select(store_meta.c.revision)).scalar_one()
        entries = connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one()
    assert revision == entries
    contents = pd.Series([row.content or "{}" for row in rows])
    titles = contents.str.extract(r'"title":"([^"]*)"')[0].tolist()
    in_use, versions = {}, {}
    for row, title in zip(rows, titles, strict=True):
        if row.id.startswith("erased-"):
            assert row.valid_to is not None
            assert row.content is None
            continue
        versions[row.id] = versions.get(row.id, 0) + 1
        if row.valid_to is None:
            assert row.id not in in_use
            in_use[row.id] = title
    edits = {name: count - 1 for name, count in versions.items() if count > 1}
    return World(in_use, edits, frozenset(), len(imports(store)), entries)


def check(address, *worlds: World) -> World:
    """The one of ``worlds`` that the store at ``address`` holds, with everything that must agree.

    The chain verifies; imports have all their records; what was erased is gone from every version,
    from the raw file, and is listed beside the key.
    """
    store = opened(address)
    try:
        found = found_world(store)
        fits = [world for world in worlds if same(found, world)]
        assert len(fits) == 1, f"{len(found.titles)} records, {found.entries} entries, half-written"
        report = verify_chain(store)
        assert report.problems == ()
        check_imports(store)
        check_erased(store, address, fits[0])
    finally:
        store.close()
    return fits[0]


def same(found: World, world: World) -> bool:
    """Whether the store holds just this world; erased records have no versions left to count."""
    edits = {name: count for name, count in world.edits.items() if name in world.titles}
    return (found.titles, found.edits, found.imports, found.entries) == (
        world.titles, edits, world.imports, world.entries,
    )  # fmt: skip


def check_imports(store) -> None:
    """Each listed import has as many records as it says, erased ones among them."""
    table = INCIDENT.table
    count = select(table.c.born).where(table.c.touched == 1)
    with store.reading() as connection:
        born = pd.Series(connection.execute(count).scalars().all()).value_counts()
    for entry in imports(store):
        assert born.get(entry.revision) == entry.accepted == PARTS * PART_ROWS


def check_erased(store, address, world: World) -> None:
    """The list of erasures holds every erased record, in the store and beside the key."""
    listed = ledger(store)
    assert len(listed) == len(world.erased)
    assert {line.key for line in read_ledger(address.folder / ERASURES)} == {
        line.key for line in listed
    }
    raw = b"".join(path.read_bytes() for path in address.folder.glob("atlas.sqlite*"))
    if raw:
        assert not [name for name in world.erased if f'"{marker(name)}'.encode() in raw]


def opened(address):
    """The store, as soon as it can be opened: a server that lost a process starts all of them
    again."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            return address.open()
        except StoreError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
