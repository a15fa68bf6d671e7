"""The machine check on what audiences are shown: a second, plain reading of the same rules.

It does not use the code that releases. It takes the records as held, the rules, and what each
audience was really given, and lists everything that tells more than a rule allows, to one audience
or to two that put their views together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod

from geo.columns import NO_DAY
from geo.messages import Message, message
from geo.release.masking import RING_M
from geo.release.policy import LEVELS, PERSONS_FIRST, SUPPRESSED, Audience, Policy, Rule
from geo.release.records import owners_of
from geo.schema.vocabularies import COUNTRIES, LABELS, PRECISIONS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a record that is not told exactly may say at every level, and more at each finer one.
ALWAYS = _words(
    "key label originator source_grade information_grade category subtype country side origin "
    "verification confidence audit status class kind date date_from date_to day_from day_to "
    "date_precision coord_precision"
)
MAY_TELL = MappingProxyType(
    {
        "masked": _words(
            "lon lat coord_uncertainty_m uncertainty_m km_along km_away cell section district "
            "district_code pair_bits border_pair"
        ),
        "section": _words("section pair_bits border_pair"),
        "district": _words("admin1 admin1_code admin2 district district_code"),
        "country": frozenset(),
    }
)
_POINT = ("lon", "lat", "cell", "km_along", "km_away", "coord_note", "coord_source", "nearest_town")
_TEXTS = ("title", "notes", "outcome", "agencies")
_BLANKS = frozenset(("", -1, 0, NO_DAY))
_NUMBER_FOR_NONE = MappingProxyType({"section": -1, "cell": 0})
_OPEN = LABELS[0]
_MASKED, _DISTRICT = LEVELS.index("masked"), LEVELS.index("district")
_DAYS_OF_A_MONTH_AT_LEAST = 28
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing that an audience is told and should not be. key: the record's store key."""

    audience: str
    key: int
    what: Message


def expected_levels(
    held: pd.DataFrame, *, policy: Policy, audience: Audience, consents: Mapping[int, int]
) -> pd.Series:
    """Position in LEVELS per record, read from the rules one by one.

    held: label, originator, category in words, index the store key. consents: position in LEVELS
    by store key that the originators granted this audience.
    """
    words = held[["label", "originator", "category"]].fillna("").astype(str)
    kinds = words.drop_duplicates()
    owners = owners_of(kinds["originator"])
    known: dict[tuple[str, ...], int] = {}
    for row, country, agency in zip(
        kinds.itertuples(index=False, name=None), owners.country, owners.agency, strict=True
    ):
        owner = COUNTRIES[country] if country >= 0 else ""
        known[row] = _expected(row[0], row[2], (owner, agency), policy.rules, audience)
    levels = []
    for key, row in zip(words.index, words.itertuples(index=False, name=None), strict=True):
        level = min(known[row], consents.get(int(key), SUPPRESSED)) if row[0] else SUPPRESSED
        levels.append(max(level, _DISTRICT) if row[2] in PERSONS_FIRST else level)
    return pd.Series(levels, index=held.index, dtype="int64")


def _expected(
    label: str, category: str, owner: tuple[str, str], rules: Iterable[Rule], audience: Audience
) -> int:
    """What one audience may see of one kind of record: the worst of its countries' levels."""
    spoken = [
        rule
        for rule in rules
        if rule.label == label
        and rule.category in ("", category)
        and rule.tier in ("any", audience.tier)
    ]
    worst = 0
    for country in audience.countries or ("",):
        here = [rule for rule in spoken if not rule.countries or country in rule.countries]
        worst = max(worst, _of_relation(here, country, audience.agency, owner))
    return worst


def _of_relation(rules: list[Rule], country: str, agency: str, owner: tuple[str, str]) -> int:
    if not country or not owner[0]:
        steps: tuple[str, ...] = ("any",)
    elif country != owner[0]:
        steps = ("other",)
    else:
        steps = ("agency", "country") if agency and agency == owner[1] else ("country",)
    for step in steps:
        found = [LEVELS.index(rule.level) for rule in rules if rule.to in (step, "any")]
        if found:
            return max(found)
    return SUPPRESSED


def leaks(
    held: pd.DataFrame,
    seen: Mapping[Audience, pd.DataFrame],
    *,
    policy: Policy,
    consents: Mapping[Audience, Mapping[int, int]],
) -> tuple[Leak, ...]:
    """Everything that is told beyond the rules.

    Parameters: held, the records as stored, one row each, index the store key; seen, what each
    audience was given, the same columns where it has them, index the store key.
    Returns one entry per record and column at fault, none where nothing leaks.
    """
    found: list[Leak] = []
    for audience, given in seen.items():
        levels = expected_levels(
            held, policy=policy, audience=audience, consents=consents.get(audience, {})
        )
        found += [
            Leak(audience.viewer_class, int(key), what)
            for key, what in _told_beyond(held, given, levels)
        ]
    aligned = {audience: given.reindex(held.index) for audience, given in seen.items()}
    for (one, a), (other, b) in combinations(aligned.items(), 2):
        both = f"{one.viewer_class} + {other.viewer_class}"
        found += [Leak(both, int(key), what) for key, what in _together(held, a, b)]
    return tuple(found)


