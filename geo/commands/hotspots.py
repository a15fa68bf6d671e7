"""``python -m geo hotspots``: one method on the records, as a sentence, a table and a file."""

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from geo.assembly import build_world
from geo.briefing.frame import furniture
from geo.briefing.hotspot_tables import hotspot_table
from geo.briefing.hotspots import METHODS, Answer, ask
from geo.errors import InputError
from geo.exports.about import about
from geo.exports.geodata import to_geojson, to_geopackage
from geo.exports.hotspots import hotspot_frame
from geo.exports.tables import to_csv
from geo.language import LANGUAGES, Translator
from geo.profile import Profile, load_profile
from geo.query import Query
from geo.schema.vocabularies import CATEGORIES, PAIRS
from geo.store import open_store, seed
from geo.world import World

ENDINGS = (".geojson", ".csv", ".gpkg")
SHOWN_ROWS = 20


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("hotspots", help="say where more is recorded, by one method")
    parser.add_argument("--method", choices=METHODS, default="chance")
    for name in ("from", "to", "since", "as-of"):
        parser.add_argument(
            f"--{name}", type=date.fromisoformat, metavar="YYYY-MM-DD", dest=_dest(name)
        )
    parser.add_argument("--category", action="append", default=[], choices=CATEGORIES)
    parser.add_argument("--pair", action="append", default=[], choices=PAIRS)
    parser.add_argument("--simulations", type=int, default=999)
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"one of {', '.join(ENDINGS)}")
    parser.set_defaults(run=run)


def _dest(name: str) -> str:
    return {"from": "date_from", "to": "date_to"}.get(name, name.replace("-", "_"))


def run(arguments: argparse.Namespace) -> int:
    """Print the sentence and the table; write the file. 0 also where records are too few."""
    if arguments.out and arguments.out.suffix.lower() not in ENDINGS:
        raise InputError(
            f"Expected --out to end in {', '.join(ENDINGS)}; found {arguments.out.name!r}."
        )
    store = open_store()
    seed(store)
    world, profile = build_world(store), load_profile()
    answer = ask(
        world,
        _query(arguments),
        method=arguments.method,
        as_of=arguments.as_of or date.today(),  # noqa: DTZ011
        profile=profile,
        since=arguments.since,
        simulations=arguments.simulations,
        progress=_progress if sys.stderr.isatty() else None,
    )
    write = profile.translator(arguments.language)
    if arguments.out:
        _write(arguments.out, _content(arguments, world, answer, profile, write))
    _print(answer, write)
    return 0


def _query(arguments: argparse.Namespace) -> Query:
    """The period, categories and pairs asked for."""
    first, last = arguments.date_from, arguments.date_to
    if first and last and first > last:
        raise InputError(f"Expected --from before --to; found {first} and {last}.")
    query = Query(
        categories=tuple(word for word in CATEGORIES if word in arguments.category),
        pairs=tuple(pair for pair in PAIRS if pair in arguments.pair),
    )
    if first or last:
        query = replace(query, period="own", date_from=first, date_to=last)
    return query


def _progress(done: int, wanted: int) -> bool:
    print(f"\r{done} of {wanted}", end="\n" if done == wanted else "", file=sys.stderr, flush=True)
    return True


def _print(answer: Answer, write: Translator) -> None:
    print(write(answer.verdict))
    for sentence in answer.sentences:
        print(f"  {write(sentence)}")
    columns, rows = hotspot_table(answer, write)
    if rows:
        print("  ".join(columns))
    for row in rows[:SHOWN_ROWS]:
        print("  ".join(str(cell) for cell in row))


def _content(
    arguments: argparse.Namespace, world: World, answer: Answer, profile: Profile, write: Translator
) -> bytes:
    frame = furniture(answer.base, profile=profile, language=arguments.language)
    facts = about(replace(frame, verdict=answer.verdict, notes=answer.sentences), translator=write)
    facts |= {"method": answer.method, "reference": answer.card.reference}
    ending = arguments.out.suffix.lower()
    if ending == ".csv":
        columns, rows = hotspot_table(answer, write)
        return to_csv(columns, rows, about=facts)
    found = hotspot_frame(world, answer)
    if ending == ".geojson":
        return to_geojson([found], about=facts)
    return to_geopackage({"hotspots": found}, about=facts)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"Expected to write to {path}, but {error.strerror}.") from error
