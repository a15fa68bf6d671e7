"""What all tests share: a real server on loopback, a browser that may talk to it only."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_S = 60
# A busy machine draws slowly; a page that is broken never draws.
PAGE_LIMIT_MS = 60_000
BROWSER_PATHS = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Of a person who asks for less motion: a page settles at once, with a sixth less work. Pages of
# other sizes (``narrow``) move as usual.
WINDOW = MappingProxyType({"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"})
LOCAL_SCHEMES = ("data", "blob", "about")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds dashboard.py."""
    return ROOT


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@dataclass(frozen=True, slots=True)
class Server:
    """A running atlas. url: "http://127.0.0.1:PORT"; home: its own folder of records; log: file."""

    url: str
    home: Path
    log: Path
    process: subprocess.Popen

    @property
    def host(self) -> str:
        """Address and port, as in a request."""
        return urlsplit(self.url).netloc


def start_server(home: Path, *, environment: dict[str, str] | None = None) -> Server:
    """Start the real server with its own records in ``home`` and wait until it answers."""
    port = free_port()
    log = home / "server.log"
    command = [sys.executable, str(ROOT / ".ci" / "serving.py"), str(port)]
    own = {"BORDER_ATLAS_HOME": str(home), "STREAMLIT_SERVER_COOKIE_SECRET": "for tests only " * 3}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env={**os.environ, **own, **(environment or {})},
        )  # fmt: skip
    server = Server(f"http://127.0.0.1:{port}", home, log, process)
    wait_until_it_answers(server)
    return server


def wait_until_it_answers(server: Server) -> None:
    """Fail with the server's own words when it ends or stays silent."""
    limit = time.monotonic() + START_LIMIT_S
    while time.monotonic() < limit and server.process.poll() is None:
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    stop_server(server)
    pytest.fail(f"the server did not start:\n{server.log.read_text(errors='replace')[-2000:]}")


def stop_server(server: Server) -> None:
    """End the server, kindly first."""
    server.process.terminate()
    try:
        server.process.wait(10)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait(10)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real dashboard, shared by all browser tests of a run."""
    running = start_server(tmp_path_factory.mktemp("home"))
    yield running
    stop_server(running)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A PostgreSQL of the tests' own."""
    from tests.store import server as servers

    if servers.programs() is None:
        pytest.skip("PostgreSQL is not installed; its half of these tests is left out.")
    with servers.running() as started:
        yield started


def browser_path() -> str:
    """The Chromium or Chrome of this machine; the test fails where there is none."""
    found = (
        shutil.which("chromium-headless-shell")
        or shutil.which("chromium")
        or next((p for p in BROWSER_PATHS if Path(p).is_file()), None)
    )
    if found is None:
        pytest.fail("no Chromium was found; 'make test' installs it or names its package")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Headless Chromium, started once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=browser_path(), args=list(BROWSER_FLAGS))
        yield running
        running.close()


@dataclass
class Watch:
    """What a page asked for and complained about."""

    allowed: str
    requests: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note_request(self, url: str) -> None:
        """Keep a request; one to any host but the server is kept apart."""
        self.requests.append(url)
        parts = urlsplit(url)
        if parts.scheme not in LOCAL_SCHEMES and parts.netloc != self.allowed:
            self.outside.append(url)

    def note_console(self, message: object) -> None:
        """Keep what the console shows as an error."""
        if message.type == "error":
            where = (message.location or {}).get("url", "")
            self.errors.append(f"{message.text} ({where})")

    def attach(self, context: object) -> None:
        """Listen to every page of a browser context, its frames, workers and sockets."""
        context.on("request", lambda request: self.note_request(request.url))
        context.on("console", self.note_console)
        context.on("weberror", lambda fault: self.errors.append(str(fault.error)))
        context.on(
            "page",
            lambda page: page.on("websocket", lambda socket: self.note_request(socket.url)),
        )

    def check(self) -> None:
        """Fail on any request to another host and on any console error."""
        assert self.outside == [], f"requests left the machine: {self.outside}"
        assert self.errors == [], f"the console shows errors: {self.errors}"


@pytest.fixture
def watch(server: Server) -> Watch:
    """The record of the test's page; also tells which host is allowed."""
    return Watch(server.host)


@pytest.fixture
def page(browser: object, watch: Watch) -> Iterator:
    """A fresh page, 1440 × 900. After the test: no outside request, no console error.

    A test that expects an error takes ``watch`` too and clears ``watch.errors`` itself.
    """
    context = browser.new_context(**WINDOW)
    context.set_default_timeout(PAGE_LIMIT_MS)
    watch.attach(context)
    opened = context.new_page()
    yield opened
    context.close()
    watch.check()
