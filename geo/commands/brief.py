"""``python -m geo brief``: what *Situation* says of a query, as text and as JSON."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from geo.assembly import build_world
from geo.briefing.situation import Situation, situation
from geo.briefing.tables import ranking_table
from geo.errors import InputError, LinkError
from geo.language import LANGUAGES
from geo.profile import load_profile
from geo.query import Query, from_link
from geo.store import open_store, seed


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("brief", help="say what is recorded for a query")
    parser.add_argument("--link", default="", help="the query part of a link, as the screen has it")
    parser.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the verdict, the counts and the ranked sections."""
    query = _query(arguments.link)
    store = open_store()
    seed(store)
    profile = load_profile()
    write = profile.translator(arguments.language)
    as_of = arguments.as_of or date.today()  # noqa: DTZ011
    answer = situation(build_world(store), query, as_of=as_of, profile=profile)
    print(write(answer.verdict))
    for reason, records in answer.set_aside:
        print(f"  {records:>6}  {write(reason)}")
    columns, rows = ranking_table(answer, write)
    print("  ".join(columns))
    for row in rows[:20]:
        print("  ".join(str(cell) for cell in row))
    if arguments.out:
        _write(arguments.out, answer, columns, rows, write(answer.verdict))
    return 0


def _query(link: str) -> Query:
    query, problems = from_link(dict(parse_qsl(link.lstrip("?"))))
    if problems:
        values = dict(problems[0].values)
        raise LinkError(
            f"Expected a link of the atlas, but {values.get('name', 'its period')} is not known."
        )
    return query


def _write(
    path: Path, answer: Situation, columns: tuple[str, ...], rows: list[Any], verdict: str
) -> None:
    result = {
        "verdict": verdict,
        "recorded": answer.recorded,
        "used": answer.used,
        "set_aside": {reason.id: records for reason, records in answer.set_aside},
        "sections": [dict(zip(columns, row, strict=True)) for row in rows],
    }
    try:
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"Expected to write to {path}, but {error.strerror}.") from error
