"""What left about records: written down when a file is made, and read by their owner."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
from sqlalchemy import select

from geo.briefing.sharing_views import given, refuse_leaks, told_levels
from geo.briefing.situation import Situation
from geo.columns import Snapshot
from geo.errors import ReleaseError
from geo.release.policy import LEVELS, SUPPRESSED, Audience, audience_of_class
from geo.release.proof import leaks
from geo.release.records import shown_id
from geo.schema.vocabularies import LABELS
from geo.store.engine import Store
from geo.store.ledgers import closed_keys, consent_log, consented, disclose, disclosures_of
from geo.store.originals import MOST_AT_ONCE, held_rows
from geo.store.policies import policy_of
from geo.store.tables import INCIDENT, KINDS

# Table in the snapshot: its name in the store, and the layers that draw it.
_PLACES = MappingProxyType(
    {
        "offices": ("office", {"offices"}),
        "crossings": ("crossing", {"crossings"}),
        "zones": ("zone", {"zones", "sites"}),
        "district_status": ("district_status", {"districts"}),
    }
)
_OPEN = LABELS[0]


def closed_in(store: Store, answer: Situation) -> dict[str, list[int]]:
    """Store keys, by table, of an answer's incidents and drawn places that are not CLEAR."""
    seen: Snapshot = answer.scene.snapshot
    if seen.label == _OPEN:
        return {}
    keys = seen.incidents.key[answer.scene.selection.recorded]
    found = {INCIDENT.name: closed_keys(store, INCIDENT.name, keys.tolist())}
    drawn = set(answer.scene.query.layers)
    for name, (table, layers) in _PLACES.items():
        if not layers & drawn:
            continue
        frame: pd.DataFrame = getattr(seen, name)
        closed = frame.index[(frame["label"] != _OPEN).to_numpy()].tolist()
        found[table] = _keys_of(store, table, closed) if closed else []
    return {table: keys for table, keys in found.items() if keys}


def _keys_of(store: Store, table: str, shown: list[str]) -> list[int]:
    """Store keys of places by their ids, or by the words that stand for these."""
    held, wanted = KINDS[table].table.c, set(shown)
    closed = select(held.key, held.id).where(held.valid_to.is_(None), held.label != 0)
    with store.reading() as connection:
        rows = connection.execute(closed).all()
    return [row.key for row in rows if {row.id, shown_id(row.id, store.key)} & wanted]


def check_before_leaving(
    store: Store, closed: Mapping[str, list[int]], *, viewer_class: str
) -> dict[str, dict[int, str]]:
    """Compare what an audience is given of closed records with the rules, before a file is made.

    Returns the level at which each is told, by table and store key. Errors: ReleaseError with one
    sentence where more would be told than the rules allow, or there are too many to compare.
    """
    audience = audience_of_class(viewer_class)
    return {table: _checked(store, table, keys, audience) for table, keys in closed.items()}


def _checked(store: Store, table: str, keys: list[int], audience: Audience) -> dict[int, str]:
    if len(keys) > MOST_AT_ONCE:
        raise ReleaseError(
            f"Expected at most {MOST_AT_ONCE:,} records that are not CLEAR in one file, found "
            f"{len(keys):,}; choose a shorter period or fewer categories."
        )
    policy, held = policy_of(store), held_rows(store, table, keys)
    with store.reading() as connection:
        consents = {audience: consented(connection, table, audience)}
    seen = given(store, table, held, audience=audience, policy=policy)
    refuse_leaks(leaks(held, {audience: seen}, policy=policy, consents=consents))
    told = told_levels(held, seen)
    return {int(key): LEVELS[int(at)] for key, at in told.items() if at < SUPPRESSED}


def note_leaving(
    store: Store,
    levels: Mapping[str, Mapping[int, str]],
    content: bytes,
    *,
    viewer_class: str,
    form: str,
    actor: str,
) -> int:
    """Write down that a file with closed records was made; returns how many lines were written."""
    audience, digest = audience_of_class(viewer_class), hashlib.sha256(content).hexdigest()
    return sum(
        disclose(store, table, words, audience=audience, form=form, file_hash=digest, actor=actor,
                 level=words)
        for table, words in levels.items()
        if words
    )  # fmt: skip


def everything_that_left(store: Store, table: str, held: pd.DataFrame) -> pd.DataFrame:
    """Files made and consents granted about an owner's records, the newest first.

    held: the records, index the store key (see ``geo.store.originals``). Returns at, record (id),
    audience (viewer class), level, form ("consent" where it was granted), file_hash, actor.
    """
    left = disclosures_of(store, table, held.index)
    log = consent_log(store)
    granted = log[(log["table_name"] == table) & log["key"].isin(held.index)]
    granted = granted[granted["answer"] == "granted"]
    consents = pd.DataFrame(
        {
            "key": granted["key"], "at": granted["answered_at"], "actor": granted["answered_by"],
            "audience": granted["tier"] + ":" + granted["country"],
            "level": granted["answered_level"], "form": "consent", "file_hash": "",
        }
    )  # fmt: skip
    both = pd.concat([left, consents]).sort_values("at", ascending=False, kind="stable")
    both["record"] = both["key"].map(held["id"])
    names = ["at", "record", "audience", "level", "form", "file_hash", "actor"]
    return both[names].reset_index(drop=True)
