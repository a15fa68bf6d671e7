"""Work on a store that is stopped at a random moment, and what the store must look like after.

A child process does one import, edit or erasure with the functions that the screens and the command
line use. The parent waits a random part of the time that such work takes, then kills: the child
itself, or the server process that works for it. What the store then holds must be the state before
or the state after, as told by a model kept beside it in plain dictionaries.
"""

import os
import random
import signal
import time
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

import pandas as pd
from sqlalchemy import event, select, text

from geo.errors import StoreError
from geo.store import edit, open_store, verify_chain
from geo.store.erasure import FILE_NAME as ERASURES
from geo.store.erasure import erase, ledger, read_ledger
from geo.store.imports import ImportAbout, imports, store_import
from geo.store.tables import INCIDENT, store_meta
from tests.store import toy

WORKS = ("import", "edit", "erasure")
PHASES = ("", "before", "inside", "after")
PARTS, PART_ROWS = 3, 40
ERASED_AT_ONCE = 20
_LIMIT_S = 60
_COMMITTED = 1_000_000
_WINDOWS_KEPT = 8


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


@dataclass(frozen=True)
class Blow:
    """When and whom to kill. wait_s: seconds after the work began, or step: after that many steps
    of the database's work; neither: never. of_server: its process, not the child."""

    wait_s: float | None = None
    step: int = 0
    of_server: bool = False


@dataclass(frozen=True)
class End:
    """How work ended. how: "done", "told" (said: the sentence) or "killed"; seconds and steps: of
    work that was done; phase: of the kill, "before", "inside" or "after" the transaction."""

    how: str
    said: str = ""
    seconds: float = 0.0
    steps: int = 0
    phase: str = ""


def run_once(address, work: Work, blow: Blow) -> End:
    """Do the work in a child process, and kill as ``blow`` says."""
    context = get_context("fork")
    near, far = context.Pipe()
    steps, mark = (context.Value("i", 0, lock=False) for _ in range(2))
    process = context.Process(target=_child, args=(address, work, far, steps, mark, blow))
    process.start()
    far.close()
    _, backend = near.recv()
    struck = False
    if blow.wait_s is not None and not near.poll(blow.wait_s):
        struck = True
        mark.value = mark.value or _phase(steps.value)
        _kill(backend if blow.of_server else process.pid)
    try:
        how, said, seconds = near.recv()
    except EOFError:
        how, said, seconds = "killed", "", 0.0
    process.join(_LIMIT_S)
    near.close()
    phase = PHASES[mark.value] if struck or mark.value else ""
    return End(how, said, seconds, abs(steps.value) % _COMMITTED, phase)


def _child(address, work, pipe, steps, mark, blow):
    """Do the work; tell when it begins and how it ended."""
    store = open_store(address.url, folder=address.folder)
    backend = 0
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect() as connection:
            backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

    def step(*_):
        steps.value += 1 if steps.value >= 0 else -1
        if abs(steps.value) % _COMMITTED == blow.step:
            mark.value = _phase(steps.value)
            _kill(backend if blow.of_server else os.getpid())

    def committing(*_):
        step()
        steps.value = -(steps.value % _COMMITTED) - _COMMITTED

    for name in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(store.engine, name, step)
    event.listen(store.engine, "commit", committing)
    event.listen(store.engine, "checkin", step)
    pipe.send(("begins", backend))
    start = time.perf_counter()
    try:
        work.do(store)
    except StoreError as error:
        pipe.send(("told", str(error), 0.0))
    else:
        pipe.send(("done", "", time.perf_counter() - start))
    # Leave at once: no pool, thread or handler of the parent is this process's to close.
    os._exit(0)


def _phase(steps: int) -> int:
    return 2 if steps > 0 else 3 if steps < 0 else 1


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@dataclass
class Tally:
    """What came of the kills, by when they fell and by what the store held after."""

    kills: int = 0
    before: int = 0
    inside: int = 0
    after: int = 0
    stored: int = 0
    untouched: int = 0
    records: int = 0
    by_work: dict[str, int] = field(default_factory=dict)

    def note(self, work: Work, phase: str, *, stored: bool, records: int) -> None:
        """One more kill."""
        self.kills += 1
        setattr(self, phase, getattr(self, phase) + 1)
        self.stored += stored
        self.untouched += not stored
        self.records = records
        self.by_work[work.kind] = self.by_work.get(work.kind, 0) + 1


def kill_many(address, kills: int, *, seed: int, of_server: bool = False) -> Tally:
    """Work and kill until that many kills met running work; the store is checked after each.

    Every other kill comes at a random moment, every other at a random step of the database's work,
    so that the ends of transactions are met too. A sentence that says "nothing was changed" must
    be true; work that was told as done must be there.
    """
    chance, tally, world = random.Random(seed), Tally(), World()
    known: dict[str, list[End]] = {kind: [] for kind in WORKS}
    opened(address).close()
    number = 0
    while tally.kills < kills:
        work = next_work(world, number, chance)
        blow = _blow(chance, known[work.kind][-_WINDOWS_KEPT:], number, of_server=of_server)
        end = run_once(address, work, blow)
        after = check(address, *_possible(end, world, work.done(world)))
        if end.how == "done":
            known[work.kind].append(end)
        if end.phase and end.how != "done":
            tally.note(work, end.phase, stored=after != world, records=len(after.titles))
        world, number = after, number + 1
    return tally


def _blow(chance: random.Random, known: list[End], number: int, *, of_server: bool) -> Blow:
    """A moment or a step within what the same kind of work took before; never the first time."""
    if not known:
        return Blow(of_server=of_server)
    if number // len(WORKS) % 2:
        return Blow(step=chance.randint(1, max(end.steps for end in known)), of_server=of_server)
    longest_s = max(end.seconds for end in known)
    return Blow(wait_s=chance.uniform(0, 1.05 * longest_s), of_server=of_server)


def _possible(end: End, before: World, after: World) -> tuple[World, ...]:
    """What the store may hold, given how the work ended."""
    if end.how == "done":
        return (after,)
    if end.how == "told" and "nothing was changed" in end.said:
        return (before,)
    if end.how == "told" and "were erased" in end.said:
        return (after,)
    return before, after


def opened(address):
    """The store, as soon as it can be opened: a server that lost a process starts all of them
    again."""
    deadline = time.monotonic() + _LIMIT_S
    while True:
        try:
            return address.open()
        except StoreError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
