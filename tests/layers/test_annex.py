"""The annex on paper: two pages, everything told is on them, nothing runs over the edge."""

from datetime import date

import pytest
from matplotlib.text import Text

from geo.briefing.plan_takeaway import plan_frame
from geo.language import translator
from geo.layerspec import MapSpec, View
from geo.messages import message
from geo.planning import Scenario, to_json
from geo.planning.counterparts import CounterpartState
from geo.profile import Profile
from layers import build_layers
from layers.renderers.annex import SHEET, annex, annex_pages

SIDES = (("KHM-THA", "KHM"), ("KHM-THA", "THA"), ("LAO-THA", "LAO"), ("LAO-THA", "THA"))
SQUARE = [[97.0, 10.0], [107.0, 10.0], [107.0, 21.0], [97.0, 21.0], [97.0, 10.0]]


def displays(name: str) -> dict:
    """One square country and nothing else, whatever the file."""
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    held = [{"type": "Feature", "properties": {"id": "THA"}, "geometry": shape}]
    return {"type": "FeatureCollection", "features": held if "countries" in name else []}


def side(pair, country):
    return {
        "pair": pair, "side": country, "km": 100.0, "covered_km": 40.0, "covered_share": 0.4,
        "backup_km": 10.0, "both_sides_km": 20.0, "incidents": 9, "covered_incidents": 3,
    }  # fmt: skip


def place(number, country, *, asked):
    return {
        "id": f"{country}-{number}", "name": f"Place {number}", "kind": "crossing",
        "country": country, "pair": "LAO-THA", "section": "LAO-THA-001",
        "km_along": number * 9.0, "lon": 102.0, "lat": 18.0, "precision": "town", "status": "",
        "asked": asked,
    }  # fmt: skip


def card(number, country, other):
    return {"id": f"{country}-{number}", "added": {"km": 12.0, "incidents": 1}, "loss": 3.0,
            "confirm": True, "cost_low": 0.0, "cost_high": 0.0,
            "counterpart": {"id": f"{other}-{number}", "name": f"Place {number}", "kind": "site",
                            "km": 2.0}}  # fmt: skip


def record(places=3):
    """A plan of so many sites, each with a counterpart."""
    pairs = tuple(sorted({pair for pair, _ in SIDES}))
    sides = [side(*one) for one in SIDES]
    opened = [place(n, c, asked=c == "THA") for n in range(places) for c in ("LAO", "THA")]
    cards = [card(n, *both) for n in range(places) for both in (("LAO", "THA"), ("THA", "LAO"))]
    names = ("documented", "documented_least", "documented_most", "documented_straight",
             "operating", "operating_straight")  # fmt: skip
    return {
        "as_of": "2026-01-01",
        "scenario": to_json(Scenario(pairs=pairs, sites={"THA": (0, max(places, 1))})),
        "data": "d1", "records": "r1", "solver": "highspy 1", "objective": 9.0, "bound": 9.0,
        "gap": 0.0, "proven": True, "stopped": "", "places": opened, "cards": cards,
        "before": sides, "after": sides, "today": dict.fromkeys(names, sides), "gaps": [],
        "asked_of": {"LAO": places}, "mainly_length": True, "unlocated_offices": {"LAO": 2},
        "incidents_set_aside": {"precision": 4}, "near_ties": [], "worth": [],
        "curve": [], "stability": [],
        "candidates": {"chosen_from": 9, "excluded": {"too_far": 2}},
    }  # fmt: skip


@pytest.fixture(scope="module")
def spec(scene):
    def made(values, language="en"):
        frame = plan_frame(
            values, audience=message("audience.everyone"), profile=Profile(), language=language
        )
        layers = build_layers(scene(), ("countries", "offices"))
        return MapSpec(layers, frame, View((96.0, 9.0, 108.0, 22.0)))

    return made


def texts(figure):
    """What is written on a page, with its lowest point in CSS pixels from the top."""
    found = [item for item in figure.findobj(Text) if item.get_text().strip()]
    return [(item.get_text(), item.get_position()[1]) for item in found]


def drawn(spec, values, language="en", **options):
    options |= {"translator": translator(language), "displays": displays}
    return annex_pages(values, spec(values, language), **options)


def test_everything_is_told(spec):
    first, second = (" ".join(text for text, _ in texts(page)) for page in drawn(spec, record()))
    for word in ("3 new offices in Thailand", "Cambodia–Thailand", "40.0 %", "Page 1 of 2",
                 "Indicative line"):  # fmt: skip
        assert word in first
    for word in ("Place 2", "not asked", "Weights are the planner", "Sources", "Page 2 of 2", "d1"):
        assert word in second


def test_the_state_that_was_written_down_is_printed(spec):
    stated = {("THA-1", "LAO-1"): CounterpartState("declined", date(2026, 1, 2))}
    page = drawn(spec, record(), stated=stated, audit_head="feed")[1]
    words = [text for text, _ in texts(page)]
    assert sum("declined" in text for text in words) == 2
    assert any("feed" in text for text in words)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("places", [0, 40])
def test_nothing_runs_over_the_foot(spec, places, language):
    for page in drawn(spec, record(places), language):
        body = [y for text, y in texts(page) if "Page" not in text and "หน้า" not in text]
        assert max(body) <= SHEET.height - 8


def test_rows_that_do_not_fit_are_counted(spec):
    page = drawn(spec, record(40))[1]
    words = " ".join(text for text, _ in texts(page))
    assert "more rows stand in the CSV file" in words
    assert "Place 0" in words


def test_the_file_is_two_pages_with_letters_inside_and_the_same_twice(spec):
    values = record()
    made = [
        annex(values, spec(values, "th"), translator=translator("th"), displays=displays)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF")
    assert made[0].count(b"/Type /Page\n") + made[0].count(b"/Type /Page ") == 2
    assert b"NotoSansThai" in made[0]
