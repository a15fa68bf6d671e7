"""Stretches of the line by whether offices hold them: before, with what is new, not at all."""

from geo.briefing.planner_map import BOTH, STATES, PlanScene, Stretch
from geo.layerspec import LayerSpec, LegendEntry, Paths
from geo.messages import Message, message
from layers._build import features, line, pair_names

# What changes is drawn last and widest.
_ORDER = ("gap", "held", "one", "lost", "new")


def build(scene: PlanScene) -> LayerSpec:
    """One path per stretch. Its legend stands with the places of the plan, on top of all others."""
    shown = sorted(scene.stretches, key=lambda part: _ORDER.index(part.state))
    kind = BOTH if scene.side == BOTH else "side"
    return LayerSpec(
        id="plan_cover",
        title=title(scene.side),
        marks=(_paths(shown, kind),) if shown else (),
        order=42,
    )


def title(side: str) -> Message:
    """What the stretches show."""
    if side == BOTH:
        return message("layers.plan.cover.both")
    return message("layers.plan.cover", country=message(f"country.{side}"))


def _paths(shown: list[Stretch], kind: str) -> Paths:
    ids = (f"stretch:{part.pair}:{part.km_from:.1f}" for part in shown)
    ends = [{"start": part.km_from, "end": part.km_to} for part in shown]
    card = (
        line("pair", pair_names(part.pair for part in shown)),
        line("km", [message("layers.card.km.value", **end) for end in ends]),
        line(
            "plan_length",
            [message("layers.plan.length", km=end["end"] - end["start"]) for end in ends],
        ),
    )
    names = [message(f"layers.plan.{kind}.{part.state}") for part in shown]
    drawn = features(ids, [f"plan.{part.state}" for part in shown], names=names, card=card)
    return Paths(drawn, tuple(part.lonlat for part in shown))


def legend(scene: PlanScene) -> tuple[LegendEntry, ...]:
    """The kilometres of each state."""
    kind = BOTH if scene.side == BOTH else "side"
    km = dict.fromkeys(STATES, 0.0)
    for part in scene.stretches:
        km[part.state] += part.km_to - part.km_from
    return tuple(
        LegendEntry(
            f"plan.{state}",
            message(
                "layers.plan.entry", state=message(f"layers.plan.{kind}.{state}"), km=km[state]
            ),
            "line",
        )
        for state in reversed(STATES)
        if km[state]
    )
