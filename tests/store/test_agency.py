"""What an agency decides about its records, on each kind of store: rules, consent, keeping."""

import math
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from geo.briefing.keeping import changed_rules, keeping_table
from geo.briefing.sharing_requests import ask_for_more, requests
from geo.errors import InputError, ReleaseError
from geo.exports.protection import protection_page
from geo.language import translator
from geo.release import DEFAULT_POLICY, PUBLIC, Audience, Policy, Rule
from geo.release.records import shown_id
from geo.snapshot import snapshot
from geo.store import add, verify_chain
from geo.store.erasure import keep_for, overdue
from geo.store.installation import choose_home
from geo.store.ledgers import answer_consent, consent_log, disclose, disclosures_of
from geo.store.originals import originals
from geo.store.policies import policy_log, policy_of, set_policy
from geo.store.retention import run_once, start

OWNER, LAO = Audience("restricted", ("THA",), "Border Office"), Audience("restricted", ("LAO",))
LABELS = ("CLEAR", "GREEN", "AMBER", "RED")


@pytest.fixture
def store(toy, empty):
    """Four records of a Thai agency, one per label, and nothing else."""
    choose_home(empty, "THA", organisation="Border Office", actor="u1")
    rows = [
        {
            "id": f"S-{number}", "date": "2024-05-06", "category": "arms", "origin": "agency",
            "country": "THA", "lon": 100.1 + number * 0.01, "lat": 15.01, "label": label,
            "coord_precision": "exact", "title": "Whispered title", "border_pair": "MMR-THA",
            "confidence": "high", "audit": "not-checked", "originator": "THA: Border Office",
        }
        for number, label in enumerate(LABELS)
    ]  # fmt: skip
    add(empty, "incident", pd.DataFrame(rows), actor="u1", keys=toy.toy_keys)
    return empty


def _keys(store, audience):
    return set(snapshot(store, audience=audience).incidents.key.tolist())


def _key(store, record_id):
    held = originals(store, "incident", audience=OWNER)
    return int(held.index[held["id"] == record_id][0])


def _lon(store, key):
    """Where Lao PDR is told that a record lies."""
    seen = snapshot(store, audience=LAO).incidents
    return float(seen.lon[seen.key == key][0])


def _ids(store):
    return originals(store, "incident", audience=OWNER)["id"].tolist()


def test_rules_for_release_hold_at_once_and_are_kept(store):
    assert policy_of(store).hash == DEFAULT_POLICY.hash
    assert len(_keys(store, PUBLIC)) == 1
    stricter = Policy((*DEFAULT_POLICY.rules, Rule("CLEAR", "any", "suppressed")))
    assert set_policy(store, stricter, actor="u1").hash == policy_of(store).hash
    assert _keys(store, PUBLIC) == set()
    with pytest.raises(ReleaseError, match="Nothing was changed"):
        set_policy(store, Policy((Rule("RED", "public", "exact"),)), actor="u1")
    assert policy_of(store).hash == stricter.hash
    set_policy(store, None, actor="u1")
    assert len(_keys(store, PUBLIC)) == 1
    assert len(policy_log(store)) == 2
    assert verify_chain(store).problems == ()


def test_a_request_is_answered_and_taken_back(store):
    key = _key(store, "S-1")
    number = ask_for_more(
        store, shown_id("S-1", store.key), audience=LAO, level="exact", reason="A case", actor="u2"
    )
    assert [item.number for item in requests(store, audience=OWNER)] == [number]
    told = [_lon(store, key)]
    for answer in ("granted", "taken_back"):
        answer_consent(store, number, answer, audience=OWNER, actor="u1", level="exact")
        told.append(_lon(store, key))
    # Neither before the answer nor after it was taken back is there a point to be told.
    assert told == pytest.approx([math.nan, 100.11, math.nan], nan_ok=True)
    assert consent_log(store).iloc[-1]["answer"] == "taken_back"
    with pytest.raises(InputError):
        ask_for_more(store, "S-3", audience=LAO, level="exact", reason="A case", actor="u2")
    assert verify_chain(store).problems == ()


def test_what_left_is_written_down_once_per_record(store):
    keys = [_key(store, "S-1"), _key(store, "S-2")]
    levels = dict.fromkeys(keys, "section")
    disclose(
        store, "incident", levels, audience=LAO, form="csv", file_hash="f" * 64, actor="u1",
        level=levels,
    )  # fmt: skip
    found = disclosures_of(store, "incident", pd.Index(keys))
    assert sorted(found["key"]) == sorted(keys)
    assert set(found["audience"]) == {LAO.viewer_class}
    assert disclosures_of(store, "incident", pd.Index([_key(store, "S-3")])).empty
    assert verify_chain(store).problems == ()


def test_retention_erases_what_is_due_and_nothing_else(store):
    keep_for(store, "incident", keep_days=30, label="RED", actor="u1")
    later = datetime.now(UTC).date() + timedelta(days=31)
    assert run_once(lambda: store, as_of=later - timedelta(days=2)) == 0
    assert overdue(store, as_of=later)["id"].tolist() == ["S-3"]
    running = start(lambda: store, today=lambda: later, first_after_s=0.01)
    for _ in range(400):
        if overdue(store, as_of=later).empty:
            break
        running.stopped.wait(0.05)
    running.stop()
    assert not running.thread.is_alive()
    assert sorted(_ids(store)) == ["S-0", "S-1", "S-2"]
    assert run_once(lambda: store, as_of=later) == 0
    assert verify_chain(store).problems == ()


def test_the_summary_counts_what_is_held_and_tells_no_record(store):
    keep_for(store, "incident", keep_days=90, label="AMBER", actor="u1")
    lines = keeping_table(store)
    told = {(line.table, line.origin, line.label): (line.records, line.keep_days) for line in lines}
    assert told["incident", "", "AMBER"] == (1, 90)
    assert told["incident", "agency", ""] == (4, 0)
    assert changed_rules(lines, [line.keep_days for line in lines]) == []
    page = protection_page(store, translator=translator("en"), as_of=date(2026, 11, 23)).decode()
    assert '<td class="number">4</td>' in page
    assert policy_of(store).hash in page
    assert not {word for word in ("Whispered", "S-1", "S-3") if word in page}
