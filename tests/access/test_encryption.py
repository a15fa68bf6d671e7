"""Passphrases: the encrypted store, its key, backups, and which labels a store may hold."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from geo.__main__ import main
from geo.errors import AtlasError, StoreError
from geo.store import add, cipher, edit, history, keyfile, open_store, revision, verify_chain
from geo.store.backup import backup, restore
from geo.store.cipher import (
    FILE_VARIABLE,
    LockedStoreError,
    Passphrase,
    PassphraseError,
    asking,
    new_passphrase,
)
from geo.store.encrypting import encrypt_store
from geo.store.installation import Installation, choose_home, installation
from geo.store.protection import may_hold, refuse_unprotected

ROOT = Path(__file__).resolve().parents[2]
WORDS, OTHER = "four words not together", "quite another passphrase"
SECRET = "Quietword"


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Few rounds from passphrase to key, but where another program must come to the same key."""
    if request.function not in (
        test_any_sqlcipher_opens_it_with_the_passphrase,
        test_a_store_that_is_open_elsewhere_is_not_touched,
    ):
        monkeypatch.setattr(cipher, "_ROUNDS", 10)


@pytest.fixture(autouse=True)
def no_passphrase(monkeypatch):
    """No variable of the machine that runs the tests is used."""
    for name in (FILE_VARIABLE, "BORDER_ATLAS_STORE_PROTECTED", "BORDER_ATLAS_SIGN_IN"):
        monkeypatch.delenv(name, raising=False)


def no_keys(frame):
    """Geometry's part without geometry."""
    n = len(frame)
    return pd.DataFrame(
        {"section": [-1] * n, "pair": [-1] * n, "km_along": float("nan"), "km_away": float("nan"),
         "side": [-1] * n, "district": [""] * n, "cell": [0] * n}
    ).astype({"section": "int16", "pair": "int8", "side": "int8", "cell": "uint64"})  # fmt: skip


def url_of(folder):
    return f"sqlite:///{folder / 'atlas.sqlite'}"


def put(store, record_id="a", label="CLEAR"):
    """Add one record that holds the secret word."""
    row = {"id": record_id, "date": "2026-01-02", "category": "arms", "origin": "agency",
           "country": "THA", "title": SECRET, "label": label}  # fmt: skip
    add(store, "incident", pd.DataFrame([row]), actor="t", keys=no_keys)


@pytest.fixture
def plain(tmp_path):
    """A plain store with one record, closed; its folder."""
    store = open_store(url_of(tmp_path))
    put(store)
    edit(store, "incident", "a", {"outcome": SECRET}, actor="t", keys=no_keys)
    store.close()
    return tmp_path


@pytest.fixture
def encrypted(plain):
    """The same store, encrypted."""
    encrypt_store(Passphrase(WORDS), url=url_of(plain))
    return plain


def test_encrypting_keeps_every_row_and_leaves_nothing_to_read(plain):
    held = open_store(url_of(plain))
    before, key = verify_chain(held), held.key
    held.close()
    report = encrypt_store(Passphrase(WORDS), url=url_of(plain))
    assert (report.head, report.records, report.already) == (before.head, before.records, False)
    assert sorted(path.name for path in plain.iterdir()) == ["atlas.key", "atlas.sqlite"]
    for path in plain.iterdir():
        content = path.read_bytes()
        assert SECRET.encode() not in content
        assert b"SQLite" not in content
        assert key not in content
    store = open_store(url_of(plain), passphrase=Passphrase(WORDS))
    assert store.key == key
    assert len(history(store, "incident", "a")) == 2
    put(store, "b", "AMBER")
    assert verify_chain(store).problems == ()
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in plain.iterdir())
    store.close()


def test_any_sqlcipher_opens_it_with_the_passphrase(encrypted):
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(encrypted / "atlas.sqlite"))
    connection.execute(f"PRAGMA key = '{WORDS}'")
    assert connection.execute("SELECT count(*) FROM incident").fetchone() == (2,)
    connection.close()


def test_without_its_passphrase_the_store_stays_closed_in_one_sentence(encrypted):
    with pytest.raises(LockedStoreError, match=FILE_VARIABLE):
        open_store(url_of(encrypted))
    before = (encrypted / "atlas.sqlite").read_bytes()
    with pytest.raises(PassphraseError, match="nothing was changed") as told:
        open_store(url_of(encrypted), passphrase=Passphrase(OTHER))
    assert OTHER not in str(told.value)
    assert (encrypted / "atlas.sqlite").read_bytes() == before
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(encrypted / "atlas.sqlite").execute("SELECT * FROM incident")


def test_the_passphrase_comes_from_a_file_or_from_the_person(encrypted, monkeypatch, tmp_path):
    with asking(lambda place: WORDS if "atlas.sqlite" in place else "?"):
        open_store(url_of(encrypted)).close()
    with pytest.raises(LockedStoreError):
        open_store(url_of(encrypted))
    held = tmp_path / "passphrase.txt"
    held.write_text(WORDS + "\n", encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(held))
    open_store(url_of(encrypted)).close()
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "nowhere.txt"))
    with pytest.raises(StoreError, match="nowhere"):
        open_store(url_of(encrypted))


