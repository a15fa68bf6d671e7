"""Signing in with a real provider on loopback: what each person's browser is sent, and no more."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd
import pytest

from geo.store import add, open_store, seed
from tests.conftest import WINDOW

pytestmark = pytest.mark.browser
START_LIMIT_S = 90
PAGE_LIMIT_MS = 90_000
SECRET, AGENCY = "Quietword", "Test Agency"
OWNER = f"THA: {AGENCY}"
SECTION = "LAO-THA-099"
RECORD = {
    "id": "T-1", "date": "2026-05-06", "date_precision": "day", "category": "arms",
    "origin": "agency", "country": "THA", "lon": 102.7405, "lat": 17.8780,
    "coord_precision": "exact", "border_pair": "LAO-THA", "title": f"{SECRET} title",
    "place": f"{SECRET} place", "admin2": "Mueang Nong Khai", "confidence": "high",
    "audit": "not-checked", "label": "AMBER", "originator": OWNER,
}  # fmt: skip
PEOPLE = {
    "steward-of-the-record": {"groups": ["thailand", "agency", "stewards"]},
    "somebody-in-thailand": {"groups": ["thailand"]},
    "somebody-in-lao-pdr": {"groups": ["laos"]},
    "stranger": {"groups": ["nowhere"]},
}
TABLE = f"""
issuer = "ISSUER"
max_hours = 8
[[rule]]
claim = "groups"
value = "thailand"
tier = "restricted"
country = "THA"
roles = ["analyst"]
[[rule]]
claim = "groups"
value = "agency"
organisation = "{AGENCY}"
[[rule]]
claim = "groups"
value = "stewards"
roles = ["steward"]
[[rule]]
claim = "groups"
value = "laos"
tier = "restricted"
country = "LAO"
roles = ["analyst"]
"""


def answers(url: str, process: subprocess.Popen, log: Path) -> None:
    """Wait until a server answers; fail with its own words when it ends or stays silent."""
    limit = time.monotonic() + START_LIMIT_S
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer:\n{log.read_text(errors='replace')[-2000:]}")


def end(process: subprocess.Popen) -> None:
    """End a server and wait for it."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


@dataclass
class Installation:
    """An atlas that a provider signs people in to; it can be stopped and started again."""

    root: Path
    home: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the real server and wait for it."""
        log = self.home / "server.log"
        command = [sys.executable, str(self.root / ".ci" / "serving.py"), str(self.port)]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output,
            )  # fmt: skip
        answers(f"{self.url}/_stcore/health", self.process, log)

    def stop(self) -> None:
        end(self.process)


@pytest.fixture(scope="module")
def ports() -> tuple[int, int]:
    """Two free ports of this machine."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture(scope="module")
def provider(ports, tmp_path_factory) -> Iterator[str]:
    """A provider's process with the four people; its address."""
    log = tmp_path_factory.mktemp("provider") / "provider.log"
    url = f"http://127.0.0.1:{ports[0]}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(ports[0])]
    for name, claims in PEOPLE.items():
        command += ["--user-claims", json.dumps({"sub": name, "name": name.title(), **claims})]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    answers(f"{url}/.well-known/openid-configuration", process, log)
    yield url
    end(process)


@pytest.fixture(scope="module")
def atlas_of(root, provider, ports, tmp_path_factory) -> Iterator[Installation]:
    """The installation with one synthetic record for Thailand alone."""
    home = tmp_path_factory.mktemp("home")
    (home / "access.toml").write_text(TABLE.replace("ISSUER", provider), encoding="utf-8")
    secrets = home / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{ports[1]}/oauth2callback"
cookie_secret = "{"for tests only " * 3}"
client_id = "atlas"
client_secret = "for tests only"
server_metadata_url = "{provider}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    environment = {
        **os.environ, "BORDER_ATLAS_HOME": str(home), "BORDER_ATLAS_SIGN_IN": "oidc",
        "BORDER_ATLAS_AS_OF": "2026-11-23", "STREAMLIT_SECRETS_FILES": str(secrets),
    }  # fmt: skip
    made = Installation(root, home, ports[1], environment)
    store = open_store(f"sqlite:///{home / 'atlas.sqlite'}")
    seed(store)
    add(store, "incident", pd.DataFrame([RECORD]), actor="test")
    store.close()
    made.start()
    yield made
    made.stop()


@dataclass
class Person:
    """One browser of one person, and every byte that its page was sent."""

    page: Any
    url: str
    frames: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("websocket", lambda socket: socket.on("framereceived", self.note))

    def note(self, frame: bytes) -> None:
        """Keep a message that the page is sent."""
        self.frames.append(frame)

    def open(self, **words: str) -> "Person":
        self.page.goto(f"{self.url}/?{urlencode({'categories': 'arms', **words})}")
        return self.wait()

    def wait(self) -> "Person":
        self.page.wait_for_selector(".am-frame[data-updates]")
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        return self

    def sign_in(self, name: str) -> "Person":
        self.head()
        self.page.locator(".st-key-person_sign_in button").click()
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_url(f"{self.url}/**")
        return self.wait()

    def head(self) -> None:
        """Open what stands behind "You see this as"."""
        self.page.locator(".st-key-page_person button").first.click()

    @property
    def seen_as(self) -> str:
        return self.page.locator(".st-key-page_person button").first.inner_text()

    @property
    def audience(self) -> str:
        return self.page.locator(".am-frame").first.text_content()

    def sent(self) -> str:
        """All that the page was sent, unpacked where it is packed."""
        parts = [self.page.content()]
        for frame in self.frames:
            raw = frame if isinstance(frame, bytes) else frame.encode()
            parts += [raw.decode("utf-8", "replace"), *unpacked(raw)]
        return "\n".join(parts)


