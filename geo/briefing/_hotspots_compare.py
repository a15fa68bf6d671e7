"""Two answers side by side on one locked scale, and the map of their difference."""

from dataclasses import dataclass, replace

import numpy as np

from geo.briefing._hotspots_types import LEAST_RECORDS, Answer, Asking
from geo.briefing._hotspots_when import collected_alike, periods
from geo.briefing.situation import Situation
from geo.hotspots.change import change_between
from geo.hotspots.classes import drawn_classes
from geo.messages import Message, message
from geo.scene import Scene, SectionResults

# The classes of a difference on either side of none.
MOST_STEPS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two maps and their difference. kind: "periods" or "methods". titles: one per map.
    difference: per section -2…2, above 0 more in the second; None where the two must not be
    compared. edges: lower edges of the difference's classes."""

    kind: str
    scenes: tuple[Scene, Scene]
    titles: tuple[Message, Message]
    verdict: Message
    difference: np.ndarray | None
    edges: tuple[float, ...]
    named: np.ndarray


def compare_periods(asking: Asking) -> Comparison:
    """The period asked for beside as long a time before it, in classes of both together.

    The difference is drawn only where both were collected in one way and hold enough records; the
    two maps say what was recorded in each and nothing more.
    """
    before, after = (asking.within(period) for period in periods(asking))
    rows = before.scene.selection.used, after.scene.selection.used
    counts = tuple(asking.counts(part) for part in rows)
    scenes = _locked(before, after, counts)
    titles = tuple(
        message("hotspots.span", first=part.period.first, last=part.period.last)
        for part in (before, after)
    )
    words = {"before": len(rows[0]), "after": len(rows[1])}
    nothing = np.zeros(len(counts[0]), dtype=bool)
    if min(words.values()) < LEAST_RECORDS:
        verdict = message("hotspots.not_enough_each", need=LEAST_RECORDS, **words)
        return Comparison("periods", scenes, titles, verdict, None, (), nothing)
    if not collected_alike(asking.world.snapshot.incidents, *rows):
        verdict = message("hotspots.collection_differs", **words)
        return Comparison("periods", scenes, titles, verdict, None, (), nothing)
    days = [(part.period.last - part.period.first).days + 1 for part in (before, after)]
    found = change_between(*counts, days_before=days[0], days_after=days[1])
    gained = counts[1] - counts[0] * days[1] / days[0]
    classes, edges = drawn_classes(np.abs(gained).round(6), most=MOST_STEPS)
    verdict = message(
        "hotspots.verdict.change", rose=int(found.rose.sum()), fell=int(found.fell.sum()), **words
    )
    difference = np.sign(gained) * np.minimum(classes, MOST_STEPS)
    named = found.rose | found.fell
    return Comparison("periods", scenes, titles, verdict, difference.astype(np.int8), edges, named)


def _locked(
    before: Situation, after: Situation, counts: tuple[np.ndarray, ...]
) -> tuple[Scene, Scene]:
    """Both scenes in the same classes of counts, without marks of what stands out in either."""
    classes, edges = drawn_classes(np.concatenate(counts))
    halves = np.split(classes, 2)
    scenes = []
    for part, half in zip((before, after), halves, strict=True):
        results: SectionResults = part.scene.sections  # type: ignore[assignment]
        plain = replace(
            results,
            count_class=half,
            count_edges=edges,
            stands_out=np.zeros(len(half), dtype=bool),
        )
        scenes.append(replace(part.scene, sections=plain))
    return scenes[0], scenes[1]


def compare_methods(first: Answer, second: Answer) -> Comparison:
    """What two methods name of the same records: by both, by the first only, by the second only."""
    left, right = (_named(answer) for answer in (first, second))
    scenes = tuple(_counted(answer.scene) for answer in (first, second))
    verdict = message(
        "hotspots.verdict.methods",
        both=int((left & right).sum()),
        first=int((left & ~right).sum()),
        second=int((right & ~left).sum()),
    )
    difference = right.astype(np.int8) - left.astype(np.int8)
    titles = tuple(message(f"hotspots.method.{answer.method}") for answer in (first, second))
    return Comparison(
        "methods", (scenes[0], scenes[1]), titles, verdict, difference, (1.0,), left & right
    )


def _named(answer: Answer) -> np.ndarray:
    sections = answer.scene.sections
    return sections.stands_out if sections is not None else np.zeros(0, dtype=bool)


def _counted(scene: Scene) -> Scene:
    """The scene coloured by counts, so that both maps have one scale."""
    return replace(scene, query=replace(scene.query, measure="counts"))
