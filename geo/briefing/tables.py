"""The tables that stand beside maps, as columns and rows of text and numbers.

Screens show these rows and files write them, so that both say the same.
"""

from collections.abc import Callable

from geo.briefing.situation import Situation
from geo.layerspec import Text
from geo.messages import message

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]
SMALLEST_SHOWN_P = 1e-4
RANKING_COLUMNS = (
    "section",
    "n",
    "out",
    "districts",
    "km",
    "rate",
    "rate_low",
    "rate_high",
    "p",
)


def ranking_table(answer: Situation, translator: Callable[[Text], str]) -> Table:
    """Ranked sections: id, records, stands out, districts, km, rate with its interval, chance."""
    rows: list[tuple[object, ...]] = [
        (
            row.section_id,
            row.count,
            translator(message("ranking.yes" if row.stands_out else "ranking.no")),
            " | ".join(map(translator, row.districts)),
            f"{row.km_from:.0f}–{row.km_to:.0f}",
            round(row.rate, 2),
            round(row.rate_low, 2),
            round(row.rate_high, 2),
            chance(row.p, translator),
        )
        for row in answer.rows
    ]
    return tuple(translator(message(f"ranking.{name}")) for name in RANKING_COLUMNS), rows


def incident_days(answer: Situation) -> dict[str, tuple[int, int]]:
    """Feature id of each drawn incident to its first and last day (days since 1970-01-01)."""
    details, incidents = answer.scene.details, answer.scene.snapshot.incidents
    if details is None:
        return {}
    rows = answer.scene.selection.recorded
    ids = details["id"].reindex(incidents.key[rows])
    spans = zip(incidents.day_from[rows], incidents.day_to[rows], strict=True)
    return {
        f"incident:{name}": (int(first), int(last))
        for name, (first, last) in zip(ids, spans, strict=True)
    }


def chance(p: float, translator: Callable[[Text], str]) -> str:
    """A p value as text; never 0, and in words where nothing was tested."""
    if p != p:
        return translator(message("ranking.not_tested"))
    return f"< {SMALLEST_SHOWN_P}" if p < SMALLEST_SHOWN_P else f"{p:.4f}"
