"""*Planner* in a browser: it solves while the page stays usable, and a click asks why not."""

import pytest

pytestmark = pytest.mark.browser
SOLVE_LIMIT_MS = 180_000


def test_stop_shows_the_plan_so_far_and_a_click_is_answered(atlas):
    atlas.open(screen="planner")
    atlas.wait_for_map()
    atlas.page.get_by_role("button", name="Find sites").click()
    atlas.keyed("planner_stop").get_by_role("button").click(timeout=SOLVE_LIMIT_MS)
    atlas.until(lambda: atlas.keyed("planner_view").count() == 1, limit_ms=SOLVE_LIMIT_MS)
    atlas.until(lambda: "; no choice can exceed " in atlas.words())
    atlas.keyed("planner_picker").get_by_role("button", name="Why not here?").click()
    box = atlas.page.locator(".am-map").first.bounding_box()
    atlas.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.55)
    atlas.until(
        lambda: "answered in" in atlas.words() or "choose a place there" in atlas.words(),
        limit_ms=SOLVE_LIMIT_MS,
    )
    assert atlas.page.locator("[data-testid=stException]").count() == 0
