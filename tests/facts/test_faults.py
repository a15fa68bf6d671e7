"""A missing or damaged file gives one clear sentence that tells every fault."""

import shutil
from pathlib import Path

import pytest

from geo import reference
from geo.errors import DataFileError, InputError


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tables that a test may damage."""
    for path in reference.DATA_DIR.glob("*.csv"):
        shutil.copy(path, tmp_path)
    (tmp_path / "display").mkdir()
    monkeypatch.setattr(reference, "DATA_DIR", tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(name: str = "offices") -> str:
    with pytest.raises(DataFileError) as caught:
        reference.table(name)
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


def test_missing(data: Path) -> None:
    (data / "offices.csv").unlink()
    assert (
        told() == "Expected the file data/offices.csv, but it is missing; install the atlas again."
    )


def test_empty(data: Path) -> None:
    (data / "offices.csv").write_text("", encoding="utf-8")
    assert "empty" in told()


def test_not_utf8(data: Path) -> None:
    (data / "offices.csv").write_bytes("id,name\nแม่สาย,x\n".encode("cp874"))
    assert "UTF-8" in told()


def test_cut_off_in_a_quote(data: Path) -> None:
    text = (data / "offices.csv").read_text(encoding="utf-8")
    (data / "offices.csv").write_text(text + '"unfinished,', encoding="utf-8")
    assert "cannot be read" in told()


def test_all_faults_at_once(data: Path) -> None:
    path = data / "offices.csv"
    edit(path, "20.4335", "204335")
    edit(path, "100.0869,20.2751", "100.0869,")
    edit(path, ",LAO-THA,river", ",THA-LAO,river")
    edit(path, "tha-chiang-khong,", "tha-mae-sot,")
    edit(path, ",operating,2020", ",working,2020")
    sentence = told()
    for part in (
        "row 2, column lat: expected a number from 4 to 32, found '204335'",
        "row 3, column lat: expected both coordinates or neither, found one of them",
        "column border_pair: expected one of KHM-LAO",
        "column id: expected an id once, found 'tha-mae-sot' twice or more",
        "column status: expected one of operating, unknown, planned, closed, found 'working'",
        "6 faults",
    ):
        assert part in sentence


def test_missing_and_unknown_columns(data: Path) -> None:
    edit(data / "offices.csv", "name_local", "name_lokal")
    sentence = told()
    assert "missing ['name_local']" in sentence and "unknown ['name_lokal']" in sentence


def test_a_row_with_too_few_cells(data: Path) -> None:
    path = data / "costs.csv"
    path.write_text(path.read_text(encoding="utf-8") + "one,two\n", encoding="utf-8")
    assert "row 10: expected 12 cells, found 2" in told("costs")


def test_too_few_rows(data: Path) -> None:
    path = data / "offices.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert "expected 80 to 200 rows, found 0" in told()


def test_precision_that_contradicts_its_date(data: Path) -> None:
    edit(data / "incidents.csv", "INC-0001,2015,year", "INC-0001,2015,day")
    assert "expected year, as '2015' says, found 'day'" in told("incidents")


def test_line_break_in_a_cell(data: Path) -> None:
    edit(data / "offices.csv", "Mae Sai BLO", '"Mae Sai\nBLO"')
    assert "without line breaks" in told()


def test_unknown_table_is_an_input_error() -> None:
    with pytest.raises(InputError, match="found 'nothing'"):
        reference.table("nothing")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"features": [{"properties": {}}]}', '{"features": [1]}', "\x00"]
)
def test_damaged_shapes(data: Path, text: str) -> None:
    (data / "display" / "rivers.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"data/display/rivers\.json.*install the atlas again"):
        reference.display("rivers")


def test_missing_shapes(data: Path) -> None:
    with pytest.raises(DataFileError, match="missing"):
        reference.display("rivers")
