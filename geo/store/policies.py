"""The rules for release that an installation has set; each change is a line of the audit chain."""

import pandas as pd
from sqlalchemy import Connection, select

from geo.release.policy import DEFAULT_POLICY, Policy
from geo.release.policy_table import checked_policy, policy_from_text, policy_text
from geo.store.engine import Store
from geo.store.ledgers import write_lines
from geo.store.records import writing
from geo.store.tables import installation_setting

_NAME = "release_policy"


def policy_in(connection: Connection) -> Policy:
    """The policy in force: the last one set, or the shipped one.

    Errors: ReleaseError when what was set cannot be read.
    """
    held = installation_setting.c
    newest = select(held.value).where(held.name == _NAME).order_by(held.number.desc()).limit(1)
    text = connection.execute(newest).scalar()
    return policy_from_text(text) if text else DEFAULT_POLICY


def policy_of(store: Store) -> Policy:
    """The policy in force. Errors: StoreError, ReleaseError."""
    with store.reading() as connection:
        return policy_in(connection)


def set_policy(store: Store, policy: Policy | None, *, actor: str) -> Policy:
    """Put a policy into force from now on; None: the shipped one again. Returns it.

    Errors: ReleaseError when a rule goes against its label; StoreError.
    """
    text = policy_text(checked_policy(policy.rules)) if policy else ""
    with writing(store, actor=actor, action="policy") as change:
        line = {"name": _NAME, "value": text}
        write_lines(change, installation_setting, [line], actor=actor)
    return policy or DEFAULT_POLICY


def policy_log(store: Store) -> pd.DataFrame:
    """Every change of the policy, oldest first: at, actor, hash, rules (how many)."""
    held = installation_setting.c
    lines = select(held.at, held.actor, held.value).where(held.name == _NAME)
    with store.reading() as connection:
        rows = connection.execute(lines.order_by(held.number)).all()
    policies = [policy_from_text(row.value) if row.value else DEFAULT_POLICY for row in rows]
    return pd.DataFrame(
        [
            (row.at, row.actor, policy.hash, len(policy.rules))
            for row, policy in zip(rows, policies, strict=True)
        ],
        columns=["at", "actor", "hash", "rules"],
    )
