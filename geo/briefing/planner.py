"""A plan in words and numbers: its one sentence, its proof, what to mind, the tables, the charts.

Everything is read from the plan's record, so that a plan that was saved reads as it did when it was
made.
"""

from collections.abc import Mapping
from typing import Any

from geo.briefing._hotspots_types import Chart, Series
from geo.messages import Message, listing, message
from geo.planning import Scenario

Record = Mapping[str, Any]


def number(value: float | None) -> float:
    """A number of a record, NaN where it is blank."""
    return float("nan") if value is None else float(value)


def question(scenario: Scenario) -> Message:
    """What is asked, in one sentence."""
    asked = listing(
        message("planner.country_count", country=message(f"country.{code}"), n=most)
        for code, (_, most) in sorted(scenario.sites.items())
        if most
    )
    return message(
        "planner.question",
        countries=asked,
        pairs=listing(message(f"pair.{pair}") for pair in scenario.pairs),
        reach=message(f"planner.reach.{scenario.measure}", reach=scenario.reach),
        mirror=message("planner.mirror" if scenario.mirror_km else "planner.mirror.off",
                       km=scenario.mirror_km),
    )  # fmt: skip


def proof(record: Record) -> Message:
    """What was reached of what, and whether it is proven."""
    share = record["objective"] / record["weight"] if record["weight"] else 0.0
    values = {
        "value": float(record["objective"]),
        "total": float(record["weight"]),
        "share": 100 * share,
        "bound": float(record["bound"]),
    }
    model = record["scenario"]["model"]
    if model in ("maximal_cover", "backup_cover", "gradual_cover"):
        return message("planner.proof", **values)
    return message(f"planner.proof.{model}", **values)


def sentences(record: Record, *, not_located: Mapping[str, int]) -> tuple[Message, ...]:
    """What to mind, most telling first. not_located: reported offices without a place."""
    found = [*_fewer(record), *_asks(record)]
    ties = len(record["near_ties"])
    if record["curve"]:
        found.append(message("planner.ties" if ties else "planner.no_ties", n=ties))
    if record["mainly_length"]:
        found.append(message("planner.mainly_length"))
    concerned = {place["country"] for place in record["places"]}
    unknown = {code: n for code, n in not_located.items() if code in concerned and n}
    if unknown:
        listed = listing(
            message("planner.country_count", country=message(f"country.{code}"), n=unknown[code])
            for code in sorted(unknown)
        )
        found.append(message("planner.confirm", countries=listed))
    return tuple(found)


def _fewer(record: Record) -> list[Message]:
    """Why a plan opens fewer sites than it may."""
    scenario = record["scenario"]
    most = sum(high for _, high in scenario["sites"].values())
    n = len(record["sites"])
    if n >= most or scenario["model"] == "set_cover":
        return []
    if scenario["budget"] is not None:
        low, high = cost(record)
        values = {"low": low, "high": high, "budget": float(scenario["budget"])}
        return [message("planner.budget_bound", n=n, most=most, **values)]
    return [message("planner.fewer", n=n, most=most)]


def cost(record: Record) -> tuple[float, float]:
    """Cost of everything that a plan opens, low and high; NaN where a country has none stated."""
    cards, costs = record["cards"], record["scenario"]["costs"]
    stated = all(
        card["country"] in costs or f"{card['country']}:{card['kind']}" in costs for card in cards
    )
    if not stated or not costs:
        return float("nan"), float("nan")
    return sum(card["cost_low"] for card in cards), sum(card["cost_high"] for card in cards)


def _asks(record: Record) -> list[Message]:
    """What the plan would ask of the other side."""
    asked = record["asked_of"]
    if not asked:
        mirror = record["scenario"]["mirror_km"] > 0
        return [message("planner.asks_nothing" if mirror else "planner.no_mirror")]
    listed = listing(
        message("planner.country_count", country=message(f"country.{code}"), n=asked[code])
        for code in sorted(asked)
    )
    return [message("planner.asks", countries=listed)]


def curve_chart(record: Record) -> Chart | None:
    """Covered share of the weight with 0, 1, … new sites."""
    steps = record["curve"]
    if not steps:
        return None
    x = tuple(float(step["sites"]) for step in steps)
    y = tuple(round(100 * number(step["covered_share"]), 2) for step in steps)
    return _chart("curve", "sites", x, y)


def fair_chart(record: Record) -> Chart | None:
    """Covered share of the weight against the smallest covered share over the pairs."""
    points = record["pareto"]
    if len(points) < 2:
        return None
    x = tuple(round(100 * point["fairness"], 2) for point in points)
    y = tuple(round(100 * point["covered_share"], 2) for point in points)
    return _chart("fair", "fairness", x, y)


def _chart(name: str, along: str, x: tuple[float, ...], y: tuple[float, ...]) -> Chart:
    title = message(f"planner.chart.{name}")
    labels = message(f"planner.chart.{along}"), message("planner.chart.share")
    return Chart(title, *labels, (Series(title, "line", x, y),))
