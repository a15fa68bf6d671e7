"""Text at the edge: a translator per session turns messages into words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from babel.dates import get_month_names
from babel.messages.pofile import read_po
from babel.numbers import format_percent

from geo.errors import DataFileError
from geo.messages import Message
from geo.schema.vocabularies import COUNTRIES, OWN_LANGUAGE

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = ("en", "th")
BUDDHIST_ERA_OFFSET_YEARS = 543
_DECIMALS = MappingProxyType({"decimal1": 1, "decimal2": 2})
MOST_DECIMALS = 2
_PAIR = "pair."
_NAME = "name."


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalogue; ``reviewed`` is false where the file marks it fuzzy."""

    singular: str
    plural: str
    reviewed: bool


@cache
def catalogue(language: str) -> Mapping[str, Entry]:
    """All texts of one language, from ``locale/<language>/*.po``.

    Errors: DataFileError when the language has no file or two files give one id.
    """
    entries: dict[str, Entry] = {}
    files = sorted((LOCALE_DIR / language).glob("*.po"))
    if not files:
        raise DataFileError(
            f"Expected texts in locale/{language}, found none; reinstall the atlas."
        )
    for path in files:
        for item_id, entry in _entries(path):
            if item_id in entries:
                raise DataFileError(
                    f"Text {item_id!r} stands twice in locale/{language}; remove one."
                )
            entries[item_id] = entry
    return MappingProxyType(entries)


def _entries(path: Path) -> list[tuple[str, Entry]]:
    with path.open("rb") as handle:
        messages = [item for item in read_po(handle) if item.id]
    result = []
    for item in messages:
        texts = item.string if isinstance(item.string, (tuple, list)) else (item.string,)
        name = item.id[0] if isinstance(item.id, (tuple, list)) else item.id
        result.append((name, Entry(texts[0], texts[-1], not item.fuzzy)))
    return result


@cache
def _parts(pattern: str) -> tuple[tuple[str, str | None, str], ...]:
    """A text as pieces: what stands before a brace, the value's name in it (None at the end), and
    its format word (km, percent, date, …)."""
    pieces = Formatter().parse(pattern)
    return tuple((before, name, spec or "") for before, name, spec, _ in pieces)


@dataclass(frozen=True, slots=True)
class Translator:
    """Writes messages, numbers and dates in one language.

    buddhist: years of the Buddhist era (543 more), the default in Thai. names: texts that a profile
    puts in place of the catalogue's. country_order: codes in the order to name countries in.
    """

    language: str
    buddhist: bool
    names: tuple[tuple[str, str], ...] = ()
    country_order: tuple[str, ...] = COUNTRIES

    def __call__(self, text: "Message | str | None") -> str:
        """The words of a message; a plain string is returned as it is, blank for None."""
        if text is None:
            return ""
        if isinstance(text, str):
            return text
        if text.id.startswith(_PAIR):
            return self.pair(text.id.removeprefix(_PAIR))
        values = dict(text.values)
        if text.id.startswith(_NAME):
            own = OWN_LANGUAGE.get(text.id.removeprefix(_NAME)) == self.language
            return str((own and values["local"]) or values["english"])
        entry = self._entry(text.id)
        if entry is None:
            return f"[{text.id}]"
        singular = values.get("n") == 1
        pattern = entry.singular if singular else entry.plural
        return "".join(
            before if name is None else before + self.write(values.get(name, ""), spec)
            for before, name, spec in _parts(pattern)
        )

    def country(self, code: str) -> str:
        """Short name of a country by its ISO 3166-1 alpha-3 code; an unknown code as it is."""
        entry = self._entry(f"country.{code}")
        return entry.singular if entry else code

    def pair(self, pair: str) -> str:
        """The two short names of a pair, in this language's order of countries."""
        return "–".join(self.country(code) for code in self.ordered(pair.split("-")))

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Country codes in this language's order of countries; unknown ones last."""
        return tuple(sorted(codes, key=self._rank))

    def _rank(self, code: str) -> int:
        order = self.country_order
        return order.index(code) if code in order else len(order)

    def _entry(self, item_id: str) -> Entry | None:
        named = dict(self.names).get(item_id)
        if named:
            return Entry(named, named, True)
        return catalogue(self.language).get(item_id) or catalogue("en").get(item_id)

    def knows(self, item_id: str) -> bool:
        """Whether this language itself has the text."""
        return item_id in catalogue(self.language)

    def reviewed(self, item_id: str) -> bool:
        """Whether a native reader has passed the text (or it is sourced)."""
        entry = catalogue(self.language).get(item_id)
        return entry is not None and entry.reviewed

    def drafts(self) -> tuple[int, int]:
        """How many texts of this language await a native reader, of how many."""
        entries = catalogue(self.language).values()
        return sum(not entry.reviewed for entry in entries), len(entries)

    def write(self, value: Any, spec: str = "") -> str:
        """One value by its type and format word."""
        if isinstance(value, Message):
            return self(value)
        if isinstance(value, tuple):
            return ", ".join(self(item) for item in value)
        if value is None:
            return ""
        if spec == "partial":
            return self.partial(value)
        if isinstance(value, date):
            return self.month(value) if spec == "month" else self.date(value)
        if isinstance(value, (int, float)):
            return self._number(value, spec)
        return str(value)

    def _number(self, value: float, spec: str) -> str:
        if spec == "year":
            return str(self.year(int(value)))
        if spec == "percent":
            return format_percent(value, format="#,##0 %", locale="en")
        if isinstance(value, int) and spec not in _DECIMALS:
            return f"{value:,}"
        places = _DECIMALS.get(spec, 0 if spec == "km" else MOST_DECIMALS)
        # By way of the number's own decimal form: 2.675 rounds to even, as it is read.
        text = f"{Decimal(str(value)):,.{places}f}"
        return text if spec in _DECIMALS or not places else text.rstrip("0").rstrip(".")

    def year(self, year: int) -> int:
        """The year as this language counts it."""
        return year + BUDDHIST_ERA_OFFSET_YEARS if self.buddhist else year

    def month(self, day: date) -> str:
        """Month and year."""
        names = get_month_names("wide", locale=self.language)
        return f"{names[day.month]} {self.year(day.year)}"

    def date(self, day: date) -> str:
        """Day, month and year."""
        names = get_month_names("abbreviated", locale=self.language)
        return f"{day.day} {names[day.month]} {self.year(day.year)}"

    def partial(self, iso: str) -> str:
        """A date of its own precision: "2024", "2024-03" or "2024-03-09"; other text unchanged."""
        parts = str(iso).split("-")
        if not all(part.isdecimal() for part in parts) or not 1 <= len(parts) <= 3:
            return str(iso)
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return str(self.year(numbers[0]))
        try:
            day = date(*[*numbers, 1][:3])
        except ValueError:
            return str(iso)
        return self.month(day) if len(numbers) == 2 else self.date(day)


@cache
def translator(language: str, *, buddhist: bool | None = None) -> Translator:
    """The translator of a language; years of the Buddhist era by default in Thai."""
    chosen = language if language in LANGUAGES else "en"
    return Translator(chosen, chosen == "th" if buddhist is None else buddhist)
