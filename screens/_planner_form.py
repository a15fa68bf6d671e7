"""The question to the planner as a form of plain questions, and the scenario that it makes."""

from dataclasses import replace
from typing import Any

import streamlit as st

from geo.coverage import existing
from geo.planning import Scenario
from geo.planning.inputs import SEASONS
from geo.planning.scenario import BASES, CANDIDATE_KINDS, DEMAND_PRECISIONS, MODELS, REACH_BY
from geo.schema.vocabularies import CATEGORIES, CORE_COUNTRIES, INNER_PAIRS
from screens import _cached
from screens import _planner_cached as cached
from screens._state import say, translator

MOST_SITES = 40
COUNTED = ("incident", "km", "zone", "crossing", "flow", "layer")
DISTANCES = ("near_km", "spacing_km", "contested_km", "detour")
_PREFIX = "planner_form_"


def form() -> Scenario | None:
    """Draw the form; the scenario that was asked for in this run, else None."""
    start = cached.scenario()
    with st.form("planner_form", border=False):
        _main(start)
        left, right = st.columns([5, 1])
        with left.expander(say("planner.form.more"), key="planner_form_more"):
            _more(start)
        pressed = right.form_submit_button(
            say("planner.form.ask"), type="primary", key="planner_form_ask", width="stretch"
        )
    return _scenario(start) if pressed else None


def refill() -> None:
    """Let the form show the session's question anew."""
    for name in [key for key in st.session_state if str(key).startswith(_PREFIX)]:
        del st.session_state[name]


def _key(name: str, start: Any) -> str:
    """The widget's key, holding its first value before it is drawn."""
    key = _PREFIX + name
    if key not in st.session_state:
        st.session_state[key] = start
    return key


def _taken(name: str) -> Any:
    return st.session_state[_PREFIX + name]


def _main(start: Scenario) -> None:
    write = translator()
    columns = st.columns([2.9, 1, 1, 1, 1, 1.05, 1.35], vertical_alignment="bottom")
    columns[0].multiselect(
        say("planner.form.pairs"),
        INNER_PAIRS,
        format_func=write.pair,
        key=_key("pairs", list(start.pairs)),
        placeholder=say("planner.form.choose"),
    )
    for column, country in zip(columns[1:5], write.ordered(CORE_COUNTRIES), strict=True):
        column.number_input(
            say("planner.form.sites", country=write.country(country)),
            min_value=0,
            max_value=MOST_SITES,
            key=_key(f"most_{country}", int(start.sites.get(country, (0, 0))[1])),
        )
    _distance(columns[5], "reach_km", start.reach_km)
    _distance(columns[6], "mirror_km", start.mirror_km)
    _second_line(start)


def _distance(column: Any, name: str, start: float) -> None:
    column.number_input(
        say(f"planner.form.{name}"),
        min_value=0.0,
        step=5.0,
        format="%.0f" if start == int(start) else "%.1f",
        help=say(f"planner.form.{name}.help"),
        key=_key(name, float(start)),
    )


def _second_line(start: Scenario) -> None:
    left, middle, right = st.columns([1.5, 2.3, 2.5], vertical_alignment="bottom")
    left.selectbox(
        say("planner.form.basis"),
        BASES,
        format_func=lambda word: say(f"planner.basis.{word}"),
        key=_key("basis", start.basis),
    )
    middle.multiselect(
        say("planner.form.counted"),
        COUNTED,
        format_func=lambda word: say(f"planner.counted.{word}"),
        key=_key("counted", [word for word in COUNTED if start.weights.get(word, 0)]),
        placeholder=say("planner.form.choose"),
    )
    right.checkbox(
        say("planner.form.exclude_closed"), key=_key("exclude_closed", start.exclude_closed)
    )


