"""What is taken home says the same numbers as the screen, in every form."""

import csv
import json
import sqlite3
import struct

import pytest

pytestmark = pytest.mark.browser


def numbers(atlas):
    """Recorded and used, as on screen."""
    recorded, used, _ = atlas.metrics()
    return recorded, used


def test_tables_and_layers_say_the_numbers_of_the_screen(atlas, tmp_path):
    atlas.open(pairs="LAO-THA", categories="drug_smuggling")
    recorded, used = numbers(atlas)
    verdict, ranking = atlas.verdict(), atlas.table()
    drawn = atlas.map(
        "new Set(picture.layers.find((one) => one.id === 'incidents')"
        ".marks.flatMap((m) => m.ids)).size"
    )
    atlas.press("take_open")
    stated = f"{recorded} recorded; {used} used"

    table = atlas.fetch("take.csv").decode("utf-8-sig")
    assert stated in table
    assert verdict in table
    assert "TLP:CLEAR" in table
    lines = [line for line in table.splitlines() if not line.strip('"').startswith("# ")]
    rows = list(csv.DictReader(lines))
    for shown, row in zip(ranking, rows, strict=False):
        assert (shown["Section"], shown["Records"]) == (row["Section"], row["Records"])
    assert sum(int(row["Records"]) for row in rows) == int(used)

    layers = json.loads(atlas.fetch("take.geojson"))
    assert stated in layers["about"]["records"]
    incidents = {
        one["properties"]["id"]
        for one in layers["features"]
        if one["properties"]["layer"] == "incidents"
    }
    assert len(incidents) == drawn

    path = tmp_path / "layers.gpkg"
    path.write_bytes(atlas.fetch("take.gpkg"))
    with sqlite3.connect(path) as package:
        about = dict(package.execute("SELECT entry, text FROM atlas_about"))
        tables = [name for (name,) in package.execute("SELECT table_name FROM gpkg_contents")]
        packed = {
            item
            for name in tables
            if name.startswith("incidents_")
            for (item,) in package.execute(f'SELECT id FROM "{name}"')
        }
    assert stated in about["records"]
    assert about["statement"] == verdict
    assert packed == incidents


def test_pictures_are_made_in_both_languages(atlas):
    atlas.open(pairs="LAO-THA")
    atlas.press("take_open")
    sizes, contents = set(), set()
    for language in ("en", "th"):
        content = atlas.fetch(f"take.picture.wide.{language}")
        assert content.startswith(b"\x89PNG")
        sizes.add(struct.unpack(">II", content[16:24]))
        contents.add(content)
    assert len(contents) == 2
    assert all(width > height > 500 for width, height in sizes)


def test_the_html_file_opens_with_no_network_and_says_the_same(atlas, browser, tmp_path):
    atlas.open(pairs="LAO-THA")
    recorded, used = numbers(atlas)
    verdict, first = atlas.verdict(), atlas.table()[0]["Section"]
    atlas.press("take_open")
    path = tmp_path / "map.html"
    path.write_bytes(atlas.fetch("take.html"))
    asked, faults = [], []
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".am-frame[data-updates]")
    page.wait_for_timeout(300)
    words = page.locator("body").inner_text()
    assert f"{recorded} recorded; {used} used" in words
    assert verdict in words
    assert first in page.locator("#atlas-table tr").nth(1).inner_text()
    inked = page.locator(".am-map canvas").evaluate_all(
        "all => all.map((one) => one.getContext('2d')"
        ".getImageData(0, 0, one.width, one.height).data.some((value) => value > 0))"
    )
    assert inked
    assert all(inked)
    context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
