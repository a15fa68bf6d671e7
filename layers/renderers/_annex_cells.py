"""The two tables of the annex in words: the same columns for every pair and side, in one order."""

from math import isnan

from geo.briefing.plan_takeaway import SideRow, SiteRow, state_words
from geo.messages import Message, message
from layers.renderers._page_table import Column
from layers.renderers._picture_text import Translate

_SIDE_SHARES = (0.15, 0.09, 0.075, 0.11, 0.09, 0.145, 0.09, 0.085, 0.08, 0.085)
_SITE_SHARES = (0.185, 0.085, 0.14, 0.065, 0.065, 0.08, 0.07, 0.15, 0.085, 0.075)
_SIDE_HEADS = (
    "pair", "side", "km", "operating", "operating_straight", "documented", "documented_straight",
    "after", "both_km", "covered_incidents",
)  # fmt: skip
_SITE_HEADS = (
    "name", "country", "pair", "km_along", "adds_km", "loss", "stays", "counterpart", "state",
    "cost",
)  # fmt: skip
_LEFT = ("pair", "side", "name", "country", "counterpart", "state")


def side_heads(write: Translate) -> tuple[Column, ...]:
    """Columns of the table of pairs and sides."""
    return _columns("side", _SIDE_HEADS, _SIDE_SHARES, write)


def site_heads(write: Translate) -> tuple[Column, ...]:
    """Columns of the table of sites."""
    return _columns("site", _SITE_HEADS, _SITE_SHARES, write)


def _columns(
    table: str, names: tuple[str, ...], shares: tuple[float, ...], write: Translate
) -> tuple[Column, ...]:
    return tuple(
        Column(write(message(f"plan.annex.{table}.{name}")), share, right=name not in _LEFT)
        for name, share in zip(names, shares, strict=True)
    )


def side_cells(row: SideRow, write: Translate) -> tuple[str, ...]:
    """One side of one pair in words."""
    documented = _percent(row.documented)
    if row.documented_most - row.documented_least > 0.0005:
        documented = message(
            "plan.annex.range", share=100 * row.documented, least=100 * row.documented_least,
            most=100 * row.documented_most,
        )  # fmt: skip
    cells = (
        message(f"pair.{row.pair}"), message(f"country.{row.side}"), _km(row.km),
        _percent(row.operating), _percent(row.operating_straight), documented,
        _percent(row.documented_straight), _percent(row.after), _km(row.both_km),
        message("plan.annex.of", part=row.covered_incidents, whole=row.incidents),
    )  # fmt: skip
    return tuple(write(cell) for cell in cells)


def site_cells(row: SiteRow, write: Translate) -> tuple[str, ...]:
    """One place that the plan opens, in words."""
    opposite = None
    if row.counterpart:
        opposite = message(
            f"plan.annex.opposite.{row.counterpart_kind}", name=row.counterpart,
            km=row.counterpart_km,
        )  # fmt: skip
    name = message(
        f"plan.annex.place.{'site' if row.asked else 'counterpart'}", name=row.name,
        precision=message(f"term.precision.{row.precision}"),
    )  # fmt: skip
    cells = (
        name, message(f"country.{row.country}"), message(f"pair.{row.pair}"),
        message("plan.annex.km_along", km=row.km_along), _km(row.adds_km), _km(row.loss),
        _percent(row.stays), opposite, state_words(row), _cost(row),
    )  # fmt: skip
    return tuple(write(cell) for cell in cells)


def _percent(share: float) -> Message:
    return _blank() if isnan(share) else message("plan.annex.percent", share=100 * share)


def _km(km: float) -> Message:
    return _blank() if isnan(km) else message("plan.annex.km", km=km)


def _cost(row: SiteRow) -> Message:
    if isnan(row.cost_high) or not row.cost_high:
        return _blank()
    return message("plan.annex.cost", low=row.cost_low, high=row.cost_high)


def _blank() -> Message:
    return message("plan.annex.blank")