def test_no_text_of_a_passphrase_is_shown():
    held = Passphrase(WORDS)
    assert WORDS not in f"{held!r} {held} {vars(type(held)).get('__dict__', '')}"
    with pytest.raises(PassphraseError, match="12") as told:
        new_passphrase("too short")
    assert "too short" not in str(told.value)


def test_a_plain_store_with_a_passphrase_is_told(plain):
    with pytest.raises(StoreError, match="python -m geo encrypt"):
        open_store(url_of(plain), passphrase=Passphrase(WORDS))


def test_encrypting_again_changes_nothing_and_another_passphrase_is_refused(encrypted):
    before = (encrypted / "atlas.sqlite").read_bytes()
    assert encrypt_store(Passphrase(WORDS), url=url_of(encrypted)).already
    with pytest.raises(PassphraseError):
        encrypt_store(Passphrase(OTHER), url=url_of(encrypted))
    assert (encrypted / "atlas.sqlite").read_bytes() == before


@pytest.mark.parametrize("left", ["before the key", "with a draft"])
def test_an_interrupted_run_is_finished_by_the_next(plain, left):
    """Killed between the new file's taking the name and the key's being wrapped, or before."""
    key = (plain / "atlas.key").read_bytes()
    old = (plain / "atlas.sqlite").read_bytes()
    if left == "with a draft":
        (plain / "atlas.sqlite.encrypting").write_bytes(b"half a file")
        assert not encrypt_store(Passphrase(WORDS), url=url_of(plain)).already
    else:
        encrypt_store(Passphrase(WORDS), url=url_of(plain))
        (plain / "atlas.key").write_bytes(key)
        (plain / "atlas.sqlite.plain").write_bytes(old)
        store = open_store(url_of(plain), passphrase=Passphrase(WORDS))
        store.close()
        assert encrypt_store(Passphrase(WORDS), url=url_of(plain)).already
    assert sorted(path.name for path in plain.iterdir()) == ["atlas.key", "atlas.sqlite"]
    assert keyfile.is_wrapped(plain)
    assert keyfile.read(plain, Passphrase(WORDS)) == key


