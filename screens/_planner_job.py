"""A question being solved beside the page: a thread that tells how far it is and can be stopped."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator

from geo.briefing.planner_run import PlanRun
from geo.errors import AtlasError

MOST_KEPT = 8
# Questions at work at one time in this process; the next ones wait their turn.
MOST_AT_WORK = 2
_TURN_S = 0.2
Solve = Callable[[Callable[[], bool]], Iterator[PlanRun]]


class Job:
    """One question. run: as far as it has come; fault: why it has no answer; waiting: its turn has
    not come; seconds: that it took.

    solve: gives the answer as it grows, told a function that says when to stop. kept: takes a whole
    answer. turns: of the process.
    """

    def __init__(
        self,
        solve: Solve,
        kept: Callable[[PlanRun], None],
        *,
        turns: threading.Semaphore | None = None,
    ) -> None:
        self.run: PlanRun | None = None
        self.fault = ""
        self.stopped = False
        self.ended = False
        self.waiting = True
        self.seconds = 0.0
        self.first_seconds = 0.0
        self._stop = threading.Event()
        self._solve, self._kept = solve, kept
        self._turns = turns or threading.Semaphore()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._begun = time.monotonic()
        self._thread.start()

    def _work(self) -> None:
        """Wait for a turn, then solve; whatever happens, end."""
        try:
            while not self._turns.acquire(timeout=_TURN_S):
                if self._stop.is_set():
                    return
            try:
                self.waiting = False
                self._follow()
            finally:
                self._turns.release()
        finally:
            self.seconds = time.monotonic() - self._begun
            self.ended = True

    def _follow(self) -> None:
        try:
            for run in self._solve(self._stop.is_set):
                self.first_seconds = self.first_seconds or time.monotonic() - self._begun
                self.run = run
            if self.run is not None and self.run.whole:
                self._kept(self.run)
        except AtlasError as error:
            self.fault = str(error)

    @property
    def elapsed(self) -> float:
        """Seconds since it began, or that it took."""
        return self.seconds if self.ended else time.monotonic() - self._begun

    @property
    def state(self) -> tuple[bool, bool, int]:
        """A word that changes whenever there is something new to show."""
        return self.ended, self.waiting, len(self.run.done) if self.run else 0

    def stop(self) -> None:
        """End the search with the best plan so far; the page need not wait for it."""
        self.stopped = True
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; whether it has."""
        self._thread.join(seconds)
        return self.ended


class Shelf:
    """Whole answers of this process, the latest few: a question asked twice is solved once."""

    def __init__(self) -> None:
        self._runs: OrderedDict[object, PlanRun] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, key: object, run: PlanRun) -> None:
        """Keep an answer."""
        with self._lock:
            self._runs[key] = run
            self._runs.move_to_end(key)
            while len(self._runs) > MOST_KEPT:
                self._runs.popitem(last=False)

    def get(self, key: object) -> PlanRun | None:
        """The answer that was kept, if any."""
        with self._lock:
            return self._runs.get(key)
