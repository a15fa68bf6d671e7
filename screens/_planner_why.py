"""Why not here? A place by a click, by coordinates or by its name; the answer with its time."""

from functools import cache
from typing import Any

import streamlit as st

from geo.borders import country_at
from geo.briefing.planner_run import PlanRun
from geo.briefing.planner_why import WhyAnswer, why_here
from geo.cleaning.coordinates import read_point
from geo.errors import AtlasError
from geo.planning.inputs import Area, Point
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES
from geo.search import Hit, search
from layers.renderers.place_picker import MODES, data, definition
from screens import _cached
from screens import _planner_cached as cached
from screens._page import plain
from screens._state import say, translator

_PLACE = "planner_place"
PICKER = "planner_picker"


@cache
def _mount() -> Any:
    return st.components.v2.component(**definition())


def picker(*, map_key: str, answered: bool) -> None:
    """The bar that turns clicks on the map into places. answered: a plan stands to ask about."""
    modes = MODES if answered else MODES[1:]
    asks = answered and st.session_state.get("planner_view") == "why"
    words = {
        "done": say("planner.pick.done"),
        "idle": say("planner.pick.idle"),
        "mode": {mode: say(f"planner.pick.{mode}") for mode in MODES},
        "hint": {mode: say(f"planner.pick.{mode}.hint") for mode in MODES},
    }
    _mount()(
        data=data(map_key=map_key, words=words, modes=modes, start="ask" if asks else ""),
        key=PICKER,
        on_picked_change=_picked,
    )


def _picked() -> None:
    """Take what was clicked: a place to ask about, or a mark for the next question."""
    found = st.session_state[PICKER].picked
    points = [(float(lon), float(lat)) for lon, lat in found["points"]]
    if found["mode"] == "ask":
        ask_at(*points[0])
    elif found["mode"] == "area":
        _mark_area(points)
    else:
        _mark_point(found["mode"], *points[0])


def ask_at(lon: float, lat: float) -> None:
    """Ask about a place and look at the answer."""
    st.session_state[_PLACE] = lon, lat
    st.session_state["planner_view"] = "why"


def place() -> tuple[float, float] | None:
    """The place that was last asked about."""
    found: tuple[float, float] | None = st.session_state.get(_PLACE)
    return found


def _mark_area(points: list[tuple[float, float]]) -> None:
    start = cached.scenario()
    name = say("planner.mark.area", n=len(start.exclusions) + 1)
    cached.mark(exclusions=(*start.exclusions, Area(name, tuple(points))))


def _mark_point(mode: str, lon: float, lat: float) -> None:
    country = _country_at(lon, lat)
    if not country:
        st.session_state["planner_mark_fault"] = True
        return
    start, name = cached.scenario(), "offices" if mode == "office" else "points"
    held = getattr(start, name)
    number = len(held) + 1
    title = say(f"planner.mark.{mode}", n=number)
    point = Point(f"{mode}-{number}", country, lon, lat, title)
    cached.mark(**{name: (*held, point)})


def _country_at(lon: float, lat: float) -> str:
    """Which of the four countries a place lies in, by the outlines; blank for none."""
    at = int(country_at([lon], [lat])[0])
    return COUNTRIES[at] if 0 <= at < len(CORE_COUNTRIES) else ""


def why_view(run: PlanRun) -> None:
    """The place, and why the plan is not there."""
    st.caption(plain(say("planner.why.lead")))
    left, right = st.columns(2, vertical_alignment="bottom")
    left.text_input(
        say("planner.why.coordinates"),
        key="planner_why_text",
        placeholder="17.41, 104.78",
        max_chars=80,
        on_change=_coordinates,
    )
    with right:
        _search()
    if st.session_state.pop("planner_why_fault", ""):
        st.caption(plain(say("planner.why.not_understood")))
    here = place()
    if here is None:
        return
    if _country_at(*here) not in run.found.scenario.countries:
        write = translator()
        asking = ", ".join(map(write.country, write.ordered(run.found.scenario.countries)))
        st.markdown(plain(say("planner.why.elsewhere", countries=asking)))
        return
    try:
        _show(why_here(_cached.world(_cached.stamp()), run, lon=here[0], lat=here[1]))
    except AtlasError as error:
        st.error(plain(str(error)))


def _coordinates() -> None:
    text = st.session_state["planner_why_text"]
    found = read_point(joined=text)
    if found.problem or not text.strip():
        st.session_state["planner_why_fault"] = found.problem
        return
    ask_at(found.lon, found.lat)


def _search() -> None:
    text = st.text_input(
        say("planner.why.search"),
        key="planner_why_search",
        placeholder=say("search.placeholder"),
        max_chars=80,
    )
    hits = search(_cached.search_index(_cached.stamp()), text, limit=5) if text.strip() else ()
    if text.strip() and not hits:
        st.caption(say("search.nothing"))
    if hits:
        key = f"planner_why_hits_{text}"
        st.pills(
            say("search.hits"),
            hits,
            format_func=_label,
            key=key,
            on_change=_chosen,
            args=(key,),
            label_visibility="collapsed",
        )


def _label(hit: Hit) -> str:
    write = translator()
    where = write.pair(hit.country) if "-" in hit.country else write.country(hit.country)
    return f"{hit.name} ({say(f'search.kind.{hit.kind}')}, {where})"


def _chosen(key: str) -> None:
    hit: Hit | None = st.session_state[key]
    if hit is not None:
        ask_at(hit.lon, hit.lat)


def _show(answer: WhyAnswer) -> None:
    write = translator()
    with st.container(border=True):
        at = say("planner.why.at", lat=f"{answer.lat:.4f}", lon=f"{answer.lon:.4f}")
        st.markdown(f"**{plain(write(answer.headline))}**")
        for text in answer.lines:
            st.markdown(plain(write(text)))
        st.caption(plain(f"{at} · {say('planner.why.seconds', seconds=answer.seconds)}"))
