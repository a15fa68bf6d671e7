"""Words at the edge: numbers, dates and names in two languages; a value never runs anything."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from geo.language import LANGUAGES, LOCALE_DIR, Translator, catalogue, translator
from geo.messages import Message, dated, listing, message, own_name
from geo.profile import SHIPPED, load_profile

ENGLISH, THAI = translator("en"), translator("th")


def test_one_and_many():
    one = ENGLISH(message("verdict.none_placed", n=1, years=message("verdict.year", year=2024)))
    many = ENGLISH(message("verdict.none_placed", n=2, years=message("verdict.year", year=2024)))
    assert one.startswith("In 1 published report, 2024")
    assert many.startswith("In 2 reports, 2024")


def test_numbers_are_grouped_and_dates_written_out():
    frame = message("frame.counts_short", n=12345, used=1000, aside=11345)
    assert ENGLISH(frame) == "12,345 recorded, 1,000 used, 11,345 set aside"
    window = message("frame.window", first=date(2015, 1, 4), last=date(2025, 6, 30))
    assert ENGLISH(window) == "Period 4 Jan 2015 – 30 Jun 2025"


def test_thai_counts_years_of_the_buddhist_era():
    years = message("verdict.years", first=2015, last=2025)
    assert ENGLISH(years) == "2015–2025"
    assert THAI(years) == "2558–2568"
    assert "2568" in THAI.date(date(2025, 6, 30))
    assert translator("th", buddhist=False)(years) == "2015–2025"
    assert translator("en", buddhist=True)(years) == "2558–2568"


@pytest.mark.parametrize(
    ("iso", "english", "thai"),
    [
        ("2024", "2024", "2567"),
        ("2024-03", "March 2024", "มีนาคม 2567"),
        ("2024-03-09", "9 Mar 2024", "9 มี.ค. 2567"),
        ("2024-13", "2024-13", "2024-13"),
        ("2024-02-30", "2024-02-30", "2024-02-30"),
        ("²", "²", "²"),
        ("2024-03-09-1", "2024-03-09-1", "2024-03-09-1"),
        ("about 2024", "about 2024", "about 2024"),
    ],
)
def test_a_date_keeps_its_own_precision(iso, english, thai):
    assert ENGLISH(dated(iso)) == english
    assert THAI(dated(iso)) == thai


def test_no_date_says_nothing():
    assert dated("") is None
    assert dated(None) is None
    assert ENGLISH(None) == ""


@given(st.text(max_size=12))
def test_no_text_breaks_a_partial_date(text):
    assert isinstance(THAI.partial(text), str)


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.256, "percent", "26 %"),
        (1234.56, "km", "1,235"),
        (12.345, "decimal1", "12.3"),
        (0.5, "decimal2", "0.50"),
        (2024, "year", "2024"),
        (1234567, "", "1,234,567"),
        (2.5, "", "2.5"),
        (date(2024, 3, 9), "month", "March 2024"),
        (date(2024, 3, 9), "", "9 Mar 2024"),
        (None, "km", ""),
        ("text", "km", "text"),
    ],
)
def test_format_words(value, spec, text):
    assert ENGLISH.write(value, spec) == text


@pytest.mark.parametrize("spec", ["", "km", "decimal1", "decimal2"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_still_written(value, spec):
    assert isinstance(ENGLISH.write(value, spec), str)


def test_a_missing_text_shows_its_id():
    assert ENGLISH(message("no.such.text", n=3)) == "[no.such.text]"
    assert not ENGLISH.knows("no.such.text")
    assert not ENGLISH.reviewed("no.such.text")


HOSTILE = ("{n}", "{0}", "{n.__class__}", "{{7*7}}", "${x}", "{", "}", "%s", "`x`", "<b>")


@pytest.mark.parametrize("value", HOSTILE)
def test_braces_in_a_value_are_letters(value):
    told = ENGLISH(message("link.not_understood", name=value, value=value))
    assert told.count(value) >= 2
    nested = message("frame.disclaimer_own", text=message("frame.disclaimer_own", text=value))
    assert ENGLISH(nested) == value
    assert THAI(nested) == value


@given(st.text())
def test_any_value_comes_out_as_it_is(text):
    assert ENGLISH(message("frame.disclaimer_own", text=text)) == text


def test_lists_and_messages_inside_messages():
    pairs = listing(message(f"pair.{pair}") for pair in ("KHM-THA", "MMR-THA"))
    assert ENGLISH(message("frame.pairs", pairs=pairs)) == "Cambodia–Thailand, Myanmar–Thailand"


@pytest.mark.parametrize(
    ("country", "local", "english", "thai"),
    [
        ("THA", "แม่สาย", "Mae Sai", "แม่สาย"),
        ("THA", "", "Mae Sai", "Mae Sai"),
        ("LAO", "ຕົ້ນເຜິ້ງ", "Mae Sai", "Mae Sai"),
        ("CHN", "勐腊", "Mae Sai", "Mae Sai"),
    ],
)
def test_a_place_has_its_own_name_where_its_language_is_the_readers(country, local, english, thai):
    name = own_name(country, "Mae Sai", local)
    assert (ENGLISH(name), THAI(name)) == (english, thai)


def test_equal_messages_are_equal_whatever_the_order_of_their_values():
    assert message("x", a=1, b=2) == message("x", b=2, a=1)
    assert hash(Message("x")) == hash(message("x"))


def test_a_pair_is_named_in_the_order_of_its_language():
    shipped = load_profile(SHIPPED)
    english, thai = shipped.translator("en"), shipped.translator("th")
    assert english.pair("CHN-LAO") == "China–Lao PDR"
    assert english.pair("MMR-THA") == "Myanmar–Thailand"
    # Thai alphabet: Thailand (ไทย, under ท) before Myanmar (เมียนมา, under ม).
    assert thai.pair("MMR-THA") == "–".join((thai.country("THA"), thai.country("MMR")))


def test_a_profile_turns_a_pair_and_renames_a_country():
    turned = Translator("en", False, (("country.LAO", "Laos"),), ("THA", "LAO"))
    assert turned.pair("LAO-THA") == "Thailand–Laos"
    assert turned(message("pair.LAO-THA")) == "Thailand–Laos"
    assert turned.country("XXX") == "XXX"


def test_an_unknown_language_falls_back_to_english():
    assert translator("xx").language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_drafts_are_those_that_the_files_mark(language):
    marked = total = 0
    for path in (LOCALE_DIR / language).glob("*.po"):
        with path.open("rb") as handle:
            items = [item for item in read_po(handle) if item.id]
        marked, total = marked + sum(item.fuzzy for item in items), total + len(items)
    assert translator(language).drafts() == (marked, total)
    # Independent of the library: the mark as it stands in the files.
    written = sum(
        len(re.findall(r"^#,.*\bfuzzy\b", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in (LOCALE_DIR / language).glob("*.po")
    )
    assert written == marked


def test_every_value_and_format_word_of_a_thai_text_stands_in_the_english_one():
    english, thai = catalogue("en"), catalogue("th")
    brace = re.compile(r"\{[^{}]*\}")
    strange = {
        name: extra
        for name in thai
        if (
            extra := set(brace.findall(thai[name].plural))
            - set(brace.findall(english[name].plural))
        )
    }
    assert strange == {}


def test_a_text_given_twice_is_a_fault_and_not_a_guess(monkeypatch, tmp_path):
    from geo import language
    from geo.errors import DataFileError

    folder = tmp_path / "xx"
    folder.mkdir()
    for name in ("a", "b"):
        text = 'msgid ""\nmsgstr ""\n\nmsgid "one"\nmsgstr "One"\n'
        Path(folder / f"{name}.po").write_text(text, encoding="utf-8")
    monkeypatch.setattr(language, "LOCALE_DIR", tmp_path)
    with pytest.raises(DataFileError, match="stands twice"):
        catalogue("xx")
    with pytest.raises(DataFileError, match="found none"):
        catalogue("yy")
