"""What if: choose what changes; cover is computed anew at once, on two maps in one scale."""

from collections.abc import Iterable

import streamlit as st

from geo.briefing.planner_map import PlanScene, site_marks, stretches
from geo.briefing.planner_run import PlanRun
from geo.briefing.planner_what_if import Change, WhatIf, change_table, changed, changed_km, what_if
from geo.cleaning.coordinates import read_point
from geo.errors import AtlasError
from geo.messages import message
from geo.planning.inputs import Point
from geo.schema.vocabularies import CORE_COUNTRIES
from screens import _cached
from screens import _planner_cached as cached
from screens import _planner_map as maps
from screens import _planner_shown as shown
from screens._map import show_map
from screens._page import plain
from screens._state import say, translator

HALF_HEIGHT_PX = 640


def what_if_view(run: PlanRun, *, side: str) -> None:
    """The change, its effect at once, and a new plan on request."""
    change, with_plan = _change(run)
    if change.empty:
        st.caption(plain(say("planner.if.lead")))
        return
    try:
        found = what_if(_cached.world(_cached.stamp()), run, change, with_plan=with_plan)
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    _sentences(found, change)
    _maps(run, found, change, side, with_plan=with_plan)
    shown.table(change_table(found), key="planner_if_table")
    st.button(
        say("planner.if.replan"),
        key="planner_if_replan",
        on_click=_replan,
        args=(run, change),
    )


def _change(run: PlanRun) -> tuple[Change, bool]:
    left, right = st.columns(2)
    offices = _named(run.found.offices[["name_en", "country"]].itertuples())
    places = _named((f"own:{p['id']}", p["name"], p["country"]) for p in run.record["places"])
    with_plan = right.toggle(
        say("planner.if.with_plan"), value=bool(places), key="planner_if_with_plan"
    )
    names = offices | (places if with_plan else {})
    closed = left.multiselect(
        say("planner.if.closed"),
        sorted(names, key=lambda key: str(names[key])),
        format_func=lambda key: str(names.get(key, key)),
        key="planner_if_closed",
        placeholder=say("planner.form.choose"),
    )
    table = _cached.world(_cached.stamp()).snapshot.crossings
    table = table[table["border_pair"].isin(run.found.scenario.pairs)]
    gates = table["name_en"].to_dict()
    shut = left.multiselect(
        say("planner.if.crossings"),
        sorted(gates, key=lambda key: str(gates[key])),
        format_func=lambda key: str(gates[key]),
        key="planner_if_crossings",
        placeholder=say("planner.form.choose"),
    )
    with right:
        opened = _new_place("office")
        crossings = _new_place("crossing")
        zones = _new_place("zone")
        wet = run.found.scenario.roads is not None and st.toggle(
            say("planner.if.wet"), key="planner_if_wet"
        )
    change = Change(tuple(closed), opened, tuple(shut), crossings, zones, wet)
    return change, with_plan


def _named(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Labels by id: two places of one name on either side of a border differ by their country."""
    write = translator()
    return {str(key): f"{name} ({write.country(country)})" for key, name, country in rows}


def _new_place(kind: str) -> tuple[Point, ...]:
    """A place by its coordinates, of a country."""
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    text = left.text_input(
        say(f"planner.if.{kind}"), key=f"planner_if_{kind}", placeholder="17.41, 104.78",
        max_chars=80,
    )  # fmt: skip
    country = right.selectbox(
        say("planner.if.country"),
        translator().ordered(CORE_COUNTRIES),
        format_func=translator().country,
        key=f"planner_if_{kind}_country",
    )
    if not text.strip():
        return ()
    found = read_point(joined=text)
    if found.problem:
        st.caption(plain(say("planner.why.not_understood")))
        return ()
    name = say(f"planner.if.{kind}.name")
    return (Point(f"what-if-{kind}", country, found.lon, found.lat, name),)


def _sentences(found: WhatIf, change: Change) -> None:
    gained = changed_km(found)
    word = "gain" if gained > 0 else "loss" if gained < 0 else "same"
    st.markdown(f"**{plain(say(f'planner.if.{word}', km=abs(gained)))}**")
    lines = []
    if change.closed_crossings:
        n = len(found.sites_at)
        lines.append(say("planner.if.crossing_note", n=n, names=", ".join(found.sites_at) or "–"))
    if change.crossings:
        lines.append(say("planner.if.new_crossing_note"))
    for name, country, office, km in found.zones:
        values = {"name": name, "country": translator().country(country)}
        if office:
            lines.append(say("planner.if.zone_near", office=office, km=km, **values))
        else:
            lines.append(say("planner.if.zone_far", **values))
    lines.append(say("planner.why.seconds", seconds=found.seconds))
    st.caption(plain(" ".join(lines)))


def _maps(run: PlanRun, found: WhatIf, change: Change, side: str, *, with_plan: bool) -> None:
    """Before and after in one scale; what is no longer covered is drawn as such."""
    rows = found.found.demand
    closed = maps.closed_marks(run, change.closed)
    opened = maps.point_marks((*change.opened, *change.crossings), "own")
    gone = {key.removeprefix("own:") for key in change.closed}
    places = site_marks(run.record) if with_plan else ()
    left = tuple(mark for mark in places if mark.id not in gone)
    states = (("before", found.before, places), ("after", found.after, (*left, *closed, *opened)))
    for column, (word, now, marks) in zip(st.columns(2), states, strict=True):
        scene = PlanScene(side, stretches(rows, found.before, now, side=side), marks, ())
        with column:
            title = message(f"planner.if.map.{word}")
            show_map(
                maps.held_map(run, scene, title=title),
                height_px=HALF_HEIGHT_PX,
                key=f"planner_if_{word}",
            )


def _replan(run: PlanRun, change: Change) -> None:
    """Solve the question again as if the change had come to be."""
    cached.begin(changed(run.found.scenario, change), as_of=run.as_of)
    st.session_state["planner_view"] = "plan"
