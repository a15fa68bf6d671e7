"""``python -m geo plan``: where the next offices could go, with the proof, as a table and JSON."""

import argparse
import sys
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.assembly import build_world
from geo.briefing.frame import seen_by
from geo.briefing.plan_takeaway import plan_frame, side_rows
from geo.commands import _plan_inputs
from geo.errors import InputError
from geo.exports.plan_tables import plan_tables
from geo.language import LANGUAGES
from geo.planning import Scenario, read_scenario
from geo.planning.answer import STEPS, answer
from geo.planning.report import to_bytes
from geo.planning.scenario import BASES
from geo.profile import load_profile
from geo.store import Store, chain_head, open_store, seed
from geo.world import World

# What --out writes, by the end of the file's name; a whole record where it has none.
FORMS = MappingProxyType(
    {
        ".json": "", ".csv": "sites.csv", ".sides.csv": "sides.csv", ".geojson": "geojson",
        ".gpkg": "gpkg", ".scenario.json": "scenario.json",
    }
)  # fmt: skip


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("plan", help="choose sites for new offices and prove the choice")
    parser.add_argument("scenario", nargs="?", type=Path, metavar="SCENARIO.json")
    parser.add_argument("--country", help="the country that asks for offices, such as THA")
    parser.add_argument("--pairs", help="borders, comma-separated, such as LAO-THA,KHM-THA")
    parser.add_argument("--sites", type=int, help="how many new offices at most")
    parser.add_argument("--reach-km", type=float, help="own-country distance an office covers")
    parser.add_argument("--mirror-km", type=float, help="how near a counterpart must stand; 0: off")
    parser.add_argument("--basis", choices=BASES, help="which offices count")
    parser.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    parser.add_argument("--quick", action="store_true", help="the plan only, no ties or stability")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"one of *{', *'.join(FORMS)}")
    _plan_inputs.register(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Solve, print the plan and what it covers; 0 unless the input is at fault."""
    form = _form(arguments.out)
    scenario = _plan_inputs.applied(_scenario(arguments), arguments)
    store = open_store()
    seed(store)
    world = build_world(store)
    as_of = arguments.as_of or date.today()  # noqa: DTZ011
    steps = () if arguments.quick else STEPS
    values = answer(world, scenario, as_of=as_of, steps=steps, progress=_progress)
    print(_summary(values))
    if arguments.out:
        _write(arguments.out, _content(values, form, store, world, arguments.language))
    return 0


def _progress(step: str) -> None:
    """One line that says which of the longer steps is under way, where a person looks on."""
    if sys.stderr.isatty():
        print(f"\r{step.replace('_', ' '):12}", end="", file=sys.stderr, flush=True)


def _form(path: Path | None) -> str:
    """What a file is to hold, by the longest known end of its name; InputError for another."""
    if path is None or not path.suffix:
        return ""
    ends = [end for end in FORMS if path.name.lower().endswith(end)]
    if not ends:
        raise InputError(f"Expected --out to end in {', '.join(FORMS)}; found {path.name!r}.")
    return FORMS[max(ends, key=len)]


def _content(values: dict[str, Any], form: str, store: Store, world: World, language: str) -> bytes:
    if not form:
        return to_bytes(values)
    profile = load_profile()
    frame = plan_frame(values, audience=seen_by(world.snapshot), profile=profile, language=language)
    return plan_tables(
        values, form, furniture=frame, translator=profile.translator(language),
        audit_head=chain_head(store),
    )  # fmt: skip


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
    if values["worth"]:
        ties += f" {len(values['near_ties'])} other plans found within 1 %."
    lines = [head, ties]
    if values["mainly_length"]:
        lines.append("This plan rests mainly on border length: the records weigh little beside it.")
    if values["greedy"] is not None:
        less = values["objective"] - values["greedy"]
        lines.append(f"A choice made step by step covers {values['greedy']:.1f}, {less:.1f} less.")
    facing = {place["country"] for place in values["places"]}
    lost = {key: n for key, n in values["unlocated_offices"].items() if key in facing}
    if lost:
        lines.append(
            f"Reported offices that are not located: {_listed(lost)}; "
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
    """Every pair and side: today on both bases, each by straight line beside it, and the plan."""
    head = f"{'pair':8} {'side':4} {'km':>8} {'operating':>10} {'straight':>9}"
    lines = [f"{head} {'documented':>11} {'straight':>9} {'with plan':>10}"]
    lines += [
        f"{row.pair:8} {row.side:4} {row.km:8.1f} {row.operating:10.1%} "
        f"{row.operating_straight:9.1%} {row.documented:11.1%} {row.documented_straight:9.1%} "
        f"{row.after:10.1%}"
        for row in side_rows(values)
    ]
    return lines


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(
            f"Expected to write the result to {path}, but it cannot be written "
            f"({error.strerror}); choose another file for --out."
        ) from error
