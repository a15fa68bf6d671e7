"""Passphrases, and what they protect: the store's file and the key file beside it.

The file is SQLCipher's, version 4, with its own parameters: whoever has the passphrase can open it
with any SQLCipher. The key is worked out once and handed over, not once per connection.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from os import environ
from pathlib import Path
from types import ModuleType
from typing import Any

from geo.errors import StoreError

FILE_VARIABLE = "BORDER_ATLAS_PASSPHRASE_FILE"
MIN_LETTERS = 12
SALT_BYTES = 16
_ROUNDS = 256_000
_KEY_BYTES = 32
_PLAIN_HEADER = b"SQLite format 3\x00"


class LockedStoreError(StoreError):
    """The store is encrypted and no passphrase was given."""


class PassphraseError(StoreError):
    """The passphrase is not the store's, or not one that protects anything."""


class Passphrase:
    """A passphrase; its text is never shown, logged nor stored. Equal only to itself."""

    __slots__ = ("_text", "key")

    def __init__(self, text: str) -> None:
        self._text = text.encode()
        # Each key takes a quarter of a second to work out.
        self.key: Callable[[bytes], bytes] = lru_cache(maxsize=8)(self._key)

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def _key(self, salt: bytes) -> bytes:
        """The 32 bytes that belong to a salt, as SQLCipher 4 derives them."""
        return hashlib.pbkdf2_hmac("sha512", self._text, salt, _ROUNDS, _KEY_BYTES)

    def database_key(self, path: Path) -> str:
        """What SQLCipher is handed for a file: key and salt, the first bytes of a file that is
        there, else new ones."""
        salt = first_bytes(path, SALT_BYTES)
        if len(salt) < SALT_BYTES:
            salt = secrets.token_bytes(SALT_BYTES)
        return f"x'{self.key(salt).hex()}{salt.hex()}'"

    def unlock(self, connection: Any, path: Path) -> None:
        """Hand over the key, before anything is read; nothing half-done is left in plain files."""
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f'PRAGMA key = "{self.database_key(path)}"')
        connection.execute("PRAGMA temp_store = MEMORY")


def new_passphrase(text: str) -> Passphrase:
    """A passphrase to protect a store with.

    Errors: PassphraseError when it is shorter than MIN_LETTERS.
    """
    if len(text) < MIN_LETTERS:
        raise PassphraseError(
            f"Expected a passphrase of at least {MIN_LETTERS} letters, found {len(text)}; take "
            "four or five words that do not belong together."
        )
    return Passphrase(text)


def is_plain(path: Path) -> bool:
    """Whether a file is a plain SQLite one; none or an empty one may become either."""
    found = first_bytes(path, len(_PLAIN_HEADER))
    return not found or found == _PLAIN_HEADER


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes of a file, fewer where it is shorter or cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError:
        return b""


def driver() -> ModuleType:
    """The database driver that encrypts. Errors: StoreError where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreError(
            "Expected the package sqlcipher3, which reads and writes encrypted stores, but it is "
            "not installed; run make setup, or use a machine that has it."
        ) from error
    return dbapi2


_Ask = Callable[[str], str]
_asked: ContextVar[_Ask | None] = ContextVar("atlas_passphrase", default=None)


@contextmanager
def asking(ask: _Ask) -> Iterator[None]:
    """Within the block, ask a person for a passphrase where no file gives it.

    ask: takes what is to be opened, returns the text typed.
    """
    token = _asked.set(ask)
    try:
        yield
    finally:
        _asked.reset(token)


def passphrase_for(place: str) -> Passphrase:
    """The passphrase from the file that the environment names, or from the person at the terminal.

    Errors: LockedStoreError where there is neither; StoreError when the file cannot be read.
    """
    kept = kept_in_file()
    if kept is not None:
        return Passphrase(kept)
    ask = _asked.get()
    if ask is None:
        raise LockedStoreError(
            f"The store {place} is encrypted: type its passphrase, or name a file that holds it in "
            f"{FILE_VARIABLE}."
        )
    return Passphrase(ask(place))


def kept_in_file() -> str | None:
    """The passphrase's text from the file that the environment names; None where it names none.

    Errors: StoreError when the file cannot be read.
    """
    named = environ.get(FILE_VARIABLE)
    if not named:
        return None
    path = Path(named)
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"Expected the passphrase in the file that {FILE_VARIABLE} names, but {path} "
            "cannot be read; correct the name or allow reading it."
        ) from error


def check_passphrase(path: Path, passphrase: Passphrase) -> None:
    """See that an encrypted file opens. Errors: PassphraseError when it does not."""
    module = driver()
    connection = module.connect(str(path))
    try:
        passphrase.unlock(connection, path)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except module.DatabaseError as error:
        if "not a database" not in str(error):
            raise StoreError(f"Expected to open {path}, but it cannot be read ({error}).") from None
        raise PassphraseError(
            f"The passphrase does not open the store {path}; nothing was changed. Type the one "
            "that it was encrypted with."
        ) from None
    finally:
        connection.close()
