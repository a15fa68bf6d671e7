"""backup, restore, migrate and retention as a person types them."""

import pytest

from geo.__main__ import main
from geo.store import add, chain_head, open_store, verify_chain
from geo.store.erasure import keep_for
from geo.store.records import decode
from geo.store.tables import OFFICE


@pytest.fixture
def home(tmp_path, monkeypatch, toy):
    """An installation with one office."""
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BORDER_ATLAS_DATABASE_URL", raising=False)
    store = open_store()
    frame = decode([], OFFICE).reindex([0]).assign(id="o-1", coord_precision="none", notes="Note")
    add(store, "office", frame, actor="u1", keys=toy.toy_keys)
    store.close()
    return tmp_path / "home"


def test_backup_and_restore(home, tmp_path, monkeypatch, capsys):
    store = open_store()
    head = chain_head(store)
    store.close()
    assert main(["backup", "--out", str(tmp_path / "b.zip")]) == 0
    assert head in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "b.zip")]) == 1
    assert "--replace" in capsys.readouterr().err
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path / "other"))
    assert main(["restore", str(tmp_path / "b.zip")]) == 0
    assert "records        1" in capsys.readouterr().out
    again = open_store()
    assert verify_chain(again).problems == ()
    again.close()


def test_a_lost_key_is_one_sentence(home, tmp_path, capsys):
    assert main(["backup", "--out", str(tmp_path / "b.zip")]) == 0
    (home / "atlas.key").unlink()
    assert main(["backup", "--out", str(tmp_path / "c.zip")]) == 1
    said = capsys.readouterr().err
    assert "atlas.key" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "c.zip").exists()
    assert main(["restore", str(tmp_path / "b.zip"), "--replace"]) == 0
    assert main(["backup", "--out", str(tmp_path / "c.zip")]) == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_file_that_is_none_is_one_sentence(home, tmp_path, capsys, command):
    path = tmp_path / "nowhere" / "b.zip"
    given = ["backup", "--out", str(path)] if command == "backup" else ["restore", str(path)]
    assert main(given) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_migrate_moves_to_another_database(home, postgresql, toy, monkeypatch, capsys):
    url = postgresql.url(postgresql.database())
    assert main(["migrate", "--to", url]) == 0
    assert "copied    1 records" in capsys.readouterr().out
    monkeypatch.setenv("BORDER_ATLAS_DATABASE_URL", url)
    assert main(["migrate"]) == 0
    store = open_store()
    assert verify_chain(store).records == 1
    store.close()


def test_retention_lists_and_erases(home, capsys):
    store = open_store()
    keep_for(store, "office", keep_days=1, actor="u1")
    store.close()
    assert main(["retention", "--as-of", "2999-01-01"]) == 0
    assert "1 record(s)" in capsys.readouterr().out
    assert main(["retention", "--as-of", "2999-01-01", "--run"]) == 0
    assert "1 erased" in capsys.readouterr().out
    store = open_store()
    assert verify_chain(store).problems == ()
    store.close()
