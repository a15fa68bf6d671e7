"""``python -m geo plan``: where the next offices could go, with the proof, as a table and JSON."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from geo.assembly import build_world
from geo.errors import InputError
from geo.planning import Scenario, planned, problem, read_scenario
from geo.planning.explain import site_cards
from geo.planning.honesty import curve, near_ties, pareto, stability, worths
from geo.planning.report import Trust, report, to_bytes, today
from geo.store import open_store, seed


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("plan", help="choose sites for new offices and prove the choice")
    parser.add_argument("scenario", nargs="?", type=Path, metavar="SCENARIO.json")
    parser.add_argument("--country", help="the country that asks for offices, such as THA")
    parser.add_argument("--pairs", help="borders, comma-separated, such as LAO-THA,KHM-THA")
    parser.add_argument("--sites", type=int, help="how many new offices at most")
    parser.add_argument("--reach-km", type=float, help="own-country distance an office covers")
    parser.add_argument("--mirror-km", type=float, help="how near a counterpart must stand; 0: off")
    parser.add_argument("--basis", choices=("operating", "documented"), help="which offices count")
    parser.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    parser.add_argument("--quick", action="store_true", help="the plan only, no ties or stability")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Solve, print the plan and what it covers; 0 unless the input is at fault."""
    scenario = _scenario(arguments)
    store = open_store()
    seed(store)
    world = build_world(store)
    as_of = arguments.as_of or date.today()  # noqa: DTZ011
    found = problem(world, scenario, as_of=as_of)
    best = planned(found)
    trust = Trust()
    if not arguments.quick:
        trust = Trust(
            near_ties(found, best), worths(found, best), stability(found, best), curve(found),
            pareto(found, best),
        )  # fmt: skip
    values = report(
        found, best, as_of=as_of, bases=today(world, scenario, as_of=as_of),
        cards=site_cards(found, best, trust.worth), trust=trust,
    )  # fmt: skip
    print(_summary(values))
    if arguments.out:
        _write(arguments.out, values)
    return 0


def _scenario(arguments: argparse.Namespace) -> Scenario:
    if arguments.scenario is not None:
        try:
            return read_scenario(arguments.scenario.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"Expected a scenario in {arguments.scenario}, but it cannot be read; "
                "check the name of the file."
            ) from error
    if not (arguments.country and arguments.pairs and arguments.sites):
        raise InputError("Expected SCENARIO.json, or --country, --pairs and --sites; see --help.")
    options = {
        name: value
        for name in ("reach_km", "mirror_km", "basis")
        if (value := getattr(arguments, name)) is not None
    }
    pairs = tuple(sorted({pair.strip() for pair in arguments.pairs.split(",") if pair.strip()}))
    return Scenario(pairs=pairs, sites={arguments.country: (0, arguments.sites)}, **options)


def _summary(values: dict[str, Any]) -> str:
    """The plan in a few lines of text."""
    proof = "proven optimal" if values["proven"] else (
        f"not proven, gap {values['gap']:.2%}, stopped by {values['stopped'] or 'its limits'}"
    )  # fmt: skip
    share = values["objective"] / values["weight"]
    head = (
        f"Covered weight {values['objective']:.1f} of {values['weight']:.1f} ({share:.1%}); "
        f"bound {values['bound']:.1f}; {proof}."
    )
    asked = _listed(values["asked_of"])
    ties = f"Counterparts asked for: {asked}."
    if values["curve"]:
        ties += f" {len(values['near_ties'])} other plans found within 1 %."
    lines = [head, ties]
    if values["mainly_length"]:
        lines.append("This plan rests mainly on border length: the records weigh little beside it.")
    if values["unlocated_offices"]:
        lines.append(
            f"Documented offices without a usable point: {_listed(values['unlocated_offices'])}; "
            "a site there may already have an office: confirm with the host agency."
        )
    lines += ["", *_sites(values), "", *_coverage(values)]
    return "\n".join(lines)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{key} {number}" for key, number in counts.items()) or "none"


def _sites(values: dict[str, Any]) -> list[str]:
    steady = {row["site"]: row for row in values["stability"]}
    head = f"{'site':44} {'pair':8} {'side':4} {'km':>7} {'adds km':>8} {'lost without':>12}"
    lines = [f"{head} {'stays':>6}"]
    for card in values["cards"]:
        row = steady.get(card["id"])
        stays = f"{row['resampled']:.0%}" if row and row["resampled"] is not None else "-"
        loss = f"{card['loss']:.1f}" if card["loss"] is not None else "-"
        lines.append(
            f"{card['name'][:44]:44} {card['pair']:8} {card['country']:4} {card['km_along']:7.1f} "
            f"{card['added']['km']:8.1f} {loss:>12} {stays:>6}"
        )
    return lines


def _coverage(values: dict[str, Any]) -> list[str]:
    bases = values["today"]
    head = f"{'pair':8} {'side':4} {'km':>8} {'operating':>10} {'documented':>10}"
    lines = [f"{head} {'with plan':>10}"]
    rows = zip(bases["operating"], bases["documented"], values["after"], strict=True)
    for operating, documented, after in rows:
        lines.append(
            f"{after['pair']:8} {after['side']:4} {after['km']:8.1f} "
            f"{operating['covered_share']:10.1%} {documented['covered_share']:10.1%} "
            f"{after['covered_share']:10.1%}"
        )
    return lines


def _write(path: Path, values: dict[str, Any]) -> None:
    try:
        path.write_bytes(to_bytes(values))
    except OSError as error:
        raise InputError(
            f"Expected to write the result to {path}, but it cannot be written "
            f"({error.strerror}); choose another file for --out."
        ) from error
