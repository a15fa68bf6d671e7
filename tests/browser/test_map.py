"""The map of *Situation*: moving it is the browser's own affair, a filter reaches it as bytes."""

import pytest

pytestmark = pytest.mark.browser
VERTEX = """(() => {
    const parts = window.AtlasParts;
    const layer = picture.layers.find((one) => one.id === "sections");
    const mark = layer.marks.find((one) => one.ids.includes(it));
    const line = mark.items[mark.ids.indexOf(it)].lines[0];
    const at = 2 * Math.floor(line.length / 4);
    return parts.unproject(line[at], line[at + 1]);
})()"""
CARD = ".am-popup .am-card"
WRITTEN = """(() => {
    const pen = CanvasRenderingContext2D.prototype, own = pen.fillText, found = [];
    pen.fillText = function (...said) {
        found.push(said[0]);
        own.apply(this, said);
    };
    picture.canvases.marks.paint();
    pen.fillText = own;
    return found;
})()"""
NAMES = {"Cambodia", "Lao PDR", "Myanmar", "Thailand"}
OWN_NAMES = {"កម្ពុជា", "ລາວ", "မြန်မာ", "ไทย"}
SIDEWAYS = """grid => {
    const { scrollWidth, clientWidth } = grid.querySelector(".dvn-scroller");
    return scrollWidth - clientWidth;
}"""


def test_the_four_countries_are_named_alike(atlas):
    """Each with its own name on the opening map; to a room, none without a name."""
    atlas.open()
    atlas.until(lambda: set(atlas.map(WRITTEN)) >= NAMES | OWN_NAMES)
    atlas.press("page_present")
    atlas.until(lambda: atlas.map("frame && frame.classList.contains('am-present')"))
    atlas.until(lambda: set(atlas.map(WRITTEN)) >= NAMES)
    assert OWN_NAMES.intersection(atlas.map(WRITTEN)) in (set(), OWN_NAMES)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 800)])
def test_the_ranked_sections_fit_beside_the_map(narrow, atlas, language, width, height):
    """Nothing of the districts' names lies beyond the table's edge."""
    window = type(atlas)(narrow({"width": width, "height": height}), atlas.url)
    window.open(lang=language)
    assert len(window.table()[0]) >= 4
    assert window.keyed("situation_ranking").evaluate(SIDEWAYS) == 0


def test_moving_the_map_sends_nothing_and_a_filter_keeps_the_frame(atlas):
    atlas.open()
    atlas.page.wait_for_timeout(600)
    atlas.map("frame.__mark = 'the same'")
    sent, updates, zoom = len(atlas.sent), atlas.updates(), atlas.map("map.getZoom()")
    box = atlas.page.locator(".am-map").bounding_box()
    x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5
    atlas.page.mouse.move(x, y)
    atlas.page.mouse.down()
    atlas.page.mouse.move(x - 120, y - 60, steps=5)
    atlas.page.mouse.up()
    atlas.page.mouse.wheel(0, -400)
    atlas.until(lambda: atlas.map("map.getZoom()") > zoom)
    atlas.page.wait_for_timeout(500)
    assert len(atlas.sent) == sent
    assert atlas.updates() == updates
    place = atlas.centre()
    recorded = atlas.metrics()
    atlas.pick("filter_categories", "Drug smuggling")
    atlas.until(lambda: atlas.updates() > updates)
    atlas.until(lambda: atlas.link() == {"categories": "drug_smuggling"})
    assert atlas.map("frame.__mark") == "the same"
    # The counts follow the map.
    atlas.until(lambda: atlas.metrics()[:1] not in ([], recorded[:1]))
    assert atlas.centre() == pytest.approx(place)
    assert len(atlas.sent) > sent


def test_the_number_on_the_map_is_the_number_beside_it(atlas):
    atlas.open(pairs="LAO-THA")
    recorded, used, _ = atlas.metrics()
    counts = atlas.map("picture.payload.furniture.counts")
    assert f"{recorded} recorded" in counts
    assert f"{used} used" in counts
    assert f"In {recorded} " in atlas.verdict()
    assert f"{used} placed on a section" in atlas.verdict()
    assert f"Used {used}, set aside" in atlas.words()


