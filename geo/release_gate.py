"""Release bound to one audience: what the snapshot and the texts of records pass on their way."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from geo.codes import word_codes
from geo.release import Audience, Policy, release
from geo.schema.vocabularies import LABELS
from geo.store.ledgers import consented
from geo.store.tables import KINDS, RecordKind


class ReleaseGate:
    """Release for one audience, bound to its policy, its key and what was consented to."""

    __slots__ = ("_audience", "_consents", "_key", "_policy", "_strictest")

    def __init__(
        self, audience: Audience, policy: Policy, key: bytes, consents: dict[str, dict[int, int]]
    ) -> None:
        self._audience, self._policy, self._key = audience, policy, key
        self._consents = consents
        self._strictest = 0

    @property
    def label(self) -> str:
        """The strictest label among the records that were let through so far."""
        return LABELS[self._strictest]

    def note_label(self, label: str) -> None:
        """Count a record of this label among them."""
        self._strictest = max(self._strictest, LABELS.index(label))

    def __call__(self, frame: pd.DataFrame, kind: RecordKind, keys: Any) -> pd.DataFrame:
        granted = self._consents[kind.name]
        levels = np.array([granted.get(int(key), -1) for key in keys]) if granted else None
        released = release(
            frame, audience=self._audience, policy=self._policy, key=self._key, consents=levels
        )
        if len(released):
            found = int(word_codes(released, "label", LABELS).max())
            self._strictest = max(self._strictest, found)
        return released


def release_gate(
    connection: Connection, audience: Audience, policy: Policy, key: bytes
) -> ReleaseGate:
    """The gate of an audience, with what originators consented to for it."""
    consents = {name: consented(connection, name, audience) for name in KINDS}
    return ReleaseGate(audience, policy, key, consents)
