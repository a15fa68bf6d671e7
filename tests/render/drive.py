"""Driving the map of a test page, and reading what it drew."""

from base64 import b64encode
from collections.abc import Callable, Iterator

import pytest

from geo.layerspec import MapSpec
from layers._style import LABELS, TOKENS
from layers.renderers import _assets
from layers.renderers.payload import Look, payload
from tests.render.toy import words

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
        for name in _assets.STYLES:
            page.add_style_tag(url=f"app/static/atlas/{name}")
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
