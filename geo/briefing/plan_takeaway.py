"""What a plan says when it is taken home: one sentence, caveats, and two tables in neutral order.

Everything is read from the plan's record (``geo.planning.report.report``), so that screen, file and
annex print the same numbers.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from math import nan
from typing import Any

from geo.briefing.frame import credit_lines, version
from geo.layerspec import Furniture
from geo.messages import Message, listing, message
from geo.planning import from_json
from geo.planning.counterparts import NOT_ASKED, Stated, place_key, state_of
from geo.profile import Profile
from geo.selection import REASONS

Record = Mapping[str, Any]
_LAYERS = ("border", "districts", "places", "offices", "incidents")
_ASIDE = (*REASONS, "side_not_stated")


@dataclass(frozen=True, slots=True)
class SideRow:
    """One side of one pair: km, and shares of its length; NaN where a figure was not asked for.

    operating, documented: covered today by offices on either basis; *_straight: by straight line,
    without detour; documented_least, documented_most: as offices known by district only may
    stand. before, after: by the offices that the plan counts, without and with it. both_km: of the
    pair, covered on both sides with the plan; NaN where one side alone is looked at. backup_km: by
    two offices or more. incidents: on record; covered_incidents: with the plan.
    """

    pair: str
    side: str
    km: float
    operating: float
    operating_straight: float
    documented: float
    documented_straight: float
    documented_least: float
    documented_most: float
    before: float
    after: float
    both_km: float
    backup_km: float
    incidents: int
    covered_incidents: int


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One place that the plan opens. asked: of an asking country, else asked of the other side.

    adds_km, adds_incidents: what no other open office holds. loss: of the covered weight without
    it, NaN where not asked for. stays: share of resampled runs that choose it again. counterpart:
    name of what stands opposite, blank for nothing; counterpart_kind: "office" or "site". state:
    how the other side stands, with its day. confirm: its country has offices without a known place.
    cost_*: as the planner gave them, 0 where blank.
    """

    id: str
    name: str
    kind: str
    country: str
    pair: str
    section: str
    km_along: float
    lon: float
    lat: float
    precision: str
    asked: bool
    adds_km: float
    adds_incidents: int
    loss: float
    stays: float
    counterpart: str
    counterpart_kind: str
    counterpart_km: float
    state: str
    day: str
    confirm: bool
    cost_low: float
    cost_high: float


SIDE_COLUMNS = tuple(item.name for item in fields(SideRow))
SITE_COLUMNS = tuple(item.name for item in fields(SiteRow))


def side_rows(record: Record) -> tuple[SideRow, ...]:
    """Coverage of every pair and side, alphabetical, today and with the plan."""
    bases = {
        name: {(row["pair"], row["side"]): row for row in rows}
        for name, rows in record["today"].items()
    }
    former = {(row["pair"], row["side"]): row for row in record["before"]}
    rows = []
    for row in record["after"]:
        key = row["pair"], row["side"]

        def share(base: str, key: tuple[str, str] = key) -> float:
            return _number(bases.get(base, {}).get(key, {}).get("covered_share"))

        rows.append(
            SideRow(
                *key, row["km"], share("operating"), share("operating_straight"),
                share("documented"), share("documented_straight"), share("documented_least"),
                share("documented_most"), _number(former[key]["covered_share"]),
                _number(row["covered_share"]), _number(row["both_sides_km"]), row["backup_km"],
                row["incidents"], row["covered_incidents"],
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.pair, row.side)))


def site_rows(record: Record, stated: Stated | None = None) -> tuple[SiteRow, ...]:
    """Every place that the plan opens, in order of pair and km along.

    stated: how counterparts stand, from ``geo.planning.counterparts.states``; not asked without.
    """
    cards = {card["id"]: card for card in record["cards"]}
    steady = {row["site"]: row["resampled"] for row in record["stability"]}
    keys = {place["id"]: _key(place) for place in record["places"]}
    return tuple(
        _site_row(place, cards.get(place["id"], {}), steady.get(place["id"]), stated or {}, keys)
        for place in record["places"]
    )


