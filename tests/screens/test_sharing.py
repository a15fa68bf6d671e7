"""*Who sees what* and *Disclosures* without a browser: who sees which column, and every act."""

import json
import shutil
import threading
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
import streamlit as st

from geo.briefing import sharing_views
from geo.briefing.disclosures import everything_that_left
from geo.briefing.sharing_requests import requests
from geo.query import Query
from geo.release import PUBLIC, Audience, Policy, Rule
from geo.snapshot import snapshot
from geo.store import add, keyfile, open_store, seed, verify_chain
from geo.store.backup import backup, restore
from geo.store.erasure import keep_for, overdue
from geo.store.installation import choose_home
from geo.store.ledgers import ask_consent, consent_log
from geo.store.originals import originals
from geo.store.policies import policy_log, policy_of, set_policy
from screens import _cached, _files, _leaving, _upkeep
from screens._store import store as open_one

SECRET = "Whispered"
OWNER, LAO = Audience("restricted", ("THA",), "Border Office"), Audience("restricted", ("LAO",))
DAY = date(2026, 11, 23)
QUERY = Query(layers=("incidents", "sections"))


def _rows():
    for number, label in enumerate(("CLEAR", "GREEN", "AMBER", "RED")):
        yield {
            "id": f"S-{number}", "date": "2026-05-06", "category": "arms", "origin": "agency",
            "country": "THA", "lon": 102.70 + number * 0.01, "lat": 17.80, "label": label,
            "coord_precision": "exact", "title": f"{SECRET} <b>{number}</b>", "admin2": "Mueang",
            "place": f"{SECRET} [house]({number})", "admin1": "Nong Khai", "confidence": "high",
            "border_pair": "LAO-THA", "audit": "not-checked", "originator": "THA: Border Office",
        }  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A folder with the shipped facts and four records of a Thai agency."""
    folder = tmp_path_factory.mktemp("filled")
    keyfile.write(folder, b"the key of the installation 32 b")
    _fill(f"sqlite:///{folder / 'atlas.sqlite'}", folder)
    return folder


def _fill(url, folder):
    store = open_store(url, folder=folder)
    seed(store)
    choose_home(store, "THA", organisation="Border Office", actor="u1")
    add(store, "incident", pd.DataFrame(_rows()), actor="u1")
    store.close()


@pytest.fixture
def home(filled, tmp_path):
    """A copy of it to write into, and nothing cached before or after."""
    shutil.copytree(filled, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def url(request, home, monkeypatch):
    """The address of its store: the file, or a database where a test asks for one."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{home / 'atlas.sqlite'}"
    server = request.getfixturevalue("postgresql")
    found = server.url(server.database())
    _fill(found, home)
    monkeypatch.setenv("BORDER_ATLAS_DATABASE_URL", found)
    return found


@pytest.fixture
def store(url, home):
    opened = open_store(url, folder=home)
    yield opened
    opened.close()


@pytest.fixture
def show(opened, home, url, monkeypatch):
    """Opens a screen of this installation, and a panel of it; nothing cached is used or left.

    The store's address holds before: what runs beside the tests may open it at any moment.
    """
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(home))
    st.cache_resource.clear()

    def start(name, panel=""):
        screen = opened(screen=name)
        if panel:
            part = next(x for x in screen.app.get("button_group") if x.key == "sharing_panel")
            part.set_value(panel).run()
        return screen

    yield start
    st.cache_resource.clear()


def at(screen, name):
    """Go to another screen."""
    screen.app.session_state["atlas_screen"] = name
    screen.app.run()
    return screen


def pick(screen, record):
    """Choose a record by its id; the records stand in falling order of their store keys."""
    box = screen.app.selectbox(key="sharing_record")
    wanted = next(n for n, name in enumerate(box.options) if name.startswith(record))
    box.select(box.value + box.index - wanted).run()
    return screen


def _key(store, record):
    held = originals(store, "incident", audience=OWNER)
    return int(held.index[held["id"] == record][0])


def test_nobody_in_particular_sees_no_record(opened):
    screen = opened(screen="sharing")
    assert [item.value for item in screen.app.info]
    assert not any(item.key == "sharing_record" for item in screen.app.selectbox)
    at(screen, "disclosures")
    assert not any(item.key == "disclosures_record" for item in screen.app.selectbox)


