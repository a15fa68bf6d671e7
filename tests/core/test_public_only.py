"""What is not CLEAR is nowhere: not in the snapshot, an answer, a map, or a file."""

import json
import pickle
from dataclasses import asdict
from datetime import date

import pandas as pd
import pytest

from geo import reference
from geo.assembly import build_world
from geo.briefing.frame import furniture
from geo.briefing.network import network
from geo.briefing.section_card import section_card
from geo.briefing.situation import situation
from geo.briefing.tables import incident_days, ranking_table
from geo.exports.about import about
from geo.exports.geodata import layer_frame, to_geojson, to_geopackage
from geo.exports.tables import to_csv
from geo.language import translator
from geo.profile import Profile
from geo.query import Query
from geo.release import PUBLIC
from geo.schema.vocabularies import LABELS
from geo.snapshot import details
from geo.store import add, edit
from layers import build_layers

ENGLISH = translator("en")
QUERY = Query(layers=("sections", "offices", "incidents"))
SECRET = "Whispered"


def whispered(label, number):
    """A record of every kind of text, at Mae Sot."""
    return {
        "id": f"S-{number}", "date": "2024-05-06", "category": "arms", "origin": "agency",
        "country": "THA", "lon": 98.512345, "lat": 16.698765, "coord_precision": "exact",
        "title": f"{SECRET} title", "place": f"{SECRET} place", "admin2": "Mae Sot",
        "coord_note": f"{SECRET} note", "border_pair": "MMR-THA", "confidence": "high",
        "audit": "not-checked", "source_date": "2024-05-07", "label": label,
    }  # fmt: skip


def everything(store):
    """All that leaves for the public from one store, as one string of bytes."""
    world = build_world(store)
    found = situation(world, QUERY, as_of=date(2026, 11, 23), profile=Profile())
    frame = furniture(found, profile=Profile(), language="en")
    told = about(frame, translator=ENGLISH)
    specs = build_layers(found.scene)
    frames = {
        spec.id: layer_frame(spec, translator=ENGLISH, displays=reference.display) for spec in specs
    }
    columns, rows = ranking_table(found, ENGLISH)
    cards = [section_card(world, found, row.section_id) for row in found.rows[:10]]
    told_network = asdict(network(world, as_of=date(2026, 11, 23)))
    parts = [
        pickle.dumps(world.snapshot.incidents), pickle.dumps(found.scene.details),
        pickle.dumps(specs), to_csv(columns, rows, about=told),
        to_geojson(list(frames.values()), about=told), pickle.dumps(incident_days(found)),
        repr(cards).encode(), json.dumps(told_network).encode(),
        pickle.dumps(world.snapshot.offices),
    ]  # fmt: skip
    numbers = (found.recorded, found.used, found.places, found.set_aside, repr(found.rows))
    return b"".join(parts), numbers, to_geopackage({"incidents": frames["incidents"]}, about=told)


def test_no_record_above_clear_leaves_any_trace(own_store):
    _, before, _ = everything(own_store)
    labels = [*LABELS[1:], ""]
    rows = [whispered(label, number) for number, label in enumerate(labels)]
    add(own_store, "incident", pd.DataFrame(rows), actor="u1")
    content, after, geopackage = everything(own_store)
    assert after == before
    for trace in (SECRET.encode(), b"98.512345", b"16.698765", b"S-0"):
        assert trace not in content
        assert trace not in geopackage


def test_the_same_record_marked_clear_does_leave(own_store):
    """The test above could otherwise pass by looking in the wrong place."""
    _, before, _ = everything(own_store)
    add(own_store, "incident", pd.DataFrame([whispered("CLEAR", 0)]), actor="u1")
    content, after, geopackage = everything(own_store)
    assert after[0] == before[0] + 1
    assert after[1] == before[1] + 1
    assert f"{SECRET} place".encode() in content
    assert f"{SECRET} place".encode() in geopackage
    assert b"98.512345" in content


def test_a_label_taken_away_takes_the_record_away(own_store):
    add(own_store, "incident", pd.DataFrame([whispered("CLEAR", 0)]), actor="u1")
    seen = build_world(own_store)
    keys = seen.snapshot.incidents.key
    edit(own_store, "incident", "S-0", {"label": "AMBER"}, actor="u1")
    content, _, _ = everything(own_store)
    assert SECRET.encode() not in content
    # Keys kept from before the change open nothing either.
    assert "S-0" not in set(details(own_store, audience=PUBLIC, keys=keys)["id"])


@pytest.mark.parametrize("label", LABELS[1:])
def test_an_office_above_clear_is_not_counted_or_nearest(own_store, label):
    world = build_world(own_store)
    office = world.snapshot.offices.index[0]
    edit(own_store, "office", office, {"label": label}, actor="u1")
    hidden = build_world(own_store)
    assert office not in hidden.snapshot.offices.index
    found = network(hidden, as_of=date(2026, 11, 23))
    assert found.located == len(world.snapshot.offices) - 1
