"""Requests, retention by itself and the data-protection summary, on a store of one agency."""

from datetime import date

import pandas as pd
import pytest

from geo.briefing.keeping import changed_rules, keeping_table
from geo.briefing.sharing_requests import ask_for_more
from geo.errors import InputError
from geo.exports.protection import protection_page
from geo.language import translator
from geo.release import PUBLIC, Audience
from geo.release.records import shown_id
from geo.store import add, open_store
from geo.store.erasure import keep_for
from geo.store.installation import choose_home
from geo.store.ledgers import consent_log
from geo.store.originals import originated, owned
from geo.store.policies import policy_of

SECRET = "Whispered"
OWNER, LAO = Audience("restricted", ("THA",), "Border Office"), Audience("restricted", ("LAO",))
DAY = date(2026, 11, 23)


@pytest.fixture
def store(tmp_path):
    """Four records of a Thai agency, one per label, and nothing else."""
    opened = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    choose_home(opened, "THA", organisation="Border Office", actor="u1")
    rows = [
        {
            "id": f"S-{number}", "date": "2026-05-06", "category": "arms", "origin": "agency",
            "country": "THA", "lon": 102.70 + number * 0.01, "lat": 17.80, "label": label,
            "coord_precision": "exact", "title": f"{SECRET} title", "admin2": "Mueang",
            "border_pair": "LAO-THA", "confidence": "high", "audit": "not-checked",
            "originator": "THA: Border Office",
        }
        for number, label in enumerate(("CLEAR", "GREEN", "AMBER", "RED"))
    ]  # fmt: skip
    add(opened, "incident", pd.DataFrame(rows), actor="u1")
    yield opened
    opened.close()


def test_a_country_asks_about_what_it_sees_coarsened_and_nothing_else(store):
    shown = {name: shown_id(f"S-{name}", store.key) for name in range(4)}
    asked = {"audience": LAO, "level": "exact", "reason": "A case", "actor": "u2"}
    number = ask_for_more(store, f" {shown[1]} ", **asked)
    log = consent_log(store).iloc[-1]
    assert (log["number"], log["country"], log["tier"]) == (number, "LAO", "restricted")
    said = set()
    for name in (shown[2], shown[3], "S-3", "r-000000000000"):
        with pytest.raises(InputError) as refused:
            ask_for_more(store, name, **asked)
        said.add(str(refused.value).replace(repr(name), ""))
    assert len(said) == 1
    assert len(consent_log(store)) == 1


def test_who_owns_a_record_and_who_is_its_originator():
    words = [("CLEAR", ""), ("CLEAR", "LAO: Desk"), ("RED", "THA"), ("RED", "THA: Border Office"),
             ("RED", "THA: Another"), ("RED", ""), ("", "THA: Border Office")]  # fmt: skip
    label, origin = (pd.Series(column) for column in zip(*words, strict=True))
    mine = [False, False, True, True, False, False, True]
    assert originated(origin, audience=OWNER).tolist() == mine
    assert owned(label, origin, audience=OWNER).tolist() == [True, True, *mine[2:]]
    assert owned(label, origin, audience=PUBLIC).tolist() == [False] * 7
    partner = Audience("partner", ("THA",), "Border Office")
    assert owned(label, origin, audience=partner).tolist() == [True, True] + [False] * 5


def test_the_table_counts_each_kind_and_tells_what_changed(store):
    keep_for(store, "incident", keep_days=90, label="AMBER", actor="u1")
    lines = keeping_table(store)
    told = {(line.table, line.origin, line.label): (line.records, line.keep_days) for line in lines}
    assert told["incident", "", ""] == (4, 0)
    assert told["incident", "agency", ""] == (4, 0)
    assert told["incident", "published", ""] == (0, 0)
    assert told["incident", "", "AMBER"] == (1, 90)
    assert told["office", "", ""] == (0, 0)
    days = [30 if line.label == "RED" else line.keep_days for line in lines]
    assert [(line.label, n) for line, n in changed_rules(lines, days)] == [("RED", 30)]


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_summary_holds_counts_and_rules_and_no_record(store, language):
    write = translator(language)
    page = protection_page(store, translator=write, as_of=DAY).decode("utf-8")
    assert page.startswith("<!doctype html>")
    assert SECRET not in page
    assert "S-1" not in page
    assert "Border Office" in page
    assert '<td class="number">4</td>' in page
    assert policy_of(store).hash in page
    assert "[" not in page.split("</style>")[1]


def test_a_name_with_marks_is_only_a_name(store):
    choose_home(store, "THA", organisation="<img src=x onerror=alert(1)>", actor="u1")
    page = protection_page(store, translator=translator("en"), as_of=DAY).decode("utf-8")
    assert "<img" not in page
    assert "&lt;img" in page
