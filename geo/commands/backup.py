"""``python -m geo backup``: every record, the key and the list of erasures in one file."""

import argparse
from pathlib import Path
from typing import Any

from geo.store import open_store
from geo.store.backup import backup


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("backup", help="write all records and their key to one file")
    parser.add_argument("--out", type=Path, metavar="FILE", required=True, help="the backup")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the backup and print what it holds."""
    store = open_store()
    report = backup(store, arguments.out)
    store.close()
    print(f"records        {report.records}")
    print(f"audit entries  {report.entries}")
    print(f"audit head     {report.head}")
    print(f"{arguments.out} holds the key of this installation: keep it as safe as the records.")
    return 0
