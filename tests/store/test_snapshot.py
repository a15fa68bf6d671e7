"""The snapshot: codes computed by hand, refresh equal to reading all, nothing above the label."""

import pickle
from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.columns import NO_DAY
from geo.release import PUBLIC, Audience, Policy, Rule, masking
from geo.schema.vocabularies import LABELS
from geo.snapshot import details, snapshot
from geo.store import add, edit, withdraw


def _day(*parts):
    return (date(*parts) - date(1970, 1, 1)).days


def _added(toy, store, **values):
    row = {
        "id": "S-1", "date": "2024-05-06", "category": "arms", "origin": "agency",
        "country": "THA", "lon": 100.123456, "lat": 15.01, "coord_precision": "exact",
        "title": "Whispered title", "place": "Whispered place", "admin2": "Mae Sot",
        "coord_note": "Whispered note", "border_pair": "MMR-THA", "confidence": "high",
        "audit": "not-checked", "source_date": "2024-05-07",
    } | values  # fmt: skip
    add(store, "incident", pd.DataFrame([row]), actor="u1", keys=toy.toy_keys)


def _equal(one, other):
    for name in one.__slots__:
        a, b = getattr(one, name), getattr(other, name)
        if isinstance(a, np.ndarray):
            assert a.dtype == b.dtype, name
            np.testing.assert_array_equal(a, b, err_msg=name)
        else:
            assert a == b, name


def test_codes_are_those_computed_by_hand(seeded):
    seen = snapshot(seeded, audience=PUBLIC).incidents
    assert len(seen) == 5
    assert seen.day_from.tolist() == [
        _day(2024, 3, 9), _day(2024, 2, 1), _day(2015, 1, 1), _day(2023, 12, 31), _day(2022, 5, 6)
    ]  # fmt: skip
    assert seen.day_to.tolist() == [
        _day(2024, 3, 9), _day(2024, 2, 29), _day(2015, 12, 31), _day(2023, 12, 31),
        _day(2022, 5, 6),
    ]  # fmt: skip
    assert seen.date_precision.tolist() == [0, 1, 2, 0, 0]
    assert seen.category.tolist() == [0, 1, 9, 6, 5]
    assert seen.country.tolist() == [3, 3, 1, 2, 3]
    assert seen.section.tolist() == [0, 1, -1, 1, -1]
    assert seen.side.tolist() == [3, 3, 1, -1, 3]
    assert seen.precision.tolist() == [4, 5, 8, 0, 6]
    assert seen.confidence.tolist() == [0, 1, 2, 0, 0]
    assert seen.audit.tolist() == [0, 2, 3, 1, 0]
    assert seen.origin.tolist() == [0] * 5
    assert seen.verification.tolist() == [-1] * 5
    assert seen.districts == ("EAST", "WEST")
    assert seen.district.tolist() == [0, 0, -1, 1, -1]
    assert seen.outlets == ("Paper A", "Paper B")
    assert seen.outlet.tolist() == [0, 1, 0, 1, 0]
    assert seen.pair_bits.tolist() == [16, 16, 0, 24, 16]
    assert (seen.cell >= 0).tolist() == [True, False, False, True, False]
    np.testing.assert_allclose(seen.km_away, [10, 20, np.nan, 10, np.nan], rtol=1e-5)
    np.testing.assert_allclose(seen.uncertainty_m, [np.nan, np.nan, np.nan, 50, np.nan])


def test_places_come_with_their_contract_and_keys(seeded):
    seen = snapshot(seeded, audience=PUBLIC)
    office = seen.offices.loc["off-a"]
    assert (office["status"], office["country"], office["section"]) == ("operating", "THA", 0)
    assert seen.district_status.loc["6306", "nts_target"] == "visited"
    assert seen.crossings.loc["cro-a", "class"] == "permanent"
    assert (len(seen.zones), seen.viewer_class, seen.revision) == (1, "public", 1)


def test_nothing_changed_gives_the_same_snapshot(seeded):
    first = snapshot(seeded, audience=PUBLIC)
    assert snapshot(seeded, audience=PUBLIC, previous=first) is first


def test_a_refresh_equals_reading_everything(toy, seeded):
    first = snapshot(seeded, audience=PUBLIC)
    edit(seeded, "incident", "I-1", {"lon": 99.8, "confidence": "low"}, actor="u1",
         keys=toy.toy_keys)  # fmt: skip
    second = snapshot(seeded, audience=PUBLIC, previous=first)
    _equal(second.incidents, snapshot(seeded, audience=PUBLIC).incidents)
    withdraw(seeded, "incident", "I-4", actor="u1")
    _added(toy, seeded, label="CLEAR")
    third = snapshot(seeded, audience=PUBLIC, previous=second)
    _equal(third.incidents, snapshot(seeded, audience=PUBLIC).incidents)
    assert len(third.incidents) == 5
    assert len(first.incidents) == 5
    assert first.incidents.lon[0] == 100.1