def _more(start: Scenario) -> None:
    offices = existing(_cached.world(_cached.stamp()).snapshot.offices, basis="documented")
    write = translator()
    names = {
        str(row.Index): f"{row.name_en} ({write.country(row.country)})"
        for row in offices.itertuples()
    }
    st.multiselect(
        say("planner.form.chosen"),
        sorted(names, key=lambda key: names[key]),
        format_func=lambda key: names[key],
        key=_key("chosen", [key for key in start.chosen if key in names]),
        placeholder=say("planner.form.choose"),
    )
    _words(start)
    _least(start)
    _weights(start)
    _limits(start)
    _incidents(start)
    _costs(start)


def _words(start: Scenario) -> None:
    first, second, third = st.columns(3)
    first.multiselect(
        say("planner.form.kinds"),
        CANDIDATE_KINDS,
        format_func=lambda word: say(f"planner.kind.{word}"),
        key=_key("kinds", list(start.kinds)),
        placeholder=say("planner.form.choose"),
    )
    second.selectbox(
        say("planner.form.model"),
        MODELS,
        format_func=lambda word: say(f"planner.aim.{word}"),
        key=_key("model", start.model),
    )
    third.selectbox(
        say("planner.form.reach_by"),
        REACH_BY,
        format_func=lambda word: say(f"planner.reach_by.{word}"),
        key=_key("reach_by", start.reach_by),
    )


def _least(start: Scenario) -> None:
    """How many new offices a country must have at least."""
    write = translator()
    countries = write.ordered(CORE_COUNTRIES)
    for column, country in zip(st.columns(len(countries)), countries, strict=True):
        column.number_input(
            say("planner.form.least", country=write.country(country)),
            min_value=0,
            max_value=MOST_SITES,
            key=_key(f"least_{country}", int(start.sites.get(country, (0, 0))[0])),
        )


def _weights(start: Scenario) -> None:
    st.caption(say("planner.form.weights"))
    for column, word in zip(st.columns(len(COUNTED)), COUNTED, strict=True):
        column.number_input(
            say(f"planner.counted.{word}"),
            min_value=0.0,
            step=1.0,
            key=_key(f"weight_{word}", float(start.weights.get(word, 0) or 1.0)),
        )
    st.caption(say("planner.form.categories"))
    half = (len(CATEGORIES) + 1) // 2
    for some in (CATEGORIES[:half], CATEGORIES[half:]):
        for column, word in zip(st.columns(half), some, strict=False):
            column.number_input(
                say(f"term.category.{word}"),
                min_value=0.0,
                value=None,
                key=_key(f"category_{word}", start.weights.get(f"incident:{word}")),
            )


def _limits(start: Scenario) -> None:
    columns = st.columns(len(DISTANCES) + 1, vertical_alignment="bottom")
    for column, name in zip(columns, DISTANCES, strict=False):
        column.number_input(
            say(f"planner.form.{name}"),
            min_value=1.0 if name == "detour" else 0.0,
            step=0.1 if name == "detour" else 1.0,
            key=_key(name, float(getattr(start, name))),
        )
    columns[-1].number_input(
        say("planner.form.time_s"), min_value=0.0, value=None, key=_key("time_s", start.time_s)
    )
    if start.roads is not None:
        _roads(start)


def _roads(start: Scenario) -> None:
    """By road: minutes in place of km, and the season."""
    first, second, third = st.columns(3)
    first.number_input(
        say("planner.form.minutes"),
        min_value=0.0,
        value=None,
        key=_key("reach_minutes", start.reach_minutes),
    )
    second.selectbox(
        say("planner.form.season"),
        SEASONS,
        format_func=lambda word: say(f"planner.season.{word}"),
        key=_key("season", start.roads.season),
    )
    third.number_input(
        say("planner.form.wet_factor"),
        min_value=0.0,
        max_value=1.0,
        value=None,
        key=_key("wet_factor", start.roads.wet_factor),
    )


