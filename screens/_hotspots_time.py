"""The time slider of *Hotspots*: plays the used records on the map inside the browser."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st

from geo.briefing.hotspots import Answer
from geo.periods import to_day
from layers.renderers.time_slider import data, definition
from screens._state import say

WINDOWS_DAYS = (365, 182, 1096, 0)
WORDS = ("play", "pause", "window", "slider", "idle")


@cache
def _mount() -> Any:
    return st.components.v2.component(**definition())


def time_slider(answer: Answer, days: Mapping[str, tuple[int, int]], *, map_key: str) -> None:
    """A bar below the map of ``map_key``; nothing it does reruns the page."""
    if not days:
        return
    words = {name: say(f"hotspots.time.{name}") for name in WORDS}
    words["count"] = say("hotspots.time.count", shown="{shown}", all="{all}")
    content = data(
        days,
        first=min(first for first, _ in days.values()),
        last=to_day(answer.base.period.last),
        map_key=map_key,
        words=words,
        windows=tuple((n, say(f"hotspots.time.window.{n}")) for n in WINDOWS_DAYS),
    )
    _mount()(data=content, key=f"{map_key}_time")
