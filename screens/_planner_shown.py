"""How a plan is shown: its sentence, its tables, its charts, one card per site."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.briefing import planner as view
from geo.briefing import planner_tables as tables
from geo.briefing.hotspots import Chart
from geo.briefing.plan_takeaway import sentence
from geo.briefing.planner import Record
from geo.briefing.planner_run import PlanRun
from geo.planning.counterparts import Stated
from geo.planning.input_notes import input_notes
from layers._style import ACCENT
from screens import _planner_counterpart as counterpart
from screens._page import plain
from screens._state import say, translator

TABLE_HEIGHT_PX = 360
CHART_HEIGHT_PX = 230


def plan_view(record: Record) -> None:
    """Cover by pair and side, and what stays open."""
    table(tables.cover_table(record), key="planner_cover")
    st.caption(plain(say("planner.cover.note")))
    st.markdown(f"**{plain(say('planner.gaps'))}**")
    table(tables.gap_table(record), key="planner_gaps")


def sure_view(run: PlanRun) -> None:
    """Each site's worth and steadiness, other choices as good, the curve and the trade-off."""
    record = run.record
    _charts(record)
    st.markdown(f"**{plain(say('planner.sure.sites'))}**")
    table(tables.site_table(record), key="planner_sites")
    st.markdown(f"**{plain(say('planner.sure.ties'))}**")
    table(tables.tie_table(record, names=names_of(run)), key="planner_ties")
    st.markdown(f"**{plain(say('planner.sure.fair'))}**")
    table(tables.fair_table(record), key="planner_fair")


def names_of(run: PlanRun) -> dict[str, str]:
    """Names of all places that were looked at, with their countries."""
    rows = run.found.looked_at
    write = translator()
    columns = zip(rows.index, rows["name"], rows["country"], strict=True)
    return {str(key): f"{name} ({write.country(country)})" for key, name, country in columns}


def head(record: Record, not_located: Mapping[str, int]) -> None:
    """The one sentence, its proof, and what to mind."""
    write = translator()
    st.markdown(f"**{plain(write(sentence(record)))}**")
    st.markdown(plain(write(view.proof(record))))
    lines = view.sentences(record, not_located=not_located)
    if lines:
        st.caption(plain(" ".join(write(line) for line in lines)))


def table(found: tables.Table, *, key: str) -> None:
    """A table of messages, names and numbers, in the session's words."""
    write = translator()
    names = [write(name) for name in found.columns]
    rows = [[tables.cell(value, write) for value in row] for row in found.rows]
    st.dataframe(
        pd.DataFrame(rows, columns=names),
        hide_index=True,
        height=TABLE_HEIGHT_PX if len(rows) > 9 else "content",
        key=key,
    )


def _charts(record: Record) -> None:
    """The curve and the trade-off, where they are known."""
    write = translator()
    for chart in (view.curve_chart(record), view.fair_chart(record)):
        if chart is not None:
            st.markdown(f"**{plain(write(chart.title))}**")
            st.vega_lite_chart(_points(chart), _spec(chart), height=CHART_HEIGHT_PX)


def _points(chart: Chart) -> pd.DataFrame:
    part = chart.series[0]
    return pd.DataFrame({"x": part.x, "y": part.y})


def _spec(chart: Chart) -> dict[str, Any]:
    write = translator()
    axes = {
        name: {"field": name, "type": "quantitative", "title": write(text), "scale": {"zero": zero}}
        for name, text, zero in (("x", chart.x, False), ("y", chart.y, False))
    }
    axes["x"]["axis"] = {"tickMinStep": 1}
    mark = {"type": "line", "point": {"size": 60, "filled": True}, "color": ACCENT}
    return {"mark": mark, "encoding": axes}


def cards(run: PlanRun, not_located: Mapping[str, int], stated: Stated) -> None:
    """One card per site, sites of the asking countries first."""
    write = translator()
    found = tables.site_cards(
        run.record, names=names_of(run), not_located=not_located, stated=stated
    )
    for card in found:
        with st.container(border=True):
            st.markdown(f"**{plain(write(card.title))}**")
            st.markdown(plain(" ".join(write(text) for text in card.lines)))
            if card.cautions:
                st.caption(plain(" ".join(write(text) for text in card.cautions)))
            counterpart.ask(run.record, card.id)


def method_card(run: PlanRun) -> None:
    """Definition, what was set, reference and limits, folded away."""
    record, write = run.record, translator()
    model = record["scenario"]["model"]
    with st.expander(say("planner.card"), key="planner_card"):
        st.markdown(f"**{plain(say(f'planner.model.{model}'))}**")
        st.markdown(plain(say(f"planner.model.{model}.how")))
        st.markdown(plain(say("planner.card.demand")))
        st.markdown(plain(say("planner.card.limits")))
        st.markdown(plain(" ".join(write(note) for note in input_notes(run.found))))
        st.markdown(plain("; ".join(write(item) for item in tables.settings(record))))
        st.caption(plain(say("planner.card.reference")))
