"""Work on a store that is stopped at a random moment.

A child process does one import, edit or erasure with the functions that the screens and the command
line use. The parent waits a random part of the time that such work takes, then kills: the child
itself, or the server process that works for it. What the store then holds must be the state before
or the state after, as ``model`` tells.
"""

import os
import random
import signal
import time
from dataclasses import dataclass, field
from multiprocessing import get_context

from sqlalchemy import event, text

from geo.errors import StoreError
from geo.store import open_store
from tests.store.model import LIMIT_S, WORKS, Work, World, check, next_work, opened

PHASES = ("", "before", "inside", "after")
_COMMITTED = 1_000_000
_WINDOWS_KEPT = 8
_TRIES_PER_KILL = 20


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
    process.join(LIMIT_S)
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
    """Work and kill until that many kills or more met running work, and every kind of it; the
    store is checked after each.

    Every other kill comes at a random moment, every other at a random step of the database's work,
    so that the ends of transactions are met too. A sentence that says "nothing was changed" must
    be true; work that was told as done must be there.
    """
    chance, tally, world = random.Random(seed), Tally(), World()
    known: dict[str, list[End]] = {kind: [] for kind in WORKS}
    opened(address).close()
    number = 0
    missing = True
    while missing and number < kills * _TRIES_PER_KILL:
        work = next_work(world, number, chance)
        blow = _blow(chance, known[work.kind][-_WINDOWS_KEPT:], number, of_server=of_server)
        end = run_once(address, work, blow)
        after = check(address, *_possible(end, world, work.done(world)))
        if end.how == "done":
            known[work.kind].append(end)
        if end.phase and end.how != "done":
            tally.note(work, end.phase, stored=after != world, records=len(after.titles))
        missing = tally.kills < kills or len(tally.by_work) < len(WORKS)
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
