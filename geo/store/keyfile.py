"""The installation's secret: 32 random bytes beside the store, never in it nor in an export."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from geo.errors import StoreError

KEY_BYTES = 32
FILE_NAME = "atlas.key"


def check_word(key: bytes) -> str:
    """A short word by which a store knows its key without telling it."""
    return hmac.digest(key, b"mekong border atlas: key check", hashlib.sha256).hex()[:16]


def read(folder: Path) -> bytes | None:
    """The key in ``folder``, or None where there is none.

    Errors: StoreError when the file is of the wrong length or cannot be read.
    """
    path = folder / FILE_NAME
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"Expected to read {path}, but cannot ({error.strerror}).") from error
    if len(key) != KEY_BYTES:
        raise StoreError(
            f"Expected {KEY_BYTES} bytes in {path}, found {len(key)}; put back the key file that "
            "was saved with the backup."
        )
    return key


def make(folder: Path) -> bytes:
    """Write a new key; call under the store's lock. The file appears whole or not at all."""
    key = secrets.token_bytes(KEY_BYTES)
    write(folder, key)
    return key


def write(folder: Path, key: bytes) -> None:
    """Write a key, for its owner only. Errors: StoreError when it cannot be written."""
    path, draft = folder / FILE_NAME, folder / f"{FILE_NAME}.{os.getpid()}"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(key)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise StoreError(
            f"Expected to write {path}, but cannot ({error.strerror}); nothing was changed."
        ) from error
