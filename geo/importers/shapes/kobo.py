"""KoboToolbox and ODK Central exports: group paths, geopoints in one cell or in parts."""

import re
from typing import Any

from geo.cleaning.texts import text_of
from geo.importers.fields import Values, columns_by_heading
from geo.search import fold

NAME = "kobo_odk"
ORIGIN = "agency"
HEADINGS_SEEN = (
    "_uuid", "_submission_time", "_validation_status", "__version__", "_index", "KEY", "SubmissionDate",  # noqa: E501
)  # fmt: skip
_HELPERS = frozenset(fold(name) for name in HEADINGS_SEEN) | {"id", "instanceid", "start", "end"}
_POINT = re.compile(r"\s*-?\d+(?:\.\d+)?\s+-?\d+(?:\.\d+)?\s+-?\d+(?:\.\d+)?\s+-?\d+(?:\.\d+)?\s*")
_LAT = re.compile(r"(?i)^_?(.*?)[_\-/.]latitude$")
_ACCURACY = re.compile(r"(?i)[_\-/.](?:precision|accuracy)$")
_REFUSED = frozenset(
    {"not approved", "validation_status_not_approved", "on hold", "validation_status_on_hold"}
)


def matches(headings: frozenset[str]) -> bool:
    """By the columns that the servers add."""
    kobo = "uuid" in headings and bool({"submissiontime", "version", "index"} & headings)
    return kobo or {"key", "submissiondate"} <= headings


def columns(names: tuple[str, ...]) -> dict[str, str]:
    """Field to column: the last part of a group path is the question's name.

    The submission's own time is never the event's. The first geopoint of the form is the place.
    """
    ends = {re.split(r"[/:]", name)[-1]: name for name in reversed(names)}
    asked = {end: name for end, name in ends.items() if fold(end) not in _HELPERS}
    found = {field: ends[end] for field, end in columns_by_heading(reversed(asked)).items()}
    found |= _point_parts(names)
    for field, ends_with in (("id", ("_uuid", "KEY")), ("validation", ("_validation_status",))):
        held = next((name for name in names if name in ends_with), None)
        if held:
            found[field] = held
    return found


def _point_parts(names: tuple[str, ...]) -> dict[str, str]:
    for name in names:
        if stem := _LAT.match(name):
            lon = next((other for other in names if other.lower() == _other(name)), None)
            own = [n for n in names if _ACCURACY.search(n) and stem[1].lower() in n.lower()]
            found = {"lat": name, "lon": lon} if lon else {}
            return found | ({"uncertainty": own[0]} if own else {})
    return {}


def _other(name: str) -> str:
    return name.lower().replace("latitude", "longitude")


def prepare(values: Values) -> Values:
    """Take geopoints of four numbers apart; rows the office did not approve are told."""
    for field in ("coords", "place"):
        cells = values.get(field, [])
        if "lat" not in values and any(_POINT.fullmatch(text_of(cell)) for cell in cells[:500]):
            values = values | _points(cells)
    status = [text_of(value).lower() for value in values.get("validation", [])]
    refused = {"refused": [word if word in _REFUSED else "" for word in status]}
    return values | (refused if status else {})


def _points(cells: list[Any]) -> Values:
    parts = [text_of(cell).split() if _POINT.fullmatch(text_of(cell)) else [] for cell in cells]
    return {
        "lat": [part[0] if part else None for part in parts],
        "lon": [part[1] if part else None for part in parts],
        "uncertainty": [part[3] if part and float(part[3]) > 0 else None for part in parts],
    }
