"""The policy as a table that a person can read and change: its text, its faults, what it says."""

import json
from collections.abc import Iterable
from functools import cache

import numpy as np

from geo.errors import ReleaseError
from geo.release.policy import LEVELS, SUPPRESSED, Audience, Owners, Policy, Rule
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, LABELS

COLUMNS = ("label", "category", "tier", "to", "level", "countries")
# Whom the table is read for: (tier, seen from the originator), from the widest to the closest.
READERS = (
    ("public", "any"),
    ("partner", "other"),
    ("partner", "country"),
    ("restricted", "other"),
    ("restricted", "country"),
    ("restricted", "agency"),
)
_OPEN = "CLEAR"
_FOR_PUBLIC = ("public", "any")
# Labels that mean: not beyond the organisation that owns the record (TLP 2.0).
_OWN_AGENCY_ONLY = ("AMBER+STRICT", "RED")
_HOME, _ABROAD, _AGENCY = COUNTRIES[0], COUNTRIES[1], "own"


def policy_text(policy: Policy) -> str:
    """A policy as one JSON text: a list of rules, each a list in the order of COLUMNS."""
    rows = [[r.label, r.category, r.tier, r.to, r.level, list(r.countries)] for r in policy.rules]
    return json.dumps(rows, separators=(",", ":"))


@cache
def policy_from_text(text: str) -> Policy:
    """The policy of a text. Errors: ReleaseError when it is not one."""
    try:
        return checked_policy(
            Rule(label, tier, level, category, to, tuple(countries))
            for label, category, tier, to, level, countries in json.loads(text)
        )
    except (ValueError, TypeError) as error:
        raise ReleaseError(
            f"Expected a table of rules for release, found {text[:60]!r}; nothing is released "
            "under it."
        ) from error


def checked_policy(rules: Iterable[Rule]) -> Policy:
    """A policy whose rules keep to what the labels mean.

    Errors: ReleaseError naming the first rule that would let a record with a label other than CLEAR
    reach the public, or AMBER+STRICT or RED leave its own agency.
    """
    policy = Policy(tuple(dict.fromkeys(rules)))
    for rule in policy.rules:
        if rule.level == LEVELS[SUPPRESSED] or rule.label == _OPEN:
            continue
        said = f"{rule.label}, {rule.tier}, {rule.to}, {rule.level}"
        if rule.tier in _FOR_PUBLIC:
            raise ReleaseError(
                f"Expected only {_OPEN} records to reach the public, found the rule {said}; name a "
                "tier of partner or restricted. Nothing was changed."
            )
        if rule.label in _OWN_AGENCY_ONLY and rule.to != "agency":
            raise ReleaseError(
                f"Expected {rule.label} records to stay with their own agency, found the rule "
                f"{said}; say agency there, or ask for consent record by record. Nothing was "
                "changed."
            )
    return policy


def level_words(policy: Policy, category: str = "") -> dict[str, tuple[str, ...]]:
    """Level per label for each of READERS, as the policy says of a category (blank: of none).

    Rules that name recipient countries are left out: they are listed by themselves.
    """
    general = Policy(tuple(rule for rule in policy.rules if not rule.countries))
    categories = np.full(len(LABELS), CATEGORIES.index(category) if category else -1)
    labels = np.arange(len(LABELS))
    n = len(LABELS)
    owners = Owners(np.full(n, COUNTRIES.index(_HOME)), np.full(n, _AGENCY, dtype=object))
    columns = [
        general.levels(labels, categories, audience=_reader(tier, to), owners=owners)
        for tier, to in READERS
    ]
    return {
        label: tuple(LEVELS[column[at]] for column in columns) for at, label in enumerate(LABELS)
    }


def _reader(tier: str, to: str) -> Audience:
    if to == "any":
        return Audience(tier)
    if to == "other":
        return Audience(tier, (_ABROAD,))
    return Audience(tier, (_HOME,), _AGENCY if to == "agency" else "")
