"""Zones and sites: two layers, public acts and not scores, ages, precision and fixed wording."""

import re
from datetime import date
from pathlib import Path

import pytest

from geo.language import LANGUAGES, translator
from geo.layerspec import Circles, Points
from geo.messages import message
from layers import sites, zones

FOOTER = (
    "Inclusion of a place records a public act or publication by the body named, on the date "
    "given. It is not a finding by this project about any person, company or government. Most "
    "listed zones carry no such record. Boundaries and names do not imply endorsement."
)
ACCUSING = (
    "scam casino", "criminal", "mafia", "launders", "risk", "scammers", "destroyed", "thai-held",
    "hotbed", "notorious", "den of", "illicit", "cartel", "culprit", "offender", "war on", "enemy",
)  # fmt: skip
LOCALE = Path(__file__).resolve().parents[2] / "locale"


def drawn_ids(spec):
    return {item for mark in spec.marks for item in mark.features.ids}


def points(spec):
    return next(mark for mark in spec.marks if isinstance(mark, Points))


def test_each_kind_stands_in_its_layer_and_reported_sites_in_none(scene):
    assert drawn_ids(zones.build(scene())) == {"zone:z1", "zone:z2", "zone:z3"}
    assert drawn_ids(sites.build(scene())) == {"zone:s1", "zone:s2"}


@pytest.mark.parametrize("year", [2020, 2026, 2030])
def test_reported_sites_are_never_drawn_whatever_the_day(scene, year):
    held = scene(as_of=date(year, 11, 1))
    for layer in (zones, sites):
        assert "zone:s3" not in drawn_ids(layer.build(held))


def test_a_flagged_zone_looks_like_any_other(scene, token_by_id):
    tokens = token_by_id(points(zones.build(scene())))
    assert tokens["zone:z1"] == tokens["zone:z2"] == "zone.economic"


def test_old_sources_turn_grey_and_are_counted(scene, token_by_id):
    spec = zones.build(scene())
    circles = next(mark for mark in spec.marks if isinstance(mark, Circles))
    assert token_by_id(circles) == {"zone:z3": "area.approximate"}
    assert message("layers.note.zones_aged", n=1) in spec.notes
    later = zones.build(scene(as_of=date(2030, 1, 1)))
    assert token_by_id(points(later))["zone:z1"] == "zone.economic.aged"
    assert message("layers.note.zones_aged", n=3) in later.notes


def test_low_confidence_is_kept_back_with_a_count(scene):
    assert message("layers.note.zones_low_confidence", n=1) in zones.build(scene()).notes


def test_a_province_is_a_circle_of_25_km_with_the_words(scene, card):
    spec = sites.build(scene())
    circles = next(mark for mark in spec.marks if isinstance(mark, Circles))
    assert circles.features.ids == ("zone:s2",)
    assert circles.radius_m.tolist() == [25_000.0]
    assert card(circles, "zone:s2", "place") == [message("layers.approximate_area")]


def test_the_card_gives_the_act_who_it_names_its_date_and_link(scene, card):
    drawn = points(zones.build(scene()))
    assert card(drawn, "zone:z2", "public_record") == ["US Treasury OFAC, 12 Sep 2024"]
    assert card(drawn, "zone:z2", "public_record_scope") == [message("layers.scope.operator")]
    assert card(drawn, "zone:z2", "public_record_link") == ["https://a.example"]
    assert card(drawn, "zone:z2", "land_use") == [message("layers.card.casino_present")]
    when = message("date.partial", iso="2026-01-02")
    assert card(drawn, "zone:z2", "as_of") == [message("layers.card.as_of.value", when=when)]
    assert card(drawn, "zone:z1", "public_record") == [None]


def test_no_flag_word_and_no_operator_reaches_a_card(scene):
    held = scene()
    held.snapshot.zones["operator"] = "Mr Person"
    for spec in (zones.build(held), sites.build(held)):
        said = str([line for mark in spec.marks for line in mark.features.card])
        for word in ("sanctions", "online_scam", "money_laundering", "Mr Person"):
            assert word not in said


def test_the_standing_words_are_there_as_they_were_given(scene):
    spec = sites.build(scene())
    english = translator("en")
    said = [english(note) for note in spec.notes]
    assert said[0] == FOOTER
    assert any("February 2026" in text or "Feb 2026" in text for text in said)
    assert "Site named in official listings" in [english(entry.text) for entry in spec.legend]
    assert english(message("layers.card.casino_present")) == "casino present"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_accusing_word_in_the_catalogue(language):
    text = (LOCALE / language / "layers.po").read_text(encoding="utf-8")
    said = " ".join(re.findall(r'^msgstr.*"(.*)"$', text, flags=re.MULTILINE)).lower()
    assert [word for word in ACCUSING if word in said] == []
