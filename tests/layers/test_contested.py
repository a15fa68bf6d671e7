"""Contested stretches: dashed, both names, each side's sentence, some rows only told."""

import numpy as np
import pytest

from geo.borders import line
from geo.language import translator
from geo.layerspec import Paths, Points
from geo.messages import message
from geo.query import Query
from layers import border, contested
from layers._style import style


@pytest.fixture
def spec(scene):
    return contested.build(scene())


def test_only_rows_with_geometry_are_drawn_and_truce_positions_never(spec):
    ids = {item for mark in spec.marks for item in mark.features.ids}
    assert ids == {"stretch:long", "stretch:temple"}
    assert "truce" not in str(spec.notes)


def test_the_others_are_listed_with_their_date(spec):
    listed = next(n for n in spec.notes if n.id == "layers.note.stretches_listed")
    assert (
        translator("en")(listed)
        == "1 entry has no geometry and is not drawn: Sea overlap (17 Feb 2026)."
    )


def test_dashes_follow_the_border_from_end_to_end(spec):
    path = next(mark for mark in spec.marks if isinstance(mark, Paths)).paths[0]
    ends = np.array([[104.09561, 14.3582], [105.206471, 14.343339]])
    if path[0, 0] > path[-1, 0]:
        path = path[::-1]
    assert np.abs(path[[0, -1]] - ends).max() < 0.02
    from shapely import points

    away_degrees = line("KHM-THA").distance(points(path))
    assert away_degrees.max() < 0.0015
    assert style("border.contested").dash


def test_both_names_and_both_sides_stand_on_the_card(spec, card):
    rings = next(mark for mark in spec.marks if isinstance(mark, Points))
    assert rings.features.names == ("Ta Khwai / Ta Krabei temple · ប្រាសាទតាក្របី · ปราสาทตาควาย",)
    english = translator("en")
    first, second = (english(item) for item in card(rings, "stretch:temple", "position"))
    assert first == "Cambodia: Position not stated in the sources seen"
    assert second == "Thailand: places it in Surin."
    (status,) = card(rings, "stretch:temple", "status")
    assert english(status) == "undemarcated (14 Jun 2025)"


def test_the_border_leaves_room_only_when_dashes_are_coming(scene):
    shown = border.build(scene())
    hidden = border.build(scene(query=Query(layers=("border",))))
    left_out = border.build(scene(left_out=frozenset({"contested"})))
    assert [type(mark).__name__ for mark in shown.marks] == ["Shapes", "Paths"]
    assert shown.marks[1].features.tokens == ("border.contested.ground",)
    assert len(hidden.marks) == len(left_out.marks) == 1
    assert shown.notes == (message("layers.note.indicative"),)
