"""The real lines: lengths, one unbroken line a pair, sections that sum, ids that stay."""

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import borders
from geo.crs import distance_along_km, geod, point_along
from geo.errors import InputError
from geo.schema.vocabularies import INNER_PAIRS, PAIRS

DATA = Path(__file__).resolve().parents[2] / "data"
LENGTHS_KM = {
    "KHM-LAO": 561.6,
    "KHM-THA": 824.5,
    "LAO-MMR": 237.7,
    "LAO-THA": 1864.6,
    "MMR-THA": 2428.2,
}


@pytest.mark.parametrize(("pair", "expected_km"), LENGTHS_KM.items())
def test_lengths_are_those_of_the_source(pair: str, expected_km: float) -> None:
    length_km = geod().geometry_length(borders.line(pair)) / 1000
    assert length_km == pytest.approx(expected_km, rel=0.002)


@pytest.mark.parametrize("pair", PAIRS)
def test_each_pair_is_one_unbroken_line_between_its_named_ends(pair: str) -> None:
    line = borders.line(pair)
    assert isinstance(line, shapely.LineString)
    assert line.is_simple
    ends = borders.line_ends().query("pair == @pair")
    np.testing.assert_allclose(ends[["lon", "lat"]], np.array(line.coords)[[0, -1]], atol=1e-6)


def test_kilometre_zero_lies_where_the_design_puts_it() -> None:
    def start(pair: str) -> tuple[float, float]:
        return borders.line(pair).coords[0]

    assert start("MMR-THA") == start("LAO-THA") == borders.line("LAO-MMR").coords[-1]
    assert start("KHM-THA") == start("KHM-LAO") == borders.line("LAO-THA").coords[-1]
    assert start("LAO-MMR") == start("CHN-LAO") == start("CHN-MMR")


@pytest.mark.parametrize("pair", PAIRS)
def test_sections_are_contiguous_and_sum_to_the_line(pair: str) -> None:
    frame = borders.sections(pair)
    total_km = geod().geometry_length(borders.line(pair)) / 1000
    assert len(frame) == round(total_km / 10)
    assert frame["length_km"].sum() == pytest.approx(total_km, abs=1e-5)
    assert frame["km_from"].iloc[0] == 0
    np.testing.assert_array_equal(frame["km_from"][1:], frame["km_to"][:-1])
    first = [shape.coords[0] for shape in frame.geometry[1:]]
    last = [shape.coords[-1] for shape in frame.geometry[:-1]]
    assert first == last
    assert frame.index[0] == f"{pair}-001"
    assert frame["number"].tolist() == list(range(1, len(frame) + 1))


def test_a_section_s_own_geometry_is_as_long_as_it_says() -> None:
    frame = borders.sections("LAO-MMR")
    lengths = [geod().geometry_length(shape) / 1000 for shape in frame.geometry]
    np.testing.assert_allclose(lengths, frame["length_km"], atol=1e-4)


def test_the_committed_table_is_what_the_lines_give_again() -> None:
    with (DATA / "borders" / "sections.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for pair in PAIRS:
        coordinates = np.array(borders.line(pair).coords)
        along_km = distance_along_km(coordinates)
        count = round(along_km[-1] / 10)
        edges = np.linspace(0, along_km[-1], count + 1)
        mine = [row for row in rows if row["pair"] == pair and row["is_link"] == "0"]
        assert [row["section_id"] for row in mine] == [f"{pair}-{n + 1:03d}" for n in range(count)]
        np.testing.assert_allclose([float(row["km_from"]) for row in mine], edges[:-1], atol=2e-6)
        middle = point_along(coordinates, along_km, (edges[:-1] + edges[1:]) / 2)
        given = [[float(row["mid_lon"]), float(row["mid_lat"])] for row in mine]
        np.testing.assert_allclose(given, middle, atol=2e-6)


def test_index_holds_every_section_and_link_once_in_order() -> None:
    table = borders.index()
    assert len(set(table.ids)) == len(table) == len(table.mid_lon)
    assert (np.diff(table.pair) >= 0).all()
    assert (table.inner & ~table.is_link).sum() == 591
    assert table.ids[borders.position("MMR-THA-E01") - 1] == "MMR-THA-243"
    assert [table.ids[row] for row in np.flatnonzero(table.is_link)] == [
        "MMR-THA-E01",
        "BGD-MMR-E01",
    ]
    assert (table.length_km[table.is_link] == 0).all()
    assert (table.length_km[~table.is_link] > 9).all()
    inner = {table.ids[row][:7] for row in np.flatnonzero(table.inner)}
    assert inner == set(INNER_PAIRS)


def test_positions_and_ids_go_round() -> None:
    table = borders.index()
    assert [borders.position(name) for name in table.ids] == list(range(len(table)))


def test_the_index_cannot_be_written_into() -> None:
    with pytest.raises(ValueError, match="read-only"):
        borders.index().km_from[0] = 5.0


def test_links_go_on_from_the_end_of_the_land_line() -> None:
    link = borders.links("MMR-THA")
    assert link.index.tolist() == ["MMR-THA-E01"]
    assert link["km_from"].iloc[0] == borders.sections("MMR-THA")["km_to"].iloc[-1]
    assert link.geometry.iloc[0].coords[0] == borders.line("MMR-THA").coords[-1]
    measured_km = geod().geometry_length(link.geometry.iloc[0]) / 1000
    assert link["length_km"].iloc[0] == pytest.approx(measured_km, abs=0.001)
    assert borders.links("KHM-LAO").empty


def test_a_cut_is_the_stretch_asked_for() -> None:
    part = borders.cut("LAO-THA", 100.0, 137.5)
    assert geod().geometry_length(part) / 1000 == pytest.approx(37.5, abs=1e-3)
    with pytest.raises(InputError, match="LAO-THA between 0 and 1864"):
        borders.cut("LAO-THA", 1860.0, 1870.0)


def test_unknown_names_are_refused_with_what_was_found() -> None:
    with pytest.raises(InputError, match="'THA-LAO'"):
        borders.line("THA-LAO")
    with pytest.raises(InputError, match="'LAO-THA-999'"):
        borders.position("LAO-THA-999")
