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
# Less is a matter of rounding.
LEAST_LESS = 0.05


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
        return message("planner.proof", weights=_weights(record), **values)
    unit = message(f"planner.unit.{'minutes' if record['measure'] == 'road_minutes' else 'km'}")
    per = values["total"] if model == "p_median" else 1.0
    low = {name: values[name] / per for name in ("value", "bound")}
    return message(f"planner.proof.{model}", unit=unit, **low)


def _weights(record: Record) -> Message:
    """What counts how much, in a few words."""
    return listing(
        message("planner.weight", word=counted(word), weight=weight)
        for word, weight in sorted(record["scenario"]["weights"].items())
        if weight
    )


def counted(word: str) -> Message:
    """What a weight is given to: a kind of demand, or incidents of a category."""
    kind, _, category = word.partition(":")
    return message(f"term.category.{category}" if category else f"planner.one.{kind}")


def sentences(record: Record, *, not_located: Mapping[str, int]) -> tuple[Message, ...]:
    """What it asks for and what to mind. not_located: reported offices without a place."""
    return (*told(record), *cautions(record, not_located=not_located))


def told(record: Record) -> tuple[Message, ...]:
    """Why it may open fewer, what it asks of the other side, and how many choices are as good."""
    ties = len(record["near_ties"])
    near = [message("planner.ties" if ties else "planner.no_ties", n=ties)]
    return (*_fewer(record), *_asks(record), *(near if looked_for_ties(record) else ()))


def looked_for_ties(record: Record) -> bool:
    """Whether other choices as good were looked for: what each site is worth comes after them."""
    return bool(record["near_ties"] or record["worth"])


def cautions(record: Record, *, not_located: Mapping[str, int]) -> tuple[Message, ...]:
    """What to mind. not_located: reported offices without a place, by country."""
    found = []
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


def checks(record: Record) -> tuple[Message, ...]:
    """The plan beside a choice made step by step, which is never the answer."""
    quick = record["greedy"]
    if quick is None:
        return ()
    less = float(record["objective"]) - float(quick)
    word = "less" if less > LEAST_LESS else "same"
    return (message(f"planner.greedy.{word}", value=float(quick), less=less),)


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
