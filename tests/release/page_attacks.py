"""Attacks on the pages of a running dashboard: links that claim to be somebody, shared caches."""

import pickle
import struct
import zlib
from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from geo.query import Query
from geo.release import PUBLIC
from screens import _cached
from tests.release.flow_attacks import LAO, OWNER, SECRET, owned

ROOT = Path(__file__).resolve().parents[2]
# Each is what somebody might add to a link to be taken for another viewer.
CLAIMS = (
    {"tier": "restricted", "country": "THA"},
    {"audience": "restricted:THA:agency=border office"},
    {"viewer": "restricted:THA", "roles": "steward administrator"},
    {"role": "administrator", "screen": "sharing"},
    {"screen": "disclosures", "actor": "u1", "home_country": "THA"},
    {"label": "RED", "policy": "[]", "origin": "agency"},
    {"section": "LAO-THA-095", "roles": "steward"},
    {"screen": "network", "organisation": "Border Office", "home": "THA"},
    {"layers": "incidents,sections,offices", "audience": "../../restricted"},
    {"screen": "sources", "stamp": "1,x,restricted:THA"},
)


def link_tampering(world):
    """Links that claim a viewer, opened while nobody has signed in; BORDER_ATLAS_HOME is set."""
    closed = _closed(world)
    marks = [SECRET, *(f"{lon:.5f}" for lon in closed["lon"]), *closed["id"]]
    pages = [_page(words) for words in CLAIMS]
    return len(CLAIMS), sum(any(mark in page for mark in marks) for page in pages)


def _closed(world):
    held = owned(world)
    return held[held["label"] != "CLEAR"]


def _page(words):
    """Everything that a page sends: all its elements and the map's bytes."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for name, value in words.items():
        app.query_params[name] = value
    app.session_state["atlas_opened"] = True
    app.run()
    return "\n".join(_sent(app.main))


def _sent(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _sent(child)
        proto = getattr(child, "proto", None)
        yield str(proto)
        if child.type == "dataframe":
            yield child.value.to_csv()
        if child.type == "bidi_component":
            yield _opened(proto.bytes)


def _opened(content):
    raw = zlib.decompress(content)
    return raw.decode("utf-8", errors="replace")


def caches_across_viewers(world):
    """Worlds and maps of three viewers asked for in turn; what one is given of another's.

    BORDER_ATLAS_HOME is set, so that the caches of the screens serve them.
    """
    closed, wrong, known = _closed(world), 0, {}
    marks = [SECRET.encode(), *(struct.pack("<d", lon) for lon in closed["lon"])]
    for turn in range(12):
        audience = (OWNER, PUBLIC, LAO)[turn % 3]
        stamp = _cached.stamp_of(audience)
        query = Query(layers=("incidents", "sections"))
        spec = _cached.map_spec(_cached.Asked(stamp, query, date(2026, 11, 23), 0.0, "en"))
        held = _cached.world(stamp).snapshot.incidents
        told = pickle.dumps([spec.layers, held, held.lon.tobytes()])
        wrong += known.setdefault(audience, len(held)) != len(held)
        wrong += any(mark in told for mark in marks) != (audience == OWNER)
    return 12, wrong


ATTACKS = (link_tampering, caches_across_viewers)
