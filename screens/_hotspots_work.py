"""Simulations beside the page: how far they are, Stop, and what was found kept for all sessions."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from geo.briefing.hotspots import Answer
from screens._page import plain
from screens._state import say

MOST_KEPT = 64
# Two at a time, however many sessions ask: the page itself must stay quick.
MOST_AT_ONCE = 2
SHORT_S = 0.4
LOOK_EVERY_S = 0.4
_WORKS = "hotspots_works"
Progress = Callable[[int, int], bool]


class Work:
    """One question being answered. The answer of a stopped one is a sentence, not half a result."""

    def __init__(self, pool: ThreadPoolExecutor, ask: Callable[[Progress], Answer]) -> None:
        self.done, self.wanted, self.stopped = 0, 0, False
        self._future: Future[Answer] = pool.submit(ask, self._told)

    def _told(self, done: int, wanted: int) -> bool:
        self.done, self.wanted = done, wanted
        return not self.stopped

    def stop(self) -> None:
        """Ask it to stop at its next step."""
        self.stopped = True

    @property
    def share(self) -> float:
        """How much of it is done, 0…1."""
        return self.done / max(self.wanted, 1)

    def ended(self, seconds: float) -> bool:
        """Whether it ends within some seconds."""
        try:
            self._future.exception(timeout=seconds)
        except TimeoutError:
            return False
        return True

    def answer(self) -> Answer:
        """What it found; raises what it raised."""
        return self._future.result()


class Shelf:
    """Whole answers of this process, the latest few: a question asked twice is simulated once."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="hotspots")
        self._held: OrderedDict[object, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, key: object, answer: Answer) -> None:
        """Keep an answer."""
        with self._lock:
            self._held[key] = answer
            self._held.move_to_end(key)
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)

    def get(self, key: object) -> Answer | None:
        """The answer that was kept, if any."""
        with self._lock:
            return self._held.get(key)


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """The one shelf of this process."""
    return Shelf()


def answered(key: object, ask: Callable[[Progress], Answer]) -> Answer | None:
    """The answer to a question, None while it is still being worked out.

    key: tells the question apart from all others. A short one is waited for, so that the page does
    not flicker; the sentence of a stopped one stands until it is asked again.
    """
    kept = shelf().get(key)
    if kept is not None:
        return kept
    works: dict[object, Work] = st.session_state.setdefault(_WORKS, {})
    if key not in works:
        works[key] = Work(shelf().pool, ask)
    work = works[key]
    if not work.ended(SHORT_S):
        return None
    found = work.answer()
    # Told to stop after its last step, it is whole all the same.
    if found.enough or not work.stopped:
        shelf().put(key, found)
        works.pop(key)
    return found


def drop_others(keys: tuple[object, ...]) -> None:
    """Stop whatever the session no longer asks."""
    works: dict[object, Work] = st.session_state.get(_WORKS, {})
    for key in [key for key in works if key not in keys]:
        works.pop(key).stop()


def was_stopped(key: object) -> bool:
    """Whether the answer that stands is the sentence of a stopped simulation."""
    work = st.session_state.get(_WORKS, {}).get(key)
    return work is not None and work.stopped


def again(key: object) -> None:
    """Forget a stopped simulation, so that the next run begins it anew."""
    st.session_state.get(_WORKS, {}).pop(key, None)


@st.fragment(run_every=LOOK_EVERY_S)
def show_progress(keys: tuple[object, ...]) -> None:
    """How far the simulations are, and Stop; runs by itself, the rest of the page stays."""
    works: dict[object, Work] = st.session_state.get(_WORKS, {})
    running = [works[key] for key in keys if key in works and not works[key].ended(0)]
    if not running:
        st.rerun()
    for number, work in enumerate(running):
        text = say("hotspots.progress", done=work.done, wanted=work.wanted)
        st.progress(work.share, text=plain(text if work.wanted else say("hotspots.working")))
        st.button(
            say("hotspots.stop"),
            key=f"hotspots_stop_{number}",
            on_click=work.stop,
            disabled=work.stopped,
        )
