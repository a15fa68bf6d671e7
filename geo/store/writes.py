"""Which changes are under way in this process, so that it can end between two of them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from geo.errors import StoreError

_STOPPING = "The atlas is stopping, so nothing was changed; try again in a minute, when it is back."


class Writes:
    """Counts running changes; once closed it lets those finish and begins no other.

    Safe between threads. A change within a change belongs to it and is never refused.
    """

    __slots__ = ("_changed", "_closed", "_depth", "_running")

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._depth = threading.local()
        self._running = 0
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[None]:
        """One change under way. Errors: StoreError when no new one may begin."""
        depth = getattr(self._depth, "value", 0)
        if not depth:
            self._begin()
        self._depth.value = depth + 1
        try:
            yield
        finally:
            self._depth.value = depth
            if not depth:
                self._end()

    def close(self, *, wait_s: float) -> bool:
        """Begin no new change and wait for the running ones; whether all ended within ``wait_s``
        seconds."""
        deadline = time.monotonic() + wait_s
        with self._changed:
            self._closed = True
            while self._running:
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    return False
                self._changed.wait(left_s)
        return True

    def _begin(self) -> None:
        with self._changed:
            if self._closed:
                raise StoreError(_STOPPING)
            self._running += 1

    def _end(self) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()
