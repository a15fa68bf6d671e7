"""New offices, strengthening existing ones, or a mix: three packages under one budget."""

import pandas as pd
import streamlit as st

from geo import reference
from geo.briefing.planner_run import PlanRun
from geo.briefing.planner_tables import package_table
from geo.errors import AtlasError
from screens import _cached
from screens import _planner_cached as cached
from screens import _planner_shown as shown
from screens._page import plain
from screens._state import say, translator
from screens._tables import show_words


def packages_view(run: PlanRun) -> None:
    """The table where a budget and costs are stated, and published figures as references only."""
    scenario = run.found.scenario
    if scenario.budget is None:
        st.markdown(plain(say("planner.packages.lead")))
    else:
        _table(run)
    _references()


def _table(run: PlanRun) -> None:
    with st.spinner(say("planner.working"), show_time=True):
        try:
            found = cached.package_rows(run.found.scenario, run.as_of)
        except AtlasError as error:
            st.error(plain(str(error)))
            return
    same = all(item.same for item in found)
    st.markdown(
        f"**{plain(say('planner.packages.same' if same else 'planner.packages.differs'))}**"
    )
    offices = _cached.world(_cached.stamp()).snapshot.offices["name_en"]
    names = {f"office:{key}": str(name) for key, name in offices.items()}
    shown.wrapped_table(package_table(found, names=names | shown.names_of(run)))
    st.caption(plain(say("planner.packages.note")))


def _references() -> None:
    """Published figures of what offices cost: none is ever taken as an input."""
    st.markdown(f"**{plain(say('planner.costs'))}**")
    table, write = reference.table("costs"), translator()
    names = ("what", "country", "amount", "currency", "date", "source")
    rows = [
        (
            str(row["what"]),
            write.country(str(row["country"])) if pd.notna(row["country"]) else "",
            _amount(row["amount_low"], row["amount_high"]),
            str(row["currency"]),
            write.partial(str(row["date"])) if pd.notna(row["date"]) else "",
            str(row["source_id"]) if pd.notna(row["source_id"]) else "",
        )
        for _, row in table.iterrows()
    ]
    columns = [say(f"planner.costs.{name}") for name in names]
    frame = pd.DataFrame([[plain(cell) for cell in row] for row in rows], columns=columns)
    show_words(frame, hide_index=True, border="horizontal")
    st.caption(plain(say("planner.costs.note")))


def _amount(low: float, high: float) -> str:
    ends = [f"{value:,.0f}" for value in dict.fromkeys((low, high)) if pd.notna(value)]
    return "–".join(ends)
