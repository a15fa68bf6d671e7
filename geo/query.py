"""What is asked, and its link form. Never who is asking."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from geo.messages import Message, message
from geo.schema.vocabularies import CATEGORIES, PAIRS

PRESETS = ("all", "last_month", "last_quarter", "quarter_last_year", "thai_fiscal_year", "own")
MEASURES = ("counts", "rates", "chance", "density", "cells", "none")
OFFICE_BASES = ("operating", "documented")
LAYERS = (
    "countries",
    "provinces",
    "districts",
    "rivers",
    "places",
    "border",
    "contested",
    "sections",
    "density",
    "cells",
    "zones",
    "sites",
    "crossings",
    "offices",
    "incidents",
)
DEFAULT_LAYERS = (
    "countries",
    "provinces",
    "rivers",
    "places",
    "border",
    "contested",
    "sections",
    "zones",
    "crossings",
    "offices",
    "incidents",
)

MAX_HIDDEN = 200
MIN_REACH_KM, MAX_REACH_KM = 5.0, 100.0
# Days that a link may name; beyond them no record can lie.
LINK_YEARS = range(1900, 2101)
# "zone:mae-sot", "office-link:lao-huoixai:tha-chiang-khong"
_FEATURE_ID = re.compile(r"[a-z\-]+:[\w.:\-]{1,160}")
_SECTION_ID = re.compile(r"([A-Z]{3}-[A-Z]{3})-(?:[0-9]{3}|E[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the records; hashable, so that it can key a cache.

    categories and pairs: empty means the profile's default set. section: the section whose card is
    open. max_km: how far from a line a record may lie to count on it. hidden: ids of features
    ("stretch:KHM-THA-preah-vihear") left out of this view by hand.
    """

    period: str = "all"
    date_from: date | None = None
    date_to: date | None = None
    categories: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    layers: tuple[str, ...] = DEFAULT_LAYERS
    measure: str = "counts"
    offices: str = "documented"
    section: str = ""
    max_km: float = 25.0
    hidden: tuple[str, ...] = ()


def _words(text: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Comma-separated words in the order of ``allowed``; an unknown one raises ValueError."""
    words = [word for word in text.split(",") if word]
    unknown = [word for word in words if word not in allowed]
    if unknown:
        raise ValueError(unknown[0])
    return tuple(word for word in allowed if word in words)


def _one(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise ValueError(text)
    return text


def _section(text: str) -> str:
    found = _SECTION_ID.fullmatch(text)
    if text and (found is None or found[1] not in PAIRS):
        raise ValueError(text)
    return text


def _date(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in LINK_YEARS:
        raise ValueError(text)
    return day


def _hidden(text: str) -> tuple[str, ...]:
    ids = tuple(sorted({item for item in text.split(",") if item}))
    if len(ids) > MAX_HIDDEN or not all(_FEATURE_ID.fullmatch(item) for item in ids):
        raise ValueError(text)
    return ids


def _reach(text: str) -> float:
    km = float(text)
    if not MIN_REACH_KM <= km <= MAX_REACH_KM:
        raise ValueError(text)
    return km


_READ: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "period": lambda text: _one(text, PRESETS),
        "date_from": _date,
        "date_to": _date,
        "categories": lambda text: _words(text, CATEGORIES),
        "pairs": lambda text: _words(text, PAIRS),
        "layers": lambda text: _words(text, LAYERS),
        "measure": lambda text: _one(text, MEASURES),
        "offices": lambda text: _one(text, OFFICE_BASES),
        "section": _section,
        "max_km": _reach,
        "hidden": _hidden,
    }
)


def from_link(parameters: Mapping[str, str]) -> tuple[Query, tuple[Message, ...]]:
    """Read a query from link parameters.

    Returns the query and one message per parameter that could not be read; such a parameter keeps
    its default. Parameters of other names are left to others.
    """
    values: dict[str, Any] = {}
    problems: list[Message] = []
    for name in sorted(set(parameters) & set(_READ)):
        try:
            values[name] = _READ[name](parameters[name])
        except ValueError:
            problems.append(message("link.not_understood", name=name, value=parameters[name][:40]))
    query = Query(**values)
    if query.date_from and query.date_to and query.date_from > query.date_to:
        problems.append(message("link.dates_reversed"))
        query = replace(query, period="all", date_from=None, date_to=None)
    return query, tuple(problems)


def to_link(query: Query) -> dict[str, str]:
    """Link parameters of a query; what stands at its default is left out."""
    default = Query()
    parameters: dict[str, str] = {}
    for item in fields(Query):
        value = getattr(query, item.name)
        if value == getattr(default, item.name):
            continue
        parameters[item.name] = ",".join(value) if isinstance(value, tuple) else str(value)
    return parameters