def test_its_steward_sees_one_column_per_audience(show, home):
    screen = pick(show("sharing"), "S-1")
    assert screen.faults == []
    assert "Check passed" in screen.app.success[0].value
    table = screen.app.table[0].value
    assert [name.replace("\\", "") for name in table.columns] == [
        "Public", "Partners of all four countries", "Cambodia only", "Lao PDR only",
        "Myanmar only", "Thailand only", "Its steward, THA: Border Office",
    ]  # fmt: skip
    told = [word.replace("\\", "") for word in table.loc["Really told"]]
    assert told[:2] + told[3:4] + told[5:] == [
        "nothing",
        "section",
        "masked point",
        "exact",
        "exact",
    ]
    assert table.loc["Title"].tolist()[:5] == ["–"] * 5
    # A person's text stands in a table that reads Markdown: nothing of it acts.
    assert table.loc["Title"].iloc[-1] == f"{SECRET} \\<b\\>1\\</b\\>"
    assert screen.app.multiselect[0].value == ["LAO"]


def test_sharing_is_a_consent_that_releases_to_that_country(show, home, store):
    screen = pick(show("sharing"), "S-2")
    key = _key(store, "S-2")
    assert key not in snapshot(store, audience=LAO).incidents.key
    screen.press(f"sharing_share_do_{key}")
    assert "reason" in screen.faults[0]
    screen.app.text_input(key=f"sharing_share_reason_{key}").set_value("A joint case")
    screen.press(f"sharing_share_do_{key}")
    assert screen.faults == []
    assert screen.app.table[0].value["Lao PDR only"]["Really told"] == "section"
    assert key in snapshot(store, audience=LAO).incidents.key
    log = consent_log(store).iloc[-1]
    assert (log["country"], log["level"], log["answer"]) == ("LAO", "section", "granted")
    assert everything_that_left(
        store, "incident", originals(store, "incident", audience=OWNER, keys=[key])
    )["form"].tolist() == ["consent"]


def test_a_request_waits_is_granted_and_taken_back(show, home, store):
    key = _key(store, "S-3")
    number = ask_consent(
        store, "incident", "S-3", country="LAO", level="district", reason="A case", actor="u2"
    )
    screen = show("sharing", "requests")
    assert "S\\-3" in screen.words()
    assert key not in snapshot(store, audience=LAO).incidents.key
    screen.press(f"sharing_grant_{number}")
    assert screen.faults == []
    assert key in snapshot(store, audience=LAO).incidents.key
    screen.press(f"sharing_back_{number}")
    assert key not in snapshot(store, audience=LAO).incidents.key
    assert [item.answer for item in requests(store, audience=OWNER)] == ["taken_back"]
    # The country that asked sees its own request under the word that stands for the record.
    assert [item.record[:2] for item in requests(store, audience=LAO)] == ["r-"]
    assert requests(store, audience=Audience("restricted", ("KHM",))) == ()


def test_a_log_without_a_request_says_so(show):
    """Not Streamlit's own word for an empty table, which is English in every language."""
    screen = show("sharing", "requests")
    assert "No request has been made yet." in [item.value for item in screen.app.caption]
    assert not screen.app.dataframe


def test_where_the_check_finds_a_leak_nothing_is_given_out(show, home, monkeypatch):
    kept = sharing_views.given

    def too_much(store, table, held, *, audience, policy):
        told = kept(store, table, held, audience=audience, policy=policy)
        return held if audience == LAO else told

    monkeypatch.setattr(sharing_views, "given", too_much)
    screen = pick(show("sharing"), "S-3")
    assert "Nothing can be given out" in screen.faults[0]
    assert not any(item.key == "sharing_give_do" for item in screen.app.get("download_button"))


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_an_erased_record_is_gone_from_map_cache_file_and_restored_backup(
    show, home, url, store, tmp_path
):
    screen = show("sharing")
    before = _everything(screen, store)
    assert all(before.values()), before
    old = _cached.stamp_of(OWNER)
    backup(store, tmp_path / "before.zip")

    pick(at(screen, "sharing"), "S-2")
    screen.app.text_input(key="sharing_why_S-2").set_value("asked for").run()
    assert not screen.has("sharing_second_S-2")
    screen.press("sharing_first_S-2")
    screen.app.text_input(key="sharing_id_S-2").set_value("S-1").run()
    assert screen.app.button(key="sharing_second_S-2").disabled
    screen.app.text_input(key="sharing_id_S-2").set_value("S-2").run()
    screen.press("sharing_second_S-2")
    assert screen.faults == []

    after = _everything(screen, store)
    assert not any(after.values()), after
    # Nor is it served from a cache under the stamp of before.
    assert len(_cached.world(old).snapshot.incidents) == len(
        snapshot(store, audience=OWNER).incidents
    )
    assert verify_chain(store).problems == ()

    report = restore(tmp_path / "before.zip", url=url, folder=home, replace=True)
    assert report.erased == 1
    assert not any(_everything(screen, store).values())
    assert verify_chain(store).problems == ()


