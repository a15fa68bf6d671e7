"""The audit chain: whole after every change, and every way of tampering shows."""

import pytest
from sqlalchemy import text

from geo.store import add, chain_head, edit, verify_chain, withdraw
from geo.store.audit import FIRST_HASH
from geo.store.encoding import DIGESTED, digests
from geo.store.engine import locked
from geo.store.records import decode, writing
from geo.store.tables import INCIDENT, OFFICE

# A copy of a row under another key and id, as if it had always been there.
_DOUBLED = f"""
    INSERT INTO incident ({", ".join(c.name for c in INCIDENT.table.c if c.name != "row")})
    SELECT {
    ", ".join(
        {"key": "99", "id": "'I-99'"}.get(c.name, c.name)
        for c in INCIDENT.table.c
        if c.name != "row"
    )
}
    FROM incident WHERE id = 'I-5'
"""


@pytest.fixture
def changed(toy, seeded):
    """A store with four entries: seeding, an edit, a withdrawal, another edit."""
    edit(seeded, "incident", "I-1", {"confidence": "low"}, actor="u1", keys=toy.toy_keys)
    withdraw(seeded, "incident", "I-3", actor="u1")
    edit(seeded, "office", "off-a", {"status": "closed"}, actor="u2", keys=toy.toy_keys)
    return seeded


def _tamper(store, statement):
    with locked(store.engine) as connection, connection.begin():
        assert connection.execute(text(statement)).rowcount > 0


def test_an_empty_chain_is_whole(empty):
    assert chain_head(empty) == FIRST_HASH
    assert verify_chain(empty).problems == ()


def test_every_change_is_one_entry(changed):
    report = verify_chain(changed)
    assert (report.entries, report.problems) == (4, ())
    assert report.head == chain_head(changed)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incident SET content = replace(content, 'bridge', 'ferry') WHERE id = 'I-1'",
        "UPDATE incident SET lon = lon + 0.001 WHERE id = 'I-4'",
        "UPDATE incident SET label = 4 WHERE id = 'I-2'",
        "UPDATE incident SET day_to = day_to + 1 WHERE id = 'I-2'",
        "UPDATE incident SET id = 'I-9' WHERE id = 'I-2'",
        "UPDATE incident SET valid_to = NULL, closed = NULL WHERE id = 'I-3'",
        "UPDATE office SET digest = (SELECT digest FROM zone LIMIT 1) WHERE id = 'off-a'",
        "DELETE FROM incident WHERE id = 'I-5'",
        _DOUBLED,
        "UPDATE audit_entry SET actor = 'someone' WHERE number = 2",
        "UPDATE audit_entry SET digest = previous WHERE number = 3",
        "UPDATE audit_entry SET records = records + 1 WHERE number = 4",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 4",
    ],
)
def test_tampering_shows(changed, statement):
    _tamper(changed, statement)
    assert verify_chain(changed).problems != ()


def test_erased_content_leaves_the_chain_whole(changed):
    _tamper(changed, "UPDATE incident SET content = NULL WHERE id = 'I-1'")
    assert verify_chain(changed).problems == ()


def test_computing_keys_again_leaves_the_chain_whole(changed):
    _tamper(changed, "UPDATE incident SET section = 2, km_away = 1.5")
    assert verify_chain(changed).problems == ()


def test_a_change_that_fails_half_way_leaves_no_trace(toy, seeded):
    before = chain_head(seeded)
    changing = writing(seeded, actor="u1", action="test", keys=toy.toy_keys)
    with pytest.raises(RuntimeError), changing as change:
        change.records += 1
        change.connection.execute(text("DELETE FROM incident"))
        raise RuntimeError("stop")
    report = verify_chain(seeded)
    assert (report.head, report.records, report.problems) == (before, 9, ())


def test_a_change_of_nothing_leaves_no_entry(toy, seeded):
    with writing(seeded, actor="u1", action="test", keys=toy.toy_keys):
        pass
    assert verify_chain(seeded).entries == 1


def test_no_text_of_a_record_is_in_the_chain(toy, seeded):
    frame = decode([], OFFICE).reindex([0]).assign(id="o-1", coord_precision="none", notes="Secret")
    add(seeded, "office", frame, actor="u1", keys=toy.toy_keys)
    with seeded.reading() as connection:
        rows = connection.execute(text("SELECT * FROM audit_entry")).fetchall()
    assert "Secret" not in repr(rows)
    assert seeded.key.hex() not in repr(rows)


def test_a_row_has_its_digest_whatever_stands_beside_it():
    """What all rows share is written once per chunk; equal values that are written differently
    (1 and True, 0.0 and -0.0) are not shared."""
    names = (*DIGESTED, *OFFICE.codes)
    together = dict.fromkeys(names, ["%s"] * 3) | {
        "content": ["%d", '"quoted"', "ไทย"], "lon": [0.0, -0.0, 0.0], "label": [1, 1, True],
    }  # fmt: skip
    alone = [
        digests({name: [together[name][at]] for name in names}, OFFICE, b"key")[0]
        for at in range(3)
    ]
    assert digests(together, OFFICE, b"key") == alone
    assert len(set(alone)) == len(alone)
