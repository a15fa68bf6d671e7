"""What one looks at on *Hotspots*: question, view, method and what was set; and its link form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from geo.messages import Message, message
from geo.query import LINK_YEARS

# The first method of a question is its answer; the others can be put beside it.
QUESTIONS = MappingProxyType(
    {
        "elsewhere": ("chance", "counts", "cells", "density"),
        "changed": ("change",),
        "cluster": ("scan",),
        "new": ("alerts", "space_time"),
        "repeat": ("near_repeat",),
        "direction": ("trend", "emerging"),
        "gather": ("groups", "concentration"),
        "ahead": ("back_test",),
        "reports": ("reporting",),
    }
)
METHODS = tuple(method for methods in QUESTIONS.values() for method in methods)
VIEWS = ("one", "periods", "methods")
# Methods that name sections, so that two of them can be laid over each other.
NAMING = ("chance", "scan", "groups", "alerts", "space_time")
# Methods that simulate, and those that ask what is new since a day.
SIMULATING = ("scan", "space_time", "near_repeat", "concentration")
SINCE = ("alerts", "space_time")
SIMULATIONS = (99, 999, 9_999)
FIRST_DAY, LAST_DAY = date(LINK_YEARS[0], 1, 1), date(LINK_YEARS[-1], 12, 31)


@dataclass(frozen=True, slots=True)
class Choice:
    """One view of *Hotspots*; hashable. method: of the question, blank for its first. first,
    second: the two laid side by side. since: blank for a year before the records end."""

    question: str = "elsewhere"
    method: str = ""
    view: str = "one"
    first: str = NAMING[0]
    second: str = NAMING[1]
    since: date | None = None
    simulations: int = 999

    @property
    def asked(self) -> str:
        """The method that answers."""
        return self.method or QUESTIONS[self.question][0]


def choice_from_link(parameters: Mapping[str, str]) -> tuple[Choice, tuple[Message, ...]]:
    """Read a choice from link parameters: the choice, and one message per parameter not understood.

    Such a parameter keeps its default, as does a method that does not answer the question beside
    it; a method alone brings its question. Parameters of other names are left to others.
    """
    values: dict[str, Any] = {}
    problems: list[Message] = []
    for name in (item.name for item in fields(Choice) if item.name in parameters):
        try:
            values[name] = _READ[name](parameters[name])
        except ValueError:
            problems.append(_not_understood(name, parameters[name]))
    method = values.get("method", "")
    question = next((word for word, ways in QUESTIONS.items() if method in ways), "")
    if method and method not in QUESTIONS[values.setdefault("question", question)]:
        problems.append(_not_understood("method", values.pop("method")))
    return Choice(**values), tuple(problems)


def choice_to_link(choice: Choice) -> dict[str, str]:
    """Link parameters of a choice; what stands at its default is left out."""
    default = Choice()
    held = {item.name: getattr(choice, item.name) for item in fields(Choice)}
    return {name: str(held[name]) for name in held if held[name] != getattr(default, name)}


def _not_understood(name: str, value: str) -> Message:
    return message("link.not_understood", name=name, value=value[:40])


def _word(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return read


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return day


def _simulations(text: str) -> int:
    if text not in map(str, SIMULATIONS):
        raise ValueError(text)
    return int(text)


_READ: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "question": _word(tuple(QUESTIONS)),
        "method": _word(METHODS),
        "view": _word(VIEWS),
        "first": _word(NAMING),
        "second": _word(NAMING),
        "since": _day,
        "simulations": _simulations,
    }
)
