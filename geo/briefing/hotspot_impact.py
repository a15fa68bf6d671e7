"""What a viewer may see of impact levels: agreed ones, and for the two countries how they came."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from geo.briefing.situation import Situation
from geo.impact import LEVELS, agreed_levels, checklist, impact, pair_of, suggestion
from geo.messages import Message, message
from geo.release import Audience
from geo.store.engine import Store
from geo.viewers import Viewer
from geo.world import World

__all__ = ["LEVELS", "AgreedLevel", "ImpactCard", "agreed", "impact_card", "open_sections"]


@dataclass(frozen=True, slots=True)
class AgreedLevel:
    """One section's level with what the two countries may go through at it."""

    section: str
    level: Message
    checklist: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ImpactCard:
    """One section for an analyst of one of its countries. stated: each country's last word.
    history: day and what happened, oldest first. suggestion: computed, changes nothing."""

    section: str
    level: Message
    dissent: bool
    stated: tuple[Message, ...]
    history: tuple[tuple[Message, Message], ...]
    suggestion: Message
    checklist: tuple[Message, ...]


def agreed(store: Store, *, audience: Audience) -> tuple[AgreedLevel, ...]:
    """Agreed levels that the audience may see, by section; nobody else learns of any."""
    found = agreed_levels(store, audience=audience)
    return tuple(
        AgreedLevel(section, message(f"impact.level.{level}"), checklist(level))
        for section, level in sorted(found.items())
    )


def open_sections(world: World, viewer: Viewer) -> tuple[str, ...]:
    """Ids of the sections whose levels this viewer may help to decide; none but for an analyst."""
    if "analyst" not in viewer.roles or viewer.audience.tier != "restricted":
        return ()
    return tuple(name for name in world.sections.ids if viewer.country in pair_of(name))


def impact_card(
    store: Store, world: World, found: Situation, section: str, *, audience: Audience
) -> ImpactCard:
    """A section's level, dissent, history and suggestion; raises ReleaseError for third parties."""
    held = impact(store, section, audience=audience)
    return ImpactCard(
        section=section,
        level=message(f"impact.level.{held.level}"),
        dissent=held.dissent,
        stated=tuple(_stated(country, level) for country, level in held.stated),
        history=tuple(
            (
                message("hotspots.day", day=datetime.fromisoformat(step.statement.at).date()),
                step.why,
            )
            for step in held.history
        ),
        suggestion=_suggested(world, found, section, audience),
        checklist=checklist(held.level),
    )


def _day(at: str) -> Message:
    return message("hotspots.day", day=datetime.fromisoformat(at).date())


def _stated(country: str, level: str) -> Message:
    word = "impact.stated" if level else "impact.stated.nothing"
    said = message(f"impact.level.{level or 'none'}")
    return message(word, country=message(f"country.{country}"), level=said)


def _suggested(world: World, found: Situation, section: str, audience: Audience) -> Message:
    """From the records in view: what the section's count and rate alone would suggest."""
    results, at = found.scene.sections, world.sections.ids.index(section)
    if results is None or not results.tested[at]:
        return message("impact.suggested.untested")
    km = np.where(results.tested, world.sections.length_km, 0.0)
    common = float(np.nansum(results.rate * km) / km.sum())
    return suggestion(
        section,
        count=int(results.count[at]),
        rate_low=float(results.rate_low[at]),
        common_rate=common,
        stands_out=bool(results.stands_out[at]),
        audience=audience,
    ).why