def _incidents(start: Scenario) -> None:
    """Which incidents count: how precise, and from when to when."""
    columns = st.columns(3)
    columns[0].selectbox(
        say("planner.form.precision"),
        DEMAND_PRECISIONS,
        format_func=lambda word: say(f"term.precision.{word}"),
        key=_key("precision", start.precision),
    )
    for column, name in zip(columns[1:], ("date_from", "date_to"), strict=True):
        column.date_input(
            say(f"planner.form.{name}"), value=None, key=_key(name, getattr(start, name))
        )


def _costs(start: Scenario) -> None:
    write = translator()
    st.caption(say("planner.form.costs"))
    for kind in ("", ":office"):
        columns = st.columns([1.3, *([1] * 8)], vertical_alignment="bottom")
        if kind:
            columns[0].caption(say("planner.form.strengthen"))
        else:
            key = _key("budget", start.budget)
            columns[0].number_input(say("planner.form.budget"), min_value=0.0, value=None, key=key)
        places = iter(columns[1:])
        for country in write.ordered(CORE_COUNTRIES):
            given = start.costs.get(country + kind)
            for end, word in enumerate(("low", "high")):
                next(places).number_input(
                    say(f"planner.form.cost_{word}", country=write.country(country)),
                    min_value=0.0,
                    value=None,
                    key=_key(f"cost_{word}_{country}{kind}", given[end] if given else None),
                )


def _scenario(start: Scenario) -> Scenario:
    """What the form says, over what the session's question holds beside it."""
    return replace(
        start,
        pairs=tuple(pair for pair in INNER_PAIRS if pair in _taken("pairs")),
        sites=_sites(),
        weights=_stated_weights(),
        costs=_stated_costs(),
        chosen=tuple(sorted(_taken("chosen"))) if _taken("basis") == "chosen" else (),
        kinds=tuple(word for word in CANDIDATE_KINDS if word in _taken("kinds")),
        exclude_closed=bool(_taken("exclude_closed")),
        time_s=_taken("time_s") or None,
        **_by_road(start),
        **{
            name: _taken(name)
            for name in (
                "basis",
                "budget",
                "date_from",
                "date_to",
                "model",
                "precision",
                "reach_by",
            )
        },
        **{name: float(_taken(name)) for name in ("reach_km", "mirror_km", *DISTANCES)},
    )


def _sites() -> dict[str, tuple[int, int]]:
    """Least and most of each country that asks; a least above the most is told as a fault."""
    wanted = {
        country: (int(_taken(f"least_{country}")), int(_taken(f"most_{country}")))
        for country in CORE_COUNTRIES
    }
    return {country: ends for country, ends in wanted.items() if any(ends)}


def _stated_weights() -> dict[str, float]:
    """Of what counts, and of the categories that have a weight of their own."""
    weights = {word: float(_taken(f"weight_{word}")) for word in sorted(_taken("counted"))}
    own = {word: _taken(f"category_{word}") for word in CATEGORIES if "incident" in weights}
    given = {f"incident:{word}": float(one) for word, one in own.items() if one is not None}
    return dict(sorted((weights | given).items()))


def _by_road(start: Scenario) -> dict[str, Any]:
    """Minutes and season, where a road file was brought and its inputs were drawn."""
    if start.roads is None or _PREFIX + "season" not in st.session_state:
        return {}
    minutes = _taken("reach_minutes") or None
    roads = replace(start.roads, season=_taken("season"), wet_factor=_taken("wet_factor"))
    by_road = _taken("reach_by") == "road"
    return {"roads": roads, "reach_minutes": minutes if by_road else None}


def _stated_costs() -> dict[str, tuple[float, float]]:
    """Low and high where either is stated; one number alone stands for both."""
    costs = {}
    for country in [country + kind for country in CORE_COUNTRIES for kind in ("", ":office")]:
        low, high = _taken(f"cost_low_{country}"), _taken(f"cost_high_{country}")
        if low is not None or high is not None:
            ends = (high if low is None else low, low if high is None else high)
            costs[country] = (float(ends[0]), float(ends[1]))
    return costs
