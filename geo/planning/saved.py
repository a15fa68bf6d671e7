"""Plans that are kept, and whether they come out the same again.

A saved plan is its whole record: the scenario, the hash of what it was computed from, seed, solver
and version, the choice and its proof. It is seen again by the viewer class that it was made for
alone, since it was computed from what that class may know.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from geo.errors import InputError
from geo.planning.answer import STEPS, answer
from geo.planning.plan import planned
from geo.planning.problem import problem, rules
from geo.planning.report import data_hash, plain, solver_version, to_bytes
from geo.planning.scenario import from_json
from geo.release.policy import Audience
from geo.store.engine import Store
from geo.store.ledgers import write_lines
from geo.store.records import writing
from geo.store.tables import saved_plan

MOST_NAME_CHARACTERS = 80
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """number: of the plan in the store. at: when it was kept. record: as ``report`` gave it."""

    number: int
    name: str
    at: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replay:
    """A saved plan against a new run of its scenario.

    kind: "bytes", the whole run again; "solution", where a time limit ended the search: the stored
    choice is valued again. same: it came out the same. same_data, same_solver: of what it was
    computed from, and by. differs: entries of the record that differ, or "objective".
    """

    kind: str
    same: bool
    same_data: bool
    same_solver: bool
    differs: tuple[str, ...]


def save_plan(
    store: Store, name: str, record: Mapping[str, Any], *, audience: Audience, actor: str
) -> int:
    """Keep a plan; returns its number. Errors: InputError without a name of up to 80 characters."""
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME_CHARACTERS:
        raise InputError(
            f"Expected a name of up to {MOST_NAME_CHARACTERS} characters for the plan, found "
            f"{len(name)} characters."
        )
    line = {"viewer_class": audience.viewer_class, "name": name,
            "plan": to_bytes(dict(record)).decode()}  # fmt: skip
    with writing(store, actor=actor, action="plan.save") as change:
        write_lines(change, saved_plan, [line], actor=actor)
        newest = select(saved_plan.c.number).order_by(saved_plan.c.number.desc())
        return int(change.connection.execute(newest.limit(1)).scalar_one())


def saved_plans(store: Store, *, audience: Audience) -> tuple[SavedPlan, ...]:
    """The plans kept for a viewer class, newest first."""
    table = saved_plan.c
    rows = select(table.number, table.name, table.at, table.plan)
    rows = rows.where(table.viewer_class == audience.viewer_class).order_by(table.number.desc())
    with store.reading() as connection:
        return tuple(
            SavedPlan(int(row.number), row.name, row.at, json.loads(row.plan))
            for row in connection.execute(rows)
        )


def replay(world: object, record: Mapping[str, Any]) -> Replay:
    """Solve a saved plan's scenario again on the records as they are now.

    A plan that was proven or ended by its node limit must come out to the same bytes while data and
    solver are the same. Errors: InputError where the scenario no longer fits the records.
    """
    scenario, as_of = from_json(record["scenario"]), date.fromisoformat(record["as_of"])
    same_solver = record["solver"] == solver_version()
    if record["stopped"] in ("time", "stop"):
        return _valued_again(world, record, same_solver)
    taken = [name for name in STEPS if record[name]]
    again = answer(world, scenario, as_of=as_of, steps=taken)
    kept = json.loads(to_bytes(dict(record)))
    fresh = json.loads(to_bytes(again))
    differs = tuple(
        name for name in sorted(kept.keys() | fresh.keys()) if kept.get(name) != fresh.get(name)
    )
    same_data = record["data"] == again["data"]
    return Replay("bytes", not differs, same_data, same_solver, differs)


def _valued_again(world: object, record: Mapping[str, Any], same_solver: bool) -> Replay:
    """The stored choice under the same rules: every other candidate shut."""
    scenario, as_of = from_json(record["scenario"]), date.fromisoformat(record["as_of"])
    found = problem(world, replace(scenario, time_s=None), as_of=as_of)
    kept = (*record["sites"], *record["counterparts"])
    known = [found.sites.index.get_loc(key) for key in kept if key in found.sites.index]
    shut = tuple(sorted(set(range(len(found.sites))) - set(known)))
    ruled = replace(rules(found), forced=tuple(sorted(known)), forbidden=shut)
    value = planned(found, ruled=ruled).plan.objective if len(known) == len(kept) else float("nan")
    same = abs(plain(value) - record["objective"]) <= _SAME if plain(value) is not None else False
    return Replay(
        "solution", same, data_hash(found) == record["data"], same_solver,
        () if same else ("objective",),
    )  # fmt: skip
