"""The profile: what is shipped, every fault told at once, and no half-written file."""

import base64
import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from geo.errors import DataFileError, StoreError
from geo.home import HOME_VARIABLE, home
from geo.language import translator
from geo.messages import message
from geo.profile import (
    MAX_LOGO_BYTES,
    SHIPPED,
    Profile,
    load_profile,
    parse_profile,
    profile_path,
    save_profile,
)
from geo.query import LAYERS
from geo.schema.vocabularies import COUNTRIES

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """An installation's empty folder."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


def logo(content=PNG):
    """A picture as text."""
    return base64.b64encode(content).decode("ascii")


def test_the_shipped_order_is_alphabetical_by_short_name():
    shipped = load_profile(SHIPPED)
    for language in ("en", "th"):
        order = shipped.country_order[language]
        # Thai vowels that are written before their consonant are sorted after it.
        names = [_sortable(translator(language).country(code)) for code in order]
        assert names == sorted(names)
        assert sorted(order) == sorted(COUNTRIES)


def _sortable(name):
    letters = list(name)
    for at in range(len(letters) - 1):
        if "เ" <= letters[at] <= "ไ":
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
            break
    return "".join(letters)


def test_clashes_and_sites_are_off_as_shipped():
    shipped = load_profile(SHIPPED)
    assert shipped.left_out_categories == ("armed_clash",)
    assert shipped.left_out_layers == ("sites",)
    assert shipped.names == {"en": {}, "th": {}}
    assert "not a legal boundary" in shipped.disclaimer["en"]
    assert (shipped.organisation, shipped.logo_png_base64) == ("", "")


def test_an_installation_without_its_own_uses_the_shipped_one(own_home):
    assert load_profile() == load_profile(SHIPPED)
    assert profile_path() == own_home / "profile.json"


def test_saved_and_read_again(own_home):
    shipped = load_profile(SHIPPED)
    order = tuple(reversed(shipped.country_order["en"]))
    mine = replace(
        shipped,
        left_out_categories=(),
        left_out_layers=("incidents",),
        country_order={**shipped.country_order, "en": order},
        names={"en": {"country.LAO": "Laos"}, "th": {}},
        disclaimer={"en": "Our words {braces}", "th": "คำของเรา"},
        organisation="Office <b>",
        logo_png_base64=logo(),
    )
    save_profile(mine)
    assert load_profile() == mine
    assert load_profile().translator("en").pair("LAO-THA") == "Thailand–Laos"
    assert [path.name for path in own_home.iterdir()] == ["profile.json"]


def test_blank_parts_stand_at_their_defaults():
    empty = parse_profile({"names": None, "left_out_layers": None}, where="x")
    assert empty.translator("en").country("LAO") == translator("en").country("LAO")
    assert empty == parse_profile({}, where="x")
    assert set(empty.country_order) == {"en", "th"}


FAULTS = {
    "unknown entry 'colour'": {"colour": "red"},
    "'witchcraft' is not known": {"left_out_categories": ["witchcraft"]},
    "left_out_layers must be a list": {"left_out_layers": "sites"},
    "language 'xx' is not known": {"disclaimer": {"xx": "words"}},
    "country_order must hold one entry per language": {"country_order": ["THA"]},
    "country_order of 'en' must hold each of": {"country_order": {"en": ["THA", "THA"]}},
    "country_order of 'th' must hold each of": {"country_order": {"th": [1, None]}},
    "disclaimer in 'en' must not be blank": {"disclaimer": {"en": "  "}},
    "names must hold one entry per language": {"names": "Laos"},
    "names in 'en' must hold one text per name": {"names": {"en": ["Laos"]}},
    "names in 'en': 'country.XXX' is not known": {"names": {"en": {"country.XXX": "X"}}},
    "names in 'en': 'country.LAO' must not be blank": {"names": {"en": {"country.LAO": ""}}},
    "names in 'th': 'country.LAO' holds braces": {"names": {"th": {"country.LAO": "{x}"}}},
    "names in 'en': 'country.THA' holds braces": {"names": {"en": {"country.THA": "Thai{land"}}},
    "organisation must be text": {"organisation": 7},
    "logo_png_base64 must be text": {"logo_png_base64": ["x"]},
    "the logo is not base64": {"logo_png_base64": "ภาพ"},
    "the logo must be a PNG": {"logo_png_base64": logo(b"GIF89a")},
}


@pytest.mark.parametrize(("fault", "raw"), FAULTS.items())
def test_each_fault_is_named(fault, raw):
    with pytest.raises(DataFileError) as told:
        parse_profile(raw, where="profile.json")
    assert fault in str(told.value)
    assert str(told.value).startswith("The profile in profile.json has faults: ")


def test_all_faults_are_named_at_once():
    raw = {
        "colour": 1, "left_out_categories": ["a"], "left_out_layers": ["b"],
        "country_order": {"en": []}, "disclaimer": {"en": ""}, "logo_png_base64": "?",
    }  # fmt: skip
    with pytest.raises(DataFileError) as told:
        parse_profile(raw, where="x")
    assert str(told.value).count(";") == 5


@pytest.mark.parametrize("raw", [[], "text", 3, None])
def test_another_kind_of_file_is_told(raw):
    with pytest.raises(DataFileError, match="expected an object"):
        parse_profile(raw, where="x")


def test_a_logo_has_a_largest_size():
    whole = PNG + b"0" * (MAX_LOGO_BYTES - len(PNG))
    assert parse_profile({"logo_png_base64": logo(whole)}, where="x").logo_png_base64
    with pytest.raises(DataFileError, match="at most 200 kB"):
        parse_profile({"logo_png_base64": logo(whole + b"0")}, where="x")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"", b"[" * 100_000])
def test_a_damaged_file_is_one_sentence(tmp_path, content):
    path = tmp_path / "profile.json"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=r"Expected a profile in JSON in profile\.json"):
        load_profile(path)


def test_a_faulty_profile_is_never_written(own_home):
    save_profile(Profile(organisation="first"))
    with pytest.raises(DataFileError):
        save_profile(Profile(left_out_layers=("secret",)))
    assert load_profile().organisation == "first"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_while_saving_leaves_the_former_profile(own_home, monkeypatch, step):
    save_profile(Profile(organisation="first"))

    def full(*args, **words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, full)
    with pytest.raises(StoreError, match=r"No space left on device.*former profile stands"):
        save_profile(Profile(organisation="second"))
    assert load_profile().organisation == "first"


def test_a_half_written_draft_is_not_read(own_home):
    save_profile(Profile(organisation="first"))
    (own_home / "profile.part").write_text('{"organi', encoding="utf-8")
    assert load_profile().organisation == "first"
    save_profile(Profile(organisation="second"))
    assert load_profile().organisation == "second"


def test_the_file_is_plain_json_that_a_person_can_read(own_home):
    save_profile(Profile(disclaimer={"th": "คำของเรา"}))
    text = profile_path().read_text(encoding="utf-8")
    assert "คำของเรา" in text
    kept = json.loads(json.dumps(asdict(Profile(disclaimer={"th": "คำของเรา"}))))
    assert json.loads(text) == kept


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "file" / "home"))
    with pytest.raises(StoreError, match=HOME_VARIABLE):
        home()


def test_names_are_texts_of_the_catalogue_and_not_only_of_countries():
    raw = {"names": {"en": {"verdict.year": "year {year:year}"}}}
    named = parse_profile(raw, where="x").translator("en")
    assert named(message("verdict.year", year=2024)) == "year 2024"


def test_every_layer_can_be_left_out():
    assert parse_profile({"left_out_layers": list(LAYERS)}, where="x").left_out_layers == LAYERS