def _everything(screen, store):
    """Where the record S-2 is found: on the map, in caches, in files, in the owner's list."""
    at(screen, "situation")
    seen = snapshot(store, audience=OWNER)
    asked = _cached.Asked(_cached.stamp_of(OWNER), QUERY, DAY, _cached.profile_stamp(), "en")
    drawn = next(layer for layer in _cached.map_spec(asked).layers if layer.id == "incidents")
    ids = [name for mark in drawn.marks for name in mark.features.ids]
    layers = json.loads(_files.geojson_file(asked))
    owned = originals(store, "incident", audience=OWNER)
    return {
        "map": "incident:S-2" in ids,
        "browser": "incident:S-2" in json.dumps(screen.map()),
        "cache": any("[house](2)" in text for text in _cached.world(asked.stamp).details(
            seen.incidents.key)["place"]),
        "file": any(one["properties"]["id"] == "incident:S-2" for one in layers["features"]),
        "list": "S-2" in owned["id"].tolist(),
    }  # fmt: skip


def test_files_with_closed_records_are_written_down_and_others_not(show, home, store):
    held = originals(store, "incident", audience=OWNER, closed=True)
    for audience, lines in ((PUBLIC, 0), (OWNER, 3)):
        asked = _cached.Asked(_cached.stamp_of(audience), QUERY, DAY, 0.0, "en")
        content = _leaving.leaving(asked)(lambda: b"a file", "csv")()
        assert content == b"a file"
        left = everything_that_left(store, "incident", held)
        assert len(left) == lines
    assert set(left["record"]) == {"S-1", "S-2", "S-3"}
    assert set(left["level"]) == {"exact"}
    assert left["audience"].iloc[0] == OWNER.viewer_class
    screen = show("disclosures")
    assert screen.faults == []
    assert len(screen.table("Made for")) == 3


def test_the_rules_are_the_administrators_and_change_what_is_keyed(show, home, store):
    screen = show("sharing", "rules")
    before = _cached.stamp_of(PUBLIC)
    assert screen.app.table[0].value.iloc[1].tolist()[3] == "masked point"
    stricter = Policy((Rule("CLEAR", "any", "exact"), Rule("GREEN", "restricted", "district")))
    set_policy(store, stricter, actor="u1")
    assert policy_of(store).hash == stricter.hash != before[1]
    screen.app.run()
    assert _cached.stamp_of(PUBLIC)[1] == stricter.hash
    assert screen.app.table[0].value.iloc[1].tolist()[3:] == ["district"] * 3
    assert _key(store, "S-2") not in snapshot(store, audience=OWNER).incidents.key
    screen.press("sharing_rules_ship")
    assert screen.faults == []
    assert policy_of(store).hash == before[1]
    assert policy_log(store)["rules"].tolist() == [2, 9]
    assert verify_chain(store).problems == ()


def test_retention_shows_what_is_due_and_erases_it_in_two_steps(show, home, store, monkeypatch):
    keep_for(store, "incident", keep_days=30, origin="agency", actor="u1")
    later = datetime.now(UTC).date() + timedelta(days=31)
    monkeypatch.setenv("BORDER_ATLAS_AS_OF", later.isoformat())
    screen = show("sharing", "keeping")
    assert screen.table("Stored on").iloc[:, 1].tolist() == ["S-0", "S-1", "S-2", "S-3"]
    screen.press("sharing_keeping_run")
    assert screen.notices
    screen.press("sharing_keeping_now")
    assert screen.faults == []
    assert overdue(store, as_of=later).empty
    assert "S-1" not in originals(store, "incident", audience=OWNER)["id"].tolist()


def test_an_erasure_by_another_process_empties_the_caches_here(show, home, store):
    one = _cached.world(_cached.stamp_of(OWNER))
    assert _cached.world(_cached.stamp_of(OWNER)) is one
    from geo.store.erasure import erase

    old = _cached.stamp_of(OWNER)
    erase(store, "incident", ["S-2"], actor="u1", reason="asked for")
    _upkeep.upkeep()
    assert _cached.world(old) is not one
    assert open_one().place == store.place


@pytest.mark.usefixtures("show")
def test_emptied_caches_end_the_schedule_of_retention():
    """One left behind would open the next store at a moment of its own."""
    _upkeep.upkeep()
    running = [thread for thread in threading.enumerate() if thread.name == "retention"]
    assert running
    st.cache_resource.clear()
    for thread in running:
        thread.join(10)
    assert not any(thread.is_alive() for thread in running)
