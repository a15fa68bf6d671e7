"""Incidents: symbols only where the place is known to the town, circles otherwise."""

from dataclasses import replace

import pytest

from geo.language import translator
from geo.layerspec import Circles, Points
from geo.messages import message
from geo.schema.vocabularies import ORIGINS, code
from layers import incidents


def of_kind(spec, kind):
    return next(mark for mark in spec.marks if isinstance(mark, kind))


def test_precision_decides_between_symbol_and_circle(scene, token_by_id):
    spec = incidents.build(scene())
    assert token_by_id(of_kind(spec, Points)) == {
        "incident:INC-0001": "category.drug_smuggling",
        "incident:INC-0002": "category.drug_smuggling",
        "incident:INC-0003": "category.online_scam",
        "incident:INC-0008": "category.armed_clash",
    }
    circles = of_kind(spec, Circles)
    assert circles.features.ids == ("incident-area:INC-0004", "incident-area:INC-0006")
    assert circles.features.names[0] == message("layers.approximate_records", n=2)
    assert circles.radius_m.tolist() == [5_000.0, 25_000.0]


def test_records_at_one_town_point_can_each_be_clicked(scene):
    spec = incidents.build(scene())
    points = of_kind(spec, Points)
    assert message("layers.note.incidents_side_by_side", n=2, metres=400) in spec.notes
    assert points.lon[0] != points.lon[1]
    assert abs(points.lon[0] - 100.0) < 0.005
    assert points.lon[2] == 98.5


def test_clusters_only_above_200(scene):
    row = ("drug_smuggling", "town", 100.0, 20.0)
    for n, cluster in ((200, False), (201, True)):
        spec = incidents.build(scene(records=[row] * n))
        assert of_kind(spec, Points).cluster is cluster


def test_left_out_categories_are_neither_drawn_nor_counted_but_named(scene):
    spec = incidents.build(scene(left_out=frozenset({"armed_clash"})))
    assert "incident:INC-0008" not in of_kind(spec, Points).features.ids
    assert spec.title == message("layers.incidents", n=7)
    names = (message("term.category.armed_clash"),)
    assert message("layers.note.categories_left_out", names=names) in spec.notes


def test_an_armed_clash_carries_its_attribution(scene, card):
    spec = incidents.build(scene())
    points = of_kind(spec, Points)
    assert card(points, "incident:INC-0008", "attribution") == [message("layers.card.as_reported")]
    assert card(points, "incident:INC-0001", "attribution") == [None]
    assert message("layers.note.armed_clash", n=1) in spec.notes


def test_outlet_and_date_stand_on_the_card_and_no_headline(scene, card):
    spec = incidents.build(scene())
    points = of_kind(spec, Points)
    assert card(points, "incident:INC-0001", "outlet") == ["outlet.example"]
    assert card(points, "incident:INC-0001", "date") == [message("date.partial", iso="2024-03-09")]
    assert "HEADLINE" not in str([mark.features for mark in spec.marks])


@pytest.mark.parametrize(("precision", "iso"), [(0, "2024-03-09"), (1, "2024-03"), (2, "2024")])
def test_a_date_is_written_no_finer_than_it_is_known(scene, card, precision, iso):
    held = scene()
    held.snapshot.incidents.date_precision[:] = precision
    points = of_kind(incidents.build(held), Points)
    assert card(points, "incident:INC-0001", "date") == [message("date.partial", iso=iso)]


def test_counts_in_the_notes_and_the_legend(scene):
    held = scene()
    held.snapshot.incidents.origin[:] = code(ORIGINS, "published")
    spec = incidents.build(held)
    assert message("layers.note.incidents_recorded", n=8) in spec.notes
    assert message("layers.note.incidents_without_place", n=1) in spec.notes
    drugs = message("layers.legend.category", category=message("term.category.drug_smuggling"), n=2)
    assert drugs in [entry.text for entry in spec.legend]
    assert message("layers.approximate_records", n=3) == spec.legend[-1].text


def test_records_that_are_not_the_press_s_alone_are_called_no_sample(scene):
    held = scene()
    held.snapshot.incidents.origin[:] = code(ORIGINS, "published")
    held.snapshot.incidents.origin[0] = code(ORIGINS, "agency")
    notes = incidents.build(held).notes
    assert message("layers.note.incidents_of_any_origin", n=8) in notes
    assert message("layers.note.incidents_recorded", n=8) not in notes


def test_too_many_to_draw_one_by_one_says_so(scene):
    spec = incidents.build(replace(scene(), details=None))
    assert spec.marks == ()
    assert spec.notes == (message("layers.note.incidents_too_many", n=8),)


@pytest.fixture
def moved(scene):
    """The toy scene as given to a viewer who may see the online scam only at a moved point."""
    held = scene()
    held.snapshot.incidents.moved_m[2] = 5000
    return held


def test_a_point_that_release_moved_is_drawn_apart(moved, token_by_id):
    tokens = token_by_id(of_kind(incidents.build(moved), Points))
    assert tokens["incident:INC-0003"] == "category.online_scam.approximate"
    assert sum(token.endswith(".approximate") for token in tokens.values()) == 1


def test_the_legend_and_the_card_say_how_far_a_point_may_be_moved(moved, card):
    spec = incidents.build(moved)
    entry = spec.legend[-1]
    assert entry.text == message("layers.moved_records", n=1, km=5.0)
    told = card(of_kind(spec, Points), "incident:INC-0003", "precision")
    assert told == [message("term.precision.moved", km=5.0)]
    for language, words in (("en", "within 5 km"), ("th", "ภายใน 5 กม.")):
        assert [words in translator(language)(text) for text in (entry.text, *told)] == [True] * 2


def test_where_no_point_was_moved_nothing_is_said_of_it(scene, card):
    spec = incidents.build(scene())
    assert "category.approximate" not in {entry.token for entry in spec.legend}
    told = card(of_kind(spec, Points), "incident:INC-0003", "precision")
    assert told == [message("term.precision.exact")]
