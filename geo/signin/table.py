"""The table that says who is who: claims of a sign-in to tier, country, organisation and roles.

One TOML file of the installation. What it does not name is the public.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import SetupError
from geo.home import home
from geo.schema.vocabularies import COUNTRIES, TIERS
from geo.viewers import PUBLIC_VIEWER, ROLES, Viewer

FILE_VARIABLE = "BORDER_ATLAS_ACCESS_FILE"
FILE_NAME = "access.toml"
MAX_HOURS = 12.0
_WORDS = ("tier", "country", "organisation")
_LISTS = ("roles", "districts")
_SECONDS_PER_HOUR = 3600
# A provider's clock may be a little ahead of this machine's.
_CLOCK_SECONDS = 120


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who has ``value`` among the values of ``claim`` is this; blank words say nothing."""

    claim: str
    value: str
    tier: str = ""
    country: str = ""
    organisation: str = ""
    roles: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AccessTable:
    """issuer: the one provider whose claims count. max_hours: how long a sign-in holds."""

    rules: tuple[AccessRule, ...] = ()
    issuer: str = ""
    max_hours: float = MAX_HOURS


def table_path() -> Path:
    """The installation's table: the file the environment names, or access.toml in its home."""
    return Path(os.environ.get(FILE_VARIABLE) or home() / FILE_NAME)


def access_table(path: Path | None = None) -> AccessTable:
    """Read the table; an empty one where there is no file, so that everybody is the public.

    Errors: SetupError naming every fault of the file.
    """
    path = path or table_path()
    if not path.exists():
        return AccessTable()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SetupError(
            f"Expected the table of who is who in TOML in {path.name}, found {error}; mend it."
        ) from error
    entries = raw.get("rule", [])
    faults = [f"unknown entry {name!r}" for name in raw.keys() - {"rule", "issuer", "max_hours"}]
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        faults, entries = [*faults, "rule must be written as [[rule]]"], []
    for number, entry in enumerate(entries, start=1):
        faults += [f"rule {number}: {fault}" for fault in _faults(entry)]
    hours = raw.get("max_hours", MAX_HOURS)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 720:
        faults.append("max_hours must be a number up to 720")
    if faults:
        raise SetupError(f"The table of who is who in {path.name}: {'; '.join(sorted(faults))}.")
    return AccessTable(tuple(map(_rule, entries)), str(raw.get("issuer", "")), float(hours))


def _faults(entry: Mapping[str, Any]) -> list[str]:
    known = {"claim", "value", *_WORDS, *_LISTS}
    faults = [f"unknown entry {name!r}" for name in entry.keys() - known]
    faults += [f"{name} must be text" for name in ("claim", "value") if not entry.get(name)]
    texts = ("claim", "value", *_WORDS)
    faults += [f"{name} must be text" for name in texts if not isinstance(entry.get(name, ""), str)]
    for name, words in (("tier", TIERS), ("country", COUNTRIES)):
        if entry.get(name, words[0]) not in words:
            faults.append(f"{name} must be one of {', '.join(words)}")
    for name in _LISTS:
        listed = entry.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            faults.append(f"{name} must be a list of texts")
        elif name == "roles" and set(listed) - set(ROLES):
            faults.append(f"roles must be of {', '.join(ROLES)}")
    return faults


def _rule(entry: Mapping[str, Any]) -> AccessRule:
    words = {name: entry.get(name, "") for name in ("claim", "value", *_WORDS)}
    return AccessRule(**words, **{name: frozenset(entry.get(name, ())) for name in _LISTS})


def viewer_of(claims: Mapping[str, Any], table: AccessTable, *, name: str, now_s: float) -> Viewer:
    """The viewer that a sign-in's claims make by the table; the public where it names none.

    Parameters: name, of the claim that tells one person from another ("sub", "user"); now_s,
    seconds since 1970. Rules that hold are put together: their roles and districts add up, but two
    that name different tiers, countries or organisations cancel out, and the person is the public.
    An address of mail counts only where the provider verified it, a sign-in only from the table's
    issuer and for its hours.
    """
    if not _valid(claims, table, now_s):
        return PUBLIC_VIEWER
    found = [rule for rule in table.rules if rule.value in _values(claims, rule.claim)]
    words = {word: {getattr(rule, word) for rule in found} - {""} for word in _WORDS}
    tier = next(iter(words["tier"]), TIERS[0])
    if any(len(stated) > 1 for stated in words.values()) or tier == TIERS[0]:
        return PUBLIC_VIEWER
    lists = {part: frozenset().union(*(getattr(rule, part) for rule in found)) for part in _LISTS}
    return Viewer(
        name=str(claims.get(name, "")),
        tier=tier,
        country=next(iter(words["country"]), ""),
        organisation=next(iter(words["organisation"]), ""),
        roles=lists["roles"],
        districts=lists["districts"],
    )


def _valid(claims: Mapping[str, Any], table: AccessTable, now_s: float) -> bool:
    """From the table's issuer and still fresh; a proxy's claims have neither issuer nor age."""
    if table.issuer != claims.get("iss", ""):
        return False
    issued = claims.get("iat")
    if not table.issuer:
        return issued is None
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return False
    age_s = now_s - issued
    return -_CLOCK_SECONDS <= age_s <= table.max_hours * _SECONDS_PER_HOUR


def _values(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    if claim == "email" and claims.get("email_verified") is not True:
        return ()
    found = claims.get(claim)
    if isinstance(found, str):
        return (found,)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
