"""``python -m geo check``: is every fact in its place, and how many are there?"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.inventory import Outcome, run_checks


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("check", help="check every file of facts and print the counts")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the counts and every fault; 0 when there is no fault, 1 otherwise."""
    outcomes = run_checks()
    for outcome in outcomes:
        print(_table(outcome))
    faults = list(dict.fromkeys(fault for outcome in outcomes for fault in outcome.faults))
    for fault in faults:
        print(fault, file=sys.stderr)
    print("No fault found." if not faults else f"{len(faults)} fault(s) found; see above.")
    if arguments.out:
        _write(arguments.out, outcomes, faults)
    return 1 if faults else 0


def _table(outcome: Outcome) -> str:
    width = max((len(what) for what, _ in outcome.lines), default=0)
    lines = [f"  {what:<{width}}  {figure}" for what, figure in outcome.lines]
    flags = [f"  flagged: {flag}" for flag in outcome.flags]
    return "\n".join([outcome.title, *lines, *flags])


def _write(path: Path, outcomes: tuple[Outcome, ...], faults: list[str]) -> None:
    result: dict[str, Any] = {"faults": faults, "flags": []}
    for outcome in outcomes:
        result |= dict(outcome.figures)
        result["flags"] += outcome.flags
    try:
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"Expected to write the result to {path}, but it cannot be written "
            f"({error.strerror}); choose another file for --out."
        ) from error