def command(*words, **environment):
    """Run the command line in a process of its own, as its lock on the file needs."""
    done = subprocess.run(
        [sys.executable, "-m", "geo", *words], cwd=ROOT, capture_output=True, text=True,
        input=WORDS, env={**os.environ, **environment}, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_store_that_is_open_elsewhere_is_not_touched(plain):
    held = open_store(url_of(plain))
    revision(held)
    code, told = command("encrypt", "--passphrase-stdin", "--db", url_of(plain))
    assert (code, "open elsewhere" in told) == (1, True)
    assert WORDS not in told
    assert revision(held) == 2
    held.close()
    code, told = command("encrypt", "--passphrase-stdin", "--db", url_of(plain))
    assert (code, "encrypted" in told, WORDS in told) == (0, True, False)
    with pytest.raises(LockedStoreError):
        open_store(url_of(plain))


def test_a_backup_is_as_closed_as_its_store_and_comes_back(encrypted, tmp_path):
    store = open_store(url_of(encrypted), passphrase=Passphrase(WORDS))
    put(store, "b", "AMBER")
    kept = backup(store, tmp_path / "kept.zip")
    key, head = store.key, verify_chain(store).head
    store.close()
    assert kept.head == head
    with zipfile.ZipFile(io.BytesIO((tmp_path / "kept.zip").read_bytes())) as packed:
        parts = b"".join(packed.read(name) for name in packed.namelist())
    assert SECRET.encode() not in parts
    assert key not in parts
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(LockedStoreError):
        restore(tmp_path / "kept.zip", url=url_of(there), folder=there)
    with asking(lambda place: WORDS):
        assert restore(tmp_path / "kept.zip", url=url_of(there), folder=there).head == head
    again = open_store(url_of(there), passphrase=Passphrase(WORDS))
    assert again.key == key
    assert verify_chain(again).problems == ()
    assert len(history(again, "incident", "b")) == 1
    again.close()


def test_an_encrypted_backup_is_not_restored_into_a_plain_store(encrypted, tmp_path):
    store = open_store(url_of(encrypted), passphrase=Passphrase(WORDS))
    backup(store, tmp_path / "kept.zip")
    store.close()
    there = tmp_path / "there"
    there.mkdir()
    open_store(url_of(there)).close()
    before = (there / "atlas.sqlite").read_bytes()
    with asking(lambda place: WORDS), pytest.raises(StoreError, match="Encrypt the store first"):
        restore(tmp_path / "kept.zip", url=url_of(there), folder=there, replace=True)
    assert (there / "atlas.sqlite").read_bytes() == before


def test_a_plain_backup_comes_back_into_an_encrypted_store(encrypted, tmp_path):
    (tmp_path / "other").mkdir()
    other = open_store(url_of(tmp_path / "other"))
    put(other, "z")
    backup(other, tmp_path / "plain.zip")
    other.close()
    with asking(lambda place: WORDS):
        restore(tmp_path / "plain.zip", url=url_of(encrypted), folder=encrypted, replace=True)
    assert SECRET.encode() not in (encrypted / "atlas.sqlite").read_bytes()
    store = open_store(url_of(encrypted), passphrase=Passphrase(WORDS))
    assert len(history(store, "incident", "z")) == 1
    store.close()


def test_only_an_encrypted_store_holds_what_is_not_clear(encrypted, tmp_path):
    (tmp_path / "other").mkdir()
    other = open_store(url_of(tmp_path / "other"))
    assert may_hold(other, "CLEAR")
    for label in ("GREEN", "AMBER", "AMBER+STRICT", "RED", "", "nonsense"):
        assert not may_hold(other, label)
    with pytest.raises(StoreError, match="python -m geo encrypt") as told:
        refuse_unprotected(other, ["CLEAR", "RED", "AMBER"])
    assert "AMBER, RED" in str(told.value)
    other.close()
    store = open_store(url_of(encrypted), passphrase=Passphrase(WORDS))
    assert all(may_hold(store, label) for label in ("CLEAR", "GREEN", "AMBER+STRICT", "RED"))
    store.close()


@pytest.mark.parametrize(
    ("mode", "statement", "holds"),
    [("local", "yes", False), ("oidc", "yes", True), ("oidc", "", False), ("proxy", "no", False)],
)
def test_an_operators_statement_counts_on_a_server_alone(
    plain, monkeypatch, mode, statement, holds
):
    monkeypatch.setenv("BORDER_ATLAS_SIGN_IN", mode)
    monkeypatch.setenv("BORDER_ATLAS_STORE_PROTECTED", statement)
    store = open_store(url_of(plain))
    assert may_hold(store, "AMBER") is holds
    store.close()


def test_the_import_refuses_and_then_takes_closed_records(plain, monkeypatch, capsys):
    file = plain / "own.csv"
    file.write_text("id,date,category,lat,lon\nn1,2026-02-03,arms,17.88,102.74\n", encoding="utf-8")
    arguments = ["import", str(file), "--db", url_of(plain), "--label", "AMBER"]
    assert main(arguments) == 1
    assert "python -m geo encrypt" in capsys.readouterr().err
    encrypt_store(Passphrase(WORDS), url=url_of(plain))
    held = plain / "passphrase.txt"
    held.write_text(WORDS, encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(held))
    assert main(arguments) == 0
    assert "stored 1" in capsys.readouterr().out


def test_the_home_country_is_kept_with_an_entry_of_the_audit_chain(plain):
    store = open_store(url_of(plain))
    assert installation(store) == Installation()
    entries = verify_chain(store).entries
    choose_home(store, "LAO", organisation="  An  Agency ", actor="viewer-1")
    choose_home(store, "LAO", organisation="An Agency", actor="viewer-1")
    assert installation(store) == Installation("LAO", "An Agency")
    choose_home(store, "THA", actor="viewer-1")
    assert installation(store) == Installation("THA", "")
    assert verify_chain(store).entries == entries + 2
    assert verify_chain(store).problems == ()
    store.close()


@pytest.mark.parametrize(("country", "organisation"), [("XX", ""), ("", ""), ("LAO", "x" * 121)])
def test_a_home_that_is_none_is_refused(plain, country, organisation):
    store = open_store(url_of(plain))
    with pytest.raises(AtlasError, match="Expected a country"):
        choose_home(store, country, organisation=organisation, actor="t")
    assert installation(store) == Installation()
    store.close()


def test_the_command_line_tells_who_is_who_and_keeps_the_home(plain, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(plain))
    monkeypatch.delenv("BORDER_ATLAS_DATABASE_URL", raising=False)
    assert main(["users"]) == 0
    assert "not chosen" in capsys.readouterr().out
    (plain / "access.toml").write_text(
        '[[rule]]\nclaim = "user"\nvalue = "a"\ntier = "partner"\ncountry = "KHM"\n',
        encoding="utf-8",
    )
    out = plain / "users.json"
    assert main(["users", "--home", "LAO", "--organisation", "Agency", "--out", str(out)]) == 0
    assert "user = a: partner KHM" in capsys.readouterr().out
    told = json.loads(out.read_text(encoding="utf-8"))
    assert (told["home_country"], told["organisation"]) == ("LAO", "Agency")
    assert told["rules"][0]["country"] == "KHM"
    (plain / "access.toml").write_text("[[rule]]\n", encoding="utf-8")
    assert main(["users"]) == 1
    assert "access.toml" in capsys.readouterr().err
