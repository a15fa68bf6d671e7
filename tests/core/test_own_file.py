"""A user's file: every row understood or listed with its reasons, no file a fault of the page."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileNotUnderstoodError
from geo.importers import raw
from geo.importers.cells import category_of, date_of, decimals_of, number_of
from geo.importers.own_file import Gazetteer, read_own_file
from geo.importers.raw import read_raw
from geo.language import LANGUAGES, catalogue, translator
from geo.schema.vocabularies import CATEGORIES
from geo.search import fold

ENGLISH = translator("en")
HEADER = "date,category,place,country,lat,lon"


@pytest.fixture(scope="module")
def names():
    """A gazetteer of five names."""
    rows = [
        ("Mae Sot", 98.57, 16.71, "THA", "town", 0),
        ("แม่สอด", 98.57, 16.71, "THA", "town", 0),
        ("Mae Sot", 98.70, 16.80, "THA", "district", 1),
        ("Ban Dan", 98.0, 17.0, "MMR", "town", 0),
        ("Ban Dan", 102.0, 14.0, "THA", "town", 0),
        ("ตาก", 99.1, 16.9, "THA", "province", 2),
    ]
    columns = ["name", "lon", "lat", "country", "precision", "rank"]
    table = pd.DataFrame(rows, columns=columns)
    return Gazetteer(table.assign(name=table["name"].map(fold)))


@pytest.fixture(scope="module")
def read(names):
    """Reads lines as a CSV."""

    def run(*lines, header=HEADER, name="mine.csv", encoding="utf-8"):
        content = "\n".join([header, *lines]).encode(encoding)
        return read_own_file(name, content, gazetteer=names)

    return run


def reasons(found):
    """Ids of the reasons of the only rejected row."""
    (row,) = found.rejected
    return [item.id for item in row.reasons]


def workbook(*lines):
    """An Excel file."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def collection(*features):
    """A GeoJSON file."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def point(lon, lat, **properties):
    """A GeoJSON feature."""
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


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


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
GOOD = st.just(("2025-03-12", "arms", "Mae Sot", "THA", "", ""))
ANY = st.tuples(CELL, CELL, CELL, CELL, CELL, CELL)


@given(st.lists(GOOD | ANY, min_size=1, max_size=12), st.sampled_from(",;\t|"))
def test_every_row_is_in_exactly_one_list(names, rows, delimiter):
    import csv

    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter)
    writer.writerows([HEADER.split(","), *rows])
    filled = [at for at, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    try:
        found = read_own_file("a.csv", held.getvalue().encode(), gazetteer=names)
    except FileNotUnderstoodError:
        assert not filled
        return
    both = [*found.accepted.index, *(row.row for row in found.rejected)]
    assert sorted(both) == filled
    assert all(row.reasons for row in found.rejected)
    for row in found.rejected:
        kept = [row.original[name] or "" for name in HEADER.split(",")]
        assert [cell.strip() for cell in kept] == [cell.strip() for cell in rows[row.row - 2]]


def test_row_numbers_are_those_of_the_file(read):
    found = read("", "2025,arms,Mae Sot,THA,,", ",,,,,", "soon,arms,Mae Sot,THA,,")
    assert found.accepted.index.tolist() == [3]
    assert [row.row for row in found.rejected] == [5]
    title = read_own_file(
        "a.xlsx",
        workbook(["My list"], [], ["date", "category", "place"], ["2025", "arms", "Mae Sot"]),
        gazetteer=Gazetteer(pd.DataFrame(columns=["name", "rank", "country"])),
    )
    assert [row.row for row in title.rejected] == [4]


def test_no_cell_of_a_row_is_lost(read):
    found = read("soon,arms,Mae Sot,THA,,,one too many", header=HEADER)
    assert found.rejected[0].original["column 7"] == "one too many"
    assert found.ignored == ("column 7",)
    twice = read("2025,arms,Mae Sot,soon", header="date,category,place,date")
    assert twice.accepted["date"].tolist() == ["2025"]
    assert twice.ignored == ("date (column 4)",)


def test_quotes_and_delimiters_inside_cells(read):
    found = read('2025,arms,"Mae Sot","THA",,', 'soon,arms,"a ""b"", c;d",THA,,')
    assert len(found.accepted) == 1
    assert found.rejected[0].original["place"] == 'a "b", c;d'


THAI = "วันที่,ประเภท,สถานที่\n12/03/2568,arms,แม่สอด\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_of_thai_offices(names, encoding, ends):
    content = THAI.replace("\n", ends).encode(encoding)
    found = read_own_file("งาน.CSV", content, gazetteer=names)
    assert found.accepted["date"].tolist() == ["2025-03-12"]
    assert found.accepted["place"].tolist() == ["แม่สอด"]


def test_excel_with_real_dates_and_numbers(names):
    content = workbook(
        ["date", "category", "lat", "lon"],
        [date(2025, 3, 12), "arms", 16.712, 98.574],
        [2568, "arms", 16.712, 98.574],
        ["soon", "arms", "x", None],
    )
    found = read_own_file("mine.xlsx", content, gazetteer=names)
    assert found.accepted["date"].tolist() == ["2025-03-12", "2025"]
    assert [item.id for item in found.rejected[0].reasons] == ["own.date", "own.point"]


def test_a_sheet_formatted_to_its_last_row_and_column_is_read():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["date", "category", "place"])
    sheet.append(["2025", "arms", "x"])
    sheet["XFD1"] = " "
    sheet["A60000"] = " "
    held = io.BytesIO()
    book.save(held)
    found = read_raw("a.xlsx", held.getvalue())
    assert (found.columns, len(found.rows)) == (("date", "category", "place"), 1)


def test_geojson_rows(names):
    content = collection(
        point(98.574, 16.712, date="2025-03-12", category="arms"),
        point(16.712, 98.574, date="2025-03-12", category="arms"),
        {"type": "Feature", "geometry": None, "properties": {"date": "2025", "category": "arms"}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": None}, "properties": None},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [98]}, "properties": {}},
        "not a feature",
    )
    found = read_own_file("a.geojson", content, gazetteer=names)
    assert found.accepted.index.tolist() == [1]
    assert [row.row for row in found.rejected] == [2, 3, 4, 5, 6]
    assert [item.id for item in found.rejected[0].reasons] == ["own.outside"]


def cut(content):
    """A file that was not sent to its end."""
    return content[: len(content) // 2]


def with_part(content, name, text):
    """A workbook with one part replaced."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for item in old.namelist():
            new.writestr(item, text if item == name else old.read(item))
    return held.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BROKEN = {
    "empty.csv": b"",
    "blank.csv": b"\n\n  \n",
    "header.csv": b"date,category,place\n",
    "wide.csv": b'"' + b"x" * 200_000 + b'",b\n1,2\n',
    "half.csv": b"\xff\xfea",
    "empty.xlsx": b"",
    "text.xlsx": b"date,category",
    "cut.xlsx": cut(workbook(["date", "category", "place"], ["a", "b", "c"])),
    "sheet.xlsx": with_part(workbook(["a", "b"], ["c", "d"]), SHEET, "<worksheet><sheetData><row"),
    "book.xlsx": with_part(workbook(["a", "b"], ["c", "d"]), "xl/workbook.xml", "<x/>"),
    "types.xlsx": with_part(workbook(["a", "b"]), "[Content_Types].xml", "no xml"),
    "zip.xlsx": with_part(workbook(["a", "b"]), "none", "")[:-30],
    "empty.geojson": b"",
    "list.geojson": b"[1, 2]",
    "number.json": b"3",
    "feature.geojson": b'{"type": "Feature"}',
    "none.geojson": b'{"features": []}',
    "object.geojson": b'{"features": {"a": 1}}',
    "deep.geojson": b"[" * 200_000,
    "bytes.geojson": b"\xff\xfe\x00\x01",
    "picture.png": b"\x89PNG",
    "no_ending": b"date,category,place\n",
    "old.xls": b"\xd0\xcf\x11\xe0",
}


