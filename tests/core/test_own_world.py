"""A user's rows on the map: the same gate as the store's, and nothing of them kept."""

from datetime import date

import numpy as np
import pytest

from geo.assembly import build_world
from geo.borders import index, position
from geo.briefing.section_card import section_card
from geo.briefing.situation import situation
from geo.importers.own_file import read_own_file
from geo.importers.own_world import own_world
from geo.language import translator
from geo.profile import Profile
from geo.query import LAYERS, Query
from geo.store import chain_head, revision
from layers import build_layers

AS_OF = date(2026, 11, 23)
HEADER = "date,category,place,country,lat,lon,precision"


@pytest.fixture(scope="module")
def read(places_by_name):
    """Reads lines as a CSV, with the shipped gazetteer."""

    def run(*lines):
        content = "\n".join([HEADER, *lines]).encode()
        return read_own_file("mine.csv", content, gazetteer=places_by_name)

    return run


def test_shipped_names_in_thai_and_english(read):
    found = read("2568,arms,แม่สอด,THA,,,", "2025,arms,Myawaddy,MMR,,,", "2025,arms,จังหวัดไม่มี,,,,")
    assert len(found.accepted) == 2
    for lon, lat in zip(found.accepted["lon"], found.accepted["lat"], strict=True):
        assert 98.3 < lon < 98.9
        assert 16.4 < lat < 17.0
    assert [item.id for item in found.rejected[0].reasons] == ["own.place_unknown"]


def test_the_gate_is_that_of_the_store(shipped, read):
    at = position("MMR-THA-113")
    lon, lat = float(index().mid_lon[at]), float(index().mid_lat[at])
    found = read(
        f"2024-03-09,arms,a,THA,{lat},{lon},town",
        f"2024-03-09,arms,b,THA,{lat},{lon},district",
        f"2024-03-09,arms,c,THA,{lat},{lon},province",
        "2024-03-09,arms,d,THA,15.2,102.0,site",
        f"2024-03-09,armed_clash,e,THA,{lat},{lon},site",
    )
    own = own_world(shipped, found.accepted)
    answer = situation(
        own, Query(), as_of=AS_OF, profile=Profile(left_out_categories=("armed_clash",))
    )
    told = {item.id: count for item, count in answer.set_aside}
    assert (answer.recorded, answer.used, answer.left_out) == (4, 1, 1)
    assert told == {"reason.precision": 2, "reason.far_from_line": 1}
    assert [(row.section_id, row.count) for row in answer.rows] == [("MMR-THA-113", 1)]
    data = own.snapshot.incidents
    assert data.section.tolist()[:3] == [at, at, -1]
    # A district's point has a district and no cell; a province's has neither.
    assert (data.cell >= 0).tolist() == [True, False, False, True, True]
    assert (data.district >= 0).tolist() == [True, True, False, True, True]
    assert len(data.cells) == 2
    assert "" not in data.districts


def test_every_layer_and_the_card_are_drawn_from_own_rows(shipped, read):
    found = read("2024-03-09,arms,<b>x</b>,THA,16.712,98.574,", "2024,online_scam,,,16.712,98.574,")
    own = own_world(shipped, found.accepted)
    layers = tuple(name for name in LAYERS if name != "cells")
    answer = situation(own, Query(layers=layers), as_of=AS_OF, profile=Profile())
    ids = {i for y in build_layers(answer.scene) if y.id == "incidents" for m in y.marks
           for i in m.features.ids}  # fmt: skip
    assert {"incident:row-2", "incident:row-3"} <= ids
    assert answer.scene.density is not None
    card = section_card(own, answer, answer.rows[0].section_id)
    assert {row.id for row in card.records} == {"row-2", "row-3"}
    assert len(translator("en")(answer.verdict).split()) <= 30


def test_no_row_at_all_is_a_world_too(shipped, read):
    found = read("soon,arms,Mae Sot,THA,,,")
    answer = situation(own_world(shipped, found.accepted), Query(), as_of=AS_OF, profile=Profile())
    assert (answer.recorded, answer.verdict.id) == (0, "verdict.nothing")


def test_nothing_is_stored_and_the_shipped_world_is_untouched(own_store, read):
    before = revision(own_store), chain_head(own_store)
    world = build_world(own_store)
    keys = world.snapshot.incidents.key.copy()
    found = read("2024-03-09,arms,Whispered,THA,16.712,98.574,")
    own = own_world(world, found.accepted)
    situation(own, Query(), as_of=AS_OF, profile=Profile())
    assert (revision(own_store), chain_head(own_store)) == before
    assert np.array_equal(world.snapshot.incidents.key, keys)
    assert len(own.snapshot.incidents) == 1
    again = build_world(own_store)
    assert len(again.snapshot.incidents) == len(keys)
