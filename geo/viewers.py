"""Who is looking: known from sign-in alone, never from a link; it decides what release lets out."""

import hashlib
import hmac
from dataclasses import dataclass

from geo.errors import InputError
from geo.messages import Message, listing, message
from geo.release import PUBLIC, Audience
from geo.schema.vocabularies import COUNTRIES, TIERS

# What a person may do beside reading; each is for the person's own country.
ROLES = ("analyst", "steward", "planner", "administrator")
_PUBLIC_TIER = TIERS[0]
# As much of an organisation's name as the head of a page has room for.
LABEL_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person who looks at the atlas.

    name: what the sign-in calls the person, blank for nobody in particular. tier: of TIERS.
    country: alpha-3 code, blank where not known. organisation: in that country, blank where not
    known. roles: of ROLES. districts: codes that a steward answers for, none for the whole country.
    Errors: InputError for a word that is not known, or a role of the public.
    """

    name: str = ""
    tier: str = _PUBLIC_TIER
    country: str = ""
    organisation: str = ""
    roles: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        known = (
            self.tier in TIERS
            and self.country in (*COUNTRIES, "")
            and self.roles <= set(ROLES)
            and (self.tier != _PUBLIC_TIER or not self.roles)
        )
        if not known:
            raise InputError(
                f"Expected a tier of {', '.join(TIERS)}, a country of {', '.join(COUNTRIES)} and "
                f"roles of {', '.join(ROLES)} (none for the public); found {self.tier!r}, "
                f"{self.country!r}, {sorted(self.roles)!r}."
            )

    @property
    def words(self) -> Message:
        """Who it is, in words: country, tier, organisation; everyone for the public."""
        if self.tier == _PUBLIC_TIER:
            return message("audience.everyone")
        tier = message(f"audience.tier.{self.tier}")
        if not self.country:
            return tier
        country = message(f"country.{self.country}")
        if not self.organisation:
            return message("audience.viewer", country=country, tier=tier)
        fits = len(self.organisation) <= LABEL_LETTERS
        name = self.organisation if fits else f"{self.organisation[: LABEL_LETTERS - 1]}…"
        return message("audience.viewer_agency", country=country, tier=tier, agency=name)

    @property
    def audience(self) -> Audience:
        """Whom a view of this person is made for; the public is one audience wherever it lives."""
        if self.tier == _PUBLIC_TIER:
            return PUBLIC
        if not self.country:
            return Audience(self.tier)
        return Audience(self.tier, (self.country,), self.organisation)

    def actor(self, key: bytes) -> str:
        """The word for this person in the audit chain: tells nothing without the key, and no name.

        key: the installation's secret bytes.
        """
        who = "\x1f".join((self.country, self.organisation, self.name))
        return f"viewer-{hmac.digest(key, f'actor{who}'.encode(), hashlib.sha256).hex()[:12]}"


PUBLIC_VIEWER = Viewer()


def local_viewer(home_country: str, organisation: str = "") -> Viewer:
    """The person at the machine: all roles of the home country; the public before it is chosen."""
    if not home_country:
        return PUBLIC_VIEWER
    return Viewer(
        tier=TIERS[-1], country=home_country, organisation=organisation, roles=frozenset(ROLES)
    )


def audience_words(audience: Audience, label: str, *, written: str = "") -> Message:
    """Label and audience of a view, as they stand on every screen, picture and file.

    label: the strictest label of anything in it. written: see ``made_for``.
    """
    return message("audience.line", label=label, made_for=made_for(audience, written=written))


def made_for(audience: Audience, *, written: str = "") -> Message:
    """Whom something is made for, in words.

    written: an organisation's name as people write it; an audience holds its own folded, to be
    compared. It stands in the words where it is the audience's, whatever its capitals.
    """
    if audience == PUBLIC:
        return message("audience.everyone")
    tier = message(f"audience.tier.{audience.tier}")
    if not audience.countries:
        return tier
    countries = listing(message(f"country.{code}") for code in audience.countries)
    if not audience.agency:
        return message("audience.countries", countries=countries, tier=tier)
    own = Audience(audience.tier, audience.countries, written) == audience
    name = " ".join(written.split()) if own else audience.agency
    return message("audience.agency", countries=countries, tier=tier, agency=name)
