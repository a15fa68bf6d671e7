"""*Who sees what* in a browser: a steward shares, gives out a file, erases; all of it is told."""

import pandas as pd
import pytest

from geo.release import Audience
from geo.store import add, open_store, seed, verify_chain
from geo.store.installation import choose_home
from tests.conftest import start_server, stop_server

pytestmark = pytest.mark.browser
RECORD = {
    "id": "S-1", "date": "2026-05-06", "category": "arms", "origin": "agency", "country": "THA",
    "lon": 102.7, "lat": 17.8, "coord_precision": "exact", "title": "Whispered title",
    "place": "Whispered house", "admin1": "Nong Khai", "admin2": "Mueang", "audit": "not-checked",
    "confidence": "high", "border_pair": "LAO-THA", "label": "GREEN",
    "originator": "THA: Border Office",
}  # fmt: skip
OWNER = Audience("restricted", ("THA",), "Border Office")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of one agency's own machine, with one record that is not CLEAR."""
    home = tmp_path_factory.mktemp("agency")
    store = open_store(f"sqlite:///{home / 'atlas.sqlite'}")
    seed(store)
    choose_home(store, "THA", organisation="Border Office", actor="u1")
    add(store, "incident", pd.DataFrame([RECORD]), actor="u1")
    store.close()
    running = start_server(home)
    yield running
    stop_server(running)


def test_a_table_has_no_download_that_nobody_writes_down(atlas):
    atlas.open()
    atlas.keyed("situation_ranking").hover()
    tools = atlas.keyed("situation_ranking").locator("[data-testid=stElementToolbarButton] button")
    atlas.until(lambda: tools.count() > 1)
    names = tools.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert [name for name in names if "Search" in name]
    assert not [name for name in names if "Download" in name]


def test_a_steward_gives_out_a_file_and_erases(atlas, server):
    atlas.open(screen="sharing")
    atlas.until(lambda: "Check passed" in atlas.words())
    atlas.until(lambda: atlas.page.locator("[data-testid=stImage] img").count() == 7)
    atlas.page.locator(".st-key-sharing_give summary").click()
    atlas.pick("sharing_give_audience", "Lao PDR only")
    atlas.until(lambda: "one record as this audience" in atlas.words())
    told = atlas.fetch("sharing_give_do").decode("utf-8-sig")
    assert "Whispered" not in told
    assert "102.7," not in told
    assert "TLP:GREEN" in told

    atlas.page.locator(".st-key-sharing_erase summary").click()
    reason = atlas.keyed("sharing_why_S-1").locator("input")
    reason.fill("asked for")
    reason.press("Enter")
    atlas.until(lambda: atlas.keyed("sharing_first_S-1").get_by_role("button").is_enabled())
    atlas.press("sharing_first_S-1")
    typed = atlas.keyed("sharing_id_S-1").locator("input")
    typed.fill("S-1")
    typed.press("Enter")
    atlas.until(lambda: atlas.keyed("sharing_second_S-1").get_by_role("button").is_enabled())
    atlas.press("sharing_second_S-1")
    atlas.until(lambda: "no such record" in atlas.words())
    store = open_store(f"sqlite:///{server.home / 'atlas.sqlite'}")
    assert verify_chain(store).problems == ()
    store.close()
