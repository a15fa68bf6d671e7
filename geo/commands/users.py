"""``python -m geo users``: how people sign in here, who is who, and the home country."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.schema.vocabularies import COUNTRIES
from geo.signin import AccessTable, access_table, sign_in_mode
from geo.signin.table import AccessRule, table_path
from geo.store import open_store
from geo.store.installation import Installation, choose_home, installation

ACTOR = "command_line"


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("users", help="who is who here, and the home country")
    parser.add_argument("--home", choices=COUNTRIES, help="choose the home country")
    parser.add_argument("--organisation", default="", help="of the home country; with --home")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print mode, home and rules; the table is checked on the way. 0 when it has no fault."""
    mode, table = sign_in_mode(), access_table()
    store = open_store()
    if arguments.home:
        choose_home(store, arguments.home, organisation=arguments.organisation, actor=ACTOR)
    here = installation(store)
    store.close()
    print(_told(mode, here, table))
    if arguments.out:
        _write(arguments.out, mode, here, table)
    return 0


def _told(mode: str, here: Installation, table: AccessTable) -> str:
    home = " ".join(word for word in (here.home_country, here.organisation) if word)
    lines = [
        f"sign-in  {mode}",
        f"home     {home or 'not chosen'}",
        f"table    {table_path().name}, {len(table.rules)} rules",
    ]
    return "\n".join([*lines, *map(_line, table.rules)])


def _line(rule: AccessRule) -> str:
    words = (
        rule.tier,
        rule.country,
        rule.organisation,
        *sorted(rule.roles),
        *sorted(rule.districts),
    )
    return f"  {rule.claim} = {rule.value}: {' '.join(word for word in words if word)}"


def _write(path: Path, mode: str, here: Installation, table: AccessTable) -> None:
    rules = [
        {name: sorted(value) if isinstance(value, frozenset) else value for name, value in pairs}
        for pairs in (asdict(rule).items() for rule in table.rules)
    ]
    result = {"sign_in": mode, **asdict(here), "rules": rules}
    try:
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"Expected to write the result to {path}, but it cannot be written "
            f"({error.strerror}); choose another file for --out."
        ) from error
