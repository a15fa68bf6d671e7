"""The one-file map, opened from disk with the network off."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.layerspec import MapSpec
from layers._style import LABELS, TOKENS
from layers.renderers.html_file import FilePage, TableRow, html_file
from tests.render.toy import said, toy_map, words

pytestmark = pytest.mark.browser
DAYS = {"incident:1": (100, 100), "incident:2": (200, 230), "incident:3": (400, 400)}


def written(text: str, displays: dict, drawn: MapSpec | None = None) -> str:
    return html_file(
        drawn or toy_map(text),
        translator=words,
        styles=TOKENS["light"],
        labels=LABELS["light"],
        displays=displays,
        page=FilePage(
            said(f"ranked {text}"),
            (said("section"), said(text), said("rate")),
            (TableRow("section:AAA-BBB-002", (said(text), "2", None)),),
            DAYS,
        ),
    )


@pytest.fixture
def opened(browser, tmp_path: Path) -> Iterator[Callable]:
    contexts, requests, faults = [], [], []

    def start(content: str):
        path = tmp_path / "map.html"
        path.write_text(content, encoding="utf-8")
        context = browser.new_context(viewport={"width": 1200, "height": 800})
        contexts.append(context)
        context.set_offline(True)
        context.on("request", lambda request: requests.append(request.url))
        context.on("console", lambda line: faults.append(line.text) if line.type == "error" else 0)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        page = context.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-ready]")
        page.wait_for_timeout(250)
        return page

    yield start
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []


def test_it_draws_filters_and_finds_with_no_network(opened: Callable, displays: dict) -> None:
    page = opened(written("plain", displays))
    assert page.evaluate("document.getElementById('atlas-map').__atlas.stats().painted.ground") >= 1
    assert page.inner_text(".af-count") == "3 shown_of 3"
    page.locator(".af-field input").nth(1).fill("1970-08-01")  # day 212: the second ends after it
    assert page.inner_text(".af-count") == "1 shown_of 3"
    page.locator(".af-box input").first.uncheck()
    assert page.inner_text(".af-count") == "0 shown_of 3"
    page.click(".af-go")
    page.wait_for_timeout(1_200)
    view = "document.getElementById('atlas-map').__atlas.map.getBounds()"
    assert page.evaluate(f"{view}.contains([[15.1, 100], [19.9, 100]])")
    assert page.evaluate(f"{view}.getSouth()") > 10.5  # nearer than the whole area


def test_moved_records_are_filtered_with_their_category(opened: Callable, displays: dict) -> None:
    drawn = toy_map()
    layers = []
    for layer in drawn.layers:
        if layer.id == "incidents":
            both = ("category.arms", "category.arms.approximate")
            found = replace(layer.marks[0].features, tokens=both, token_of=np.array([0, 1, 1]))
            layer = replace(layer, marks=(replace(layer.marks[0], features=found),))
        layers.append(layer)
    page = opened(written("plain", displays, replace(drawn, layers=tuple(layers))))
    assert page.locator(".af-box").count() == 1
    assert page.inner_text(".af-count") == "3 shown_of 3"
    page.locator(".af-box input").uncheck()
    assert page.inner_text(".af-count") == "0 shown_of 3"


def test_a_layer_can_be_switched_off(opened: Callable, displays: dict) -> None:
    page = opened(written("plain", displays))
    page.locator(".am-block[data-layer=offices] input").uncheck()
    hidden = "[...document.getElementById('atlas-map').__atlas.picture.state.hidden]"
    assert page.evaluate(hidden) == ["offices"]


def test_hostile_texts_run_nothing(opened: Callable, displays: dict, hostile: str) -> None:
    page = opened(written(hostile, displays))
    page.wait_for_timeout(300)
    assert page.evaluate("[window.__fired, document.images.length]") == [None, 0]
    cells = page.evaluate(
        "[...document.querySelectorAll('.af-table th, .am-title')].map((n) => n.textContent)"
    )
    assert sum(" ".join(hostile.split()) in " ".join(cell.split()) for cell in cells) == 3
    assert page.locator("#atlas-side section, #atlas-table section").count() == 2


def test_it_prints_on_one_sheet_with_its_frame(opened: Callable, displays: dict) -> None:
    page = opened(written("plain", displays))
    page.emulate_media(media="print")
    assert page.is_visible(".am-disclaimer")
    assert page.is_visible(".af-table")
    assert not page.is_visible(".af-filter")
    assert not page.is_visible(".am-controls")
