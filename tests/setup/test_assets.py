"""The installed map assets: all there, local, drawing every script; a missing one is told."""

import re

import pytest
from fontTools.ttLib import TTFont

from geo.errors import SetupError
from layers.vendor import (
    FONT_FAMILIES,
    FONTS_FOLDER,
    REQUIRED_FILES,
    STATIC_FOLDER,
    check,
    missing,
    picture_fonts,
)

SAMPLES = {
    "Noto Sans": "Điện Biên Ångström é",
    "Noto Sans Khmer": "ភ្នំពេញ Phnom Penh",
    "Noto Sans Lao": "ວຽງຈັນ Vientiane",
    "Noto Sans Myanmar": "မြန်မာ Myanmar",
    "Noto Sans Thai": "กรุงเทพมหานคร Bangkok",
}


def test_everything_is_installed():
    assert missing() == ()
    check()


def test_a_missing_file_is_told_in_one_sentence(tmp_path):
    for name in (*REQUIRED_FILES, *(f"vendor/fonts/{path.name}" for path in picture_fonts())):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    check(tmp_path)
    (tmp_path / "vendor/leaflet/leaflet.css").unlink()
    assert missing(tmp_path) == ("vendor/leaflet/leaflet.css",)
    with pytest.raises(SetupError, match=r"1 installed map files.*leaflet\.css.*make assets"):
        check(tmp_path)


@pytest.mark.parametrize("family", FONT_FAMILIES)
@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_a_picture_font_draws_its_script_and_latin(family, face):
    font = TTFont(FONTS_FOLDER / f"{family.replace(' ', '')}-{face}.ttf")
    drawn = font.getBestCmap()
    assert [letter for letter in SAMPLES[family] if ord(letter) not in drawn] == []
    assert font["name"].getDebugName(1) == family


def test_page_fonts_are_local_and_have_ranges():
    css = (FONTS_FOLDER / "fonts.css").read_text()
    faces = css.split("@font-face")[1:]
    assert len(faces) == 14
    assert all("unicode-range" in face for face in faces)
    named = re.findall(r"url\((.*?)\)", css)
    assert all((FONTS_FOLDER / name).is_file() for name in named)
    assert {re.search(r"font-family: '(.*?)'", face)[1] for face in faces} == set(FONT_FAMILIES)


def test_assets_ask_for_no_other_address():
    """Style sheets would load what they name; scripts only carry addresses as words."""
    for sheet in STATIC_FOLDER.rglob("*.css"):
        for address in re.findall(r"url\(['\"]?(.*?)['\"]?\)", sheet.read_text()):
            assert not address.startswith(("http", "//")), (sheet.name, address)
            if not address.startswith(("data:", "#")):
                assert (sheet.parent / address).is_file(), (sheet.name, address)


def test_our_own_files_are_the_same_as_in_the_source(root):
    shown = {path.name: path.read_bytes() for path in (STATIC_FOLDER / "atlas").glob("*.*")}
    own = {
        path.name: path.read_bytes()
        for path in (root / "layers" / "assets").glob("*")
        if path.is_file()
    }
    assert shown == own


def test_static_holds_no_records(root):
    """Everything under static/ is public: shapes only, never a table of records."""
    display = {path.name for path in (root / "data" / "display").glob("*.json")}
    assert {path.name for path in (STATIC_FOLDER / "atlas" / "display").glob("*")} == display
    assert not [path for path in STATIC_FOLDER.rglob("*") if path.suffix in (".csv", ".sqlite")]


def test_the_licence_of_each_asset_stands_beside_it():
    names = {path.stem for path in (STATIC_FOLDER / "vendor" / "licences").iterdir()}
    assert {"leaflet", "leaflet.markercluster", "jquery", "noto-sans-thai"} <= names