def unpacked(raw: bytes) -> Iterator[str]:
    """Whatever in a message can be inflated."""
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", raw):
        try:
            yield zlib.decompressobj().decompress(raw[found.start() :]).decode("utf-8", "replace")
        except zlib.error:
            continue


@pytest.fixture(scope="module")
def cookies_of(browser, atlas_of) -> Callable[[str], Any]:
    """What a person's browser holds after signing in, which is done once for all tests."""

    @cache
    def held(name: str) -> Any:
        context = browser.new_context(**WINDOW)
        context.set_default_timeout(PAGE_LIMIT_MS)
        Person(context.new_page(), atlas_of.url).open().sign_in(name)
        state = context.storage_state()
        context.close()
        return state

    return held


@pytest.fixture
def person(browser, atlas_of, cookies_of) -> Iterator[Any]:
    """Opens a browser of its own for each person, signed in where named; closed after the test."""
    contexts = []

    def one(signed_in: str = "") -> Person:
        state = cookies_of(signed_in) if signed_in else None
        context = browser.new_context(**WINDOW, storage_state=state)
        context.set_default_timeout(PAGE_LIMIT_MS)
        contexts.append(context)
        return Person(context.new_page(), atlas_of.url)

    yield one
    for context in contexts:
        context.close()


def recorded(person: Person) -> int:
    """How many records the page counts."""
    return int(person.page.locator("[data-testid=stMetricValue]").first.inner_text())


def test_each_person_is_sent_what_the_label_allows(person):
    steward = person("steward-of-the-record").open(section=SECTION)
    thai = person("somebody-in-thailand").open(section=SECTION)
    lao = person("somebody-in-lao-pdr").open(section=SECTION)
    public = person().open(section=SECTION)
    assert "everyone" in public.seen_as
    assert "Thailand, restricted, Test Agency" in steward.seen_as
    assert "TLP:CLEAR · made for: everyone" in public.audience
    assert "TLP:CLEAR · made for: Lao PDR only, restricted" in lao.audience
    assert "TLP:AMBER · made for: Thailand only, restricted" in thai.audience
    assert "TLP:AMBER · made for: Thailand only, restricted, Test Agency" in steward.audience
    assert [SECRET in one.sent() for one in (public, lao, thai, steward)] == [0, 0, 1, 1]
    assert [recorded(one) - recorded(public) for one in (lao, thai, steward)] == [0, 1, 1]


def test_a_link_carries_nobody(person):
    steward = person("steward-of-the-record").open(section=SECTION)
    address = steward.page.url
    assert not re.search("steward|restricted|THA(?!-)|agency|viewer|sub", address.split("?")[1])
    other = person()
    other.page.goto(f"{address}&tier=restricted&country=THA&viewer=steward-of-the-record")
    other.wait()
    assert "everyone" in other.seen_as
    assert SECRET not in other.sent()


def test_whom_the_table_does_not_name_is_the_public_and_is_told(person):
    stranger = person("stranger").open()
    assert "everyone" in stranger.seen_as
    stranger.head()
    stranger.page.get_by_text("does not know this sign-in").wait_for()
    assert SECRET not in stranger.open(section=SECTION).sent()


def test_a_sign_in_outlives_a_restart_and_ends_with_signing_out(person, atlas_of):
    steward = person("steward-of-the-record").open()
    atlas_of.stop()
    atlas_of.start()
    assert "Test Agency" in steward.open(section=SECTION).seen_as
    steward.head()
    steward.page.locator(".st-key-person_sign_out button").click()
    steward.page.wait_for_url(lambda address: "end_session" in address or "?" not in address)
    steward.frames.clear()
    assert "everyone" in steward.open(section=SECTION).seen_as
    assert SECRET not in steward.sent()


def test_a_cookie_that_was_altered_gives_nothing(person, atlas_of):
    thai = person("somebody-in-thailand")
    cookies = {one["name"]: one for one in thai.page.context.cookies()}
    held = cookies["_streamlit_user"]
    forged = person()
    middle = len(held["value"]) // 2
    letter = "A" if held["value"][middle] != "A" else "B"
    altered = held["value"][:middle] + letter + held["value"][middle + 1 :]
    forged.page.context.add_cookies([{**held, "value": altered}])
    forged.open(section=SECTION)
    assert "everyone" in forged.seen_as
    assert SECRET not in forged.sent()


def test_looking_as_everyone_shows_a_room_no_more(person):
    steward = person("steward-of-the-record").open(section=SECTION)
    steward.head()
    steward.page.locator(".st-key-person_as_everyone button").click()
    steward.page.get_by_role("button", name="You see this as: everyone").wait_for()
    steward.wait()
    steward.page.locator(".am-frame", has_text="made for: everyone").wait_for()
    assert recorded(steward) == recorded(person().open(section=SECTION))
