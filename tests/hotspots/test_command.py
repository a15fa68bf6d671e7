"""``python -m geo hotspots``: three kinds of file, one sentence each, faults in one sentence."""

import json

import geopandas as gpd
import pytest

from geo.__main__ import main


@pytest.fixture(scope="module", autouse=True)
def own_home(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("BORDER_ATLAS_HOME", str(tmp_path_factory.mktemp("home")))
    yield
    patch.undo()


def hotspots(*words):
    return main(["hotspots", "--as-of", "2026-11-23", *words])


def test_all_three_kinds_of_file_hold_the_same_sections(tmp_path, capsys):
    where = ["--pair", "MMR-THA", "--category", "drug_smuggling"]
    for ending in ("geojson", "csv", "gpkg"):
        assert hotspots(*where, "--out", str(tmp_path / f"out.{ending}")) == 0
    sentence = capsys.readouterr().out.splitlines()[0]
    found = json.loads((tmp_path / "out.geojson").read_text())
    assert found["about"]["statement"] == sentence
    assert found["about"]["audience"]
    ids = {item["properties"]["section_id"] for item in found["features"]}
    assert ids
    assert all(name.startswith("MMR-THA") for name in ids)
    assert (
        set(gpd.read_file(tmp_path / "out.gpkg", layer="hotspots_linestring")["section_id"]) == ids
    )
    table = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert all(name in table for name in ids)


def test_too_few_records_give_a_sentence_and_no_feature(tmp_path, capsys):
    out = tmp_path / "out.geojson"
    assert hotspots("--method", "change", "--out", str(out)) == 0
    assert capsys.readouterr().out.startswith("Not enough records for this")
    assert json.loads(out.read_text())["features"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "x.pdf"], ".geojson, .csv, .gpkg"),
        (["--from", "2025-01-01", "--to", "2024-01-01"], "--from before --to"),
        (["--method", "scan", "--simulations", "0"], "simulations"),
    ],
)
def test_a_fault_is_one_sentence(words, told, capsys):
    assert hotspots(*words) == 1
    err = capsys.readouterr().err.strip()
    assert told in err
    assert "\n" not in err
