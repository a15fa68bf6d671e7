"""Places of a plan: sites, the counterparts it asks for, own and closed offices, candidates."""

from types import MappingProxyType

import numpy as np

from geo.briefing.planner_map import Link, Mark, PlanScene
from geo.layerspec import LayerSpec, LegendEntry, Paths, Points, Polygons, Text
from geo.messages import message
from layers import _plan_cover
from layers._build import apart, features, line, words

RING_M = 600.0
TOKENS = MappingProxyType(
    {
        "site": "office.proposed",
        "counterpart": "office.asked",
        "own": "office.own",
        "closed": "office.closed",
        "asked_about": "plan.asked_about",
        "candidate": "plan.candidate",
    }
)


def build(scene: PlanScene) -> LayerSpec:
    """Stars for what is proposed, hollow ones for what the other side would be asked for."""
    marks = [_areas(scene)] if scene.areas else []
    marks += [_links(scene.links)] if scene.links else []
    parts = (
        [mark for mark in scene.marks if mark.kind == "candidate"],
        [mark for mark in scene.marks if mark.kind not in ("candidate", "site")],
        [mark for mark in scene.marks if mark.kind == "site"],
    )
    marks.extend(_points(part) for part in parts if part)
    return LayerSpec(
        id="plan_places",
        title=_plan_cover.title(scene.side),
        marks=tuple(marks),
        legend=(*_plan_cover.legend(scene), *_legend(scene)),
        order=95,
    )


def _points(marks: list[Mark]) -> Points:
    lon, lat = (np.array([getattr(mark, name) for mark in marks], float) for name in ("lon", "lat"))
    lon, lat, _ = apart(lon, lat, ring_m=RING_M)
    ids = (f"plan-{mark.kind}:{mark.id}" for mark in marks)
    card = (
        line("status", [message(f"layers.plan.place.{_word(mark)}") for mark in marks]),
        line("country", words("country", [mark.country for mark in marks])),
        line("plan_adds", [_adds(mark) for mark in marks]),
        line("plan_reason", [_reason(mark) for mark in marks]),
    )
    names = [mark.name for mark in marks]
    tokens = [_token(mark) for mark in marks]
    return Points(features(ids, tokens, names=names, card=card), lon, lat)


def _word(mark: Mark) -> str:
    return "excluded" if mark.reason else mark.kind


def _token(mark: Mark) -> str:
    return "plan.excluded" if mark.reason else TOKENS[mark.kind]


def _adds(mark: Mark) -> Text:
    return message("layers.plan.length", km=mark.adds_km) if np.isfinite(mark.adds_km) else None


def _reason(mark: Mark) -> Text:
    return message(f"planner.reason.{mark.reason}") if mark.reason else None


def _links(links: tuple[Link, ...]) -> Paths:
    ids = (f"plan-link:{item.site}:{item.counterpart}" for item in links)
    drawn = features(ids, ["plan.link"] * len(links))
    return Paths(drawn, tuple(np.array(item.ends, float) for item in links))


def _areas(scene: PlanScene) -> Polygons:
    names = [name for name, _ in scene.areas]
    ids = (f"plan-area:{number}" for number in range(len(names)))
    drawn = features(ids, ["plan.area"] * len(names), names=names)
    return Polygons(drawn, tuple(np.array(ring, float) for _, ring in scene.areas))


def _legend(scene: PlanScene) -> tuple[LegendEntry, ...]:
    counts: dict[tuple[str, str], int] = {}
    for mark in scene.marks:
        key = _token(mark), _word(mark)
        counts[key] = counts.get(key, 0) + 1
    order = (*TOKENS, "excluded")
    entries = [
        LegendEntry(token, message(f"layers.plan.place.{word}.n", n=count), "symbol")
        for (token, word), count in sorted(counts.items(), key=lambda item: order.index(item[0][1]))
    ]
    if scene.areas:
        entries.append(
            LegendEntry("plan.area", message("layers.plan.area", n=len(scene.areas)), "fill")
        )
    if scene.links:
        entries.append(LegendEntry("plan.link", message("layers.plan.link"), "line"))
    return tuple(entries)
