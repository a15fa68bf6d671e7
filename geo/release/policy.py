"""Audiences, and the table that says how exactly a record may leave for each of them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from geo.errors import ReleaseError
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, LABELS, TIERS

# From the most to the least that can be told of a record's place.
LEVELS = ("exact", "masked", "section", "district", "country", "suppressed")
SUPPRESSED = LEVELS.index("suppressed")
# Persons first: records about victims leave at district and month at best, whatever their label.
# A policy can be stricter, never milder.
PERSONS_FIRST = ("human_trafficking",)
PERSONS_FIRST_LEVEL = LEVELS.index("district")
_ANY = "any"
# Whom a rule is for, seen from the record's originator: its own country, its own agency (named with
# its country), another country. An audience that names no country is none of these.
RELATIONS = ("any", "other", "country", "agency")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an export or a view is made for: a tier and a set of countries.

    countries: alpha-3 codes, put in alphabetical order; none means whoever holds the tier. "For Lao
    PDR only" is ``Audience("restricted", ("LAO",))``. What an audience sees is what each of its
    countries may see. agency: the one organisation it is for, of its one country, or blank.
    Errors: ReleaseError when the tier or a country is not known, or an agency has no one country.
    """

    tier: str
    countries: tuple[str, ...] = ()
    agency: str = ""

    def __post_init__(self) -> None:
        wrong = [word for word in self.countries if word not in COUNTRIES]
        if self.tier not in TIERS or wrong:
            raise ReleaseError(
                f"Expected a tier of {', '.join(TIERS)} and countries of {', '.join(COUNTRIES)}, "
                f"found {self.tier!r} and {self.countries!r}."
            )
        object.__setattr__(self, "countries", tuple(sorted(set(self.countries))))
        object.__setattr__(self, "agency", " ".join(self.agency.split()).casefold())
        if self.agency and len(self.countries) != 1:
            raise ReleaseError(
                f"Expected one country beside the agency {self.agency!r}, found {self.countries!r}."
            )

    @property
    def viewer_class(self) -> str:
        """A word that is equal for viewers who may see the same."""
        agency = (f"{_AGENCY}{self.agency}",) if self.agency else ()
        return ":".join((self.tier, *self.countries, *agency))


PUBLIC = Audience("public")
_AGENCY = "agency="
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


def audience_of_class(viewer_class: str) -> Audience:
    """The audience whose ``viewer_class`` this is.

    Errors: ReleaseError for a word that is no viewer class.
    """
    tier, _, rest = viewer_class.partition(":")
    countries, _, agency = rest.partition(_AGENCY)
    named = tuple(code for code in countries.split(":") if code)
    return Audience(tier, named, agency)


@dataclass(frozen=True, slots=True)
class Rule:
    """Records of ``label`` may leave for ``tier`` (or "any") at ``level``; blank category: all.

    to: one of RELATIONS. countries: only these recipients, blank: whichever.
    Errors: ReleaseError when a word is not known.
    """

    label: str
    tier: str
    level: str
    category: str = ""
    to: str = _ANY
    countries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = (
            self.label in LABELS
            and self.tier in (*TIERS, _ANY)
            and self.level in LEVELS
            and self.category in (*CATEGORIES, "")
            and self.to in RELATIONS
            and set(self.countries) <= set(COUNTRIES)
        )
        if not known:
            raise ReleaseError(f"Expected words of the vocabularies in a rule, found {self}.")


@dataclass(frozen=True, slots=True, eq=False)
class Owners:
    """Who owns each record. country: COUNTRIES positions (-1 not stated); agency: folded words."""

    country: np.ndarray
    agency: np.ndarray