def _site_row(
    place: Record, card: Record, stays: float | None, stated: Stated, keys: Mapping[str, str]
) -> SiteRow:
    added, mate = card.get("added") or {}, card.get("counterpart") or {}
    other = mate.get("id", "")
    # A place that the other side is asked for carries what was said of the site that it serves.
    pair = (keys[place["id"]], keys.get(other, other))
    held = state_of(stated, *(pair if place["asked"] else pair[::-1]))
    return SiteRow(
        *(place[name] for name in ("id", "name", "kind", "country", "pair", "section", "km_along",
                                   "lon", "lat", "precision", "asked")),
        _number(added.get("km")), added.get("incidents", 0), _number(card.get("loss")),
        _number(stays), mate.get("name", ""), mate.get("kind", ""), _number(mate.get("km")),
        held.state, held.day.isoformat() if held.day else "", bool(card.get("confirm")),
        _number(card.get("cost_low")), _number(card.get("cost_high")),
    )  # fmt: skip


def _key(place: Record) -> str:
    return place_key(place["id"], place["lon"], place["lat"])


def _number(value: float | None) -> float:
    return nan if value is None else float(value)


def sentence(record: Record) -> Message:
    """What the plan does, in one sentence, and a second one with its proof."""
    asking = [country for country, (_, most) in record["scenario"]["sites"].items() if most]
    opened = [place["country"] for place in record["places"] if place["asked"]]
    sites = listing(
        message("plan.sites_in", n=opened.count(country), country=message(f"country.{country}"))
        for country in sorted(asking)
    )
    before, after = (_share(record[name], asking) for name in ("before", "after"))
    return message("plan.sentence", sites=sites, before=before, after=after, proof=proof(record))


def _share(rows: list[Record], sides: list[str]) -> float:
    """Covered part of the length of some countries' sides, in per cent."""
    own = [row for row in rows if row["side"] in sides]
    return 100.0 * sum(row["covered_km"] for row in own) / sum(row["km"] for row in own)


def proof(record: Record) -> Message:
    """Whether a better choice is possible, and by how much at most."""
    if record["proven"]:
        return message("plan.proof.proven")
    return message(
        "plan.proof.open", gap=100.0 * record["gap"], why=message(f"plan.stopped.{_why(record)}")
    )


def _why(record: Record) -> str:
    return record["stopped"] or "limits"


def caveats(record: Record) -> tuple[Message, ...]:
    """What must be known beside the plan; the most weighty first."""
    scenario = record["scenario"]
    found = [_asked_of(record)]
    if record["mainly_length"]:
        found.append(message("plan.caveat.mainly_length"))
    facing = {country for pair in scenario["pairs"] for country in pair.split("-")}
    for country, n in sorted(record["unlocated_offices"].items()):
        if country in facing:
            place = message(f"country.{country}")
            found.append(message("plan.caveat.unlocated", n=n, country=place))
    if record["incidents_set_aside"]:
        reasons = listing(
            message("frame.reason", reason=_aside(word), n=n)
            for word, n in sorted(record["incidents_set_aside"].items())
        )
        found.append(message("plan.caveat.set_aside", reasons=reasons))
    weights = listing(
        message("plan.weight", what=_weighed(name), value=value)
        for name, value in sorted(scenario["weights"].items())
    )
    found.append(message("plan.caveat.weights", weights=weights))
    if not any(high for _, high in scenario["costs"].values()):
        found.append(message("plan.caveat.no_costs"))
    return (*found, message("plan.caveat.not_a_decision"))


def _weighed(name: str) -> Message:
    """What a weight is given to: a kind of demand, or incidents of one category."""
    kind, _, category = name.partition(":")
    return message(f"term.category.{category}" if category else f"plan.weight.{kind}")


