"""The drawing code in a real browser, without Streamlit: what is drawn, redrawn, said and asked."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from geo.layerspec import MapSpec, View
from layers._style import LABELS, TOKENS
from layers.renderers import _assets
from layers.renderers.payload import Look, payload
from tests.render.toy import toy_map, words

pytestmark = pytest.mark.browser
MOUNT = """async (content) => {
    window.said = [];
    window.map = AtlasMap.mount(document.getElementById("host"), {
        displayBase: "app/static/atlas/display/", onSelect: (id) => window.said.push(id) });
    await window.map.update(content);
    await new Promise((done) => setTimeout(done, 250));
}"""
COUNT_COLOUR = """(colour) => {
    const want = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
    let found = 0;
    for (const canvas of document.querySelectorAll(".am-map canvas")) {
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] === 255 && want.every((value, k) => value === data[i + k])) found += 1;
    }
    return found;
}"""


def packed(map_spec: MapSpec, **look: object) -> str:
    content = payload(
        map_spec,
        translator=words,
        styles=TOKENS["light"],
        versions={},
        labels=LABELS["light"],
        look=Look(height="600px", **look),
    )
    return b64encode(content.packed()).decode()


@pytest.fixture
def opened(browser, site: str) -> Iterator[Callable]:
    """Opens the toy map; afterwards: no request but to the test's server, no console error."""
    contexts, requests, faults = [], [], []

    def start(map_spec: MapSpec, width: int = 1000, **look: object):
        context = browser.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        context.on("request", lambda request: requests.append(request.url))
        context.on("console", lambda line: faults.append(line.text) if line.type == "error" else 0)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        page = context.new_page()
        page.goto(site)
        page.add_style_tag(url="app/static/vendor/leaflet/leaflet.css")
        page.add_style_tag(url=f"app/static/atlas/{_assets.STYLE}")
        page.add_script_tag(url="app/static/vendor/leaflet/leaflet.js")
        for name in _assets.SCRIPTS:
            page.add_script_tag(url=f"app/static/atlas/{name}")
        page.evaluate(MOUNT, packed(map_spec, **look))
        page.requested = requests
        return page

    yield start
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith((site, "data:", "blob:"))] == []
    assert faults == []


def click(page, lat: float, lon: float) -> None:
    x, y = page.evaluate(
        """([lat, lon]) => {
            const at = map.map.latLngToContainerPoint([lat, lon]);
            const box = document.querySelector(".am-map").getBoundingClientRect();
            return [at.x + box.x, at.y + box.y];
        }""",
        [lat, lon],
    )
    page.mouse.click(x, y)


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


def at_zoom(page, lat: float, lon: float, zoom: float) -> None:
    page.evaluate(
        "([lat, lon, zoom]) => map.map.setView([lat, lon], zoom, { animate: false })",
        [lat, lon, zoom],
    )
    page.wait_for_timeout(150)


def radius(page, layer: str) -> float:
    return page.evaluate(
        "(id) => map.picture.layers.find((l) => l.id === id).marks[0].groups[0].radius", layer
    )


def test_symbols_grow_with_the_zoom_and_stay_clickable(opened: Callable) -> None:
    page = opened(toy_map())
    at_zoom(page, 15.0, 102.5, 6)
    assert radius(page, "offices") == pytest.approx(0.45 * 13.0 / 2)
    x, y = page.evaluate(
        "(() => { const at = map.map.latLngToContainerPoint([15, 102.5]);"
        " const box = document.querySelector('.am-map').getBoundingClientRect();"
        " return [at.x + box.x, at.y + box.y]; })()"
    )
    page.mouse.click(x + 7, y)
    page.wait_for_selector(".am-card")
    assert page.evaluate("said") == ["office:o1"]
    at_zoom(page, 15.0, 102.5, 9)
    assert radius(page, "offices") == pytest.approx(13.0 / 2)


def with_finding(spec: MapSpec) -> MapSpec:
    """The first section stands out, and an office stands on it."""
    section = spec.layers[1].marks[0]
    one = replace(
        section.features,
        ids=section.features.ids[:1],
        tokens=("section.stands_out",),
        token_of=section.features.token_of[:1],
        names=("out",),
        card=(),
    )
    office = replace(spec.layers[-1].marks[0], lon=np.array([100.0]), lat=np.array([12.5]))
    sections = replace(spec.layers[1], marks=(replace(section, features=one), section))
    offices = replace(spec.layers[-1], marks=(office,))
    return replace(spec, layers=(spec.layers[0], sections, *spec.layers[2:-1], offices))


