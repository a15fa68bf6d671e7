"""The server as it is run: it says whether it is ready, ends without loss, and logs nobody."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from benchmarks._session import Session, served
from geo.store import add, edit, open_store, seed, verify_chain
from geo.store.records import decode
from geo.store.tables import INCIDENT, audit_entry
from tests.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
MARK = "Zzyzx"
LAT, LON = 16.71349, 98.57263
STOP_LIMIT_S = 30


def ask(url, path):
    """Status and JSON of an address."""
    try:
        with urlopen(f"{url}{path}", timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.fixture(scope="module")
def seeded_home(tmp_path_factory):
    """A home whose store holds the shipped records and one of a user's own, with marked words."""
    home = tmp_path_factory.mktemp("service")
    store = open_store(f"sqlite:///{home / 'atlas.sqlite'}")
    seed(store)
    frame = decode([], INCIDENT).reindex([0])
    frame = frame.assign(
        id=f"{MARK}-id", title=f"{MARK} title", place=f"{MARK} place", date="2025-03-12",
        category="arms", country="THA", origin="published", lon=LON, lat=LAT,
        coord_precision="exact", confidence="high", audit="checked-ok", label="CLEAR",
    ).drop(columns=["day_from", "day_to"], errors="ignore")  # fmt: skip
    add(store, "incident", frame, actor="u1")
    edit(store, "incident", f"{MARK}-id", {"place": f"{MARK} elsewhere"}, actor="u1")
    store.close()
    return home


def test_a_session_leaves_nothing_of_a_person_or_place_in_the_log(seeded_home):
    with served(seeded_home) as (url, process):
        assert ask(url, "/health") == (200, {"alive": True})
        status, said = ask(url, "/ready")
        assert (status, said["ready"]) == (200, True)
        assert str(seeded_home) not in json.dumps(said)
        with Session(url, link=f"pairs={MARK}&q={MARK}&lat={LAT}") as session:
            assert session.arrive().well
            session.choose("search_text", f"{MARK} {LAT}")
            assert session.run().well
        (seeded_home / "atlas.key").rename(seeded_home / "key")
        time.sleep(1.1)
        status, said = ask(url, "/ready")
        assert (status, said["ready"]) == (503, False)
        (seeded_home / "key").rename(seeded_home / "atlas.key")
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_LIMIT_S) in (-signal.SIGTERM, 0)
        assert time.monotonic() - start < STOP_LIMIT_S
    written = "".join(path.read_text() for path in (seeded_home / "logs").iterdir())
    written += "".join(path.read_text() for path in seeded_home.glob("server-*.log"))
    found = [MARK, str(LAT), str(LON), str(seeded_home)]
    assert [one for one in found if one in written] == []
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    events = [line["event"] for line in lines]
    assert {"server.start", "store.opened", "readiness.changed", "server.stop"} <= set(events)
    assert not re.search(r"\d+\.\d{3,}", "".join(json.dumps(line | {"at": ""}) for line in lines))


def test_a_running_change_is_finished_and_a_new_one_refused(tmp_path):
    environment = {
        **os.environ, "BORDER_ATLAS_HOME": str(tmp_path), "BORDER_ATLAS_LOG": "-",
        "STREAMLIT_SERVER_COOKIE_SECRET": "for tests only " * 3,
    }  # fmt: skip
    program = Path(__file__).with_name("slow_writer.py")
    process = subprocess.Popen(
        [sys.executable, str(program), str(free_port())], cwd=ROOT, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = next(line for line in process.stdout if line == "writing\n")
    assert said
    # The signal's handler stands before the store is opened.
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=STOP_LIMIT_S)
    assert process.returncode in (-signal.SIGTERM, 0)
    assert "late" not in out.replace("refused: ", "")
    store = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    with store.reading() as connection:
        actions = connection.execute(select(audit_entry.c.action)).scalars().all()
    assert "slow" in actions
    assert "late" not in actions
    assert verify_chain(store).problems == ()
    store.close()
    events = [json.loads(line)["event"] for line in err.splitlines() if line.startswith("{")]
    assert events[-2:] == ["store.closed", "server.stop"]


@pytest.mark.long
def test_an_open_page_shows_within_two_seconds_what_another_process_changed(seeded_home):
    """Two servers on one store; on one a page stands open and nobody touches it."""
    with (
        served(seeded_home) as (url, _),
        served(seeded_home) as (other, _),
        Session(url) as reader,
        Session(other) as second,
    ):
        pages = {"reader": reader, "second": second}
        assert all(page.arrive().well for page in pages.values())
        assert [page.idle(3) for page in pages.values()] == [None, None]
        store = open_store(f"sqlite:///{seeded_home / 'atlas.sqlite'}")
        taken = []
        for number in range(5):
            edit(store, "incident", f"{MARK}-id", {"title": f"{number}"}, actor="u1")
            start = time.monotonic()
            with ThreadPoolExecutor() as pool:
                found = pool.map(lambda page: page.idle(1.7), pages.values())
                assert all(answer is not None for answer in found)
            taken.append(time.monotonic() - start)
        store.close()
    # The page asks each second and a half, then is drawn anew; a machine at work may be late once.
    assert sorted(taken)[2] < 2.0
