"""Plans that are kept: names, files, two side by side, a question or a plan from a file."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from geo.briefing import planner_beside as beside
from geo.briefing.plan_takeaway import plan_frame
from geo.briefing.planner_run import PlanRun
from geo.errors import AtlasError, InputError
from geo.exports.plan_tables import plan_tables
from geo.language import LANGUAGES
from geo.messages import message
from geo.planning import from_json
from geo.planning.comparison import compare
from geo.planning.saved import replay, save_plan, saved_plans
from geo.query import LAYERS, Query
from geo.schema.vocabularies import CATEGORIES, PAIRS
from geo.store import chain_head
from screens import _cached, _state, _viewer
from screens import _planner_cached as cached
from screens import _planner_map as maps
from screens import _planner_shown as shown
from screens._asked import asked
from screens._leaving import leaving
from screens._map import show_map
from screens._page import plain
from screens._planner_annex import annex_maker
from screens._planner_counterpart import stated
from screens._planner_form import refill
from screens._state import say, translator
from screens._store import store

HALF_HEIGHT_PX = 640
MOST_UPLOAD_BYTES = 5_000_000
NOW = ""
FORMS = ("sites.csv", "sides.csv", "geojson", "gpkg", "scenario.json", "plan.json")
_REPLAY = "planner_replay"
Plans = Mapping[str, Mapping[str, Any]]


def kept_plans() -> dict[str, Any]:
    """Records by name: those of this session, then those of the installation."""
    found = dict(cached.kept("plans", {}))
    for plan in saved_plans(store(), audience=_viewer.viewer().audience):
        found.setdefault(f"{plan.name} ({plan.at[:10]})", plan.record)
    return found


def files_view(run: PlanRun) -> None:
    """Keep the plan, take it away, bring one."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.text_input(say("planner.keep.name"), key="planner_keep_name", max_chars=80)
    right.button(
        say("planner.keep"), key="planner_keep", on_click=_keep, args=(run,), width="stretch"
    )
    told = st.session_state.pop("planner_keep_told", "")
    if told:
        st.caption(plain(told))
    _reopen()
    _downloads(run)
    bring()


def _reopen() -> None:
    """A kept plan, its question and its replay."""
    plans = kept_plans()
    if not plans:
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    name = left.selectbox(say("planner.reopen"), list(plans), key="planner_reopen_name")
    if right.button(say("planner.reopen.do"), key="planner_reopen", width="stretch"):
        try:
            _replay(dict(plans[name]))
        except AtlasError as error:
            st.error(plain(str(error)))
            return
        st.rerun()


def _keep(run: PlanRun) -> None:
    """In the session for everybody, in the installation for planners."""
    name = " ".join(st.session_state["planner_keep_name"].split())
    who = _viewer.viewer()
    try:
        if not name:
            raise InputError(say("planner.keep.nameless"))
        if "planner" in who.roles:
            save_plan(store(), name, run.record, audience=who.audience, actor=_viewer.actor())
            st.session_state["planner_keep_told"] = say("planner.keep.saved", name=name)
        else:
            cached.kept("plans", {})[name] = run.record
            st.session_state["planner_keep_told"] = say("planner.keep.session", name=name)
    except AtlasError as error:
        st.session_state["planner_keep_told"] = str(error)


def _downloads(run: PlanRun) -> None:
    """Any of the viewer's records may have weighed in a plan: its files count as holding them."""
    st.caption(plain(say("planner.files.lead")))
    everything = Query(categories=CATEGORIES, pairs=PAIRS, layers=LAYERS)
    make, noted = _maker(run), leaving(replace(asked(), query=everything))
    with st.container(horizontal=True):
        for form in FORMS:
            st.download_button(
                say(f"planner.files.{form}"),
                noted(partial(make, form), form),
                file_name=f"border-atlas-plan.{form}",
                key=f"planner_file_{form.replace('.', '_')}",
                on_click="ignore",
            )
        for language in LANGUAGES:
            st.download_button(
                say(f"plan.annex.button.{language}"),
                noted(annex_maker(run, language), "pdf"),
                file_name=f"border-atlas-plan-{language}.pdf",
                key=f"planner_annex_{language}",
                on_click="ignore",
            )


def _maker(run: PlanRun) -> Callable[[str], bytes]:
    """Makes a file of a form. It is called outside the session, so all of it is fetched here."""
    return partial(
        plan_tables,
        run.record,
        furniture=frame_of(run, _state.language()),
        translator=translator(),
        audit_head=chain_head(store()),
        stated=stated() or None,
    )


