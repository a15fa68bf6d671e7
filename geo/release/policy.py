"""Audiences, and the table that says how exactly a record may leave for each of them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from geo.errors import ReleaseError
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, LABELS, TIERS

# From the most to the least that can be told of a record's place.
LEVELS = ("exact", "section", "district", "country", "suppressed")
SUPPRESSED = LEVELS.index("suppressed")
# Persons first: records about victims leave at district and month at best, whatever their label.
# A policy can be stricter, never milder.
PERSONS_FIRST = ("human_trafficking",)
PERSONS_FIRST_LEVEL = LEVELS.index("district")
_ANY = "any"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an export or a view is made for. countries: alpha-3 codes, in alphabetical order.

    Errors: ReleaseError when the tier or a country is not known.
    """

    tier: str
    countries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [word for word in self.countries if word not in COUNTRIES]
        if self.tier not in TIERS or wrong:
            raise ReleaseError(
                f"Expected a tier of {', '.join(TIERS)} and countries of {', '.join(COUNTRIES)}, "
                f"found {self.tier!r} and {self.countries!r}."
            )
        object.__setattr__(self, "countries", tuple(sorted(set(self.countries))))

    @property
    def viewer_class(self) -> str:
        """A word that is equal for viewers who may see the same."""
        return ":".join((self.tier, *self.countries))


PUBLIC = Audience("public")
_WORDS = MappingProxyType(
    {
        "public": PUBLIC,
        "partners": Audience("partner"),
        "national": Audience("restricted"),
        "restricted": Audience("restricted"),
    }
)


def audience_of(audience: Audience | str) -> Audience:
    """The audience itself, or the one that a word names: public, partners, national, restricted.

    Errors: ReleaseError for another word.
    """
    if isinstance(audience, Audience):
        return audience
    if audience not in _WORDS:
        raise ReleaseError(f"Expected an audience of {', '.join(_WORDS)}, found {audience!r}.")
    return _WORDS[audience]


@dataclass(frozen=True, slots=True)
class Rule:
    """Records of ``label`` may leave for ``tier`` (or "any") at ``level``; blank category: all.

    Errors: ReleaseError when a word is not known.
    """

    label: str
    tier: str
    level: str
    category: str = ""

    def __post_init__(self) -> None:
        known = (
            self.label in LABELS
            and self.tier in (*TIERS, _ANY)
            and self.level in LEVELS
            and self.category in (*CATEGORIES, "")
        )
        if not known:
            raise ReleaseError(f"Expected words of the vocabularies in a rule, found {self}.")


@dataclass(frozen=True)
class Policy:
    """A table of rules. What no rule allows is not released; of several the strictest holds."""

    rules: tuple[Rule, ...]

    @cached_property
    def hash(self) -> str:
        """A word that changes with any rule, for cache keys and manifests."""
        floor = f"{PERSONS_FIRST}:{PERSONS_FIRST_LEVEL}"
        rules = sorted(f"{r.label}|{r.tier}|{r.category}|{r.level}" for r in self.rules)
        return hashlib.sha256("\n".join((floor, *rules)).encode()).hexdigest()[:16]

    def levels(self, label: np.ndarray, category: np.ndarray, *, audience: Audience) -> np.ndarray:
        """Position in LEVELS per record (int8).

        label, category: positions in LABELS and CATEGORIES; -1 for neither (an unknown label is
        never released; what is no incident has no category).
        """
        table = np.full((len(LABELS) + 1, len(CATEGORIES) + 1), -1, dtype=np.int8)
        for rule in self.rules:
            if rule.tier in (audience.tier, _ANY):
                row = table[LABELS.index(rule.label)]
                level = LEVELS.index(rule.level)
                part = slice(None) if not rule.category else CATEGORIES.index(rule.category)
                row[part] = np.maximum(row[part], level)
        table[table < 0] = SUPPRESSED
        table[-1] = SUPPRESSED
        for word in PERSONS_FIRST:
            column = table[:, CATEGORIES.index(word)]
            column[:] = np.maximum(column, PERSONS_FIRST_LEVEL)
        return table[label, category]


# Shipped published rows are CLEAR. Nothing else leaves until agreements between agencies say so.
DEFAULT_POLICY = Policy((Rule("CLEAR", _ANY, "exact"),))