@dataclass(frozen=True)
class Policy:
    """A table of rules. What no rule allows is not released; of several the strictest holds."""

    rules: tuple[Rule, ...]

    @cached_property
    def hash(self) -> str:
        """A word that changes with any rule, for cache keys and manifests."""
        floor = f"{PERSONS_FIRST}:{PERSONS_FIRST_LEVEL}:{LEVELS}"
        rules = sorted(
            f"{r.label}|{r.tier}|{r.category}|{r.level}|{r.to}|{sorted(r.countries)}"
            for r in self.rules
        )
        return hashlib.sha256("\n".join((floor, *rules)).encode()).hexdigest()[:16]

    def levels(
        self,
        label: np.ndarray,
        category: np.ndarray,
        *,
        audience: Audience,
        owners: Owners | None = None,
        consents: np.ndarray | None = None,
    ) -> np.ndarray:
        """Position in LEVELS per record (int8): the strictest of what each country may see.

        label, category: positions in LABELS and CATEGORIES; -1 for neither (an unknown label is
        never released; what is no incident has no category). owners: who owns the records (none:
        not stated). consents: level that the originator consented to for this audience, -1 without;
        it makes a record's level milder, but never milder than persons first.
        """
        members = audience.countries or ("",)
        result = np.zeros(len(label), dtype=np.int8)
        for country in members:
            related = _related(country, audience.agency, owners, len(label))
            for number, relation in enumerate(RELATIONS):
                rows = related == number
                if rows.any():
                    table = self._table(audience.tier, relation, country)
                    found = table[label[rows], category[rows]]
                    result[rows] = np.maximum(result[rows], found)
        if consents is not None:
            result = np.where(consents >= 0, np.minimum(result, consents), result).astype(np.int8)
        persons = np.isin(category, [CATEGORIES.index(word) for word in PERSONS_FIRST])
        result[persons] = np.maximum(result[persons], PERSONS_FIRST_LEVEL)
        result[label < 0] = SUPPRESSED
        return result

    def _table(self, tier: str, relation: str, country: str) -> np.ndarray:
        """Level by label and category for one country; the last row and column are for -1."""
        table = np.full((len(LABELS) + 1, len(CATEGORIES) + 1), -1, dtype=np.int8)
        # An agency belongs to its country: rules for the country hold for it where none is its own.
        for to in ((relation, _ANY), ("country",)) if relation == "agency" else ((relation, _ANY),):
            missing = table < 0
            for rule in self.rules:
                if rule.tier in (tier, _ANY) and rule.to in to and _meant(rule, country):
                    part = slice(None) if not rule.category else CATEGORIES.index(rule.category)
                    here = np.zeros_like(missing)
                    here[LABELS.index(rule.label), part] = True
                    here &= missing
                    table[here] = np.maximum(table[here], LEVELS.index(rule.level))
        table[table < 0] = SUPPRESSED
        return table


def _meant(rule: Rule, country: str) -> bool:
    return not rule.countries or country in rule.countries


def _related(country: str, agency: str, owners: Owners | None, n: int) -> np.ndarray:
    """Position in RELATIONS per record; "any" where no country or no originator is named."""
    if not country or owners is None:
        return np.zeros(n, dtype=np.int8)
    other, own, same = (RELATIONS.index(word) for word in ("other", "country", "agency"))
    mine = owners.country == COUNTRIES.index(country)
    related = np.where(owners.country < 0, 0, np.where(mine, own, other)).astype(np.int8)
    if agency:
        related[mine & (owners.agency == agency)] = same
    return related


# Shipped published rows are CLEAR. An originator's own people see its records; others see those
# meant for the community of partners coarsened, and nothing else without the originator's consent.
DEFAULT_POLICY = Policy(
    (
        Rule("CLEAR", _ANY, "exact"),
        Rule("GREEN", "restricted", "exact", to="country"),
        Rule("GREEN", "partner", "masked", to="country"),
        Rule("GREEN", "restricted", "masked", to="other"),
        Rule("GREEN", "partner", "section", to="other"),
        Rule("AMBER", "restricted", "exact", to="country"),
        Rule("AMBER", "partner", "section", to="country"),
        Rule("AMBER+STRICT", "restricted", "exact", to="agency"),
        Rule("RED", "restricted", "exact", to="agency"),
    )
)
