"""The shipped map in a real browser: first drawing and a change of filter, for both hosts.

Run ``python -m benchmarks.map_hosts [--opens 5]``. The real server is started per host with its own
empty folder of records, and opened in headless Chromium, every time in a new context. *First map*:
from opening the address to the drawn map. *Filter*: from choosing another period to the redrawn
map. Bytes are those the browser received over the network and the socket.
"""

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as BrowserTimeoutError

from tests.conftest import BROWSER_FLAGS, Server, Watch, browser_path, start_server, stop_server

AS_OF = "2026-11-23"
LIMIT_MS, STEP_MS = 60_000, 5_000
HOSTS = ("component", "folium")
PERIOD = "stSelectbox"
_COMPONENT = """(past) => {
    const holders = document.querySelectorAll("[data-testid=stBidiComponentIsolated]");
    return [...holders].some((holder) => {
        const frame = holder.shadowRoot && holder.shadowRoot.querySelector(".am-frame");
        return frame && Number(frame.dataset.updates || 0) > past;
    });
}"""
_COMPONENT_UPDATES = """() => {
    const holder = document.querySelector("[data-testid=stBidiComponentIsolated]");
    return Number(holder.shadowRoot.querySelector(".am-frame").dataset.updates);
}"""
# The frame redraws its overlays whole, so a change shows as paths with other ids of Leaflet's own.
_FOLIUM_FRAME = "iframe[src*=streamlit_folium]"


@dataclass(frozen=True, slots=True)
class Opening:
    """One new context. Seconds, bytes received, and counts of requests."""

    first_s: float
    filter_s: float
    first_bytes: int
    filter_bytes: int
    requests: int
    outside: int


@contextmanager
def served(host: str) -> Iterator[Server]:
    """A running server whose map is drawn by ``host``."""
    with tempfile.TemporaryDirectory() as home:
        settings = {"BORDER_ATLAS_AS_OF": AS_OF, "BORDER_ATLAS_MAP": host}
        running = start_server(Path(home), environment=settings)
        try:
            yield running
        finally:
            stop_server(running)


def received(page: Page) -> list[int]:
    """A list that grows by the size of everything the page receives."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda payload: sizes.append(len(payload))),
    )
    return sizes


def wait_for_component(page: Page, past: Any) -> Any:
    """Wait for a drawing after number ``past``; returns the number of the last one."""
    page.wait_for_function(_COMPONENT, arg=past or 0, timeout=LIMIT_MS)
    return page.evaluate(_COMPONENT_UPDATES)


def wait_for_folium(page: Page, past: Any) -> Any:
    """Wait until the frame holds symbols and other words of the period than ``past``."""
    limit = time.monotonic() + LIMIT_MS / 1000
    while time.monotonic() < limit:
        words = folium_words(page)
        if words and words != past:
            return words
        page.wait_for_timeout(20)
    raise TimeoutError("The folium map was not drawn within a minute.")


def folium_words(page: Page) -> str:
    """The words in the frame once it holds symbols; none while the page replaces the frame."""
    frame = page.frame_locator(_FOLIUM_FRAME)
    try:
        frame.locator(".leaflet-marker-icon").first.wait_for(state="attached", timeout=STEP_MS)
        return frame.locator("body").inner_text(timeout=STEP_MS)
    except BrowserError:
        return ""


def opened(browser: Any, server: Server, wait: Callable[[Page, Any], Any]) -> Opening:
    """Open the server in a new context and change the period once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watch = Watch(server.host)
    watch.attach(context)
    page = context.new_page()
    sizes = received(page)
    start = time.perf_counter()
    page.goto(server.url, wait_until="commit")
    drawn = wait(page, None)
    first = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)
    first_bytes = sum(sizes)
    # The rest of the page may have drawn the map anew meanwhile.
    drawn = wait(page, drawn - 1 if isinstance(drawn, int) else None)
    field = page.locator(f".st-key-filter_period [data-testid={PERIOD}] input")
    field.click()
    page.keyboard.press("ArrowDown")
    start = time.perf_counter()
    page.keyboard.press("Enter")
    wait(page, drawn)
    second = time.perf_counter() - start
    page.wait_for_timeout(500)
    filter_bytes = sum(sizes) - first_bytes
    context.close()
    asked = [url for url in watch.requests if not url.startswith(("data:", "blob:"))]
    return Opening(first, second, first_bytes, filter_bytes, len(asked), len(watch.outside))


def server_cpu_s(server: Server) -> float:
    """CPU seconds the server has used; NaN where the system does not tell."""
    stat = Path(f"/proc/{server.process.pid}/stat")
    if not stat.exists():
        return float("nan")
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(browser: Any, host: str, opens: int) -> None:
    """One line of the table: medians of some openings of one warm server."""
    wait = wait_for_component if host == "component" else wait_for_folium
    with served(host) as server:
        try:
            opened(browser, server, wait)
            before = server_cpu_s(server)
            found = [opened(browser, server, wait) for _ in range(opens)]
        except (TimeoutError, BrowserTimeoutError) as fault:
            print(f"{host:10} {fault}")
            return
        cpu = (server_cpu_s(server) - before) / opens
    middle = {
        name: statistics.median(getattr(item, name) for item in found)
        for name in Opening.__dataclass_fields__
    }
    print(
        f"{host:10} {middle['first_s']:8.2f} {max(i.first_s for i in found):8.2f} "
        f"{middle['filter_s']:8.2f} {max(i.filter_s for i in found):8.2f} {cpu:8.2f} "
        f"{middle['first_bytes'] / 1000:9.0f} {middle['filter_bytes'] / 1000:9.0f} "
        f"{middle['requests']:9.0f} {sum(i.outside for i in found):8} {os.getloadavg()[0]:6.1f}"
    )


def main() -> None:
    """Print one line per host."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opens", type=int, default=5)
    opens = parser.parse_args().opens
    print(f"Warm server, {opens} new contexts each; targets: first map 2.5 s, filter 1 s")
    print(
        f"{'host':10} {'first s':>8} {'worst':>8} {'filter s':>8} {'worst':>8} {'CPU s':>8} "
        f"{'first kB':>9} {'filter kB':>9} {'requests':>9} {'outside':>8} {'load':>6}"
    )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=list(BROWSER_FLAGS))
        for host in HOSTS:
            measure(browser, host, opens)
        browser.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("CPU s: of the server, per opening with its change of filter; load: average of a minute")
    print(f"CPU of browser and servers together {used.ru_utime + used.ru_stime:.0f} s")


if __name__ == "__main__":
    main()
