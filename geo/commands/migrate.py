"""``python -m geo migrate``: bring the tables up to this version, or move to another database."""

import argparse
from typing import Any

from geo.home import home
from geo.store import open_store, revision
from geo.store.backup import move
from geo.store.migrate import scripts


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "migrate", help="bring the store's tables up to this version, or copy it elsewhere"
    )
    parser.add_argument(
        "--to", metavar="URL", help="copy everything to an empty database at this address"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open (which upgrades), copy where asked, and print the state."""
    store = open_store()
    print(f"tables    {scripts().get_current_head()}")
    print(f"revision  {revision(store)}")
    if arguments.to:
        report = move(store, arguments.to, home())
        print(f"copied    {report.records} records, {report.entries} audit entries, verified")
        print("Set BORDER_ATLAS_DATABASE_URL to the new address from now on.")
    store.close()
    return 0