COLOUR_AT = """([lat, lon]) => {
    const found = map.picture.canvases.marks;
    const at = map.map.latLngToLayerPoint([lat, lon]).subtract(found._bounds.min);
    const ratio = found._container.width / found._bounds.getSize().x;
    const ink = found._container.getContext("2d").getImageData(at.x * ratio, at.y * ratio, 1, 1);
    return [...ink.data.slice(0, 3)];
}"""


def test_what_stands_out_is_seen_above_the_network_at_overview(opened: Callable) -> None:
    page = opened(with_finding(toy_map()))
    page.evaluate("map.picture.setHidden('areas', true)")
    at_zoom(page, 12.5, 100.0, 6)
    red, _, blue = page.evaluate(COLOUR_AT, [12.5, 100.0])
    assert red > blue + 60  # the outline's orange, not the office's dark blue
    at_zoom(page, 12.5, 100.0, 9)
    red, _, blue = page.evaluate(COLOUR_AT, [12.5, 100.0])
    assert blue > red + 40


def test_the_legend_has_a_column_beside_the_map_where_there_is_room(opened: Callable) -> None:
    boxes = """[".am-map", ".am-legend"].map((s) => {
        const box = document.querySelector(s).getBoundingClientRect();
        return [box.left, box.right, box.width];
    })"""
    page = opened(toy_map())
    (_, map_right, _), (legend_left, _, width) = page.evaluate(boxes)
    assert map_right <= legend_left + 1
    assert width == pytest.approx(250, abs=2)
    assert page.evaluate("map.map.getSize().x") == pytest.approx(1000 - 2 - 250, abs=20)
    assert page.evaluate("map.map.getBounds().contains([[10, 95], [20, 105]])")
    (_, _, _), (_, _, present) = opened(toy_map(), scale=1.6).evaluate(boxes)
    assert present == pytest.approx(1.25 * 250, abs=2)


def test_a_flight_is_flown_once_and_the_whole_area_stays_one_click_away(opened: Callable) -> None:
    page = opened(toy_map())
    there = replace(toy_map(), view=View((95.0, 10.0, 105.0, 20.0), flight=(1, 97.0, 12.0)))
    page.evaluate("(content) => map.update(content)", packed(there))
    page.wait_for_function("Math.abs(map.map.getCenter().lat - 12) < 0.05", timeout=5_000)
    page.wait_for_timeout(300)
    at_zoom(page, 15.0, 100.0, 8)
    page.evaluate("(content) => map.update(content)", packed(there))
    page.wait_for_timeout(800)
    assert page.evaluate("map.map.getCenter().lat") == pytest.approx(15.0, abs=0.05)
    page.click(".am-home")
    page.wait_for_function("map.map.getBounds().contains([[10, 95], [20, 105]])")


def test_a_layer_can_keep_the_map_from_going_too_near(opened: Callable) -> None:
    spec = toy_map()
    near = replace(spec.layers[-1], max_zoom=11)
    page = opened(replace(spec, layers=(*spec.layers[:-1], near)))
    assert page.evaluate("map.map.getMaxZoom()") == 11
    page.evaluate("map.picture.setHidden('offices', true)")
    assert page.evaluate("map.map.getMaxZoom()") == 14


def test_ends_of_lines_are_named_only_near(opened: Callable) -> None:
    spec = toy_map()
    named = replace(spec.layers[1].marks[0], ends=("km 10", "km 20"))
    section = replace(spec.layers[1], marks=(named,))
    page = opened(replace(spec, layers=(spec.layers[0], section, *spec.layers[2:])))
    ends = "map.picture.lastView.ends.map((end) => end.name)"
    at_zoom(page, 15.0, 100.0, 8)
    assert page.evaluate(ends) == []
    at_zoom(page, 15.0, 100.0, 10)
    assert page.evaluate(ends) == ["km 10", "km 20"]


def test_nobody_is_led_beyond_what_is_drawn(opened: Callable) -> None:
    page = opened(toy_map())
    page.wait_for_function("map.map.options.maxBounds !== undefined")
    at_zoom(page, 15.0, 100.0, 9)
    page.evaluate("map.map.panTo([15, 140], { animate: false })")
    page.wait_for_function("map.map.getBounds().getEast() < 105.1", timeout=5_000)
    page.evaluate("map.map.setZoom(2, { animate: false })")
    assert page.evaluate("map.map.getBounds().contains([[10, 95], [20, 105]])")
    assert page.evaluate("map.map.getZoom()") > 4


def test_a_card_closes_by_its_named_button_and_by_escape(opened: Callable) -> None:
    page = opened(toy_map())
    click(page, 15.0, 102.5)
    page.wait_for_selector(".am-card")
    assert page.get_attribute(".leaflet-popup-close-button", "aria-label") == "close"
    page.focus(".am-card a")
    page.keyboard.press("Escape")
    page.wait_for_selector(".am-card", state="detached")
