"""The map in a browser: labels, legend and what is redrawn."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from geo.layerspec import MapSpec, View
from tests.render.drive import at_zoom, click, packed, radius
from tests.render.toy import toy_map

pytestmark = pytest.mark.browser


COLOUR_AT = """([lat, lon]) => {
    const found = map.picture.canvases.marks;
    const at = map.map.latLngToLayerPoint([lat, lon]).subtract(found._bounds.min);
    const ratio = found._container.width / found._bounds.getSize().x;
    const ink = found._container.getContext("2d").getImageData(at.x * ratio, at.y * ratio, 1, 1);
    return [...ink.data.slice(0, 3)];
}"""


WRITTEN = """() => {
    const pen = CanvasRenderingContext2D.prototype, own = pen.fillText, found = [];
    pen.fillText = function (...said) {
        found.push(said[0]);
        own.apply(this, said);
    };
    map.picture.canvases.marks.paint();
    pen.fillText = own;
    return found;
}"""


def with_countries(*names: str) -> MapSpec:
    """The land's features by other names."""
    spec = toy_map()
    land = spec.layers[0].marks[0]
    named = replace(land, features=replace(land.features, names=names))
    return replace(spec, layers=(replace(spec.layers[0], marks=(named,)), *spec.layers[1:]))


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


@pytest.mark.parametrize(
    ("second", "local"), [("local two", {"local one", "local two"}), ("local two" * 9, set())]
)
def test_countries_are_named_alike(opened: Callable, second: str, local: set[str]) -> None:
    """Where the local name of one finds no room, no country shows its own."""
    page = opened(with_countries("First · local one", f"Second · {second}"))
    at_zoom(page, 15.0, 100.0, 6)
    written = set(page.evaluate(WRITTEN))
    assert {"First", "Second"} <= written
    assert {text for text in written if text.startswith("local")} == local


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
