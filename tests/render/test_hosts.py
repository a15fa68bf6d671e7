"""Both hosts of the map inside a real Streamlit server: hostile texts, requests, first drawing."""

import json
import subprocess
import sys
from collections.abc import Iterator

import folium
import pytest
from folium.elements import JSCSSMixin

from layers._style import TOKENS
from layers.renderers import _assets
from layers.renderers.folium_map import LOCAL_PREFIX, folium_map, make_local
from tests.conftest import ROOT, free_port
from tests.render.conftest import copy_vendor
from tests.render.toy import toy_map, words

APP = """
import json, sys
from pathlib import Path
sys.path.insert(0, {root!r})
import streamlit as st
from streamlit_folium import st_folium
from layers._style import LABELS, TOKENS
from layers.renderers import component
from layers.renderers.folium_map import folium_map
from layers.renderers.payload import Look, payload
from tests.render.toy import toy_map, words
here = Path(__file__).parent
spec = toy_map((here / "text.txt").read_text())
light = TOKENS["light"]
if st.query_params.get("host") == "folium":
    names = ("toy_land", "toy_sections")
    at = here / "static/atlas/display"
    shapes = {{n: json.loads((at / f"{{n}}.json").read_text()) for n in names}}
    base, groups = folium_map(spec, translator=words, styles=light, displays=shapes)
    st_folium(base, feature_group_to_add=list(groups), returned_objects=[], key="map", height=600)
else:
    show = st.components.v2.component(**component.definition(report_kinds=("office",)))
    content = payload(spec, translator=words, styles=light, versions={{}}, labels=LABELS["light"],
                      look=Look(height="600px"))
    chosen = show(key="map", data=component.data(content), on_selected_change=lambda: None)
    st.text(f"chosen {{chosen.selected}}")
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, displays: dict, hostile: str) -> Iterator[str]:
    """Address of a small app with one map of hostile texts."""
    home = tmp_path_factory.mktemp("app")
    static = home / "static"
    (static / "atlas" / "display").mkdir(parents=True)
    copy_vendor(static)
    for name in _assets.OWN_FILES:
        (static / "atlas" / name).write_text(_assets.own(name), encoding="utf-8")
    for name, content in displays.items():
        (static / "atlas" / "display" / f"{name}.json").write_text(json.dumps(content))
    (home / "text.txt").write_text(hostile, encoding="utf-8")
    (home / "app.py").write_text(APP.format(root=str(ROOT)), encoding="utf-8")
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
            "--server.headless", "true", "--server.enableStaticServing", "true",
            "--server.baseUrlPath", "atlas", "--server.fileWatcherType", "none",
            "--browser.gatherUsageStats", "false",
        ],
        cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield f"http://127.0.0.1:{port}/atlas/"
    process.terminate()
    process.wait(10)


@pytest.fixture
def opened(browser, app: str) -> Iterator:
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    for _ in range(60):
        try:
            page.goto(app + "_stcore/health")
            break
        except Exception:  # noqa: BLE001  the server may still be starting
            page.wait_for_timeout(250)
    yield page
    context.close()
    local = (app.removesuffix("atlas/"), "data:", "blob:", "about:")
    assert [url for url in requests if not url.startswith(local)] == []


def at_rest(page, expression: str, argument: object) -> list:
    """The value of an expression once it has stayed the same for half a second."""
    value, same = page.evaluate(expression, argument), 0
    for _ in range(300):
        page.wait_for_timeout(100)
        former, value = value, page.evaluate(expression, argument)
        same = same + 1 if value == former else 0
        if same == 5:
            return value
    pytest.fail("the map did not come to rest within half a minute")


def fired(page) -> list:
    return [frame.evaluate("window.__fired") for frame in page.frames]


@pytest.mark.browser
def test_the_component_draws_hostile_texts_and_tells_only_asked_kinds(opened, app: str) -> None:
    opened.goto(app)
    opened.wait_for_selector(".am-frame[data-updates]", timeout=40_000)
    where = """([lat, lon]) => {
        const host = document.querySelector("[data-testid=stBidiComponentIsolated]").shadowRoot;
        const map = host.querySelector(".am-host").__atlas;
        const at = map.map.latLngToContainerPoint([lat, lon]);
        const box = host.querySelector(".am-map").getBoundingClientRect();
        return [at.x + box.x, at.y + box.y, map.stats().painted.marks];
    }"""
    x, y, painted = at_rest(opened, where, [14.0, 100.0])
    assert painted >= 1
    opened.mouse.click(x, y)
    opened.wait_for_selector(".am-card")
    assert opened.inner_text("[data-testid=stText]") == "chosen None"
    opened.keyboard.press("Escape")
    opened.wait_for_timeout(800)  # the map moves back from under the card
    x, y, _ = at_rest(opened, where, [15.0, 102.5])
    opened.mouse.click(x, y)
    opened.wait_for_function("document.body.innerText.includes('chosen office:o1')")
    assert fired(opened) == [None] * len(opened.frames)


@pytest.mark.browser
def test_the_folium_host_draws_hostile_texts(opened, app: str) -> None:
    opened.goto(f"{app}?host=folium")
    frame = opened.frame_locator("iframe")
    frame.locator(".leaflet-marker-pane svg").first.wait_for(timeout=45_000)
    frame.locator(".leaflet-marker-pane svg").last.dispatch_event("click")
    frame.locator(".leaflet-popup-content b").wait_for(timeout=15_000)
    assert "{{7*7}}" in frame.locator(".leaflet-popup-content b").inner_text()
    assert "Indicative line" in frame.locator(".leaflet-bottom.leaflet-right").inner_text()
    assert fired(opened) == [None] * len(opened.frames)


def subclasses(parent: type) -> list[type]:
    return [child for one in parent.__subclasses__() for child in (one, *subclasses(one))]


def test_no_folium_element_names_an_outside_address() -> None:
    make_local()
    elements = [JSCSSMixin, *subclasses(JSCSSMixin)]
    links = [link for e in elements for link in (*e.default_js, *e.default_css)]
    assert len(elements) > 30
    assert [link for link in links if not link[1].startswith(LOCAL_PREFIX)] == []
    for _, address in (*folium.Map.default_js, *folium.Map.default_css):
        assert (_assets.STATIC_FOLDER / "vendor" / address.removeprefix(LOCAL_PREFIX)).is_file()


def test_the_ground_stays_in_the_map_and_the_rest_comes_as_groups(displays: dict) -> None:
    base, groups = folium_map(
        toy_map("plain"), translator=words, styles=TOKENS["light"], displays=displays
    )
    inside = [item for item in base._children.values() if isinstance(item, folium.FeatureGroup)]
    assert len(inside) == 1
    assert len(groups) == 7
    drawn = groups[0]._children.popitem()[1].data["features"]
    assert [item["properties"]["id"] for item in drawn] == [
        "section:AAA-BBB-001",
        "section:AAA-BBB-002",
    ]