def test_a_record_that_loses_its_clear_label_leaves_at_the_refresh(toy, seeded):
    first = snapshot(seeded, audience=PUBLIC)
    edit(seeded, "incident", "I-1", {"label": "RED"}, actor="u1", keys=toy.toy_keys)
    assert len(snapshot(seeded, audience=PUBLIC, previous=first).incidents) == 4


@pytest.mark.parametrize("label", [*LABELS[1:], ""])
@pytest.mark.parametrize("tier", ["public", "partner", "restricted"])
def test_nothing_above_clear_is_in_a_snapshot_or_its_bytes(toy, seeded, label, tier):
    audience = Audience(tier)
    plain = pickle.dumps(snapshot(seeded, audience=audience).incidents)
    _added(toy, seeded, label=label, outlet="Whispered outlet")
    seen = snapshot(seeded, audience=audience)
    assert pickle.dumps(seen.incidents) == plain
    assert b"Whispered" not in pickle.dumps(seen)
    assert details(seeded, audience=audience, keys=np.arange(50)).shape[0] == 5
    assert b"Whispered" not in pickle.dumps(details(seeded, audience=audience, keys=np.arange(50)))


def test_a_label_on_an_office_is_obeyed_too(toy, seeded):
    edit(seeded, "office", "off-a", {"label": "AMBER"}, actor="u1", keys=toy.toy_keys)
    assert snapshot(seeded, audience=PUBLIC).offices.empty


def test_persons_first_whatever_the_label(toy, seeded):
    _added(toy, seeded, label="CLEAR", category="human_trafficking")
    seen = snapshot(seeded, audience=PUBLIC).incidents
    assert seen.precision[-1] == 5
    assert seen.section[-1] == -1
    assert seen.cell[-1] == -1
    assert np.isnan([seen.lon[-1], seen.lat[-1], seen.km_away[-1], seen.km_along[-1]]).all()
    assert (seen.day_from[-1], seen.day_to[-1]) == (_day(2024, 5, 1), _day(2024, 5, 31))
    assert (seen.date_precision[-1], seen.districts[seen.district[-1]]) == (1, "EAST")
    told = details(seeded, audience=PUBLIC, keys=seen.key[-1:]).iloc[0]
    assert (told["date"], told["source_date"], told["place"]) == ("2024-05", "2024-05", "Mae Sot")
    assert (told["title"], told["coord_note"]) == ("", "")
    assert np.isnan(told["lon"])


def test_a_stricter_policy_is_another_snapshot(seeded):
    strict = Policy((Rule("CLEAR", "any", "district"),))
    first = snapshot(seeded, audience=PUBLIC)
    seen = snapshot(seeded, audience=PUBLIC, policy=strict, previous=first)
    assert seen.policy_hash != first.policy_hash
    assert np.isnan(seen.incidents.lon[[0, 3]]).all()


def test_details_come_in_the_order_asked_and_name_their_source(seeded):
    keys = snapshot(seeded, audience=PUBLIC).incidents.key
    told = details(seeded, audience=PUBLIC, keys=keys[[3, 0]])
    assert told["id"].tolist() == ["I-4", "I-1"]
    assert told.index.tolist() == keys[[3, 0]].tolist()
    assert told["outlet"].tolist() == ["Paper B", "Paper A"]
    assert details(seeded, audience=PUBLIC, keys=np.array([], dtype=np.int64)).empty


def test_undated_records_have_no_day(toy, seeded):
    _added(toy, seeded, label="CLEAR", date="")
    seen = snapshot(seeded, audience=PUBLIC).incidents
    assert (seen.day_from[-1], seen.day_to[-1], seen.date_precision[-1]) == (NO_DAY, NO_DAY, 3)


def test_an_empty_store_gives_an_empty_snapshot(empty):
    seen = snapshot(empty, audience=PUBLIC)
    assert (len(seen.incidents), seen.revision) == (0, 0)
    assert seen.offices.empty


def test_a_masked_point_says_how_far_it_may_be_off_and_no_other_does(toy, seeded, monkeypatch):
    thai, lao = (Audience("restricted", (code,)) for code in ("THA", "LAO"))
    first = snapshot(seeded, audience=lao)
    _added(toy, seeded, label="GREEN", originator="THA: Office")
    own = snapshot(seeded, audience=thai).incidents
    words = {"country": 3, "section": own.section[-1], "district": "EAST", "contested": False,
             "km_along": 1.0, "km_away": 1.0}  # fmt: skip
    monkeypatch.setattr(
        masking, "_real_ground", lambda lon, lat: pd.DataFrame(words, index=range(len(lon)))
    )
    seen = snapshot(seeded, audience=lao)
    assert own.moved_m.tolist() == [-1] * 6
    assert seen.incidents.moved_m.tolist() == [-1] * 5 + [5000]
    assert seen.incidents.lon[-1] != own.lon[-1]
    _equal(snapshot(seeded, audience=lao, previous=first).incidents, seen.incidents)
    edit(seeded, "incident", "I-1", {"confidence": "low"}, actor="u1", keys=toy.toy_keys)
    later = snapshot(seeded, audience=lao, previous=seen).incidents
    assert later.moved_m.tolist() == [-1] * 5 + [5000]
