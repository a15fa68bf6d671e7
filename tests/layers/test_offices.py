"""Offices: squares by status, links, shared points, circles for what is known only roughly."""

import numpy as np
import pytest
from pyproj import Geod

from geo.layerspec import Circles, Paths, Points
from geo.messages import message
from layers import offices
from layers._build import apart


@pytest.fixture
def spec(scene):
    return offices.build(scene())


def of_kind(spec, kind):
    return next(mark for mark in spec.marks if isinstance(mark, kind))


def test_status_decides_the_token_and_a_province_is_no_pin(spec, token_by_id):
    assert token_by_id(of_kind(spec, Points)) == {
        "office:a": "office.operating",
        "office:b": "office.unknown",
        "office:d": "office.unknown.approximate",
    }


def test_district_and_province_are_circles_of_their_size(spec):
    circles = of_kind(spec, Circles)
    assert circles.features.ids == ("office:c", "office:d")
    assert circles.radius_m.tolist() == [25_000.0, 5_000.0]


def test_offices_at_one_point_are_drawn_apart_and_the_note_counts_them(spec):
    points = of_kind(spec, Points)
    metres = Geod(ellps="WGS84").inv(points.lon[0], points.lat[0], points.lon[1], points.lat[1])[2]
    assert metres == pytest.approx(2 * offices.RING_M, rel=0.01)
    assert message("layers.note.offices_moved", n=2, metres=600) in spec.notes
    assert points.lon[2] == 102.1


def test_a_link_is_stated_when_either_row_states_it(spec, token_by_id):
    links = of_kind(spec, Paths)
    assert token_by_id(links) == {"office-link:a:b": "office.link.stated"}
    points = of_kind(spec, Points)
    assert np.allclose(links.paths[0][0], (points.lon[0], points.lat[0]))


def test_inferred_links_are_dotted_and_province_ends_get_none(scene, token_by_id):
    held = scene()
    held.snapshot.offices.loc["b", "counterpart_basis"] = "inferred"
    links = of_kind(offices.build(held), Paths)
    assert token_by_id(links) == {"office-link:a:b": "office.link.inferred"}


def test_notes_and_legend_count(spec):
    assert message("layers.note.offices_without_point", n=1) in spec.notes
    assert message("layers.note.offices_district", n=1) in spec.notes
    assert message("layers.note.offices_province", n=1) in spec.notes
    assert message("layers.legend.office.unknown", n=2) in [entry.text for entry in spec.legend]
    assert spec.title == message("layers.offices", n=5)


def test_local_names_stand_beside_english_ones(spec):
    assert "B · บี" in of_kind(spec, Points).features.names


def test_apart_leaves_single_points_alone():
    lon, lat, moved = apart(np.array([1.0, 1.0, 2.0]), np.array([5.0, 5.0, 5.0]), ring_m=100)
    assert moved == 2
    assert (lon[2], lat[2]) == (2.0, 5.0)
    assert lon[0] < 1.0 < lon[1]
