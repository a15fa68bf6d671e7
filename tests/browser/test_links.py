"""A pasted link restores the view; a broken one opens the default and says so."""

import pytest

pytestmark = pytest.mark.browser
VIEW = {
    "period": "own",
    "date_from": "2021-01-01",
    "date_to": "2024-12-31",
    "categories": "drug_smuggling,online_scam",
    "pairs": "LAO-THA,MMR-THA",
    "layers": "countries,border,sections,incidents",
    "measure": "rates",
    "section": "LAO-THA-007",
    "lang": "th",
}
NOTICE = "[data-testid=stAlertContentWarning]"


def shown(atlas):
    """What a view says: its numbers, verdict, table, layers, section and language."""
    return {
        "metrics": atlas.metrics(),
        "verdict": atlas.verdict(),
        "ranking": atlas.table(1),
        "layers": atlas.map("picture.payload.layers.map((layer) => layer.id)"),
        "selected": atlas.map("picture.payload.selected"),
        "language": atlas.map("picture.payload.language"),
        "window": atlas.map("picture.payload.furniture.window"),
    }


def test_a_link_restores_the_view(atlas, narrow, server):
    atlas.open(**VIEW)
    first = shown(atlas)
    assert atlas.link() == VIEW
    assert first["layers"] == ["countries", "border", "sections", "incidents"]
    assert first["selected"] == "section:LAO-THA-007"
    assert first["language"] == "th"
    assert "2564" in first["window"]
    assert "2567" in first["window"]
    assert atlas.keyed("section_close").count() == 1
    assert atlas.page.locator(NOTICE).count() == 0
    again = type(atlas)(narrow({"width": 1440, "height": 900}), server.url)
    again.open(**atlas.link())
    assert shown(again) == first


def test_the_cards_link_is_the_views_own(atlas):
    atlas.open(section="MMR-THA-005", pairs="MMR-THA")
    link = atlas.page.locator("[data-testid=stCode]").inner_text().strip()
    assert sorted(link.partition("?")[2].split("&")) == ["pairs=MMR-THA", "section=MMR-THA-005"]


def test_a_broken_link_opens_the_default_with_a_notice(atlas):
    atlas.open(period="yesteryear", pairs="THA-XXX", section="nowhere", lang="xx", max_km="nan")
    notices = atlas.page.locator(NOTICE).all_inner_texts()
    for word in ("period=yesteryear", "pairs=THA-XXX", "section=nowhere", "lang=xx", "max_km=nan"):
        assert any(word in notice for notice in notices), word
    assert atlas.link() == {}
    plain = atlas.metrics()
    atlas.open()
    assert atlas.page.locator(NOTICE).count() == 0
    assert atlas.metrics() == plain


def test_an_unknown_screen_opens_the_first_with_a_notice(atlas):
    atlas.page.goto(f"{atlas.url}/?screen=cockpit")
    atlas.wait_for_map()
    assert "screen=cockpit" in atlas.page.locator(NOTICE).inner_text()


def test_a_section_that_is_not_there_is_said(atlas):
    atlas.open(section="LAO-THA-999")
    assert "LAO-THA-999" in atlas.page.locator(NOTICE).inner_text()


@pytest.mark.parametrize("value", ["<img src=x onerror=fired()>", "**${fired()}**`{{7*7}}`"])
def test_hostile_values_of_a_link_are_text(atlas, value):
    fired = []
    atlas.page.expose_function("fired", lambda: fired.append(1))
    atlas.open(period=value, section=value, hidden=value, screen_word=value, lang=value)
    notice = " ".join(atlas.page.locator(NOTICE).all_inner_texts())
    assert value[:40] in notice
    assert atlas.page.locator(f"{NOTICE} img, {NOTICE} strong, {NOTICE} code").count() == 0
    assert fired == []


def test_going_back_in_the_browser_never_breaks_the_page(atlas):
    atlas.open(screen="sources")
    atlas.keyed("page_screen").get_by_role("radio", name="Look at my file").click()
    atlas.page.wait_for_selector(".st-key-file")
    atlas.page.go_back()
    atlas.page.wait_for_timeout(500)
    assert atlas.page.locator("[data-testid=stException]").count() == 0
