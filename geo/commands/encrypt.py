"""``python -m geo encrypt``: protect the store and its key with a passphrase."""

import argparse
import sys
from getpass import getpass
from typing import Any

from geo.store.cipher import Passphrase, PassphraseError, kept_in_file, new_passphrase
from geo.store.encrypting import STDIN_OPTION, encrypt_store


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "encrypt", help="protect the store with a passphrase; the plain file is destroyed"
    )
    parser.add_argument("--db", metavar="URL", help="the database; default: the installation's own")
    parser.add_argument(
        STDIN_OPTION, action="store_true", help="read the passphrase from standard input"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Encrypt, and print what the encrypted store holds; 0 on success."""
    report = encrypt_store(_passphrase(arguments.passphrase_stdin), url=arguments.db)
    print("The store was encrypted already." if report.already else "The store is encrypted.")
    print(f"records        {report.records}")
    print(f"audit entries  {report.entries}")
    print(f"audit head     {report.head}")
    print("Without the passphrase nobody can read the records or their backups again.")
    print("Backups made before are not encrypted: make a new one and destroy those.")
    return 0


def _passphrase(from_input: bool) -> Passphrase:
    """From standard input, from the file that the environment names, or typed twice."""
    kept = sys.stdin.read().rstrip("\r\n") if from_input else kept_in_file()
    if kept is not None:
        return new_passphrase(kept)
    typed = getpass("New passphrase: ")
    chosen = new_passphrase(typed)
    if getpass("The same again: ") != typed:
        raise PassphraseError("The two passphrases differ; nothing was changed. Try again.")
    return chosen
