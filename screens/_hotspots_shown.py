"""How an answer about hotspots is shown: verdict, table, charts, method card."""

from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from geo.briefing.hotspot_choice import SIMULATING
from geo.briefing.hotspot_tables import hotspot_table, series_values
from geo.briefing.hotspots import Answer, Chart, Series
from layers._style import ACCENT
from screens import _hotspots_cached as cached
from screens import _hotspots_work as work
from screens._asked import asked
from screens._page import plain
from screens._state import say, translator
from screens._tables import show_table

TABLE_HEIGHT_PX = 330
# Names and small numbers need less than they are given; so the last column stays in view.
_WIDTHS_PX = MappingProxyType(
    {"section": 104, "place": 118, "records": 74, "rate": 128, "low": 74, "high": 60}
)
# Of the colour-blind-safe hues that the maps use, the ones told apart in grey too.
SERIES_COLOURS = (ACCENT, "#D55E00", "#56B4E9", "#666666")
SERIES_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
MARKS = MappingProxyType(
    {
        "line": "line",
        "points": {"type": "point", "filled": True, "size": 70},
        "bars": {"type": "bar", "color": ACCENT},
    }
)
# On a telephone the map comes first, then the words, then what changes them.
STYLE = """<style>
@media (max-width: 640px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-hotspots_asking) {order: 9;}
}
</style>"""
# To a room: one answer's map in the whole width, its words below.
PRESENT_STYLE = """<style>
.st-key-hotspots_body > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] {
  flex-wrap: wrap;
}
.st-key-hotspots_body > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
  > [data-testid="stColumn"] {flex: 1 1 100%; width: 100%; min-width: 100%;}
</style>"""
CHART_HEIGHT_PX = 300


def verdict(answer: Answer) -> None:
    """The one sentence, and what to mind."""
    write = translator()
    st.markdown(f"**{plain(write(answer.verdict))}**")
    if answer.sentences:
        st.caption(plain(" ".join(write(sentence) for sentence in answer.sentences)))


def answers(methods: tuple[str, ...]) -> list[Answer | None]:
    """The answer of each method, None where its simulation still runs; others are dropped."""
    asked_for = {name: cached.simulated(asked(), name) for name in methods if name in SIMULATING}
    work.drop_others(tuple(key for key, _ in asked_for.values()))
    found: list[Answer | None] = []
    for name in methods:
        if name in asked_for:
            found.append(work.answered(*asked_for[name]))
            continue
        with st.spinner(say("hotspots.working"), show_time=True):
            found.append(cached.answer(asked(), name))
    return found


def waiting(methods: tuple[str, ...]) -> None:
    """How far the simulations are, and Stop."""
    work.show_progress(tuple(_key(name) for name in methods if name in SIMULATING))


def begin_again(methods: tuple[str, ...]) -> None:
    """A button where a simulation was stopped."""
    for key in (_key(name) for name in methods if name in SIMULATING):
        if work.was_stopped(key):
            st.button(say("hotspots.again"), key="hotspots_again", on_click=work.again, args=(key,))


def _key(method: str) -> object:
    return cached.simulated(asked(), method)[0]


def used_line(answer: Answer) -> None:
    """How many records the answer rests on, how many it sets aside, and why."""
    write, base = translator(), answer.base
    aside = sum(records for _, records in base.set_aside)
    st.caption(plain(say("situation.used_line", used=base.used, aside=aside, n=base.recorded)))
    if base.set_aside:
        with st.expander(say("hotspots.aside"), key="hotspots_aside"):
            lines = [f"- {plain(write(reason))}: {records}" for reason, records in base.set_aside]
            st.markdown("\n".join(lines))


def table(answer: Answer, *, key: str) -> None:
    """The table beside the map; nothing where records are too few."""
    columns, rows = hotspot_table(answer, translator())
    names = [column.id.rpartition(".")[2] for column in answer.columns]
    config = {
        heading: st.column_config.Column(width=_WIDTHS_PX[name])
        for name, heading in zip(names, columns, strict=True)
        if name in _WIDTHS_PX
    }
    if rows:
        show_table(
            pd.DataFrame(rows, columns=list(columns)),
            height=TABLE_HEIGHT_PX if len(rows) > 8 else "content",
            column_config=config,
            key=key,
        )


def charts(answer: Answer) -> None:
    """The answer's small charts."""
    write = translator()
    for chart in answer.charts:
        st.markdown(f"**{plain(write(chart.title))}**")
        st.vega_lite_chart(_spec(chart), height=CHART_HEIGHT_PX)


def _spec(chart: Chart) -> dict[str, Any]:
    """Lines and points of several series, or the bars of one.

    The values stand inside each layer: handed over beside the chart they would come a moment after
    it, and the browser would be told of axes without an extent.
    """
    write = translator()
    axes: dict[str, Any] = {
        "x": {
            "field": "x",
            "type": "quantitative",
            "title": write(chart.x),
            "axis": {"format": ",~f"},
        },
        "y": {"field": "y", "type": "quantitative", "title": write(chart.y), "stack": None},
    }
    encoding = _of_bars(axes) if chart.series[0].mark == "bars" else _of_lines(chart, axes)
    return {"encoding": encoding, "layer": [_layer(part) for part in chart.series]}


def _layer(part: Series) -> dict[str, Any]:
    return {"data": {"values": series_values(part, translator())}, "mark": MARKS[part.mark]}


def _of_bars(axes: dict[str, Any]) -> dict[str, Any]:
    return axes | {"x": axes["x"] | {"type": "ordinal", "axis": {"format": "d", "labelAngle": 0}}}


def _of_lines(chart: Chart, axes: dict[str, Any]) -> dict[str, Any]:
    """One legend for hue and dash, so that grey paper tells the series apart too."""
    names = [translator()(part.name) for part in chart.series]
    legend = {"title": None, "orient": "top", "columns": 2}
    told = {"field": "name", "type": "nominal", "legend": legend}
    return axes | {
        "color": told | {"scale": {"domain": names, "range": list(SERIES_COLOURS)}},
        "strokeDash": told | {"scale": {"domain": names, "range": list(SERIES_DASHES)}},
    }


def method_card(answer: Answer) -> None:
    """Definition, what was set, reference and limits, folded away."""
    write = translator()
    with st.expander(say("hotspots.card"), key=f"hotspots_card_{answer.method}"):
        st.markdown(f"**{plain(say(f'hotspots.method.{answer.method}'))}**")
        st.markdown(plain(write(answer.card.how)))
        if answer.parameters:
            st.markdown(plain("; ".join(write(item) for item in answer.parameters)))
        st.markdown(plain(say("hotspots.card.limits", text=write(answer.card.limits))))
        st.caption(plain(say("hotspots.card.reference", text=answer.card.reference)))
