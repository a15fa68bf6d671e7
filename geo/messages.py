"""Messages without text: an id and values. Text is made at the edge, by ``geo.language``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Union

Value = Union[str, int, float, date, None, "Message", tuple["Message", ...]]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say.

    ``id`` names a text in ``locale/<language>/*.po``; ``values`` fill its braces. A value may be a
    message itself. Numbers and dates stay numbers and dates until a translator writes them.
    """

    id: str
    values: tuple[tuple[str, Value], ...] = ()


def message(text_id: str, /, **values: Value) -> Message:
    """Build a message; values are kept in alphabetical order so that equal messages are equal."""
    given = tuple(values.items())
    return Message(text_id, given if len(given) < 2 else tuple(sorted(given)))


def own_name(country: str, english: str, local: str) -> Message:
    """The name of a place: the local one where the reader's language is its country's, else the
    English one.

    country: ISO 3166-1 alpha-3 code. local: the name in the country's own script, or blank.
    """
    return message(f"name.{country}", english=english, local=local)


def listing(messages: Iterable[Message]) -> tuple[Message, ...]:
    """A value that a translator writes as one comma-separated list."""
    return tuple(messages)


def dated(iso: str | None) -> Message | None:
    """A date of its own precision ("2024", "2024-03", "2024-03-09"), for a translator to write."""
    return message("date.partial", iso=iso) if iso else None