def how_sure(record: Record) -> tuple[Message, ...]:
    """Proof, near-ties, what each further site brings, and how steady the choice is."""
    found = [proof(record)]
    if record["near_ties"] or record["worth"]:
        found.append(message("plan.sure.near_ties", n=len(record["near_ties"])))
    if record["curve"]:
        steps = listing(
            message("plan.sure.step", sites=step["sites"], share=100.0 * step["covered_share"])
            for step in record["curve"]
        )
        found.append(message("plan.sure.curve", steps=steps))
    steady = [row["resampled"] for row in record["stability"] if row["resampled"] is not None]
    if steady:
        found.append(message("plan.sure.steady", least=100.0 * min(steady)))
    return (*found, *(() if record["curve"] else (message("plan.sure.not_asked"),)))


def _aside(word: str) -> Message:
    """Why something could not count; of what is no incident, the kind stands before a colon."""
    reason = word.rpartition(":")[2]
    return message(f"plan.aside.{reason if reason in _ASIDE else 'other'}")


def _asked_of(record: Record) -> Message:
    asked = listing(
        message("plan.sites_in", n=n, country=message(f"country.{country}"))
        for country, n in sorted(record["asked_of"].items())
    )
    return message("plan.caveat.asks", sites=asked) if asked else message("plan.caveat.asks_none")


def made_with(record: Record) -> tuple[Message, ...]:
    """How the plan was computed, and the words that show whether it is the same again."""
    scenario = record["scenario"]
    asked = from_json(scenario)
    reach = f"plan.made.reach.{asked.measure}"
    return (
        message("plan.made.model", model=message(f"plan.model.{scenario['model']}")),
        message(reach, reach=asked.reach, detour=asked.detour),
        message("plan.made.mirror" if scenario["mirror_km"] else "plan.made.no_mirror",
                km=scenario["mirror_km"]),
        message(f"plan.made.basis.{scenario['basis']}"),
        message("plan.made.candidates", n=record["candidates"]["chosen_from"],
                excluded=sum(record["candidates"]["excluded"].values())),
        message("plan.made.words", data=record["data"], seed=str(scenario["seed"]),
                solver=record["solver"]),
    )  # fmt: skip


def plan_frame(record: Record, *, audience: Message, profile: Profile, language: str) -> Furniture:
    """The frame of a plan's map, files and annex.

    audience: from ``geo.briefing.frame.seen_by`` of the snapshot that it was computed from.
    language: picks the profile's disclaimer.
    """
    own = profile.disclaimer.get(language)
    pairs = listing(message(f"pair.{pair}") for pair in record["scenario"]["pairs"])
    asking = listing(
        message(f"country.{country}")
        for country, (_, most) in sorted(record["scenario"]["sites"].items()) if most
    )  # fmt: skip
    incidents = sum(row["incidents"] for row in record["after"])
    day = date.fromisoformat(record["as_of"])
    return Furniture(
        title=message("plan.title", countries=asking, pairs=pairs),
        window=message("plan.window", day=day),
        as_of=message("plan.seen_on", data=record["data"]),
        counts=message("plan.counts", n=len(record["places"]), incidents=incidents,
                       aside=sum(record["incidents_set_aside"].values())),
        audience=audience,
        disclaimer=message("frame.disclaimer_own", text=own) if own
        else message("frame.disclaimer"),
        credits=credit_lines(_LAYERS), verdict=sentence(record), version=version(),
        notes=caveats(record), organisation=profile.organisation,
        logo_png=base64.b64decode(profile.logo_png_base64),
    )  # fmt: skip


def state_words(row: SiteRow) -> Message | None:
    """How the other side stands, with its day; None where nothing stands opposite."""
    if not row.counterpart:
        return None
    if row.state == NOT_ASKED:
        return message("plan.state.not_asked")
    return message(f"plan.state.{row.state}", day=date.fromisoformat(row.day))
