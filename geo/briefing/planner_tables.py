"""The tables and cards of a plan, as messages, names and numbers; text is made at the edge."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from geo.briefing.plan_takeaway import side_rows
from geo.briefing.planner import LEAST_LESS, Record, counted, number
from geo.layerspec import Text
from geo.messages import Message, listing, message
from geo.planning.counterparts import Stated, place_key, state_of
from geo.planning.packages import Package

Cell = Text | int | float
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """A share 0…1 that a table prints in percent with one decimal."""

    value: float


@dataclass(frozen=True, slots=True)
class Table:
    """columns: headings; rows: one cell per column."""

    columns: tuple[Message, ...]
    rows: tuple[tuple[Cell | Share, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One site in words. asked: of an asking country. cautions: what to mind, printed small."""

    id: str
    asked: bool
    title: Message
    lines: tuple[Message, ...]
    cautions: tuple[Message, ...]


def cell(value: Cell | Share, write: Callable[[Text], str]) -> str | int | float | None:
    """One cell as a table shows it; blank for what is not known."""
    if isinstance(value, Share):
        return f"{value.value:.1%}" if isfinite(value.value) else ""
    if isinstance(value, float):
        return round(value, 1) if isfinite(value) else None
    if isinstance(value, int):
        return value
    return write(value)


def columns(*names: str) -> tuple[Message, ...]:
    """Headings of a table."""
    return tuple(message(f"planner.column.{name}") for name in names)


def _pair(pair: str) -> Message:
    return message(f"pair.{pair}")


def _country(code: str) -> Message:
    return message(f"country.{code}")


def today_table(record: Record) -> Table:
    """What offices cover today by pair and side: both bases, straight line beside own country."""
    names = (
        "pair", "side", "km", "operating", "documented", "range", "operating_straight",
        "documented_straight",
    )  # fmt: skip
    rows = tuple(
        (
            _pair(row.pair), _country(row.side), row.km, Share(row.operating),
            Share(row.documented), _range(row.documented_least, row.documented_most),
            Share(row.operating_straight), Share(row.documented_straight),
        )
        for row in side_rows(record)
    )  # fmt: skip
    return Table(columns(*names), rows)


def _range(least: float, most: float) -> Message:
    return message("planner.range", least=least, most=most)


def cover_table(record: Record) -> Table:
    """Every pair and side before and with the plan, the same columns for each."""
    names = (
        "pair", "side", "km", "before", "after", "both", "backup", "incidents", "covered_incidents",
        "operating", "documented",
    )  # fmt: skip
    rows = tuple(
        (
            _pair(row.pair), _country(row.side), row.km, Share(row.before), Share(row.after),
            Share(row.both_km / row.km), Share(row.backup_km / row.km), row.incidents,
            row.covered_incidents, Share(row.operating), Share(row.documented),
        )
        for row in side_rows(record)
    )  # fmt: skip
    return Table(columns(*names), rows)


def gap_table(record: Record) -> Table:
    """Stretches that stay without an office, longest first within a pair and side."""
    rows = sorted(
        record["gaps"],
        key=lambda row: (row["pair"], row["side"], row["km_from"] - row["km_to"], row["km_from"]),
    )
    cells = tuple(
        (_pair(row["pair"]), _country(row["side"]), row["km_from"], row["km_to"],
         row["km_to"] - row["km_from"])
        for row in rows
    )  # fmt: skip
    return Table(columns("pair", "side", "km_from", "km_to", "length"), cells)


def opened_table(record: Record) -> Table:
    """Every place that a plan opens, with what it adds, in the few columns that fit beside a map.

    Sites of the asking countries first; each group in order of pair and km.
    """
    rows = tuple(
        (
            card["name"], _country(card["country"]), card["added"]["km"],
            message(f"planner.opened.{'new' if card['asked'] else 'asked'}"),
        )
        for card in record["cards"]
    )  # fmt: skip
    return Table(columns("site", "side", "adds_km", "opened_as"), rows)


