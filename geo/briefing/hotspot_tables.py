"""The table of an answer about hotspots, as text and numbers: one for screens and files."""

from collections.abc import Callable
from typing import Any

from geo.briefing.hotspots import Answer, Series
from geo.briefing.tables import Table, chance
from geo.layerspec import Text
from geo.messages import Message

_PREFIX = "hotspots.column."
_SHARES = ("share", "record_share", "km_share", "hit")


def hotspot_table(answer: Answer, translator: Callable[[Text], str]) -> Table:
    """Column names and rows. Chances in words that never say 0, shares in percent."""
    names = [column.id.removeprefix(_PREFIX) for column in answer.columns]
    percent = "hit" in names
    rows = [
        tuple(
            _cell(name, value, translator, percent=percent)
            for name, value in zip(names, row, strict=True)
        )
        for row in answer.rows
    ]
    return _distinct([translator(column) for column in answer.columns]), rows


def series_values(part: Series, translator: Callable[[Text], str]) -> list[dict[str, Any]]:
    """One series of a chart as rows of x, y and its name."""
    name = translator(part.name)
    return [{"x": x, "y": y, "name": name} for x, y in zip(part.x, part.y, strict=True)]


def _cell(name: str, value: object, translator: Callable[[Text], str], *, percent: bool) -> object:
    if isinstance(value, Message):
        return translator(value)
    if not isinstance(value, float):
        return value
    if name == "p":
        return chance(value, translator)
    if name in _SHARES and value == value:
        return f"{value:.1%}"
    if percent and name in ("low", "high"):
        return f"{value:.1%}"
    return round(value, 2)


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names with a number behind those that stand twice, since a table's columns must differ."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(result)
