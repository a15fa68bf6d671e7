"""Which labels a store may hold: what is not CLEAR needs a store that protects it."""

import os
from collections.abc import Iterable

from geo.errors import StoreError
from geo.schema.vocabularies import LABELS
from geo.signin.modes import LOCAL, sign_in_mode
from geo.store.engine import Store, file_of

STATEMENT_VARIABLE = "BORDER_ATLAS_STORE_PROTECTED"
_OPEN_LABEL = LABELS[0]


def stated_by_operator(url: str) -> bool:
    """Whether the operator states that others cannot read the store, its backups and its line.

    On one's own machine an SQLite file is protected by its passphrase alone.
    """
    own_file = file_of(url) is not None and sign_in_mode() == LOCAL
    return not own_file and os.environ.get(STATEMENT_VARIABLE) == "yes"


def may_hold(store: Store, label: str) -> bool:
    """Whether records of a label may be put into a store: CLEAR ones always, others into one that
    is encrypted, or that its operator states to be protected (``BORDER_ATLAS_STORE_PROTECTED``)."""
    if label == _OPEN_LABEL or store.passphrase is not None:
        return True
    return label in LABELS and stated_by_operator(str(store.engine.url))


def refuse_unprotected(store: Store, labels: Iterable[str]) -> None:
    """Refuse labels that the store may not hold. Errors: StoreError, one sentence."""
    closed = [label for label in dict.fromkeys(labels) if not may_hold(store, label)]
    if closed:
        way = (
            "encrypt this one with python -m geo encrypt"
            if file_of(str(store.engine.url)) is not None
            else f"its operator states so with {STATEMENT_VARIABLE}=yes"
        )
        raise StoreError(
            f"Expected records labelled {_OPEN_LABEL}, found {', '.join(sorted(closed))}: such "
            f"records need a passphrase and an encrypted store; nothing was stored. First {way}."
        )
