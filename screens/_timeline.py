"""The timeline: records per month or year; brushing it sets the period."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from geo.briefing.situation import Situation, Timeline
from screens import _state
from screens._state import say

_HEIGHT_PX = 130
_USED, _ASIDE = "#1F3A5F", "#B8BCC4"


def timeline(answer: Situation) -> None:
    """Bars of records used and set aside per bin; an interval drawn on them becomes the period."""
    line = answer.timeline
    if not any(line.recorded):
        return
    st.vega_lite_chart(
        _frame(line),
        _spec(line),
        key=f"timeline_{answer.period.first}_{answer.period.last}",
        on_select=lambda: _take(answer),
        selection_mode="brush",
        height=_HEIGHT_PX,
    )


def _frame(line: Timeline) -> pd.DataFrame:
    used, aside = say("timeline.used"), say("timeline.set_aside")
    rows = [
        (start.isoformat(), kind, count)
        for start, recorded, n in zip(line.starts, line.recorded, line.used, strict=True)
        for kind, count in ((used, n), (aside, recorded - n))
    ]
    return pd.DataFrame(rows, columns=["start", "kind", "n"])


def _spec(line: Timeline) -> dict[str, Any]:
    used, aside = say("timeline.used"), say("timeline.set_aside")
    return {
        "title": {"text": say(f"timeline.title.{line.unit}"), "fontSize": 13, "anchor": "start"},
        "params": [{"name": "brush", "select": {"type": "interval", "encodings": ["x"]}}],
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {
                "field": "start",
                "type": "temporal",
                "timeUnit": "yearmonth" if line.unit == "month" else "year",
                "title": None,
            },
            "y": {"field": "n", "type": "quantitative", "title": say("timeline.records")},
            "color": {
                "field": "kind",
                "scale": {"domain": [used, aside], "range": [_USED, _ASIDE]},
                "legend": {"title": None, "orient": "top"},
            },
        },
    }


def _take(answer: Situation) -> None:
    """The brushed interval, widened to whole bins, as the session's own period."""
    key = f"timeline_{answer.period.first}_{answer.period.last}"
    brushed = st.session_state[key].get("selection", {}).get("brush", {})
    ends = next((values for values in brushed.values() if len(values) == 2), None)
    if ends is None:
        return
    first, last = (date(1970, 1, 1) + timedelta(milliseconds=float(end)) for end in ends)
    starts = answer.timeline.starts
    begin = max((start for start in starts if start <= first), default=answer.period.first)
    after = min((start for start in starts if start > last), default=None)
    end = after - timedelta(days=1) if after else answer.period.last
    _state.change(period="own", date_from=begin, date_to=end)
