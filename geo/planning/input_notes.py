"""What a plan was measured by and what was brought along, as messages for screen and file."""

from geo.messages import Message, listing, message
from geo.planning.demand import KINDS
from geo.planning.problem import Problem
from geo.planning.reach import roads_of
from geo.planning.scenario import Scenario
from geo.siting.roads import LEG_KMH, Roads

# Reasons that a place of another kind than an incident is set aside for.
_REASONS = (
    "closed_crossing", "far_from_line", "low_confidence", "no_crossing_named", "no_point",
    "not_active", "other_country", "precision", "side_not_stated",
)  # fmt: skip
_MOST_CLASSES = 8


def measure_name(scenario: Scenario) -> Message:
    """How distance is measured, in a few words: a label for every figure of reach."""
    return message(f"siting_inputs.measure.{scenario.measure}")


def input_notes(found: Problem) -> tuple[Message, ...]:
    """Everything that a reader must know of the inputs: measure, roads, weights, what was brought.

    The road file is opened where the scenario measures by road.
    """
    scenario = found.scenario
    roads = roads_of(scenario)
    notes = [
        message("siting_inputs.measured", measure=measure_name(scenario)),
        *(road_notes(scenario, roads) if roads is not None else ()),
        message("siting_inputs.weights", weights=listing(_weights(scenario))),
        *_counted(found), *_brought(scenario),
    ]  # fmt: skip
    return tuple(notes)


def road_notes(scenario: Scenario, roads: Roads) -> tuple[Message, ...]:
    """What the road file holds for each country, and what could not be used."""
    file = scenario.roads
    notes = [
        message("siting_inputs.roads.file", name=file.name, hash=file.sha256[:12]),
        *(
            message("siting_inputs.roads.country", country=message(f"country.{country}"), km=km,
                    dropped=roads.dropped_km[country])
            for country, km in sorted(roads.km.items())
        ),
        message("siting_inputs.roads.border", km=roads.border_km),
        message("siting_inputs.roads.legs", km=file.snap_km, kmh=LEG_KMH),
    ]  # fmt: skip
    if scenario.measure == "road_minutes":
        surface = message(f"siting_inputs.surface.{file.blank_surface}")
        notes += [
            _season(scenario),
            message("siting_inputs.roads.surface", km=roads.unstated_km, surface=surface),
        ]
    if roads.left_out:
        longest = sorted(roads.left_out.items(), key=lambda item: (-item[1], item[0]))
        notes.append(message("siting_inputs.roads.left_out", classes=listing(
            message("siting_inputs.roads.class", word=word, km=km)
            for word, km in longest[:_MOST_CLASSES])))  # fmt: skip
    return tuple(notes)


def _season(scenario: Scenario) -> Message:
    if scenario.roads.season == "dry":
        return message("siting_inputs.roads.dry")
    return message("siting_inputs.roads.wet", factor=scenario.roads.wet_factor)


def _weights(scenario: Scenario) -> list[Message]:
    """Every weight above 0, the user's own, by what it counts."""
    return [
        message("siting_inputs.weight", what=_what(word), weight=weight)
        for word, weight in sorted(scenario.weights.items())
        if weight > 0 or ":" in word
    ]


def _what(word: str) -> Message:
    kind, _, category = word.partition(":")
    if category:
        return message(f"term.category.{category}")
    return message(f"siting_inputs.kind.{kind}")


def _counted(found: Problem) -> list[Message]:
    """Of zones, crossings, flows and the user's layer: rows used, and set aside with the reason."""
    rows, notes = found.demand, []
    lost = [(word.partition(":"), n) for word, n in rows.set_aside if ":" in word]
    for at, kind in enumerate(KINDS):
        if at < KINDS.index("zone") or not found.scenario.weights.get(kind, 0.0):
            continue
        aside = [
            message("siting_inputs.aside", n=n, reason=_reason(reason))
            for (of, _, reason), n in lost
            if of == kind
        ]
        text = "siting_inputs.counted_aside" if aside else "siting_inputs.counted"
        values = {"reasons": listing(aside)} if aside else {}
        used = int((rows.kind == at).sum())
        notes.append(message(text, n=used, what=message(f"siting_inputs.kind.{kind}"), **values))
    if found.scenario.weights.get("flow"):
        notes.append(message("siting_inputs.flow_caution"))
    return notes


def _reason(word: str) -> Message:
    return message(f"siting_inputs.reason.{word if word in _REASONS else 'other'}")


def _brought(scenario: Scenario) -> list[Message]:
    """What the user added or took as closed."""
    numbers = {
        "offices": len(scenario.offices), "points": len(scenario.points),
        "exclusions": len(scenario.exclusions), "closed": len(scenario.closed),
        "closed_crossings": len(scenario.closed_crossings),
        "new_crossings": len(scenario.new_crossings), "new_zones": len(scenario.new_zones),
    }  # fmt: skip
    notes = [message(f"siting_inputs.brought.{name}", n=n) for name, n in numbers.items() if n]
    if scenario.contested_km > 0:
        notes.append(message("siting_inputs.contested", km=scenario.contested_km))
    return notes
