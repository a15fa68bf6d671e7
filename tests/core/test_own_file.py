"""A user's file: every row understood or listed with its reasons, no file a fault of the page."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileNotUnderstoodError
from geo.importers.cells import category_of, date_of, decimals_of, number_of
from geo.language import LANGUAGES, catalogue
from geo.schema.vocabularies import CATEGORIES
from tests.core.own_files import ENGLISH, HEADER, reasons


def test_one_row_by_hand(read):
    found = read("2025-03-12,drug_smuggling,Somewhere,THA,16.712,98.574")
    row = found.accepted.loc[2]
    assert (row["id"], row["date"], row["date_precision"]) == ("row-2", "2025-03-12", "day")
    assert (row["category"], row["place"], row["country"]) == ("drug_smuggling", "Somewhere", "THA")
    assert (row["lon"], row["lat"], row["coord_precision"]) == (98.574, 16.712, "site")
    assert found.rejected == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-03-12", "2025-03-12"),
        ("2025-3-2", "2025-03-02"),
        ("2025-03", "2025-03"),
        ("2025", "2025"),
        ("12/03/2025", "2025-03-12"),
        ("12.3.2025", "2025-03-12"),
        ("12-03-2568", "2025-03-12"),
        ("29/02/2567", "2024-02-29"),
        ("2567", "2024"),
        ("๑๒/๐๓/๒๕๖๘", "2025-03-12"),
        ("2025-03-12T08:30:00Z", "2025-03-12"),
        (" 2025-03-12 ", "2025-03-12"),
        (datetime(2025, 3, 12, 8, 30, tzinfo=UTC), "2025-03-12"),
        (date(2568, 3, 12), "2025-03-12"),
        (2025, "2025"),
    ],
)
def test_dates_that_are_understood(text, iso):
    assert date_of(text) == iso


@pytest.mark.parametrize(
    "text",
    ["", None, "yesterday", "2025-02-29", "29/02/2568", "31/04/2025", "12/03/25", "2025-13",
     "2025-00", "2025-00-05", "2025-03-00", "00/03/2025", "1850-01-01", "2399-01-01", "45000",
     "²⁰²⁵", "2025-03-12-1", "Ⅻ/03/2025", "12/2025"],
)  # fmt: skip
def test_dates_that_are_not(text):
    assert date_of(text) is None


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_no_cell_is_a_fault(value):
    found = date_of(value)
    assert found is None or len(found) in (4, 7, 10)
    assert category_of(value) in (None, *CATEGORIES)
    number = number_of(value)
    assert number is None or isinstance(number, float)


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_a_buddhist_date_is_the_same_day(day):
    assert date_of(f"{day.day}/{day.month}/{day.year + 543}") == day.isoformat()


@pytest.mark.parametrize("word", CATEGORIES)
def test_categories_by_word_and_by_label_of_each_language(word):
    assert category_of(word) == category_of(word.upper().replace("_", " ")) == word
    for language in LANGUAGES:
        assert category_of(catalogue(language)[f"term.category.{word}"].singular) == word


@pytest.mark.parametrize("word", ["", None, "witchcraft", "drug", "other stuff", "_", "อื่นใด"])
def test_nothing_is_counted_as_other_by_guess(word):
    assert category_of(word) is None


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(98.574, 3), (98.5, 1), (98.0, 0), (98, 0), ("98.500", 3), ("98", 0), ("๙๘.๕๗", 2)],
)
def test_decimals_as_written(value, decimals):
    assert decimals_of(value) == decimals


@pytest.mark.parametrize(
    ("lat", "lon", "precision"),
    [("16.712", "98.574", "site"), ("16.700", "98.500", "site"), ("16.71", "98.574", "town"),
     ("16.7", "98.574", "district"), ("16", "98", "district")],
)  # fmt: skip
def test_precision_is_what_the_decimals_can_carry(read, lat, lon, precision):
    found = read(f"2025-03-12,arms,,THA,{lat},{lon}")
    assert found.accepted["coord_precision"].tolist() == [precision]


def test_a_stated_precision_wins(read):
    header = HEADER + ",precision"
    found = read("2025,arms,,THA,16.712,98.574,Province", header=header)
    assert found.accepted["coord_precision"].tolist() == ["province"]
    wrong = read("2025,arms,,THA,16.712,98.574,superb", header=header)
    assert reasons(wrong) == ["own.precision"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("soon,arms,Mae Sot,THA,,", ["own.date"]),
        ("2025,witchcraft,Mae Sot,THA,,", ["own.category"]),
        ("2025,arms,Mae Sot,Thailand,,", ["own.country", "own.place_unknown"]),
        ("2025,arms,,THA,,", ["own.no_place"]),
        ("2025,arms,Nowhere,THA,,", ["own.place_unknown"]),
        ("2025,arms,Ban Dan,,,", ["own.place_several"]),
        ("2025,arms,,THA,sixteen,98.5", ["own.point"]),
        ("2025,arms,,THA,16.7,", ["own.point"]),
        ("2025,arms,,THA,98.574,16.712", ["own.outside"]),
        ("2025,arms,,THA,nan,inf", ["own.outside"]),
        ("soon,witchcraft,,XXX,,", ["own.date", "own.category", "own.country", "own.no_place"]),
    ],
)
def test_every_reason_is_given(read, line, expected):
    found = read(line)
    assert reasons(found) == expected
    assert len(found.accepted) == 0
    assert found.rejected[0].row == 2
    assert all("[" not in ENGLISH(item) for item in found.rejected[0].reasons)


def test_swapped_coordinates_are_told_and_never_turned(read):
    found = read("2025,arms,,THA,98.574,16.712")
    assert "may be swapped" in ENGLISH(found.rejected[0].reasons[0])
    assert found.rejected[0].original["lat"] == "98.574"


def test_places_by_name_in_thai_and_english_the_narrowest_first(read):
    found = read("2568,arms,แม่สอด,,,", "2568,arms,เเม่ สอด,THA,,", "2568,arms,MAE-SOT,,,")
    assert found.accepted["lon"].tolist() == [98.57] * 3
    assert found.accepted["coord_precision"].tolist() == ["town"] * 3


def test_a_country_decides_between_two_of_a_name(read):
    found = read("2025,arms,Ban Dan,THA,,", "2025,arms,Ban Dan,mmr,,")
    assert found.accepted["lon"].tolist() == [102.0, 98.0]
    told = read("2025,arms,Ban Dan,,,").rejected[0].reasons[0]
    assert ENGLISH(told).startswith("2 places are named “Ban Dan”")


def test_only_a_province(read):
    found = read("๒๕๖๘,arms,ตาก", header="วันที่,ประเภท,จังหวัด")
    row = found.accepted.loc[2]
    assert (row["coord_precision"], row["place"], row["date"]) == ("province", "ตาก", "2025")


def test_headings_are_found_and_others_are_told(read):
    found = read("2025,arms,98.574,16.712,x", header="Event_Date,TYPE,Longitude,latitude,Notes")
    assert dict(found.used) == {
        "date": "Event_Date", "category": "TYPE", "lat": "latitude", "lon": "Longitude"
    }  # fmt: skip
    assert found.ignored == ("Notes",)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("category,place", "date"),
        ("date,place", "category"),
        ("date,category", "place (or lat and lon)"),
        ("date,category,lat", "place (or lat and lon)"),
        ("foo,bar", "date, category, place (or lat and lon)"),
    ],
)
def test_missing_columns_are_all_named(read, header, missing):
    with pytest.raises(FileNotUnderstoodError) as told:
        read("a,b,c", header=header)
    assert f"Expected columns for {missing}; found" in str(told.value)