def _told_beyond(
    held: pd.DataFrame, given: pd.DataFrame, levels: pd.Series
) -> Iterator[tuple[Any, Message]]:
    unknown = given.index.difference(held.index)
    yield from ((key, message("release.leak.unknown")) for key in unknown)
    rows = given.loc[given.index.isin(held.index)]
    level, own = levels.loc[rows.index], held.loc[rows.index]
    yield from ((key, message("release.leak.present")) for key in rows.index[level == SUPPRESSED])
    label = own["label"].fillna("")
    closed = ((level > 0) & (label != _OPEN)) | (level == _MASKED)
    for at in range(_MASKED, SUPPRESSED):
        yield from _columns_beyond(rows[closed & (level == at)], at)
    yield from _open_beyond(rows[~closed & (level > 0)], own, level)
    yield from _persons_beyond(rows, own)
    yield from _points_beyond(rows[closed], own)


def _columns_beyond(rows: pd.DataFrame, level: int) -> Iterator[tuple[Any, Message]]:
    """Columns that a level does not tell.

    A row may be coarser than its level, but what it says must be what one level tells: a section
    and a district are each coarse, and both together are not.
    """
    names = [name for name in rows.columns if name not in ALWAYS and name != "id"]
    if not len(rows) or not names:
        return
    said = np.column_stack([_said(rows[name]).to_numpy() for name in names])
    beyond = np.stack(
        [said & ~np.isin(names, list(MAY_TELL[word])) for word in LEVELS[level:SUPPRESSED]]
    )
    nearest = beyond.sum(axis=2).argmin(axis=0)
    for row, key in enumerate(rows.index):
        for at in np.flatnonzero(beyond[nearest[row], row]):
            yield key, message("release.leak.column", column=names[at])


def _open_beyond(
    rows: pd.DataFrame, own: pd.DataFrame, level: pd.Series
) -> Iterator[tuple[Any, Message]]:
    """CLEAR records of a coarser level: no point but where the record is itself that coarse."""
    place = PRECISIONS.index("district")
    precision = own.loc[rows.index, "coord_precision"].map(
        {word: at for at, word in enumerate(PRECISIONS)}
    )
    fine = (precision.fillna(0) < place) | (level.loc[rows.index] > _DISTRICT)
    for name in set(_POINT) & set(rows.columns):
        for key in rows.index[fine & _said(rows[name])]:
            yield key, message("release.leak.column", column=name)


def _persons_beyond(rows: pd.DataFrame, own: pd.DataFrame) -> Iterator[tuple[Any, Message]]:
    """Records about victims: month at best, and no free text but what was published."""
    persons = rows[own["category"].isin(PERSONS_FIRST)]
    if {"day_from", "day_to"} <= set(persons.columns):
        days = persons["day_to"].astype("int64") - persons["day_from"].astype("int64")
        dated = persons["day_from"].astype("int64") != NO_DAY
        for key in persons.index[dated & (days < _DAYS_OF_A_MONTH_AT_LEAST - 1)]:
            yield key, message("release.leak.day")
    closed = own.loc[persons.index, "origin"] != "published"
    for name in set(_TEXTS) & set(persons.columns):
        for key in persons.index[closed & _said(persons[name])]:
            yield key, message("release.leak.column", column=name)


def _points_beyond(rows: pd.DataFrame, own: pd.DataFrame) -> Iterator[tuple[Any, Message]]:
    """Points of coarsened records stand in the ring and nowhere nearer; ids are other words."""
    if "id" in rows:
        for key in rows.index[rows["id"].astype(str) == own.loc[rows.index, "id"].astype(str)]:
            yield key, message("release.leak.id")
    if "lon" not in rows:
        return
    placed = rows[rows["lon"].notna() & own.loc[rows.index, "lon"].notna()]
    true = own.loc[placed.index]
    away = _GEOD.inv(*(f[name].to_numpy(float) for f in (placed, true) for name in ("lon", "lat")))
    for key in placed.index[np.asarray(away[2]) < RING_M[0]]:
        yield key, message("release.leak.point")


def _together(
    held: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame
) -> Iterator[tuple[Any, Message]]:
    """Two views of the same coarsened record that tell more together than each alone.

    All three have the same index; a record that an audience does not see is blank in its view.
    """
    true = held["lon"].to_numpy(dtype=float)
    # An audience that sees the record itself learns nothing from another one's coarser view.
    known = np.zeros(len(held), dtype=bool)
    for view in (one, other):
        known |= view["lon"].to_numpy(dtype=float) == true if "lon" in view else False
    for name in ("lon", "lat", "section", "cell"):
        if name not in one or name not in other:
            continue
        a, b = (pd.to_numeric(view[name]).to_numpy(dtype=float) for view in (one, other))
        told = ~(np.isnan(a) | np.isnan(b))
        if name in _NUMBER_FOR_NONE:
            told &= (a != _NUMBER_FOR_NONE[name]) & (b != _NUMBER_FOR_NONE[name])
        for key in held.index[told & (a != b) & ~known]:
            yield key, message("release.leak.two_views", column=name)


def _said(column: pd.Series) -> pd.Series:
    """Where a column says anything."""
    return column.notna() & ~column.astype(object).isin(_BLANKS)
