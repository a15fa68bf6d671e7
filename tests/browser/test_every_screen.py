"""Every screen in both languages and three sizes: it draws, complains of nothing, asks nobody."""

import re

import pytest

from geo.language import translator
from geo.messages import message
from geo.schema.vocabularies import CORE_COUNTRIES
from screens._state import SCREENS

pytestmark = pytest.mark.browser
SIZES = ((1440, 900), (1024, 768), (390, 844))
# A message without words shows its id in brackets.
BARE_ID = re.compile(r"\[[a-z_]+(?:\.[\w-]+)+\]")
SIDEWAYS = """() => ["stMain", "stApp"].map((name) => {
    const node = document.querySelector(`[data-testid=${name}]`);
    return node.scrollWidth - node.clientWidth;
}).concat(document.scrollingElement.scrollWidth - innerWidth)"""
CANVASES_INKED = """[...host.querySelectorAll(".am-map canvas")].every((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, i) => i % 4 === 3 && value > 0);
})"""


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Where pictures of the screens are put, to be looked at."""
    return tmp_path_factory.mktemp("pictures")


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("screen", SCREENS)
def test_screen_draws_and_fits(atlas, pictures, screen, language):
    atlas.open(screen=screen, lang=language)
    page = atlas.page
    words = atlas.words()
    assert BARE_ID.findall(words) == []
    assert "Traceback" not in words
    assert (
        page.locator(
            "[data-testid=stException], [data-testid=stAlertContentError]"
            ", [data-testid=stAlertContentWarning]"
        ).count()
        == 0
    )
    if screen in ("situation", "network"):
        assert atlas.map(CANVASES_INKED)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        atlas.until(lambda: page.evaluate(SIDEWAYS) == [0, 0, 0], limit_ms=10_000)
        page.screenshot(path=pictures / f"{screen}-{language}-{width}.png")


SEEN_AS = """(words, text) => {
    words.textContent = text;
    const head = document.querySelector(".st-key-page_head");
    return [head.getBoundingClientRect().height < 50, words.scrollWidth <= words.clientWidth];
}"""


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_head_stands_in_one_line(narrow, atlas, language):
    """In a window of 1280, with the words for a person of any of the four countries whole."""
    window = type(atlas)(narrow({"width": 1280, "height": 800}), atlas.url)
    window.open(lang=language)
    words, write = window.keyed("page_person").locator("button p"), translator(language)
    tier = message("audience.tier.restricted")
    for code in CORE_COUNTRIES:
        who = message("audience.viewer", country=message(f"country.{code}"), tier=tier)
        assert words.evaluate(SEEN_AS, write(message("access.seen_as", who=who))) == [True, True]


def test_a_small_screen_reaches_every_screen(narrow, atlas):
    """On a telephone all screens can be seen and pressed."""
    phone = type(atlas)(narrow({"width": 390, "height": 844}), atlas.url)
    phone.open(screen="sources")
    buttons = phone.keyed("page_screen").locator("button")

    def all_fit() -> bool:
        boxes = [button.bounding_box() for button in buttons.all()]
        return len(boxes) == len(SCREENS) and all(
            box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes
        )

    phone.until(all_fit)
    buttons.last.click()
    phone.page.wait_for_selector(".st-key-profile_save")
    phone.until(lambda: phone.link() == {"screen": "profile"})


def test_the_language_changes_every_word_and_the_link(atlas):
    atlas.open(screen="sources")
    before = atlas.words()
    atlas.pick("page_language", "ไทย")
    atlas.until(lambda: "lang=th" in atlas.page.url)
    atlas.until(lambda: "แหล่งข้อมูล" in atlas.words())
    assert "lang" in atlas.link()
    assert "แหล่งข้อมูล" not in before
