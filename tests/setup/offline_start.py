"""Run inside a network namespace: starts a bundle, asks it for its pages, draws its map, ends it.

    python offline_start.py BUNDLE FOLDER PORT

Prints one line of JSON: whether a route was there, what the server answered, what a browser drew.
"""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as NotDrawn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.conftest import BROWSER_FLAGS, Watch, browser_path

START_LIMIT_S = 400
DRAW_LIMIT_MS = 300_000  # the first page after an installation compiles the packages it uses
ANYWHERE = ("192.0.2.1", 80)  # an address set aside for documentation
PATHS = (
    "/_stcore/health",
    "/",
    "/app/static/vendor/leaflet/leaflet.js",
    "/app/static/vendor/fonts/noto-sans-thai-thai-400-normal.woff2",
)
WORDS_TOLD = 600
DRAWN = ".am-frame[data-updates]"
# How many of the map's canvases hold ink: land, lines and marks are drawn there.
INKED = """(canvases) => canvases.filter((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, i) => i % 4 === 3 && value > 0);
}).length"""


def has_route() -> bool:
    """Whether this namespace leads anywhere beyond itself."""
    with socket.socket() as trial:
        trial.settimeout(3)
        try:
            trial.connect(ANYWHERE)
        except OSError as error:
            return isinstance(error, TimeoutError)
    return True


def status(url: str) -> int:
    """The answer's status, 0 where nobody answers."""
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except (URLError, OSError):
        return 0


def start(bundle: str, folder: Path, port: str) -> subprocess.Popen:
    """Start the bundle as a person does, its words in start.log."""
    with (folder / "start.log").open("wb") as log:
        return subprocess.Popen(
            ["sh", str(Path(bundle) / "start.sh"), str(folder)],
            env={**os.environ, "PORT": port, "HEADLESS": "1"},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip


def wait(server: subprocess.Popen, url: str) -> float:
    """Seconds until the server says that it is well, or ends, or the limit is reached."""
    begin = time.monotonic()
    while time.monotonic() - begin < START_LIMIT_S and server.poll() is None:
        if status(url + PATHS[0]) == 200:
            break
        time.sleep(0.2)
    return round(time.monotonic() - begin, 1)


def draw(url: str, host: str) -> dict:
    """Open the first page in Chromium: canvases with ink, requests elsewhere, complaints."""
    watch = Watch(host)
    begin = time.monotonic()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=list(BROWSER_FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        watch.attach(context)
        page = context.new_page()
        page.set_default_timeout(DRAW_LIMIT_MS)
        inked, words = look(page, url)
        browser.close()
    return {
        "inked": inked,
        "words": words[:WORDS_TOLD],
        "outside": watch.outside,
        "errors": watch.errors,
        "seconds": round(time.monotonic() - begin, 1),
    }


def look(page: Page, url: str) -> tuple[int, str]:
    """How many of the map's canvases hold ink, 0 where no map comes, and the page's words."""
    page.goto(url)
    try:
        page.wait_for_selector(DRAWN)
        page.wait_for_load_state("networkidle")
    except NotDrawn:
        return 0, page.locator("body").text_content()
    inked = page.locator(".am-map canvas").evaluate_all(INKED)
    return inked, page.locator("body").text_content()


def main(bundle: str, folder: str, port: str) -> None:
    """Start, wait, ask, draw, end."""
    routed = has_route()
    host = f"127.0.0.1:{port}"
    url = f"http://{host}"
    server = start(bundle, Path(folder), port)
    try:
        seconds = wait(server, url)
        answers = {path: status(url + path) for path in PATHS}
        drawn = draw(url, host) if answers[PATHS[0]] == 200 else None
    finally:
        server.terminate()
        server.wait(20)
    told = {"routed": routed, "answers": answers, "seconds": seconds, "drawn": drawn}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
