"""Hostile text in every column of every table executes nothing and blanks nothing."""

import importlib.util
from pathlib import Path

import pytest

from geo.store import add, open_store, withdraw

pytestmark = pytest.mark.browser
CARDS = """(() => {
    const opened = [];
    for (const layer of picture.layers)
        for (const mark of layer.marks)
            mark.ids.forEach((id, i) => {
                if (!id.includes(":hostile-")) return;
                const hits = [{ mark, index: i }];
                const box = window.AtlasParts.cards(hits, picture.payload.words, () => 0);
                frame.append(box);
                opened.push([id, box.textContent, box.querySelectorAll("script,img").length]);
                box.remove();
            });
    return opened;
})()"""


@pytest.fixture(scope="module")
def hostile():
    """The module of hostile rows."""
    path = Path(__file__).with_name("hostile.py")
    spec = importlib.util.spec_from_file_location("hostile_rows", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def hostile_store(server, hostile):
    """The shared server's store with one hostile row per table; taken out of use afterwards."""
    store = open_store(f"sqlite:///{server.home / 'atlas.sqlite'}")
    for table, frame in hostile.frames().items():
        add(store, table, frame, actor="test")
    yield store
    for table, row in hostile.ROWS.items():
        withdraw(store, table, row["id"], actor="test")
    store.close()


def nothing_fired(atlas):
    """No hostile text became code or markup."""
    assert atlas.page.evaluate("window.__fired") is None
    assert atlas.page.locator("img[src=x]").count() == 0


def test_the_map_and_its_cards_show_hostile_rows_as_text(atlas, hostile, hostile_store):
    atlas.open(pairs="LAO-THA", section="LAO-THA-146")
    opened = atlas.map(CARDS)
    assert {item.split(":")[0] for item, _, _ in opened} == {
        "incident",
        "office",
        "crossing",
        "zone",
    }
    for item, text, elements in opened:
        assert "${top.__fired=3}" in text, item
        assert elements == 0, item
    box = atlas.keyed("search_text").locator("input")
    box.fill("__fired")
    box.press("Enter")
    hit = atlas.page.locator("[class*=st-key-search_hits] button").first
    hit.wait_for()
    assert "top.__fired" in hit.inner_text()
    atlas.press("situation_check")
    atlas.page.wait_for_timeout(300)
    nothing_fired(atlas)


def test_the_network_shows_hostile_rows_as_text(atlas, hostile_store):
    atlas.open(screen="network", lang="th")
    assert any("crossing:hostile" in item for item, _, _ in atlas.map(CARDS))
    nothing_fired(atlas)


def test_the_html_file_holds_hostile_rows_as_text(atlas, browser, hostile_store, tmp_path):
    atlas.open(pairs="LAO-THA")
    atlas.press("take_open")
    path = tmp_path / "map.html"
    path.write_bytes(atlas.fetch("take.html"))
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".am-frame[data-updates]")
    assert page.evaluate("window.__fired") is None
    assert page.locator("img").count() == 0
    context.close()


def test_a_hostile_file_of_ones_own_is_shown_as_text(atlas, hostile):
    atlas.open(screen="file")
    atlas.keyed("file").locator("input").set_input_files(
        {"name": "<img src=x onerror=top.__fired=9>.csv", "mimeType": "text/csv",
         "buffer": hostile.own_file()}
    )  # fmt: skip
    atlas.wait_for_map()
    rejected = atlas.table(1)
    assert len(rejected) == 1
    assert "top.__fired" in str(rejected)
    nothing_fired(atlas)
