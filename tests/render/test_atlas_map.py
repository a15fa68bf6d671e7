"""The drawing code in a real browser, without Streamlit: what is drawn, redrawn, said and asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from geo.layerspec import View
from layers._style import TOKENS
from tests.render.drive import COUNT_COLOUR, MOUNT, at_zoom, click, packed
from tests.render.toy import toy_map

pytestmark = pytest.mark.browser


def test_every_kind_of_mark_is_drawn_in_its_colour(opened: Callable) -> None:
    page = opened(toy_map())
    colours = {
        name: TOKENS["light"][name] for name in ("land.core", "section.class.3", "office.operating")
    }
    assert page.evaluate(COUNT_COLOUR, colours["land.core"].fill) > 50_000
    assert page.evaluate(COUNT_COLOUR, colours["section.class.3"].stroke) > 500
    assert page.evaluate(COUNT_COLOUR, colours["office.operating"].fill) >= 3
    assert page.evaluate("map.stats().labels") >= 1


def test_a_click_opens_the_card_and_tells_the_id(opened: Callable) -> None:
    page = opened(toy_map("Mae Sai"))
    before = len(page.requested)
    click(page, 14.0, 100.0)
    page.wait_for_selector(".am-card")
    assert page.inner_text(".am-card h3") == "Mae Sai"
    assert page.evaluate("said") == ["section:AAA-BBB-001"]
    assert page.get_attribute(".am-card a", "rel") == "noopener noreferrer"
    assert len(page.requested) == before


def test_near_points_join_into_one_count_and_part_on_a_click(opened: Callable) -> None:
    page = opened(toy_map())
    layer = "map.picture.layers.find((l) => l.id === 'incidents')"
    groups = layer + ".marks[0].groups.map((g) => g.members.length)"
    assert sorted(page.evaluate(groups)) == [1, 2]
    click(page, 12.0005, 97.0005)
    page.wait_for_function(f"{groups}.length === 3")
    assert page.evaluate("said") == []


def test_an_unchanged_layer_is_neither_read_nor_drawn_again(opened: Callable) -> None:
    page = opened(toy_map())
    before = page.evaluate("JSON.parse(JSON.stringify(map.stats()))")
    page.evaluate(MOUNT.replace("window.map = AtlasMap.mount", "0 && AtlasMap.mount"),
                  packed(toy_map(section_token="section.class.5")))  # fmt: skip
    after = page.evaluate("map.stats()")
    assert after["read"] == before["read"] | {"sections": 2}
    assert after["painted"]["ground"] == before["painted"]["ground"]
    assert page.evaluate(COUNT_COLOUR, TOKENS["light"]["section.class.5"].stroke) > 500


def test_the_reader_keeps_the_view_until_another_is_asked_for(opened: Callable) -> None:
    page = opened(toy_map())
    page.evaluate("map.map.setView([12, 98], 8, {animate: false})")
    page.evaluate("(content) => map.update(content)", packed(toy_map("other")))
    assert page.evaluate("map.map.getZoom()") == 8
    other = replace(toy_map("other"), view=View((99.0, 14.0, 101.0, 16.0)))
    page.evaluate("(content) => map.update(content)", packed(other))
    page.wait_for_function("Math.abs(map.map.getCenter().lat - 15) < 0.2")


def test_panning_and_zooming_ask_the_server_for_nothing(opened: Callable) -> None:
    page = opened(toy_map())
    before = len(page.requested)
    at_zoom(page, 15.0, 99.0, 8)
    page.focus(".am-map")
    start = page.evaluate("map.map.getCenter().lng")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"map.map.getCenter().lng > {start} + 0.3")
    page.wait_for_timeout(400)
    page.click(".am-in")
    page.wait_for_timeout(400)
    page.click(".am-home")
    page.wait_for_function("map.map.getBounds().contains([[10, 95], [20, 105]])")
    assert len(page.requested) == before
    assert page.evaluate("said") == []


def test_hostile_texts_are_shown_as_text(opened: Callable, hostile: str) -> None:
    page = opened(toy_map(hostile))
    click(page, 15.0, 102.5)
    page.wait_for_selector(".am-card")
    page.wait_for_timeout(300)
    assert page.evaluate("[window.__fired, document.querySelectorAll('.am-frame img').length]") == [
        None,
        0,
    ]
    flat = " ".join(hostile.split())
    for selector in (".am-title", ".am-card h3", ".am-disclaimer", ".am-layer", ".am-audience"):
        text = page.evaluate("(s) => document.querySelector(s).textContent", selector)
        assert flat in " ".join(text.split())
    assert page.evaluate(COUNT_COLOUR, TOKENS["light"]["land.core"].fill) > 10_000


def test_the_frame_carries_what_a_photograph_must_show(opened: Callable) -> None:
    page = opened(toy_map("plain"))
    frame = page.inner_text(".am-frame")
    for part in ("title", "window", "as of", "counts", "audience", "verdict", "credit"):
        assert f"{part} plain" in frame
    assert "Indicative line, not a legal boundary" in frame
    assert page.locator(".am-entry").count() == 8
    boxes = page.evaluate(
        """[".am-title", ".am-disclaimer", ".leaflet-control-scale"].every((s) => {
            const frame = document.querySelector(".am-frame").getBoundingClientRect();
            const box = document.querySelector(s).getBoundingClientRect();
            return box.height > 0 && box.top >= frame.top && box.bottom <= frame.bottom;
        })"""
    )
    assert boxes


def test_on_a_phone_nothing_scrolls_sideways_and_the_legend_waits(
    opened: Callable, hostile: str
) -> None:
    page = opened(toy_map(hostile), width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.am-legend').open") is False
    page.click(".am-legend summary")
    assert (
        page.evaluate("document.querySelector('.am-legend').getBoundingClientRect().right") <= 390
    )


def test_present_mode_is_larger(opened: Callable) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.am-title')).fontSize)"
    plain = opened(toy_map()).evaluate(size)
    assert opened(toy_map(), scale=1.6).evaluate(size) == pytest.approx(1.6 * plain)


def test_a_missing_display_file_is_said_and_the_rest_is_drawn(opened: Callable) -> None:
    spec = toy_map()
    gone = replace(
        spec.layers[0].marks[0], file="toy_sections", detail_file="absent", detail_from_zoom=3
    )
    page = opened(replace(spec, layers=spec.layers[1:]))
    page.route("**/absent.json", lambda route: route.fulfill(status=200, body="not json"))
    spec = replace(spec, layers=(replace(spec.layers[0], marks=(gone,)), *spec.layers[1:]))
    page.evaluate("(content) => map.update(content)", packed(spec))
    page.wait_for_function("document.querySelector('.am-notice').textContent === 'shapes_missing'")
    assert page.evaluate(COUNT_COLOUR, TOKENS["light"]["office.operating"].fill) >= 3
