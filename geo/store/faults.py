"""Database faults, told in one sentence each."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from geo.errors import StoreError
from geo.operations.logs import event

NOTHING = "nothing was changed"
_UNKNOWN = "whether the change was stored is not known, so look before entering it again"
_FULL = "The disk that holds {place} is full or failing; {outcome}. Free some space and try again."
_READ_ONLY = (
    "Expected to write to {place}, but it is read-only for this user; {outcome}. "
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
    "Another program has been writing to {place} for too long; {outcome}. Try again "
    "when it has finished."
)
_NO_ANSWER = (
    "The database server of {place} does not answer; {outcome}. Check that it runs "
    "and that the address is right."
)
_REFUSED = "The store at {place} refused the request ({error}); {outcome}."
# What the database says, the word for it, and what a person should read; the first that is found.
_SENTENCES = (
    (("disk is full", "disk i/o error", "no space left"), "disk_full", _FULL),
    (("readonly database", "read-only"), "read_only", _READ_ONLY),
    (("malformed", "not a database", "file is encrypted"), "damaged", _DAMAGED),
    (("unable to open",), "not_opened", _NOT_OPENED),
    (("locked", "busy", "lock timeout", "queuepool limit"), "busy", _BUSY),
    (("connect",), "no_answer", _NO_ANSWER),
)


@dataclass(slots=True)
class Ending:
    """How far a change has come. sent: its end was sent to the database, which may have heard."""

    sent: bool = False


def kind_of(error: SQLAlchemyError) -> tuple[str, str]:
    """A word for what happened, and its sentence with {place}, {outcome} and {error} to fill."""
    said = str(getattr(error, "orig", None) or error).lower()
    for signs, kind, words in _SENTENCES:
        if any(sign in said for sign in signs):
            return kind, words
    return "refused", _REFUSED


def sentence(error: SQLAlchemyError, place: str, *, outcome: str = NOTHING) -> str:
    """What happened to the store at ``place``, for a person; outcome: what became of the change."""
    _, words = kind_of(error)
    return words.format(place=place, outcome=outcome, error=type(error).__name__)


@contextmanager
def told(place: str, *, ending: Ending | None = None, outcome: str = NOTHING) -> Iterator[None]:
    """Turn a database fault inside the block into a StoreError about ``place``.

    ending: of a change; when its end was sent and the server was lost before it answered, nobody
    knows what became of it. outcome: what is true of any other fault.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if ending is not None and ending.sent and lost:
            outcome = _UNKNOWN
        event("store.fault", level=logging.ERROR, kind=kind_of(error)[0])
        raise StoreError(sentence(error, place, outcome=outcome)) from error