def frame_of(run: PlanRun, language: str) -> Any:
    """The frame of everything that is made of a plan."""
    audience = maps.seen()
    return plan_frame(run.record, audience=audience, profile=_state.profile(), language=language)


def bring() -> None:
    """A question or a whole plan from a file; a plan is replayed as it was made."""
    upload = st.file_uploader(say("planner.bring"), type=["json"], key="planner_bring")
    if upload is None:
        st.session_state.pop("planner_brought", None)
        return
    if st.session_state.get("planner_brought") == upload.file_id:
        return
    st.session_state["planner_brought"] = upload.file_id
    try:
        _take(upload.getvalue())
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _take(content: bytes) -> None:
    if len(content) > MOST_UPLOAD_BYTES:
        raise InputError(say("planner.bring.large"))
    try:
        values = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(say("planner.bring.no_json")) from error
    whole = isinstance(values, dict) and {"scenario", "data", "objective"} <= set(values)
    if not whole:
        cached.mark_all(from_json(values))
        refill()
        return
    try:
        _replay({name: value for name, value in values.items() if name != "about"})
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(say("planner.bring.damaged", entry=str(error)[:60])) from error


def _replay(record: dict[str, Any]) -> None:
    """Solve a plan again beside the page; one without its trust, or stopped, is done at once."""
    asked, day = from_json(record["scenario"]), date.fromisoformat(record["as_of"])
    if record["stopped"] in ("time", "stop") or not record["curve"]:
        found = replay(_cached.world(_cached.stamp()), record)
        st.session_state[_REPLAY] = beside.replay_words(found)
    else:
        st.session_state[_REPLAY] = record
    cached.begin(asked, as_of=day, anew=True)
    refill()


def replay_line(run: PlanRun) -> None:
    """How a replay came out, once the plan is whole."""
    held = st.session_state.get(_REPLAY)
    if held is None:
        return
    if isinstance(held, dict):
        if not run.whole or held["scenario"] != run.record["scenario"]:
            return
        held = beside.replay_words(beside.replayed(held, run.record))
        st.session_state[_REPLAY] = held
    st.markdown(plain(translator()(held)))


def forget_replay() -> None:
    """A new question has nothing to be replayed against."""
    st.session_state.pop(_REPLAY, None)


def beside_view(run: PlanRun, *, side: str) -> None:
    """Two plans side by side."""
    plans = {say("planner.beside.now"): run.record} | kept_plans()
    if len(plans) < 2:
        st.caption(plain(say("planner.beside.lead")))
        return
    names = list(plans)
    chosen = [
        column.selectbox(
            say(f"planner.beside.{word}"), names, index=at, key=f"planner_beside_{word}"
        )
        for at, (column, word) in enumerate(zip(st.columns(2), ("first", "second"), strict=True))
    ]
    _compare(run, plans[chosen[0]], plans[chosen[1]], chosen, side)


def _compare(
    run: PlanRun, first: Mapping[str, Any], second: Mapping[str, Any], names: list[str], side: str
) -> None:
    found = compare(first, second)
    write = translator()
    lines = [write(line) for line in beside.compared(found)]
    st.markdown(f"**{plain(lines[0])}** {plain(' '.join(lines[1:]))}")
    for at, (column, record) in enumerate(zip(st.columns(2), (first, second), strict=True)):
        with column:
            title = message("planner.beside.title", name=names[at])
            spec = maps.held_map(run, beside.record_scene(record, side=side), title=title)
            show_map(_own_frame(spec, record), height_px=HALF_HEIGHT_PX, key=f"planner_two_{at}")
    shown.table(beside.compared_sites(found), key="planner_two_sites")
    shown.table(beside.compared_sides(found), key="planner_two_sides")
    if found.asked:
        st.caption(plain(say("planner.beside.asked")))
        shown.table(beside.compared_questions(found), key="planner_two_asked")


def _own_frame(spec: Any, record: Mapping[str, Any]) -> Any:
    """The frame of one of the two: its own reach and day."""
    asked = from_json(record["scenario"])
    window = message(f"planner.frame.{asked.measure}", reach=asked.reach, detour=asked.detour)
    day = message("planner.frame.as_of", day=date.fromisoformat(record["as_of"]))
    return replace(spec, furniture=replace(spec.furniture, window=window, as_of=day))