def site_table(record: Record) -> Table:
    """Every place that a plan opens, with what it adds and how sure it is."""
    steady = {row["site"]: row for row in record["stability"]}
    names = (
        "site", "pair", "side", "km_along", "adds_km", "adds_incidents", "loss", "stays", "moved",
        "radius", "weights",
    )  # fmt: skip
    rows = []
    for card in record["cards"]:
        runs = steady.get(card["id"], {})
        shares = (runs.get(name) for name in ("resampled", "moved", "radius", "weights"))
        rows.append(
            (
                card["name"], _pair(card["pair"]), _country(card["country"]), card["km_along"],
                card["added"]["km"], card["added"]["incidents"], number(card["loss"]),
                *(Share(number(share)) for share in shares),
            )
        )  # fmt: skip
    return Table(columns(*names), tuple(rows))


def tie_table(record: Record, *, names: Names) -> Table:
    """Other choices within 1 % of the best, each with what it leaves out and takes in."""
    chosen = set(record["sites"])
    rows = tuple(
        (
            number_ + 1, tie["value"], tie["value"] - record["objective"], tie["differs"],
            ", ".join(names.get(key, key) for key in tie["sites"] if key not in chosen),
            ", ".join(names.get(key, key) for key in record["sites"] if key not in tie["sites"]),
        )
        for number_, tie in enumerate(record["near_ties"])
    )  # fmt: skip
    return Table(columns("choice", "value", "less", "differs", "with", "without"), rows)


def fair_table(record: Record) -> Table:
    """Cover, fairness between pairs and cost, from the plan's own fairness to what can be had."""
    costed = bool(record["scenario"]["costs"])
    blank = float("nan")
    rows = tuple(
        (
            Share(point["fairness"]), Share(point["covered_share"]), point["value"],
            point["opened"], number(point["cost_low"]) if costed else blank,
            number(point["cost_high"]) if costed else blank,
            message("planner.proven.yes" if point["proven"] else "planner.proven.no"),
        )
        for point in record["pareto"]
    )  # fmt: skip
    names = ("fairness", "share", "value", "opened", "cost_low", "cost_high", "proven")
    return Table(columns(*names), rows)


def site_cards(
    record: Record, *, names: Names, not_located: Mapping[str, int], stated: Stated
) -> tuple[Card, ...]:
    """One card per place that the plan opens.

    names: of candidates by id. stated: how counterparts stand; not asked where it holds nothing.
    """
    keys = place_keys(record)
    return tuple(
        _card(card, names, not_located, _state(card, keys, stated)) for card in record["cards"]
    )


def place_keys(record: Record) -> dict[str, str]:
    """The id to keep of each place that a plan opens, by its id in the plan."""
    return {
        place["id"]: place_key(place["id"], place["lon"], place["lat"])
        for place in record["places"]
    }


def _state(card: Mapping[str, Any], keys: Mapping[str, str], stated: Stated) -> Message:
    """How the other side stands, with its day; never inferred."""
    other = (card["counterpart"] or {}).get("id", "")
    held = state_of(stated, keys.get(card["id"], card["id"]), keys.get(other, other))
    word = message(f"planner.state.{held.state}")
    return message("planner.state.day", state=word, day=held.day) if held.day else word


def _card(card: Mapping[str, Any], names: Names, lost: Mapping[str, int], state: Message) -> Card:
    title = message(
        "planner.site.title" if card["asked"] else "planner.site.counterpart",
        name=card["name"],
        country=_country(card["country"]),
        pair=_pair(card["pair"]),
        km=card["km_along"],
    )
    lines = [_adds(card), *_opposite(card, state), *_worth(card, names), _cost(card)]
    return Card(card["id"], card["asked"], title, tuple(lines), tuple(_cautions(card, lost)))


