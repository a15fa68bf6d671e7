"""The installation's secret: 32 random bytes beside the store, never in it nor in an export.

Beside an encrypted store the file holds them wrapped (RFC 3394) under a key from its passphrase.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from geo.errors import StoreError
from geo.store.cipher import (
    SALT_BYTES,
    Passphrase,
    PassphraseError,
    first_bytes,
    is_plain,
    passphrase_for,
)

KEY_BYTES = 32
_MARK = b"atlas-key-1\n"
# Of what was plain and is there until the encrypted store is verified.
OLD_ENDING = ".plain"
_WRAPPED_BYTES = len(_MARK) + SALT_BYTES + KEY_BYTES + 8
FILE_NAME = "atlas.key"


def check_word(key: bytes) -> str:
    """A short word by which a store knows its key without telling it."""
    return hmac.digest(key, b"mekong border atlas: key check", hashlib.sha256).hex()[:16]


def is_wrapped(folder: Path) -> bool:
    """Whether the key in ``folder`` can be read with a passphrase alone."""
    return first_bytes(folder / FILE_NAME, len(_MARK)) == _MARK


def is_encrypted(path: Path, folder: Path | None = None) -> bool:
    """Whether an SQLite file needs a passphrase: not plain, and its key is wrapped or about to be.

    folder: where its key stands, default: beside it. A damaged file with a plain key does not.
    """
    if is_plain(path):
        return False
    return is_wrapped(folder or path.parent) or path.with_name(path.name + OLD_ENDING).exists()


def read(folder: Path, passphrase: Passphrase | None = None) -> bytes | None:
    """The key in ``folder``, or None where there is none.

    passphrase: for a wrapped key (default: see ``geo.store.cipher.passphrase_for``).
    Errors: StoreError when the file is of the wrong length or cannot be read, PassphraseError when
    the passphrase does not open it.
    """
    path = folder / FILE_NAME
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"Expected to read {path}, but cannot ({error.strerror}).") from error
    if key.startswith(_MARK) and len(key) == _WRAPPED_BYTES:
        return _unwrapped(key, path, passphrase or passphrase_for(str(path)))
    if len(key) != KEY_BYTES:
        raise StoreError(
            f"Expected {KEY_BYTES} bytes in {path}, found {len(key)}; put back the key file that "
            "was saved with the backup."
        )
    return key


def make(folder: Path, passphrase: Passphrase | None = None) -> bytes:
    """Write a new key; call under the store's lock. The file appears whole or not at all."""
    key = secrets.token_bytes(KEY_BYTES)
    write(folder, key, passphrase)
    return key


def _unwrapped(held: bytes, path: Path, passphrase: Passphrase) -> bytes:
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    rest = held.removeprefix(_MARK)
    try:
        return aes_key_unwrap(passphrase.key(rest[:SALT_BYTES]), rest[SALT_BYTES:])
    except InvalidUnwrap as error:
        raise PassphraseError(
            f"The passphrase does not open {path}; type the one that the store was encrypted with."
        ) from error


def _wrapped(key: bytes, passphrase: Passphrase) -> bytes:
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    salt = secrets.token_bytes(SALT_BYTES)
    return _MARK + salt + aes_key_wrap(passphrase.key(salt), key)


def write(folder: Path, key: bytes, passphrase: Passphrase | None = None) -> None:
    """Write a key, for its owner only; wrapped where there is a passphrase.

    Errors: StoreError when it cannot be written.
    """
    held = _wrapped(key, passphrase) if passphrase else key
    path, draft = folder / FILE_NAME, folder / f"{FILE_NAME}.{os.getpid()}"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(held)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise StoreError(
            f"Expected to write {path}, but cannot ({error.strerror}); nothing was changed."
        ) from error
