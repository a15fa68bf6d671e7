"""A page of the atlas as its tests speak of it: open a link, wait, read, choose."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import TimeoutError as NotThere
from streamlit.proto.BackMsg_pb2 import BackMsg

# A busy machine draws slowly; a page that is broken never draws.
PAGE_LIMIT_MS = 60_000
NOT_YET = "[data-testid=stSkeleton]"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
UPDATES = "frame ? Number(frame.dataset.updates || 0) : 0"


class Atlas:
    """One page on one server. ``sent``: the page's messages to the server."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.sent: list[object] = []
        page.on("websocket", lambda socket: socket.on("framesent", self.note_sent))

    def note_sent(self, message: object) -> None:
        """Keep a message that the page sends, but for its look every second for new records."""
        if isinstance(message, bytes) and not BackMsg.FromString(message).rerun_script.fragment_id:
            self.sent.append(message)

    def open(self, **words: str) -> "Atlas":
        """Open a link and wait for the whole page, its map drawn where it has one."""
        self.page.goto(f"{self.url}/?{urlencode(words)}")
        self.page.wait_for_selector(IDLE)
        if words.get("screen", "situation") in ("situation", "network"):
            self.wait_for_map()
        if words.get("screen", "situation") == "situation":
            # The rest of the page follows its map.
            self.page.wait_for_selector(".st-key-page_present button")
            self.page.wait_for_selector("[data-testid=stMetricValue]")
        self.rest()
        return self

    def rest(self) -> None:
        """Until nothing more is on its way to the page."""
        self.page.wait_for_selector(IDLE)
        self.until(lambda: self.page.locator(NOT_YET).count() == 0)

    def wait_for_map(self, *, updates: int = 1) -> None:
        """Until the map has taken so many payloads."""
        self.page.wait_for_selector(".am-frame[data-updates]")
        self.until(lambda: self.updates() >= updates)

    def until(self, holds: Callable[[], object], *, limit_ms: int = PAGE_LIMIT_MS) -> None:
        """Wait until ``holds()`` is true; fail when it never is."""
        for _ in range(limit_ms // 50):
            if holds():
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"did not come true within {limit_ms} ms")

    def map(self, expression: str, argument: object = None) -> Any:
        """Value of an expression of ``map`` (Leaflet), ``picture``, ``frame``, ``host``, ``it``."""
        return self.page.locator(".am-host").evaluate(
            "(host, it) => { const { map, picture, frame } = host.__atlas || {}; return "
            + expression
            + "; }",
            argument,
        )

    def updates(self) -> int:
        """How many payloads the map has taken."""
        return int(self.map(UPDATES))

    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the map's middle."""
        lon, lat = self.map("[map.getCenter().lng, map.getCenter().lat]")
        return lon, lat

    def words(self) -> str:
        """All text of the page, that of tables and of the map's frame included."""
        parts = [self.page.locator("[data-testid=stApp]").text_content()]
        parts += self.page.locator(".am-frame").all_text_contents()
        return "\n".join(parts)

    def metrics(self) -> list[str]:
        """The numbers of the situation: recorded, used, standing out."""
        return self.page.locator("[data-testid=stMetricValue]").all_text_contents()

    def verdict(self) -> str:
        """The verdict's words."""
        return self.page.locator("[data-testid=stMarkdownContainer] p > strong").first.inner_text()

    def link(self) -> dict[str, str]:
        """The words of the page's address."""
        found = parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)
        return {name: values[0] for name, values in found.items()}

    def keyed(self, key: str) -> Any:
        """The widget of a key."""
        return self.page.locator(f".st-key-{key.replace('.', '-')}")

    def press(self, key: str) -> None:
        """Press the button of a key."""
        self.keyed(key).get_by_role("button").first.click()

    def pick(self, key: str, label: str) -> None:
        """Choose an option of a select box or multiselect by its label.

        A list closes when the page moves under it, so a list that has gone is opened again.
        """
        box = self.keyed(key).locator("input")
        option = self.page.get_by_role("option", name=label, exact=True)
        box.evaluate("node => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
        for tries_left in (2, 1, 0):
            self.page.wait_for_timeout(300)
            box.click()
            try:
                option.click(timeout=PAGE_LIMIT_MS if not tries_left else PAGE_LIMIT_MS / 10)
            except NotThere:
                continue
            break
        self.page.keyboard.press("Escape")

    def table(self, number: int = 0) -> list[dict[str, str]]:
        """The cells in view of the table of a number, row by row, by heading."""
        grid = self.page.locator("[data-testid=stDataFrame]").nth(number)
        grid.scroll_into_view_if_needed()
        grid.locator("canvas table [role=gridcell]").first.wait_for(state="attached")
        rows = grid.locator("canvas table [role=row]").evaluate_all(
            "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
        )
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def choose_row(self, key: str, row: int) -> None:
        """Tick a row of a table."""
        canvas = self.keyed(key).locator("canvas").first
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        self.page.mouse.click(box["x"] + 17, box["y"] + 35 * (row + 1) + 17)

    def fetch(self, key: str) -> bytes:
        """The content of a download; its button is drawn anew while the page is under way."""
        self.rest()
        with self.page.expect_download() as started:
            self.press(key)
        return Path(started.value.path()).read_bytes()


@pytest.fixture
def atlas(page: Any, server: Any) -> Atlas:
    """A page of the shared server, not yet opened."""
    return Atlas(page, server.url)


@pytest.fixture
def narrow(browser: Any, watch: Any) -> Callable[[Mapping[str, int]], Any]:
    """Opens pages of other sizes; closed and checked after the test."""
    contexts = []

    def opened(size: Mapping[str, int]) -> Any:
        context = browser.new_context(viewport=dict(size))
        context.set_default_timeout(PAGE_LIMIT_MS)
        watch.attach(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    watch.check()