def package_table(found: Iterable[Package], *, names: Names) -> Table:
    """New offices, strengthened ones or a mix under one budget, at both ends of the cost range."""
    headings = ("package", "end", "new_n", "strengthened_n", "share", "value", "cost", "proven",
                "same", "places")  # fmt: skip
    rows = []
    for item in found:
        strengthened = [key for key in item.opened if key.startswith("office:")]
        places = ", ".join(names.get(key, key) for key in item.opened)
        rows.append((
            message(f"planner.package.{item.package}"), message(f"planner.end.{item.end}"),
            len(item.opened) - len(strengthened), len(strengthened), Share(item.covered_share),
            item.value, item.cost,
            message("planner.proven.yes" if item.proven else "planner.proven.no"),
            message("planner.same.yes" if item.same else "planner.same.no"), places,
        ))  # fmt: skip
    return Table(columns(*headings), tuple(rows))


def _adds(card: Mapping[str, Any]) -> Message:
    added = card["added"]
    if not added["km"] and not added["incidents"]:
        return message("planner.site.adds_nothing", alone=added["alone_km"])
    return message(
        "planner.site.adds",
        km=added["km"],
        share=number(card["added_share"]),
        n=added["incidents"],
        sections=len(added["sections"]),
        districts=len(added["districts"]),
        alone=added["alone_km"],
        first=added["sections"][0] if added["sections"] else "–",
        last=added["sections"][-1] if added["sections"] else "–",
    )


def _opposite(card: Mapping[str, Any], state: Message) -> list[Message]:
    other = card["counterpart"]
    if not other:
        return [message("planner.site.alone")] if card["asked"] else []
    kind = message(f"planner.opposite.{other['kind']}")
    return [
        message("planner.site.opposite", name=other["name"], kind=kind, km=other["km"], state=state)
    ]


def _worth(card: Mapping[str, Any], names: Names) -> list[Message]:
    if not card["asked"] or card["loss"] is None:
        return []
    same = card["loss"] < LEAST_LESS
    found = [message("planner.site.tied" if same else "planner.site.loss", loss=card["loss"])]
    if card["rival"] and card["rival_loss"] is not None:
        name, lack = names.get(card["rival"], card["rival"]), card["rival_loss"]
        kind = "planner.site.rival_tied" if lack < LEAST_LESS else "planner.site.rival"
        found.append(message(kind, name=name, lack=lack))
    return found


def _cost(card: Mapping[str, Any]) -> Message:
    low, high = card["cost_low"], card["cost_high"]
    if not high:
        return message("planner.site.no_cost")
    return message("planner.site.cost", low=low, high=high)


def _cautions(card: Mapping[str, Any], lost: Mapping[str, int]) -> list[Message]:
    found = [message(f"planner.nearly.{word}") for word in card["nearly"]]
    if card["confirm"] or lost.get(card["country"], 0):
        found.append(message("planner.site.confirm"))
    return found


def settings(record: Record) -> tuple[Message, ...]:
    """What was set, for the method card."""
    scenario = record["scenario"]
    values: list[tuple[str, Text | float]] = [
        ("reach", message("planner.set.km", km=scenario["reach_km"])),
        ("detour", scenario["detour"]),
        ("mirror", message("planner.set.km", km=scenario["mirror_km"])),
        ("spacing", message("planner.set.km", km=scenario["spacing_km"])),
        ("near", message("planner.set.km", km=scenario["near_km"])),
        ("basis", message(f"planner.basis.{scenario['basis']}")),
        ("kinds", listing(message(f"planner.kind.{word}") for word in scenario["kinds"])),
        ("weights", listing(
            message("planner.set.weight", word=counted(word), weight=weight)
            for word, weight in scenario["weights"].items() if weight
        )),
        ("candidates", record["candidates"]["chosen_from"]),
        ("nodes", record["nodes"]),
        ("seed", scenario["seed"]),
        ("solver", record["solver"]),
        ("data", record["data"]),
    ]  # fmt: skip
    return tuple(
        message("planner.set", name=message(f"planner.set.{name}"), value=value)
        for name, value in values
    )