@pytest.mark.parametrize(("name", "content"), BROKEN.items())
def test_a_damaged_file_is_one_sentence(names, name, content):
    with pytest.raises(FileNotUnderstoodError, match="Expected"):
        read_own_file(name, content, gazetteer=names)


@given(st.binary(max_size=300), st.sampled_from(("a.csv", "a.xlsx", "a.geojson")))
def test_no_bytes_are_a_fault_of_the_page(names, content, name):
    for whole in (content, b"PK\x03\x04" + content, b"\xff\xfe" + content):
        try:
            read_own_file(name, whole, gazetteer=names)
        except FileNotUnderstoodError as told:
            assert str(told).startswith("Expected")


def test_a_bomb_is_not_unpacked(monkeypatch):
    content = workbook(["a", "b"], ["c", "d"])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    monkeypatch.setattr(raw, "MAX_UNPACKED_BYTES", unpacked - 1)
    with pytest.raises(FileNotUnderstoodError, match="unpacked"):
        read_raw("a.xlsx", content)
    monkeypatch.setattr(raw, "MAX_UNPACKED_BYTES", unpacked)
    assert len(read_raw("a.xlsx", content).rows) == 1


def test_too_large_and_too_many(monkeypatch):
    monkeypatch.setattr(raw, "MAX_BYTES", 40)
    with pytest.raises(FileNotUnderstoodError, match="cut it into parts"):
        read_raw("a.csv", b"x" * 41)
    monkeypatch.setattr(raw, "MAX_ROWS", 2)
    for rows, fits in ((2, True), (3, False)):
        content = b"a,b\n" + b"1,2\n" * rows
        if fits:
            assert len(read_raw("a.csv", content).rows) == rows
        else:
            with pytest.raises(FileNotUnderstoodError, match="at most 2 rows"):
                read_raw("a.csv", content)
