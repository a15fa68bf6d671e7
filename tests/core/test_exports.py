"""Files to take home: nothing runs, nothing is missing, and the numbers are the answer's."""

import csv
import io
import json
from datetime import date

import numpy as np
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import reference
from geo.briefing.frame import furniture
from geo.briefing.situation import situation
from geo.briefing.tables import RANKING_COLUMNS, ranking_table
from geo.exports.about import about
from geo.exports.geodata import layer_frame, to_geojson, to_geopackage
from geo.exports.tables import neutral_cell, to_csv
from geo.language import translator
from geo.layerspec import Circles, Features, Field, LayerSpec, Paths, Points, Polygons, Shapes
from geo.messages import message
from geo.profile import Profile
from geo.query import Query
from layers import build_layers

ENGLISH = translator("en")
FIELDS = [
    "title", "statement", "period", "as_of", "records", "audience", "disclaimer", "credits",
    "notes", "crs", "version",
]  # fmt: skip
FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "=cmd|' /C calc'!A0",
)  # fmt: skip


def read_csv(content):
    """Rows about the table, its header and its rows."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    about_rows = [row for row in rows if row and row[0].startswith("# ")]
    return about_rows, rows[len(about_rows)], rows[len(about_rows) + 1 :]


@pytest.fixture(scope="module")
def frame(answer):
    """The furniture of the opening view."""
    return furniture(answer, profile=Profile(), language="en")


@pytest.fixture(scope="module")
def specs(shipped):
    """A few layers of the shipped facts."""
    names = ("countries", "contested", "sections", "zones", "crossings", "offices", "incidents")
    query = Query(layers=names)
    found = situation(shipped, query, as_of=date(2026, 11, 23), profile=Profile())
    return build_layers(found.scene)


@pytest.fixture(scope="module")
def frames(specs):
    """Those layers as tables with geometry."""
    return {
        spec.id: layer_frame(spec, translator=ENGLISH, displays=reference.display) for spec in specs
    }


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_run_by_a_spreadsheet(text):
    assert neutral_cell(text) == "'" + text
    _, header, rows = read_csv(to_csv([text], [[text]], about={}))
    assert header[0].startswith("'")
    assert rows[0][0].startswith("'")


@pytest.mark.parametrize("value", [-1, -0.5, 0, "a=b", "Mae Sot", "'quoted", "แม่สอด"])
def test_numbers_and_plain_text_stay(value):
    assert neutral_cell(value) == value


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan")])
def test_what_is_not_there_is_blank(value):
    assert neutral_cell(value) == ""


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5), st.text())
def test_every_cell_comes_back(rows, title):
    content = to_csv(["a", "b"], rows, about={"title": title})
    about_rows, header, found = read_csv(content)
    assert header == ["a", "b"]
    assert found == [[neutral_cell(cell) for cell in row] for row in rows]
    assert about_rows == [[f"# title: {' '.join(title.split())}"]]


def test_excel_is_told_that_it_is_utf_8_and_lines_end_as_it_expects():
    content = to_csv(["จังหวัด"], [["ตาก"]], about={})
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.decode("utf-8-sig") == "จังหวัด\r\nตาก\r\n"


def test_a_line_about_the_table_cannot_break_out_of_its_cell():
    content = to_csv(["a"], [], about={"disclaimer": 'x", =1+1\n=2+2'})
    about_rows, header, rows = read_csv(content)
    assert about_rows == [['# disclaimer: x", =1+1 =2+2']]
    assert (header, rows) == (["a"], [])


def test_about_says_everything_that_the_map_says(frame, answer):
    told = about(frame, translator=ENGLISH)
    assert list(told) == FIELDS
    assert told["statement"] == ENGLISH(answer.verdict)
    assert f"{answer.recorded} recorded; {answer.used} used" in told["records"]
    assert "TLP:CLEAR" in told["audience"]
    assert "not a legal boundary" in told["disclaimer"]
    assert told["crs"] == "EPSG:4326"
    assert "OpenStreetMap" in told["credits"]
    assert told["version"]
    assert "2026" in told["as_of"] and "2025" in told["as_of"]


def test_about_leaves_blanks_out(frame):
    from dataclasses import replace

    told = about(replace(frame, verdict=None, notes=(), version=""), translator=ENGLISH)
    assert set(FIELDS) - set(told) == {"statement", "notes", "version"}


def test_about_is_written_in_thai_too(frame):
    told = about(frame, translator=translator("th"))
    assert list(told) == FIELDS
    assert "2558" in told["period"]


def test_the_table_prints_the_numbers_of_the_answer(answer, frame):
    columns, table = ranking_table(answer, ENGLISH)
    told = about(frame, translator=ENGLISH)
    about_rows, header, rows = read_csv(to_csv(columns, table, about=told))
    assert tuple(header) == columns
    assert len(about_rows) == len(told)
    cell = {name: at for at, name in enumerate(RANKING_COLUMNS)}
    assert [row[cell["section"]] for row in rows] == [row.section_id for row in answer.rows]
    assert sum(int(row[cell["n"]]) for row in rows) == answer.used
    assert sum(row[cell["out"]] == "yes" for row in rows) == answer.standing_out
    for row, held in zip(rows, answer.rows, strict=True):
        low, rate, high = (float(row[cell[n]]) for n in ("rate_low", "rate", "rate_high"))
        assert rate == round(held.rate, 2)
        assert low <= rate <= high
        assert float(row[cell["p"]].removeprefix("< ")) > 0


def toy_spec():
    """One feature of each kind of marks."""

    def features(name):
        card = (Field(message("a"), ("one",)), Field(message("a"), ("two",)),
                Field("Fid", ("three",)))  # fmt: skip
        return Features((f"zone:{name}",), ("t",), np.zeros(1, int), (name,), card)

    line = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    marks = (
        Points(features("p"), np.array([1.0]), np.array([2.0])),
        Circles(features("c"), np.array([1.0]), np.array([2.0]), np.array([500.0])),
        Paths(features("l"), (line,)),
        Polygons(features("y"), (line,)),
        Shapes(features("known"), "file"),
        Shapes(features("unknown"), "file"),
    )
    return LayerSpec("zones", message("x"), marks)


def toy_displays(name):
    """A display file with one shape."""
    ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    return {"features": [{"properties": {"id": "known"}, "geometry": ring}]}


def test_each_kind_of_marks_becomes_its_geometry():
    frame = layer_frame(toy_spec(), translator=ENGLISH, displays=toy_displays)
    assert frame["id"].tolist() == ["zone:p", "zone:c", "zone:l", "zone:y", "zone:known"]
    assert frame.geom_type.tolist() == ["Point", "Point", "LineString", "Polygon", "Polygon"]
    assert frame["radius_m"].tolist()[1] == 500.0
    assert frame.crs.to_epsg() == 4326


def test_two_lines_of_one_label_both_stay():
    frame = layer_frame(toy_spec(), translator=ENGLISH, displays=toy_displays)
    assert frame["[a]"].tolist() == ["one"] * 5
    assert frame["[a] 2"].tolist() == ["two"] * 5
    content = to_geopackage({"zones": frame}, about={"title": "T"})
    assert content[:15] == b"SQLite format 3"


def test_both_positions_on_a_contested_place_leave_together(frames):
    columns = frames["contested"].columns
    label = ENGLISH(message("layers.card.position"))
    assert {label, f"{label} 2"} <= set(columns)


def test_geojson_has_every_feature_and_says_what_it_is(frames, frame):
    told = about(frame, translator=ENGLISH)
    collection = json.loads(to_geojson(list(frames.values()), about=told))
    assert collection["type"] == "FeatureCollection"
    assert collection["about"] == told
    assert len(collection["features"]) == sum(map(len, frames.values()))
    by_layer = pd.Series([item["properties"]["layer"] for item in collection["features"]])
    assert by_layer.value_counts().to_dict() == {k: len(v) for k, v in frames.items() if len(v)}
    assert all(item["geometry"]["coordinates"] for item in collection["features"])


def test_layers_export_what_they_draw(specs, frames):
    for spec in specs:
        drawn = [i for m in spec.marks if hasattr(m, "features") for i in m.features.ids]
        assert frames[spec.id]["id"].tolist() == drawn


def test_the_geopackage_opens_layer_by_layer(frames, frame, tmp_path):
    told = about(frame, translator=ENGLISH)
    path = tmp_path / "atlas.gpkg"
    path.write_bytes(to_geopackage(frames, about=told))
    names = [name for name, _ in pyogrio.list_layers(path)]
    assert "atlas_about" in names
    counted = dict.fromkeys(frames, 0)
    for name in names:
        found = pyogrio.read_dataframe(path, layer=name)
        if name == "atlas_about":
            assert dict(zip(found["entry"], found["text"], strict=True)) == told
            continue
        counted[name.rsplit("_", 1)[0]] += len(found)
        assert found.crs.to_epsg() == 4326
        assert found.geometry.is_valid.mean() > 0.99
        assert found.geom_type.str.replace("Multi", "").nunique() == 1
    assert counted == {name: len(held) for name, held in frames.items()}


def test_a_map_without_features_is_still_a_file(tmp_path):
    empty = layer_frame(LayerSpec("x", message("x"), ()), translator=ENGLISH, displays=toy_displays)
    collection = json.loads(to_geojson([empty], about={"title": "T"}))
    assert (collection["features"], collection["about"]) == ([], {"title": "T"})
    path = tmp_path / "empty.gpkg"
    path.write_bytes(to_geopackage({"x": empty}, about={"title": "T"}))
    assert [name for name, _ in pyogrio.list_layers(path)] == ["atlas_about"]
