"""Seeding: once per file, a user's edit wins, differences are listed."""

import pytest

from geo.errors import DataFileError, InputError
from geo.store import add, conflicts, edit, history, revision, seed, verify_chain, withdraw
from geo.store.records import current_rows, decode
from geo.store.tables import INCIDENT, OFFICE


def _seed(store, toy, folder, **changed):
    toy.write_files(folder, **changed)
    return seed(store, data_dir=folder, keys=toy.toy_keys, basis="toy")


def _words(store, kind, record_id):
    with store.reading() as connection:
        row = current_rows(connection, kind, [record_id])[record_id]
    return decode([row], kind).iloc[0]


def test_first_seeding_stores_every_row_once(seeded):
    report = seeded and verify_chain(seeded)
    assert revision(seeded) == 1
    assert (report.entries, report.records, report.problems) == (1, 9, ())


def test_second_seeding_of_the_same_files_changes_nothing(toy, seeded, facts):
    report = seed(seeded, data_dir=facts, keys=toy.toy_keys, basis="toy")
    assert (report.revision, report.inserted, report.updated, report.conflicts) == (1, 0, 0, 0)
    assert verify_chain(seeded).entries == 1


def test_a_later_file_updates_adds_and_withdraws_untouched_rows(toy, seeded, facts):
    lines = [toy.INCIDENTS[0].replace("high,checked-ok", "low,checked-ok"), *toy.INCIDENTS[2:]]
    lines.append(toy.INCIDENTS[0].replace("I-1", "I-6"))
    report = _seed(seeded, toy, facts, incidents=lines)
    assert (report.inserted, report.updated, report.withdrawn, report.conflicts) == (1, 1, 1, 0)
    assert _words(seeded, INCIDENT, "I-1")["confidence"] == "low"
    versions = history(seeded, "incident", "I-1")
    assert versions["confidence"].tolist() == ["high", "low"]
    assert versions["valid_to"].tolist()[0] == versions["valid_from"].tolist()[1]
    assert history(seeded, "incident", "I-2")["valid_to"].notna().all()


def test_a_record_keeps_its_key_through_updates(toy, seeded, facts):
    with seeded.reading() as connection:
        before = current_rows(connection, INCIDENT, ["I-1"])["I-1"]["key"]
    _seed(seeded, toy, facts, incidents=[toy.INCIDENTS[0].replace("high", "low")])
    with seeded.reading() as connection:
        assert current_rows(connection, INCIDENT, ["I-1"])["I-1"]["key"] == before


def test_a_users_edit_wins_and_the_difference_is_listed_once(toy, seeded, facts):
    edit(seeded, "office", "off-a", {"status": "closed"}, actor="u1", keys=toy.toy_keys)
    changed = ["off-a,Office A2,THA,100.05,15.02,town,MMR-THA,operating,src-a,high,checked-ok"]
    report = _seed(seeded, toy, facts, offices=changed)
    assert (report.updated, report.conflicts) == (0, 1)
    held = _words(seeded, OFFICE, "off-a")
    assert (held["status"], held["name_en"]) == ("closed", "Office A")
    listed = conflicts(seeded)
    assert listed[["table_name", "id", "kind"]].values.tolist() == [["office", "off-a", "changed"]]
    _seed(seeded, toy, facts)
    _seed(seeded, toy, facts, offices=changed)
    assert len(conflicts(seeded)) == 1


def test_an_unchanged_file_row_is_no_conflict_with_an_edit(toy, seeded, facts):
    edit(seeded, "office", "off-a", {"status": "closed"}, actor="u1", keys=toy.toy_keys)
    more = [*toy.FILES["offices"][1], toy.FILES["offices"][1][0].replace("off-a", "off-b")]
    report = _seed(seeded, toy, facts, offices=more)
    assert (report.inserted, report.conflicts) == (1, 0)


def test_a_row_withdrawn_by_a_user_does_not_come_back(toy, seeded, facts):
    withdraw(seeded, "office", "off-a", actor="u1")
    changed = [toy.FILES["offices"][1][0].replace("operating", "unknown")]
    report = _seed(seeded, toy, facts, offices=changed)
    assert (report.inserted, report.conflicts) == (0, 1)
    with seeded.reading() as connection:
        assert current_rows(connection, OFFICE, ["off-a"]) == {}


def test_a_row_gone_from_the_file_stays_when_a_user_touched_it(toy, seeded, facts):
    edit(seeded, "incident", "I-1", {"confidence": "low"}, actor="u1", keys=toy.toy_keys)
    report = _seed(seeded, toy, facts, incidents=toy.INCIDENTS[1:])
    assert (report.withdrawn, report.conflicts) == (0, 1)
    assert conflicts(seeded)["kind"].tolist() == ["gone"]
    assert _words(seeded, INCIDENT, "I-1")["confidence"] == "low"


def test_a_users_own_record_keeps_an_id_that_a_file_takes_later(toy, seeded, facts):
    frame = (
        decode([], OFFICE)
        .reindex([0])
        .assign(id="off-b", country="LAO", coord_precision="none", name_en="Ours")
    )
    add(seeded, "office", frame, actor="u1", keys=toy.toy_keys)
    more = [*toy.FILES["offices"][1], toy.FILES["offices"][1][0].replace("off-a", "off-b")]
    assert _seed(seeded, toy, facts, offices=more).conflicts == 1
    assert conflicts(seeded)["kind"].tolist() == ["id_taken"]
    assert _words(seeded, OFFICE, "off-b")["name_en"] == "Ours"


def test_a_withdrawn_row_that_a_later_file_brings_back_is_stored_again(toy, seeded, facts):
    _seed(seeded, toy, facts, incidents=toy.INCIDENTS[1:])
    assert _seed(seeded, toy, facts).inserted == 1


def test_other_sections_compute_the_keys_again_without_touching_the_records(toy, seeded, facts):
    def moved(frame):
        return toy.toy_keys(frame).assign(section=2)

    report = seed(seeded, data_dir=facts, keys=moved, basis="other")
    assert (report.inserted, report.updated) == (0, 0)
    with seeded.reading() as connection:
        rows = current_rows(connection, INCIDENT, ["I-1", "I-3"])
    assert {row["section"] for row in rows.values()} == {2}
    assert revision(seeded) == 2
    assert verify_chain(seeded).problems == ()


def test_a_wrong_word_stops_everything_and_names_the_row(toy, empty, facts):
    wrong = [toy.INCIDENTS[0], toy.INCIDENTS[1].replace("human_trafficking", "robbery")]
    with pytest.raises(InputError, match=r"robbery.*I-2"):
        _seed(empty, toy, facts, incidents=wrong)
    assert revision(empty) == 0
    assert verify_chain(empty).records == 0


def test_a_missing_file_is_named(toy, empty, facts):
    (facts / "zones.csv").unlink()
    with pytest.raises(DataFileError, match=r"data/zones\.csv"):
        seed(empty, data_dir=facts, keys=toy.toy_keys, basis="toy")
