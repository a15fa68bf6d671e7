"""Persons first: no row on trafficking tells more than district and month, in any cell."""

import re

import pandas as pd
import pytest

from geo import reference
from geo.schema.checks import read_rows
from geo.schema.relations import person_faults

# The walker's own list, wider than the product's: a word here in any cell of such a row is a find.
WORDS = re.compile(
    r"girl|boy\b|boys\b|child|minor\b|minors|teen|under-?age|juvenile|infant|bab(y|ies)\b"
    r"|wom[ae]n(?!'s Union)|daughter|sister|mother|years? old|year-old|\baged\b"
    r"|shelter|safe ?house|hospital|foster|orphan|school|casino|hotel|resort|compound|brothel"
    r"|passport|phone|\bMr\b|\bMrs\b|\bMs\b|\bnamed\b"
    r"|เด็ก|เยาวชน|ผู้เสียหาย|บ้านพัก|นางสาว|เด็กหญิง|เด็กชาย",
    re.IGNORECASE,
)
DAY = re.compile(r"\b\d{1,2}(-\d{1,2})? (January|February|March|April|May|June|July|August"
                 r"|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
                 r"|\b\d{4}-\d{2}-\d{2}\b")  # fmt: skip
SOURCE_CELLS = ("title", "other_titles", "outlet")


def raw(name: str) -> pd.DataFrame:
    header, rows = read_rows(reference.table_path(name))
    return pd.DataFrame(rows, columns=header, dtype=str)


@pytest.fixture(scope="module")
def protected() -> pd.DataFrame:
    table = raw("incidents")
    return table[table["category"] == "human_trafficking"].set_index("id", drop=False)


def test_every_cell_of_every_row_on_trafficking(protected: pd.DataFrame) -> None:
    assert len(protected) == 21
    for key, row in protected.iterrows():
        for column, cell in row.items():
            assert not WORDS.search(cell), f"{key} {column}: {cell}"
            assert not DAY.search(cell), f"{key} {column}: {cell}"


def test_place_is_the_district_at_finest(protected: pd.DataFrame) -> None:
    assert set(protected["coord_precision"]) <= {"district", "province", "country", "none"}
    for key, row in protected.iterrows():
        assert row["place"] in (row["admin2"], row["admin1"], ""), key
    district = protected[protected["coord_precision"] == "district"]
    decimals = district["lat"].str.split(".").str[1].str.len()
    assert decimals.max() <= 2  # a representative point of the district, not a spot


def test_when_is_the_month_at_finest(protected: pd.DataFrame) -> None:
    assert protected["date"].str.fullmatch(r"\d{4}(-\d{2})?").all()
    assert protected["source_date"].str.fullmatch(r"(\d{4}(-\d{2})?)?").all()


def test_their_sources_tell_outlet_and_month_only(protected: pd.DataFrame) -> None:
    file = raw("sources").set_index("source_id").loc[protected["source_id"]]
    assert set(file["shown_as"]) == {"outlet_no_link"}
    assert file["date"].str.fullmatch(r"(\d{4}(-\d{2})?)?").all()
    for cell in file[list(SOURCE_CELLS)].to_numpy().ravel():
        assert not WORDS.search(cell) and not DAY.search(cell)
    served = reference.sources().loc[protected["source_id"]]
    assert (served["address"] == "").all()
    assert (served["title"] == served["outlet"]).all()


def test_press_headlines_are_not_served() -> None:
    incidents, file = reference.table("incidents"), raw("sources").set_index("source_id")
    used = incidents["source_id"].unique()
    served = reference.sources().loc[used]
    press = file.loc[used, "shown_as"] != "title"
    assert press.all()
    assert (served["title"] == served["outlet"]).all()


def test_former_trafficking_rows_were_not_made_finer() -> None:
    moved = reference.table("incidents").loc["INC-0159"]
    assert moved["coord_precision"] == "district" and moved["date_precision"] == "month"


def _tables(column: str, cell: str) -> dict[str, pd.DataFrame]:
    incidents = reference.table("incidents")
    incidents.loc["INC-0206", column] = cell
    return {"incidents": incidents, "sources": reference.sources()}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("coord_precision", "town"),
        ("coord_precision", "exact"),
        ("date", "2025-02-23"),
        ("source_date", "2025-02-23"),
        ("title", "Two girls found in Poipet"),
        ("title", "People brought out of the Example resort"),
        ("outcome", "taken to a shelter in Poipet"),
        ("outcome", "operations on 10-11 April"),
        ("agencies", "Ms Example of the district"),
        ("place", "Example Hotel"),
        ("source_id", "aljazeera-82604e"),
    ],
)
def test_the_check_finds_what_tells_too_much(column: str, cell: str) -> None:
    faults = person_faults(_tables(column, cell))
    assert [fault.column for fault in faults] == [column]


def test_the_check_finds_nothing_in_the_shipped_rows() -> None:
    tables = {name: reference.table(name) for name in ("incidents", "sources")}
    assert person_faults(tables) == []


def test_no_free_text_anywhere_tells_of_minors_or_shelters_by_place() -> None:
    minors = re.compile(r"girl|child|minor\b|teen|under-?age|juvenile|orphan", re.IGNORECASE)
    for table in ("incidents", "offices", "crossings", "zones"):
        frame = raw(table)
        columns = [name for name in frame.columns if "source" not in name]
        for cell in frame[columns].to_numpy().ravel():
            assert not minors.search(cell), f"{table}: {cell}"
