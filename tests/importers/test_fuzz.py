"""Anything at all in the cells: every row ends in exactly one list, and no fault has no name."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import FileNotUnderstoodError
from geo.importers.preview import preview
from tests.importers import test_shapes as shapes

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["12/03/2568", "๑๒ มี.ค. ๖๘", "45728", "-", "=1+1", "รวม", "16.713", "98,571", "VE ๒๐๔๕๐๘",
         "476633 1923819", "4.2 ล้านเม็ด", "áÁèÊÍ´", "0", "ยาบ้า", "แม่สอด", "\0", "1e309", "nan", "9" * 400,  # noqa: E501
         "31/02/2568", "ปีงบประมาณ 2568", "https://x/@16.7,98.5,1z", "2025-13-45T99:99Z", "#date"]
    ),
    st.floats(allow_nan=True).map(str),
)  # fmt: skip
HEADERS = {
    "generic": ["id", "date", "category", "goods", "quantity", "lat", "lon", "place", "notes", "label"],  # noqa: E501
    "acled": shapes.ACLED.splitlines()[0].split(","),
    "ucdp": ["id", "type_of_violence", "where_prec", "adm_1", "adm_2", "latitude", "longitude", "country", "date_prec", "date_start", "date_end", "best"],  # noqa: E501
    "kobo": shapes.KOBO.splitlines()[0].split(";"),
    "hxl": shapes.HXL.splitlines()[1].split(","),
    "thai": shapes.THAI.splitlines()[1].split(","),
}  # fmt: skip
# A case is a row; a file holds 20 of them. ``test_streamed`` makes a hundred thousand files.
ROWS_A_FILE = 20
SHORT = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def rows_of(width):
    return st.lists(
        st.lists(CELLS, min_size=0, max_size=width + 1), min_size=ROWS_A_FILE, max_size=ROWS_A_FILE
    )


def check(read, header, rows):
    """Read a table; count every row of it in exactly one list."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    content = text.getvalue().encode("utf-8", "replace")
    lines = sum(
        1 for row in csv.reader(io.StringIO(content.decode().replace("\0", ""), newline="")) if row
    )
    try:
        seen = preview([read(content)])
    except FileNotUnderstoodError as error:
        assert len(str(error)) < 900
        return
    accepted = [number for part in seen.parts() for number in part["row"]]
    listed = [*accepted, *(r.row for r in seen.rejected), *(d.row for d in seen.duplicates)]
    assert len(listed) == len(set(listed))
    header_lines = 0 if any(r.reasons[0].id == "import.reason.tags" for r in seen.rejected) else 1
    assert len(listed) == lines - header_lines
    for part in seen.parts():
        points = part[part["lon"].notna()]
        assert points["lon"].between(90, 112).all()
        assert points["lat"].between(5, 30).all()


@pytest.mark.parametrize("shape", sorted(HEADERS))
def test_no_row_is_lost_whatever_stands_in_it(read, shape):
    header = HEADERS[shape]

    @SHORT
    @given(rows_of(len(header)))
    def run(rows):
        check(read, header, rows)

    run()


def mutated(content):
    """The bytes of a file with some of them changed, cut or doubled."""
    places = st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=6)
    return st.tuples(places, st.integers(0, len(content))).map(
        lambda pick: _changed(content, *pick)
    )


def _changed(content, places, cut):
    target = bytearray(content)
    for at, value in places:
        target[at] = value
    return bytes(target[: cut or None])


def files(tmp_path):
    from tests.importers import test_formats as formats

    return {
        "a.csv": formats.as_csv(), "a.tsv": formats.as_tsv(), "a.xlsx": formats.as_xlsx(),
        "a.ods": formats.as_ods(), "a.geojson": formats.as_geojson(), "a.kml": formats.as_kml(),
        "a.gpkg": formats.as_gpkg(tmp_path), "a.zip": formats.as_shapefile(tmp_path),
    }  # fmt: skip


def read_or_refuse(read, name, content):
    try:
        found = read(content, name=name)
    except FileNotUnderstoodError as error:
        assert str(error)
        return
    json.dumps([[str(reason.id) for reason in one.reasons] for one in found.rejected])


NAMES = ("a.csv", "a.tsv", "a.xlsx", "a.ods", "a.geojson", "a.kml", "a.gpkg", "a.zip")


def damage(read, name, content, cases):
    """Read a file with random damage so many times."""

    @settings(SHORT, max_examples=cases)
    @given(mutated(content))
    def run(damaged):
        read_or_refuse(read, name, damaged)

    run()


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_are_read_or_refused_in_one_sentence(read, tmp_path, name):
    damage(read, name, files(tmp_path)[name], 25)
