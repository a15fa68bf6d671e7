"""Several viewers in one process: each is given what release lets out for it, in whatever order."""

import itertools
import json
import re
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.query import Query
from geo.release import Audience
from geo.store import add, edit, open_store, seed
from geo.viewers import PUBLIC_VIEWER, ROLES, Viewer
from screens import _cached, _files, _store, _viewer

ROOT = Path(__file__).resolve().parents[2]
RUN_LIMIT_S = 120
AGENCY = "Test Agency"
LABELS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
WORDS = {label: f"Quiet{number}word" for number, label in enumerate(LABELS)}
THAI = Viewer("t", "restricted", "THA", "", frozenset({"analyst"}))
OWNER = Viewer("o", "restricted", "THA", AGENCY, frozenset(ROLES))
LAO = Viewer("l", "restricted", "LAO", "", frozenset({"analyst"}))
PARTNER = Viewer("p", "partner", "THA")
# By hand from the policy: whose title, as exact as it is, each of them may read.
MAY_READ = {
    PUBLIC_VIEWER: {"CLEAR"},
    PARTNER: {"CLEAR"},
    LAO: {"CLEAR"},
    THAI: {"CLEAR", "GREEN", "AMBER"},
    OWNER: set(LABELS),
}
STRICTEST = {
    PUBLIC_VIEWER: "CLEAR", PARTNER: "AMBER", LAO: "GREEN", THAI: "AMBER", OWNER: "RED",
}  # fmt: skip
TAMPERED = {
    "viewer": "restricted:THA", "viewer_class": f"restricted:THA:agency={AGENCY}",
    "tier": "restricted", "country": "THA", "audience": "restricted", "roles": "administrator",
    "organisation": AGENCY, "atlas_as_everyone": "0", "user": "o", "sub": "o",
}  # fmt: skip


