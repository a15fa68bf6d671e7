"""Retention on schedule: a thread of the process that has the store open erases what is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Event, Thread

from geo.errors import AtlasError, InputError
from geo.store.engine import Store
from geo.store.erasure import run_retention

EVERY_HOURS = 24
# After the start, so that the first pages come first.
FIRST_AFTER_S = 60.0
_ACTOR = "retention"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A running schedule."""

    thread: Thread
    stopped: Event

    def end(self) -> None:
        """Have it end, without waiting for a transaction under way."""
        self.stopped.set()

    def stop(self) -> None:
        """End it; a transaction under way is finished first."""
        self.end()
        self.thread.join()


def start(
    opened: Callable[[], Store],
    *,
    today: Callable[[], date] = date.today,
    first_after_s: float = FIRST_AFTER_S,
    every_s: float = EVERY_HOURS * 3_600.0,
) -> Schedule:
    """Erase what the rules of retention say, soon after the start and then once a day.

    opened: gives the store that is open now. Nothing is erased where no rule was set. A process
    that is stopped leaves whole transactions;
    several processes may do this at once: what one has erased the others do not find.
    """
    stopped = Event()
    thread = Thread(
        target=_keep_on, args=(opened, today, first_after_s, every_s, stopped), daemon=True,
        name="retention",
    )  # fmt: skip
    thread.start()
    return Schedule(thread, stopped)


def _keep_on(
    opened: Callable[[], Store],
    today: Callable[[], date],
    first_after_s: float,
    every_s: float,
    stopped: Event,
) -> None:
    wait_s = first_after_s
    while not stopped.wait(wait_s):
        run_once(opened, as_of=today())
        wait_s = every_s


def run_once(opened: Callable[[], Store], *, as_of: date) -> int:
    """Erase what is due; a fault is logged and tried again the next time. Returns how many."""
    try:
        count = run_retention(opened(), as_of=as_of, actor=_ACTOR)
    except InputError:
        # Another process erased the same records between the list and the lock.
        return 0
    except AtlasError as error:
        _LOG.warning("retention was not run: %s", type(error).__name__)
        return 0
    if count:
        _LOG.info("retention erased %d record(s)", count)
    return count
