"""How a plan is shown: its sentence, its tables, its charts, one card per site."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.briefing import planner as view
from geo.briefing import planner_tables as tables
from geo.briefing.hotspots import Chart
from geo.briefing.plan_takeaway import sentence
from geo.briefing.planner import Record
from geo.briefing.planner_run import PlanRun
from geo.layerspec import Text
from geo.planning.counterparts import Stated
from geo.planning.input_notes import input_notes
from layers._style import ACCENT
from screens import _planner_counterpart as counterpart
from screens._page import plain
from screens._state import say, translator
from screens._tables import show_table, show_words

TABLE_HEIGHT_PX = 430
LONG_ROWS = 12
CHART_HEIGHT_PX = 230


def opened_view(record: Record) -> None:
    """What the plan opens, in a few words per place."""
    st.markdown(f"**{plain(say('planner.opened'))}**")
    wrapped_table(tables.opened_table(record))
    st.caption(plain(say("planner.opened.note")))


def plan_view(record: Record) -> None:
    """Cover by pair and side, and what stays open."""
    st.markdown(f"**{plain(say('planner.cover'))}**")
    table(tables.cover_table(record), key="planner_cover")
    st.caption(plain(say("planner.cover.note")))
    st.markdown(f"**{plain(say('planner.gaps'))}**")
    table(tables.gap_table(record), key="planner_gaps")


def sure_view(run: PlanRun) -> None:
    """Each site's worth and steadiness, other choices as good, the curve and the trade-off."""
    record = run.record
    for line in view.checks(record):
        st.markdown(plain(translator()(line)))
    _charts(record)
    st.markdown(f"**{plain(say('planner.sure.sites'))}**")
    wrapped_table(tables.site_table(record))
    st.markdown(f"**{plain(say('planner.sure.ties'))}**")
    if record["near_ties"]:
        wrapped_table(tables.tie_table(record, names=names_of(run)))
    else:
        looked = view.looked_for_ties(record)
        st.caption(plain(say("planner.no_ties" if looked else "planner.sure.fair.none", n=0)))
    st.markdown(f"**{plain(say('planner.sure.fair'))}**")
    st.caption(plain(say(f"planner.sure.fair.{_trade(record)}")))
    if record["pareto"]:
        table(tables.fair_table(record), key="planner_fair")


def _trade(record: Record) -> str:
    """Whether fairness between borders has a price, or was not asked for."""
    points = len(record["pareto"])
    return "none" if not points else "free" if points == 1 else "traded"


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
    lead = (view.proof(record), *view.told(record))
    st.markdown(plain(" ".join(write(line) for line in lead)))
    lines = view.cautions(record, not_located=not_located)
    if lines:
        st.caption(plain(" ".join(write(line) for line in lines)))


def _frame(found: tables.Table) -> pd.DataFrame:
    """A table of messages, names and numbers, in the session's words."""
    write = translator()
    rows = [[tables.cell(value, write) for value in row] for row in found.rows]
    return pd.DataFrame(rows, columns=[write(name) for name in found.columns])


def table(found: tables.Table, *, key: str) -> None:
    """A table over the whole width; a long one moves within its frame."""
    height = TABLE_HEIGHT_PX if len(found.rows) > LONG_ROWS else "content"
    frame = _frame(found)
    decimals = {
        name: st.column_config.NumberColumn(format="%.1f")
        for name in frame.select_dtypes("floating").columns
    }
    show_table(frame, height=height, key=key, column_config=decimals, placeholder="")


def wrapped_table(found: tables.Table) -> None:
    """A table of words: they wrap, so that none is cut off beside the map."""
    frame = _frame(found).map(lambda value: "" if pd.isna(value) else plain(str(value)))
    show_words(frame, hide_index=True, border="horizontal")


def _charts(record: Record) -> None:
    """The curve and the trade-off, where they are known."""
    write = translator()
    charts = [chart for chart in (view.curve_chart(record), view.fair_chart(record)) if chart]
    for column, chart in zip(st.columns(2), charts, strict=False):
        with column:
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
    for column, some in zip(st.columns(2, gap="medium"), _halves(found), strict=True):
        with column:
            for card in some:
                _card(run, card, write)


def _halves(found: tuple[tables.Card, ...]) -> tuple[tuple[tables.Card, ...], ...]:
    """Sites of the asking countries, and what the other side is asked for; halves without it."""
    sites = tuple(card for card in found if card.asked)
    if len(sites) == len(found):
        return found[::2], found[1::2]
    return sites, tuple(card for card in found if not card.asked)


def _card(run: PlanRun, card: tables.Card, write: Callable[[Text], str]) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(write(card.title))}**")
        st.markdown("\n".join(f"- {plain(write(text))}" for text in card.lines))
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
