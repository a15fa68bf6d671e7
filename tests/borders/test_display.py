"""Display levels: every id once, parts that meet, files that stay small."""

import itertools
import json
from pathlib import Path

import pytest

from geo import borders
from geo.schema.vocabularies import CORE_COUNTRIES, NEIGHBOURS, PAIRS

DATA = Path(__file__).resolve().parents[2] / "data"


def features(name: str) -> list[dict]:
    return json.loads((DATA / "display" / f"{name}.json").read_text(encoding="utf-8"))["features"]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("countries_overview", CORE_COUNTRIES),
        ("countries_detail", CORE_COUNTRIES),
        ("neighbours", NEIGHBOURS),
        ("border_overview", PAIRS),
        ("border_detail", PAIRS),
        ("sections_overview", borders.index().ids),
        ("sections_detail", borders.index().ids),
    ],
)
def test_every_id_is_drawn_once(name: str, ids: tuple[str, ...]) -> None:
    assert [row["properties"]["id"] for row in features(name)] == list(ids)


@pytest.mark.parametrize("level", ["overview", "detail"])
def test_drawn_sections_meet_and_follow_the_drawn_line(level: str) -> None:
    rows = features(f"sections_{level}")
    ends = {row["properties"]["id"]: row["geometry"]["coordinates"] for row in rows}
    drawn = {row["properties"]["id"]: row["geometry"] for row in features(f"border_{level}")}
    for pair in PAIRS:
        parts = [ends[name] for name in borders.sections(pair).index]
        assert all(one[-1] == two[0] for one, two in itertools.pairwise(parts))
        assert parts[0][0] == drawn[pair]["coordinates"][0]
        assert parts[-1][-1] == drawn[pair]["coordinates"][-1]


def test_committed_files_stay_under_four_megabytes() -> None:
    folders = ("borders", "countries", "display")
    files = [file for folder in folders for file in (DATA / folder).iterdir()]
    assert {file.name: file.stat().st_size for file in files if file.stat().st_size > 4e6} == {}
