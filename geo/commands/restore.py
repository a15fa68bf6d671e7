"""``python -m geo restore``: bring a backup back, without what was erased since."""

import argparse
from pathlib import Path
from typing import Any

from geo.store.backup import restore


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("restore", help="bring a backup back")
    parser.add_argument("backup", type=Path, metavar="FILE", help="written by python -m geo backup")
    parser.add_argument(
        "--replace", action="store_true", help="allow records that are here to be replaced"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore and print what is here now."""
    report = restore(arguments.backup, replace=arguments.replace)
    print(f"records        {report.records}")
    print(f"audit entries  {report.entries}, verified")
    print(f"audit head     {report.head}")
    print(f"erased again   {report.erased}")
    return 0
