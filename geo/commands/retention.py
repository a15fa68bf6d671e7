"""``python -m geo retention``: what was kept longer than its rule says; erased with --run."""

import argparse
from datetime import date
from typing import Any

from geo.store import open_store
from geo.store.erasure import overdue, retention_rules, run_retention


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("retention", help="list or erase what was kept long enough")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", default=None)
    parser.add_argument("--run", dest="erase", action="store_true", help="erase what is listed")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the rules and the records; erase them where asked."""
    store = open_store()
    as_of = arguments.as_of or date.today()  # noqa: DTZ011
    for rule in retention_rules(store).itertuples(index=False):
        kinds = " ".join(word for word in (rule.table_name, rule.origin, rule.label) if word)
        print(f"{kinds:<40} {rule.keep_days:>6} days")
    listed = overdue(store, as_of=as_of)
    for row in listed.itertuples(index=False):
        print(f"{row.table_name:<16} {row.id:<24} stored {row.stored}")
    print(f"{len(listed)} record(s) kept longer than their rule says.")
    if arguments.erase:
        print(f"{run_retention(store, as_of=as_of, actor='retention')} erased.")
    store.close()
    return 0