def test_a_row_opens_its_card_and_close_closes_it(atlas):
    atlas.open()
    section = atlas.table()[0]["Section"]
    atlas.choose_row("situation_ranking", 0)
    atlas.page.wait_for_selector(".st-key-section_close")
    atlas.until(lambda: atlas.link().get("section") == section)
    atlas.until(lambda: atlas.map("picture.payload.selected") == f"section:{section}")
    atlas.until(lambda: atlas.map("map.getZoom()") >= 9)
    atlas.press("section_close")
    atlas.page.wait_for_selector(".st-key-section_close", state="detached")
    atlas.until(lambda: "section" not in atlas.link())


def test_a_section_on_the_map_opens_its_card_and_so_does_its_neighbour(atlas):
    atlas.open()
    lat, lon = atlas.map(VERTEX, "section:KHM-LAO-020")
    atlas.map("map.setView(it, 12, { animate: false }) && 0", [lat, lon])
    atlas.page.wait_for_timeout(300)
    box = atlas.page.locator(".am-map").bounding_box()
    atlas.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    atlas.page.wait_for_selector(CARD)
    atlas.page.wait_for_selector(".st-key-section_close")
    atlas.until(lambda: atlas.link().get("section") == "KHM-LAO-020")
    atlas.press("section_to_KHM-LAO-021")
    atlas.until(lambda: atlas.link().get("section") == "KHM-LAO-021")


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [("แม่สาย", 99.88, 20.43), ("Mae Sai", 99.88, 20.43), ("LAO-THA-007", 100.4, 20.3)],
)
def test_search_finds_and_flies(atlas, text, lon, lat):
    atlas.open()
    box = atlas.keyed("search_text").locator("input")
    box.fill(text)
    box.press("Enter")
    hit = atlas.page.locator("[class*=st-key-search_hits] button").first
    assert text in hit.inner_text()
    hit.click()
    near = lambda: atlas.centre() == pytest.approx((lon, lat), abs=0.25)  # noqa: E731
    atlas.until(lambda: near() and atlas.map("map.getZoom()") >= 9)


def test_what_is_not_found_is_said(atlas):
    atlas.open()
    box = atlas.keyed("search_text").locator("input")
    box.fill("Atlantis")
    box.press("Enter")
    atlas.page.get_by_text("Nothing found by that name.").wait_for()


def test_present_changes_no_number_and_ends(atlas):
    atlas.open(pairs="MMR-THA", categories="drug_smuggling")
    verdict, metrics = atlas.verdict(), atlas.metrics()
    furniture = atlas.map("picture.payload.furniture")
    atlas.press("page_present")
    atlas.page.wait_for_selector(".st-key-filter_period", state="detached")
    atlas.until(lambda: atlas.map("frame && frame.classList.contains('am-present')"))
    assert atlas.metrics() == metrics
    # The verdict moves into the frame, so that a photograph carries it; nothing else changes.
    assert atlas.map("picture.payload.furniture") == {**furniture, "verdict": verdict}
    for key in ("filter_categories", "search_text", "take_open", "page_language", "page_screen"):
        assert atlas.keyed(key).count() == 0
    assert atlas.link()["present"] == "1"
    atlas.press("page_present")
    atlas.page.wait_for_selector(".st-key-filter_period")
    assert atlas.verdict() == verdict
    atlas.until(lambda: "present" not in atlas.link())


def test_the_keyboard_reaches_filters_map_and_table(atlas):
    atlas.open()
    reached, wanted = set(), {"filter_period", "filter_pairs", "am-map", "situation_ranking"}
    for _ in range(80):
        atlas.page.keyboard.press("Tab")
        reached |= set(atlas.page.evaluate(FOCUSED))
        if wanted <= reached:
            break
    assert wanted <= reached
    atlas.map("host.querySelector('.am-map').focus()")
    west = atlas.centre()[0]
    atlas.page.keyboard.press("ArrowLeft")
    atlas.until(lambda: atlas.centre()[0] < west - 0.1)


FOCUSED = """() => {
    let node = document.activeElement;
    const inner = (one) => one && one.shadowRoot && one.shadowRoot.activeElement;
    while (inner(node)) node = inner(node);
    const names = [];
    for (; node; node = node.parentElement || (node.getRootNode && node.getRootNode().host))
        for (const name of node.classList || []) names.push(name.replace(/^st-key-/, ""));
    return names;
}"""
