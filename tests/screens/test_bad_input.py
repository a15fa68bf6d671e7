"""What can be wrong on a machine: one clear sentence, no traceback, nothing lost."""

import shutil

import pytest

from geo import areas, reference
from geo.store import keyfile
from layers import vendor


def one_sentence(screen) -> str:
    """The only fault that the screen tells."""
    assert len(screen.faults) == 1
    assert not screen.app.metric
    sentence = screen.faults[0]
    assert "Traceback" not in sentence
    assert "\n" not in sentence.strip()
    return sentence


def test_a_home_that_is_no_folder(opened_in, tmp_path):
    file = tmp_path / "file"
    file.write_text("kept", encoding="utf-8")
    assert "BORDER_ATLAS_HOME" in one_sentence(opened_in(file / "records"))
    assert file.read_text(encoding="utf-8") == "kept"


def test_a_damaged_store_is_told_and_left_as_it_is(opened_in, tmp_path):
    store = tmp_path / "atlas.sqlite"
    store.write_bytes(b"no database at all " * 400)
    before = store.read_bytes()
    assert "atlas.sqlite" in one_sentence(opened_in(tmp_path))
    assert store.read_bytes() == before


def test_a_store_without_its_key_is_told(opened_in, seeded_home, opened, tmp_path):
    opened(screen="network")
    shutil.copytree(seeded_home, tmp_path / "moved")
    (tmp_path / "moved" / keyfile.FILE_NAME).unlink()
    assert keyfile.FILE_NAME in one_sentence(opened_in(tmp_path / "moved"))


def test_a_damaged_profile_is_told_and_left_as_it_is(opened_in, tmp_path):
    profile = tmp_path / "profile.json"
    profile.write_text('{"left_out_layers": ["unicorns"], "colour": 1', encoding="utf-8")
    before = profile.read_bytes()
    assert "profile.json" in one_sentence(opened_in(tmp_path))
    assert profile.read_bytes() == before
    profile.write_text('{"left_out_layers": ["unicorns"], "colour": 1}', encoding="utf-8")
    sentence = one_sentence(opened_in(tmp_path))
    assert "unicorns" in sentence
    assert "colour" in sentence


@pytest.mark.parametrize("damage", ["missing", "cut short", "no text"])
def test_a_missing_or_damaged_file_of_facts(opened_in, tmp_path, monkeypatch, damage):
    facts = tmp_path / "data"
    facts.mkdir()
    for path in reference.DATA_DIR.glob("*.csv"):
        shutil.copy(path, facts)
    crossings = facts / "crossings.csv"
    if damage == "missing":
        crossings.unlink()
    elif damage == "cut short":
        crossings.write_bytes(crossings.read_bytes()[:700])
    else:
        crossings.write_bytes(b"\x00\xff\xfe" * 50)
    monkeypatch.setattr(reference, "DATA_DIR", facts)
    assert "crossings.csv" in one_sentence(opened_in(tmp_path / "home"))


def test_missing_map_files_are_told(opened_in, tmp_path, monkeypatch):
    def absent() -> None:
        vendor_check(tmp_path / "static")

    vendor_check = vendor.check
    monkeypatch.setattr(vendor, "check", absent)
    assert "make assets" in one_sentence(opened_in(tmp_path))


def test_the_clock_of_the_environment_is_checked(opened_in, tmp_path, monkeypatch):
    monkeypatch.setenv("BORDER_ATLAS_AS_OF", "tomorrow")
    assert "BORDER_ATLAS_AS_OF" in one_sentence(opened_in(tmp_path))


def test_areas_are_those_of_the_shipped_files():
    """The damage above is to copies: the shipped facts are whole afterwards."""
    assert len(areas.districts()) > 0
    assert len(reference.table("crossings")) == 147
