"""Two plans beside each other in words and tables, and whether a plan comes out the same again."""

import json
from typing import Any

from geo.borders.lines import land_chain
from geo.briefing.planner import Record
from geo.briefing.planner_map import PlanScene, Stretch, path, site_marks
from geo.briefing.planner_tables import Share, Table, columns
from geo.messages import Message, message
from geo.planning.comparison import PlanComparison
from geo.planning.report import to_bytes
from geo.planning.saved import Replay

_MOST_LETTERS = 160


def compared_sites(found: PlanComparison) -> Table:
    """Every place that either plan opens, and in which of the two."""
    rows = tuple(
        (
            message(f"planner.change.{site.change}"), site.name, message(f"pair.{site.pair}"),
            message(f"country.{site.country}"), site.km_along,
            message("planner.asked.own" if site.asked else "planner.asked.other"),
        )
        for site in found.sites
    )  # fmt: skip
    return Table(columns("in_plan", "site", "pair", "side", "km_along", "asked_of"), rows)


def compared_sides(found: PlanComparison) -> Table:
    """What each plan covers of every pair and side."""
    names = ("pair", "side", "km", "first", "second", "change_km", "first_both", "second_both",
             "first_incidents", "second_incidents")  # fmt: skip
    rows = tuple(
        (
            message(f"pair.{row.pair}"), message(f"country.{row.side}"), row.km,
            Share(row.first_share), Share(row.second_share), row.second_km - row.first_km,
            Share(row.first_both_km / row.km), Share(row.second_both_km / row.km),
            row.first_incidents, row.second_incidents,
        )
        for row in found.sides
    )  # fmt: skip
    return Table(columns(*names), rows)


def compared_questions(found: PlanComparison) -> Table:
    """What was asked differently."""
    rows = tuple(
        (message(f"planner.entry.{name}"), _short(first), _short(second))
        for name, first, second in found.asked
    )
    return Table(columns("entry", "first_plan", "second_plan"), rows)


def _short(value: Any) -> str:
    """A value of a question, cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def compared(found: PlanComparison) -> tuple[Message, ...]:
    """The comparison in a few sentences, the most telling first."""
    counts = {word: len(found.of(word)) for word in ("kept", "dropped", "added")}
    lines = [message("planner.beside.places", **counts)]
    if found.same_measure and found.same_data:
        values = {"first": found.first_value, "second": found.second_value}
        lines.append(
            message("planner.beside.values", gain=found.second_value - found.first_value, **values)
        )
    elif not found.same_data:
        lines.append(message("planner.beside.other_data"))
    else:
        lines.append(message("planner.beside.other_measure"))
    if not (found.first_proven and found.second_proven):
        lines.append(message("planner.beside.not_proven"))
    return tuple(lines)


def record_scene(record: Record, *, side: str) -> PlanScene:
    """A plan's places and what it leaves uncovered on one side, from its record alone."""
    found: list[Stretch] = []
    for pair in record["scenario"]["pairs"]:
        if side in pair.split("-"):
            gaps = [row for row in record["gaps"] if (row["pair"], row["side"]) == (pair, side)]
            found += _alternating(pair, [(row["km_from"], row["km_to"]) for row in gaps])
    return PlanScene(side, tuple(found), site_marks(record), ())


def _alternating(pair: str, gaps: list[tuple[float, float]]) -> list[Stretch]:
    """Uncovered stretches and what lies between them."""
    end = float(land_chain(pair)[1][-1])
    found, at = [], 0.0
    for low, high in [*sorted(gaps), (end, end)]:
        for state, first, last in (("held", at, low), ("gap", low, min(high, end))):
            if last - first > 1e-3:
                found.append(Stretch(pair, state, first, last, path(pair, first, last)))
        at = high
    return found


def replayed(kept: Record, fresh: Record) -> Replay:
    """A whole plan against its record: the same to the byte, or the entries that differ."""
    first, second = (json.loads(to_bytes(dict(one))) for one in (kept, fresh))
    differs = tuple(
        name for name in sorted(first.keys() | second.keys()) if first.get(name) != second.get(name)
    )
    return Replay(
        "bytes", not differs, first.get("data") == second.get("data"),
        first.get("solver") == second.get("solver"), differs,
    )  # fmt: skip


def replay_words(found: Replay) -> Message:
    """How a replay came out, in one sentence."""
    if found.same:
        return message(f"planner.replay.same.{found.kind}")
    if not found.same_data:
        return message("planner.replay.other_data", entries=", ".join(found.differs))
    if not found.same_solver:
        return message("planner.replay.other_solver", entries=", ".join(found.differs))
    return message("planner.replay.differs", entries=", ".join(found.differs))
