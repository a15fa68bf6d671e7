"""The command line: ``python -m geo <command>``. Commands are the modules of ``geo/commands``."""

import argparse
import pkgutil
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache
from getpass import getpass
from importlib import import_module

from geo import commands
from geo.errors import AtlasError
from geo.store.cipher import asking


def parser(word: str = "") -> argparse.ArgumentParser:
    """The parser with every command registered, in alphabetical order.

    word: the first one given; where it is a command, that one alone is loaded and registered.
    """
    top = argparse.ArgumentParser(prog="python -m geo", description="Mekong Border Atlas")
    subparsers = top.add_subparsers(title="commands", metavar="command", required=True)
    modules = {item.name.strip("_"): item.name for item in pkgutil.iter_modules(commands.__path__)
               if not item.name.startswith("_")}  # fmt: skip
    for command in [word] if word in modules else sorted(modules):
        import_module(f"geo.commands.{modules[command]}").register(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a fault that has a name is one sentence."""
    words = sys.argv[1:] if arguments is None else arguments
    given = parser(words[0] if words else "").parse_args(words)
    # Asked for once per encrypted store, where a person sits at the terminal.
    prompt = asking(cache(_typed)) if sys.stdin.isatty() else nullcontext()
    try:
        with prompt:
            return int(given.run(given))
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1


def _typed(place: str) -> str:
    return getpass(f"Passphrase of {place}: ")


if __name__ == "__main__":
    sys.exit(main())
