"""Database faults, told in one sentence each."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from geo.errors import StoreError

_FULL = (
    "The disk that holds {place} is full or failing; nothing was changed. Free some space and "
    "try again."
)
_READ_ONLY = (
    "Expected to write to {place}, but it is read-only for this user; nothing was changed. "
    "Allow writing to it and to its folder."
)
_DAMAGED = (
    "Expected an atlas store in {place}, but the file is damaged; move it away and restore a "
    "backup, or start without it to begin from the shipped records."
)
_NOT_OPENED = (
    "Expected to open {place}, but it cannot be opened; check that the folder exists and that "
    "you may write to it."
)
_BUSY = (
    "Another program has been writing to {place} for too long; nothing was changed. Try again "
    "when it has finished."
)
_NO_ANSWER = (
    "The database server of {place} does not answer; nothing was changed. Check that it runs "
    "and that the address is right."
)
# What the database says, and what a person should read; the first that is found applies.
_SENTENCES = (
    (("disk is full", "disk i/o error", "no space left"), _FULL),
    (("readonly database", "read-only"), _READ_ONLY),
    (("malformed", "not a database", "file is encrypted"), _DAMAGED),
    (("unable to open",), _NOT_OPENED),
    (("locked", "busy"), _BUSY),
    (("connect",), _NO_ANSWER),
)


def sentence(error: SQLAlchemyError, place: str) -> str:
    """What happened to the store at ``place``, for a person."""
    said = str(getattr(error, "orig", None) or error).lower()
    for signs, told in _SENTENCES:
        if any(sign in said for sign in signs):
            return told.format(place=place)
    kind = type(error).__name__
    return f"The store at {place} refused the request ({kind}); nothing was changed."


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn a database fault inside the block into a StoreError about ``place``."""
    try:
        yield
    except DatabaseError as error:
        raise StoreError(sentence(error, place)) from error