def rows():
    """One record of each label, at one place, told apart by a word of its own."""
    return pd.DataFrame(
        [
            {"id": f"T-{label}", "date": "2026-05-06", "category": "arms", "origin": "agency",
             "country": "THA", "lon": 102.7405, "lat": 17.8780, "coord_precision": "exact",
             "border_pair": "LAO-THA", "title": f"{word} title", "place": f"{word} place",
             "notes": f"{word} note", "confidence": "high", "audit": "not-checked",
             "label": label, "originator": f"THA: {AGENCY}"}
            for label, word in WORDS.items()
        ]
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Records of the shipped facts and the five of its own; all tests share one set of caches."""
    folder = tmp_path_factory.mktemp("home")
    store = open_store(f"sqlite:///{folder / 'atlas.sqlite'}")
    seed(store)
    add(store, "incident", rows(), actor="test")
    store.close()
    st.cache_resource.clear()
    yield folder
    st.cache_resource.clear()


@pytest.fixture
def sessions(home, monkeypatch):
    """Opens a screen as a viewer; all of them share one process and its caches."""
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(home))
    monkeypatch.setenv("BORDER_ATLAS_AS_OF", "2026-11-23")
    monkeypatch.delenv("BORDER_ATLAS_SIGN_IN", raising=False)
    monkeypatch.setattr(
        _viewer, "signed_in", lambda: st.session_state.get("test_viewer", PUBLIC_VIEWER)
    )

    def start(who, **words):
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=RUN_LIMIT_S)
        app.session_state["test_viewer"] = who
        for name, value in words.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return start


def told(app):
    """Everything that a session's page was sent: element by element, packed maps inflated."""
    parts = []
    for node in nodes(app.main):
        proto = getattr(node, "proto", None)
        if node.type == "bidi_component":
            parts.append(inflated(proto.bytes).decode("utf-8", "replace"))
        elif node.type == "dataframe":
            parts.append(node.value.to_csv())
        parts.append(str(proto))
    return "\n".join(parts)


def inflated(raw):
    """What a component is sent; the map's bytes are packed."""
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return raw


def nodes(block):
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from nodes(child)


def read_in(text):
    """Labels of the records whose word stands in a text."""
    return {label for label, word in WORDS.items() if word in text}


def audience_in(text):
    """The line of label and audience within the map's frame."""
    found = text.index("TLP:")
    return text[found : found + 120].split('"')[0]


def recorded_in(text):
    """How many records the map's frame counts, by its first number."""
    return int(re.search(r'"counts": ?"(\d+)', text)[1])


def test_in_any_order_each_page_holds_what_its_viewer_may_read(sessions):
    counts = {}
    for viewer in itertools.chain(MAY_READ, reversed(MAY_READ)):
        app = sessions(viewer, categories="arms", section="LAO-THA-099")
        text = told(app)
        assert read_in(text) == MAY_READ[viewer]
        assert audience_in(text).startswith(f"TLP:{STRICTEST[viewer]} · made for:")
        assert counts.setdefault(viewer, recorded_in(text)) == recorded_in(text)
        assert dict(app.query_params).keys() <= {"categories", "section"}
    more = [counts[viewer] - counts[PUBLIC_VIEWER] for viewer in MAY_READ]
    # A partner of the owner's country counts GREEN and AMBER ones too, another country GREEN ones.
    assert more == [0, 2, 1, 2, 4]


def test_a_tampered_link_gives_nothing(sessions):
    sessions(OWNER, categories="arms")
    text = told(sessions(PUBLIC_VIEWER, categories="arms", **TAMPERED))
    assert read_in(text) == {"CLEAR"}
    assert "made for: everyone" in text


@pytest.mark.parametrize("screen", ["hotspots", "network", "sources", "file", "profile"])
def test_other_screens_say_who_looks_and_tell_the_public_nothing(sessions, screen):
    own = sessions(OWNER, screen=screen, categories="arms")
    assert "Thailand, restricted, Test Agency" in told(own)
    public = told(sessions(PUBLIC_VIEWER, screen=screen, categories="arms"))
    assert read_in(public) <= {"CLEAR"}
    assert "You see this as: everyone" in public.replace("\\", "")


def files_of(viewer):
    """Every file that can be taken away, as one text."""
    asked = _cached.Asked(
        _cached.stamp_of(viewer.audience),
        Query(categories=("arms",), layers=("sections", "incidents", "offices", "crossings")),
        date(2026, 11, 23),
        0.0,
        "en",
        viewer.organisation,
    )
    made = [
        _files.csv_file(asked), _files.geojson_file(asked), _files.gpkg_file(asked),
        _files.one_file_map(asked),
    ]  # fmt: skip
    whole = [content.decode("utf-8", "replace") for content in made]
    packed = re.search('"payload": ?"([A-Za-z0-9+/=]+)"', whole[-1])[1]
    return [*whole[:-1], whole[-1] + inflated(b64decode(packed)).decode("utf-8", "replace")]


def test_files_hold_what_their_audience_may_read_and_say_so(sessions):
    sessions(OWNER, categories="arms")
    for viewer, allowed in MAY_READ.items():
        files = files_of(viewer)
        assert read_in("\n".join(files)) == allowed
        line = f"TLP:{STRICTEST[viewer]} · made for:"
        told_in = [line in file or json.dumps(line)[1:-1] in file for file in files]
        assert told_in == [True] * len(files)


@pytest.mark.parametrize("screen", ["situation", "hotspots", "planner", "network"])
def test_each_reads_its_organisation_as_it_is_written_from_shared_caches(sessions, screen):
    other = replace(OWNER, organisation="TEST agency")
    assert _cached.stamp_of(other.audience) == _cached.stamp_of(OWNER.audience)
    for viewer in (OWNER, other, OWNER):
        text = told(sessions(viewer, screen=screen, categories="arms"))
        line = f"made for: Thailand only, restricted, {viewer.organisation}"
        assert audience_in(text).endswith(line), audience_in(text)


def test_files_name_the_organisation_as_it_is_written(sessions):
    sessions(OWNER, categories="arms")
    for written in (AGENCY, "TEST agency"):
        for file in files_of(replace(OWNER, organisation=written)):
            assert f"Thailand only, restricted, {written}" in file


def test_looking_as_everyone_only_lowers(sessions):
    app = sessions(OWNER, categories="arms")
    app.session_state["planner_job"] = "an answer for the owner"
    app.session_state["atlas_flight"] = {"number": 1, "id": "T-RED", "lon": 102.7, "lat": 17.8}
    app.session_state["atlas_as_everyone"] = True
    app.run()
    assert read_in(told(app)) == {"CLEAR"}
    assert "T-RED" not in told(app)
    assert "planner_job" not in app.session_state
    assert set(app.query_params) == {"categories"}
    public = sessions(PUBLIC_VIEWER, categories="arms")
    public.session_state["atlas_as_everyone"] = False
    assert read_in(told(public.run())) == {"CLEAR"}


def test_a_label_made_stricter_takes_the_record_from_the_next_page(sessions):
    before = sessions(THAI, categories="arms")
    assert "AMBER" in read_in(told(before))
    store = _store.store()
    edit(store, "incident", "T-AMBER", {"label": "RED"}, actor="test")
    assert read_in(told(sessions(THAI, categories="arms"))) == {"CLEAR", "GREEN"}
    edit(store, "incident", "T-AMBER", {"label": "AMBER"}, actor="test")
    assert "AMBER" in read_in(told(sessions(THAI, categories="arms")))


def test_caches_are_keyed_by_the_audience(sessions):
    sessions(OWNER, categories="arms")
    stamps = {viewer: _cached.stamp_of(viewer.audience) for viewer in MAY_READ}
    assert len(set(stamps.values())) == len(MAY_READ)
    for viewer, stamp in stamps.items():
        assert _cached.world(stamp).snapshot.viewer_class == viewer.audience.viewer_class
    assert _cached.stamp_of(Audience("public")) == stamps[PUBLIC_VIEWER]


def role_page():
    """A page for planners."""
    import streamlit as st

    from screens import _state, _viewer

    _state.start()
    st.write(f"welcome {_viewer.require('planner').country}")


@pytest.mark.parametrize(("viewer", "welcome"), [(OWNER, True), (LAO, False)])
def test_a_screen_for_a_role_stops_with_one_sentence(sessions, viewer, welcome):
    app = AppTest.from_function(role_page)
    app.session_state["test_viewer"] = viewer
    app.run()
    assert [item.value for item in app.markdown] == (["welcome THA"] if welcome else [])
    assert len(app.info) == (0 if welcome else 1)


@pytest.mark.parametrize("address", ["0.0.0.0", "", "10.1.2.3"])
def test_local_mode_refuses_to_serve_beyond_this_machine(sessions, monkeypatch, address):
    of_config = st.get_option
    monkeypatch.setattr(
        st, "get_option", lambda name: address if name == "server.address" else of_config(name)
    )
    app = sessions(OWNER, categories="arms")
    assert len(app.error) == 1
    assert "this machine only" in app.error[0].value
    assert not app.metric


def test_the_home_country_is_chosen_on_the_screen_and_only_offered(tmp_path, monkeypatch):
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path))
    monkeypatch.delenv("BORDER_ATLAS_SIGN_IN", raising=False)
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=RUN_LIMIT_S)
    app.query_params["screen"] = "profile"
    app.session_state["page_person"] = True
    app.run()
    assert not app.error
    assert _store.settings().home_country == ""
    app.selectbox(key="setup_country").set_value("LAO")
    app.text_input(key="setup_organisation").set_value("Own Agency")
    app.button(key="setup_choose").click().run()
    assert (_store.settings().home_country, _store.settings().organisation) == (
        "LAO", "Own Agency",
    )  # fmt: skip
    assert "Lao PDR, restricted, Own Agency" in told(app)
    st.cache_resource.clear()
