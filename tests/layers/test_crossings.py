"""Crossings: an old or undated status is drawn as unknown, and the card still gives it."""

from datetime import date

import pytest

from geo.layerspec import Circles, Points
from geo.messages import message
from layers import crossings


def points(spec):
    return next(mark for mark in spec.marks if isinstance(mark, Points))


def test_status_is_drawn_by_age_in_2026(scene, token_by_id):
    spec = crossings.build(scene())
    assert token_by_id(points(spec)) == {
        "crossing:fresh": "crossing.open.international",
        "crossing:old": "crossing.unknown.bilateral",
        "crossing:undated": "crossing.unknown.local.approximate",
    }
    aged = message("layers.note.crossings_aged", n=2, months=24, as_of=date(2026, 11, 23))
    assert aged in spec.notes
    assert message("layers.note.crossings_without_point", n=1) in spec.notes


def test_in_2030_nothing_is_known_any_more(scene, token_by_id):
    spec = crossings.build(scene(as_of=date(2030, 1, 15)))
    drawn = token_by_id(points(spec)).values()
    assert {token.split(".")[1] for token in drawn} == {"unknown"}
    aged = message("layers.note.crossings_aged", n=3, months=24, as_of=date(2030, 1, 15))
    assert aged in spec.notes


@pytest.mark.parametrize(
    ("as_of", "status"),
    [(date(2027, 12, 13), "open"), (date(2027, 12, 14), "unknown")],
)
def test_24_months_to_the_day(scene, token_by_id, as_of, status):
    spec = crossings.build(scene(as_of=as_of))
    assert token_by_id(points(spec))["crossing:fresh"] == f"crossing.{status}.international"


def test_the_card_gives_the_stated_status_with_its_date(scene, card):
    drawn = points(crossings.build(scene(as_of=date(2030, 1, 15))))
    (fresh,) = card(drawn, "crossing:fresh", "status")
    when = message("date.partial", iso="2025-12-13")
    stated = message("term.crossing_status.open")
    assert fresh == message("layers.card.status.value", status=stated, when=when)
    (undated,) = card(drawn, "crossing:undated", "status")
    assert dict(undated.values)["when"] == message("layers.undated")


def test_only_a_district_is_an_approximate_area(scene):
    circles = next(m for m in crossings.build(scene()).marks if isinstance(m, Circles))
    assert circles.features.ids == ("crossing:undated",)
    assert circles.features.tokens == ("area.approximate",)
    assert circles.radius_m.tolist() == [5_000.0]
