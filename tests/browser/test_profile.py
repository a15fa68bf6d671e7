"""*Profile*: what an installation decides is shown at once, and returns to what was shipped."""

import json

import pytest

pytestmark = pytest.mark.browser
ERROR = "[data-testid=stAlertContentError]"


@pytest.fixture
def own_profile(server):
    """The file of the shared server's own profile; removed afterwards."""
    path = server.home / "profile.json"
    yield path
    path.unlink(missing_ok=True)


def edit_cell(atlas, row, column, text):
    """Edit a cell of the first table of countries; position is column 1, name column 2.

    The table is a canvas that may still move when it is clicked: up to three tries.
    """
    for _ in range(3):
        type_into_cell(atlas, row, column, text)
        for _ in range(40):
            if text in list(atlas.table()[row].values()):
                return
            atlas.page.wait_for_timeout(100)
        atlas.page.keyboard.press("Escape")
    pytest.fail(f"the cell of row {row} did not take {text!r}")


def type_into_cell(atlas, row, column, text):
    """Open the cell's editor and replace what it holds."""
    atlas.page.wait_for_timeout(500)
    canvas = atlas.keyed("profile_countries_en").locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x = box["x"] + (box["width"] * (0.45 if column == 1 else 0.8))
    atlas.page.mouse.click(x, box["y"] + 35 * (row + 1) + 17)
    atlas.page.wait_for_timeout(300)
    atlas.page.keyboard.press("Enter")
    editing = "['INPUT', 'TEXTAREA'].includes(document.activeElement.tagName)"
    atlas.until(lambda: atlas.page.evaluate(editing))
    # The editor opens with a movement and takes what is typed after it.
    atlas.page.wait_for_timeout(500)
    atlas.page.keyboard.press("Control+a")
    atlas.page.keyboard.type(text)
    atlas.page.wait_for_timeout(300)
    atlas.page.keyboard.press("Enter")


def test_a_profile_is_saved_shown_and_returned_to_shipped(atlas, own_profile):
    atlas.open()
    before = atlas.metrics()
    atlas.open(screen="profile")
    rows = [row["Code"] for row in atlas.table()]
    edit_cell(atlas, rows.index("LAO"), 2, "Laos")
    edit_cell(atlas, rows.index("THA"), 1, "1")
    atlas.pick("profile_categories", "Online scam")
    atlas.press("profile_save")
    atlas.until(own_profile.exists)
    kept = json.loads(own_profile.read_text(encoding="utf-8"))
    assert kept["names"]["en"] == {"country.LAO": "Laos"}
    assert set(kept["left_out_categories"]) == {"online_scam", "armed_clash"}
    assert "THA" in kept["country_order"]["en"][:2]
    atlas.open(pairs="LAO-THA")
    words = atlas.words()
    assert "Thailand–Laos" in words
    assert "Lao PDR" not in atlas.map("picture.payload.furniture.title")
    assert "Online scam" in atlas.map(
        "picture.payload.layers.find((one) => one.id === 'incidents').notes.join(' ')"
    )
    atlas.open(screen="profile")
    atlas.press("profile_shipped")
    atlas.until(lambda: not own_profile.exists())
    atlas.open()
    assert atlas.metrics() == before


def test_all_faults_are_told_at_once_and_nothing_is_saved(atlas, own_profile):
    atlas.open(screen="profile")
    for language in ("en", "th"):
        atlas.keyed(f"profile_disclaimer_{language}").locator("input").fill(" ")
    atlas.press("profile_save")
    told = atlas.page.locator(ERROR)
    told.wait_for()
    assert "'en'" in told.inner_text()
    assert "'th'" in told.inner_text()
    assert not own_profile.exists()
