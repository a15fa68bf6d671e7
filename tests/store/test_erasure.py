"""Erasing: nothing left in the store, its files or its views; the chain whole; retention."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import select, text

from geo.errors import InputError
from geo.release import PUBLIC
from geo.snapshot import details, snapshot
from geo.store import add, edit, history, seed, verify_chain, withdraw
from geo.store.erasure import (
    FILE_NAME,
    erase,
    keep_for,
    ledger,
    overdue,
    read_ledger,
    retention_rules,
    run_retention,
)
from geo.store.tables import INCIDENT, metadata, word


def _add(toy, store, record_id="S-1", **values):
    row = {"id": record_id, "date": "2024-05-06", "category": "arms", "origin": "agency",
           "country": "THA", "lon": 100.123456, "lat": 15.01, "coord_precision": "exact",
           "title": "Whispered title", "outlet": "Whispered outlet", "label": "CLEAR",
           "confidence": "high", "audit": "not-checked",
           "originator": "THA: Whispered"}  # fmt: skip
    add(store, "incident", pd.DataFrame([row | values]), actor="u1", keys=toy.toy_keys)


@pytest.fixture
def erased(toy, seeded):
    """A store in which a record of two versions was erased."""
    _add(toy, seeded)
    edit(seeded, "incident", "S-1", {"title": "Whispered again"}, actor="u1", keys=toy.toy_keys)
    assert erase(seeded, "incident", ["S-1"], actor="u1", reason="asked for") == 1
    return seeded


def _everything(store):
    with store.reading() as connection:
        return "\n".join(
            repr(connection.execute(select(table)).fetchall()) for table in metadata.tables.values()
        )


def test_no_version_is_left_in_any_table(erased):
    held = _everything(erased)
    for said in ("Whispered", "100.123456", "S-1", "19849"):
        assert said not in held
    with erased.reading() as connection:
        rows = connection.execute(
            select(INCIDENT.table).where(INCIDENT.table.c.id.like("erased-%"))
        ).mappings().all()  # fmt: skip
        assert "Whispered outlet" not in connection.execute(select(word.c.word)).scalars().all()
    assert len(rows) == 2
    assert {(row["content"], row["lon"], row["section"], row["label"]) for row in rows} == {
        (None, None, -1, -1)
    }


def test_the_chain_still_verifies(erased):
    report = verify_chain(erased)
    assert (report.problems, report.entries) == ((), 4)


def test_an_erased_row_cannot_be_filled_again_unseen(erased):
    with erased.engine.begin() as connection:
        connection.execute(text("UPDATE incident SET content = '{}' WHERE id LIKE 'erased-%'"))
    assert verify_chain(erased).problems


def test_nor_can_the_ledger_be_changed(erased):
    with erased.engine.begin() as connection:
        connection.execute(text("UPDATE erasure SET reason = 'another'"))
    assert verify_chain(erased).problems


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_byte_is_left_in_the_files(erased):
    for path in erased.folder.iterdir():
        assert b"Whispered" not in path.read_bytes(), path.name


def test_views_read_before_lose_it(toy, seeded):
    _add(toy, seeded)
    before = snapshot(seeded, audience=PUBLIC)
    erase(seeded, "incident", ["S-1"], actor="u1", reason="asked for")
    after = snapshot(seeded, audience=PUBLIC, previous=before)
    assert (len(before.incidents), len(after.incidents)) == (6, 5)
    assert "Whispered outlet" not in after.incidents.outlets
    assert details(seeded, audience=PUBLIC, keys=before.incidents.key).shape[0] == 5
    assert history(seeded, "incident", "S-1").empty


def test_a_withdrawn_record_can_be_erased(toy, seeded):
    _add(toy, seeded)
    withdraw(seeded, "incident", "S-1", actor="u1")
    erase(seeded, "incident", ["S-1"], actor="u1", reason="asked for")
    assert "Whispered" not in _everything(seeded)
    assert verify_chain(seeded).problems == ()


def test_a_shipped_record_does_not_come_back(toy, seeded, tmp_path):
    erase(seeded, "incident", ["I-1"], actor="u1", reason="asked for")
    facts = toy.write_files(tmp_path / "new", incidents=[*toy.INCIDENTS, toy.INCIDENTS[0].replace("I-1", "I-9")])  # fmt: skip # noqa: E501
    report = seed(seeded, data_dir=facts, keys=toy.toy_keys, basis="toy")
    assert (report.inserted, report.withdrawn, report.conflicts) == (1, 0, 0)
    assert len(snapshot(seeded, audience=PUBLIC).incidents) == 5


def test_the_ledger_stands_beside_the_key(erased):
    assert read_ledger(erased.folder / FILE_NAME) == ledger(erased)
    assert len(ledger(erased)[0].rows) == 2
    assert b"S-1" not in (erased.folder / FILE_NAME).read_bytes()


def test_erasing_needs_a_reason_and_a_record(seeded):
    with pytest.raises(InputError, match="reason"):
        erase(seeded, "incident", ["I-1"], actor="u1", reason=" ")
    with pytest.raises(InputError, match="I-77"):
        erase(seeded, "incident", ["I-1", "I-77"], actor="u1", reason="asked for")
    assert len(snapshot(seeded, audience=PUBLIC).incidents) == 5


def test_retention_lists_then_erases_what_is_due(toy, seeded):
    _add(toy, seeded, "S-1", label="AMBER")
    _add(toy, seeded, "S-2", label="GREEN")
    keep_for(seeded, "incident", keep_days=30, origin="agency", actor="u1")
    keep_for(seeded, "incident", keep_days=90, label="AMBER", actor="u1")
    keep_for(seeded, "office", keep_days=5, actor="u1")
    keep_for(seeded, "office", keep_days=0, actor="u1")
    assert retention_rules(seeded)["keep_days"].tolist() == [30, 90]
    today = datetime.now(UTC).date()
    assert overdue(seeded, as_of=today + timedelta(days=30)).empty
    due = overdue(seeded, as_of=today + timedelta(days=31))
    assert due[["id", "keep_days"]].to_numpy().tolist() == [["S-1", 30], ["S-2", 30]]
    assert run_retention(seeded, as_of=today + timedelta(days=31), actor="u1") == 2
    assert "Whispered" not in _everything(seeded)
    assert len(snapshot(seeded, audience=PUBLIC).incidents) == 5
    assert verify_chain(seeded).problems == ()


def test_retention_counts_from_the_first_version(toy, seeded):
    _add(toy, seeded)
    with seeded.engine.begin() as connection:
        connection.execute(text("UPDATE incident SET valid_from = '2020-01-01' WHERE id = 'S-1'"))
    edit(seeded, "incident", "S-1", {"title": "new"}, actor="u1", keys=toy.toy_keys)
    keep_for(seeded, "incident", keep_days=365, origin="agency", actor="u1")
    assert overdue(seeded, as_of=date(2021, 1, 2))["id"].tolist() == ["S-1"]


@pytest.mark.parametrize("wrong", [{"keep_days": -1}, {"keep_days": 3, "label": "X"}])
def test_a_rule_that_is_none_is_refused(seeded, wrong):
    with pytest.raises(InputError):
        keep_for(seeded, "incident", actor="u1", **wrong)
