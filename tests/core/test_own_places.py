"""A user's file: places, damaged files, and what is kept out of the store."""

import io
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileNotUnderstoodError
from geo.importers import raw
from geo.importers.own_file import Gazetteer, read_own_file
from geo.importers.raw import read_raw
from tests.core.own_files import HEADER, collection, point, workbook

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
