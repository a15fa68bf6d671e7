"""What one session looks at: query, language, presenting; read from the link, kept in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from os import environ
from typing import Any

import streamlit as st

from geo.briefing.hotspot_choice import Choice, choice_from_link, choice_to_link
from geo.errors import InputError
from geo.language import LANGUAGES, Translator
from geo.messages import Message, message
from geo.profile import Profile, load_profile
from geo.query import DEFAULT_LAYERS, Query, from_link, to_link

_QUERY = "atlas_query"
_NOTICES = "atlas_notices"
_LANGUAGE = "atlas_language"
_PRESENT = "atlas_present"
_FLIGHT = "atlas_flight"
_SCREEN = "atlas_screen"
_PROFILE = "atlas_profile"
_OPENED = "atlas_opened"
_CHOICE = "atlas_hotspots"
SCREENS = (
    "situation",
    "hotspots",
    "planner",
    "network",
    "sources",
    "file",
    "import",
    "sharing",
    "disclosures",
    "profile",
)
AS_OF_VARIABLE = "BORDER_ATLAS_AS_OF"


def start() -> None:
    """Read the profile, and once per session the link; later the link follows the session."""
    st.session_state[_PROFILE] = load_profile()
    if _QUERY in st.session_state:
        return
    parameters = {name: st.query_params[name] for name in st.query_params}
    query, problems = from_link(parameters)
    if "layers" not in parameters:
        left_out = profile().left_out_layers
        query = replace(query, layers=tuple(n for n in DEFAULT_LAYERS if n not in left_out))
    language, unknown_language = _known(parameters, "lang", LANGUAGES)
    screen, unknown_screen = _known(parameters, "screen", SCREENS)
    choice, unknown_choice = choice_from_link(parameters if screen == "hotspots" else {})
    problems += unknown_language + unknown_screen + unknown_choice
    st.session_state[_QUERY] = query
    st.session_state[_NOTICES] = problems
    st.session_state[_LANGUAGE] = language
    st.session_state[_SCREEN] = screen
    st.session_state[_CHOICE] = choice
    st.session_state[_PRESENT] = parameters.get("present") == "1"


def _known(
    parameters: Mapping[str, str], name: str, words: tuple[str, ...]
) -> tuple[str, tuple[Message, ...]]:
    """A link's word, or the first of ``words`` and what to tell where it is not one of them."""
    given = parameters.get(name, words[0])
    if given in words:
        return given, ()
    return words[0], (message("link.not_understood", name=name, value=given[:40]),)


def link() -> dict[str, str]:
    """The parameters of the present view's link."""
    wanted = to_link(query())
    if language() != LANGUAGES[0]:
        wanted["lang"] = language()
    if screen() != SCREENS[0]:
        wanted["screen"] = screen()
    if presenting():
        wanted["present"] = "1"
    if screen() == "hotspots":
        wanted |= choice_to_link(choice())
    return wanted


def follow() -> None:
    """Write the present view into the browser's address."""
    wanted = link()
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def query() -> Query:
    """The session's query."""
    found: Query = st.session_state[_QUERY]
    return found


def change(**changes: Any) -> None:
    """Change parts of the session's query."""
    st.session_state[_QUERY] = replace(query(), **changes)


def choice() -> Choice:
    """What the session looks at on *Hotspots*."""
    found: Choice = st.session_state.get(_CHOICE, Choice())
    return found


def choose(**changes: Any) -> None:
    """Change parts of what the session looks at on *Hotspots*."""
    st.session_state[_CHOICE] = replace(choice(), **changes)


def notices() -> tuple[Message, ...]:
    """What could not be read from the link; told once."""
    told: tuple[Message, ...] = st.session_state.get(_NOTICES, ())
    st.session_state[_NOTICES] = ()
    return told


def language() -> str:
    """The session's language code."""
    return str(st.session_state[_LANGUAGE])


def set_language(code: str) -> None:
    """Show the session in another language."""
    st.session_state[_LANGUAGE] = code


def screen() -> str:
    """The screen that the session is on."""
    return str(st.session_state[_SCREEN])


def go(name: str) -> None:
    """Go to another screen; the session's first look is over then, whatever it was at."""
    st.session_state[_SCREEN] = name
    opened()


def presenting() -> bool:
    """Whether the session shows the map to a room: large type, no controls."""
    return bool(st.session_state[_PRESENT])


def present(on: bool) -> None:
    """Begin or end presenting."""
    st.session_state[_PRESENT] = on


def opening() -> bool:
    """Whether this session has not been shown a whole page yet."""
    return not st.session_state.get(_OPENED, False)


def opened() -> None:
    """From the next run on, the session is shown whole pages."""
    st.session_state[_OPENED] = True


def fly_to(feature_id: str, lon: float, lat: float) -> None:
    """Ask the map to go somewhere at its next drawing. Each call is a new flight."""
    number = st.session_state.get(_FLIGHT, {}).get("number", 0) + 1
    st.session_state[_FLIGHT] = {"number": number, "id": feature_id, "lon": lon, "lat": lat}


def flight() -> Mapping[str, Any] | None:
    """The last flight asked for; the map flies when its number is new to it."""
    found: Mapping[str, Any] | None = st.session_state.get(_FLIGHT)
    return found


def profile() -> Profile:
    """The installation's profile, as it was when this run began."""
    found: Profile = st.session_state[_PROFILE]
    return found


def translator() -> Translator:
    """The session's translator, with the profile's names."""
    return profile().translator(language())


def say(text_id: str, /, **values: Any) -> str:
    """The words of a message in the session's language."""
    return translator()(message(text_id, **values))


def as_of() -> date:
    """The day the session looks from: the machine's date, or the one the environment sets."""
    fixed = environ.get(AS_OF_VARIABLE)
    try:
        return date.fromisoformat(fixed) if fixed else date.today()  # noqa: DTZ011
    except ValueError as error:
        raise InputError(
            f"Expected {AS_OF_VARIABLE} to be a day such as 2026-11-23, found {fixed!r}; "
            "correct it or remove it."
        ) from error
