"""Consent: what the originator grants, and nothing before; disclosures; own records."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text

from geo.errors import InputError, ReleaseError
from geo.release import PUBLIC, Audience
from geo.snapshot import details, snapshot
from geo.store import add, edit, verify_chain
from geo.store.ledgers import answer_consent, ask_consent, consent_log, disclose, disclosures

LAO, KHM = Audience("restricted", ("LAO",)), Audience("restricted", ("KHM",))
THA, AGENCY = Audience("restricted", ("THA",)), Audience("restricted", ("THA",), "Office")


@pytest.fixture
def own(toy, seeded):
    """A store with one more record, of a Thai agency, AMBER+STRICT."""
    row = {"id": "S-1", "date": "2024-05-06", "category": "arms", "origin": "agency",
           "country": "THA", "lon": 100.123456, "lat": 15.01, "coord_precision": "exact",
           "title": "Whispered", "confidence": "high", "audit": "not-checked",
           "border_pair": "MMR-THA", "originator": "THA: Office"}  # fmt: skip
    add(seeded, "incident", pd.DataFrame([row]), actor="u1", keys=toy.toy_keys)
    return seeded


def _ask(store, **values):
    told = {"country": "LAO", "level": "section", "reason": "A joint case", "actor": "u2"}
    return ask_consent(store, "incident", "S-1", **(told | values))


def _count(store, audience, previous=None):
    return len(snapshot(store, audience=audience, previous=previous).incidents)


def test_its_agency_sees_it_and_nobody_else(own):
    assert _count(own, AGENCY) == 6
    for other in (PUBLIC, LAO, THA, Audience("restricted"), Audience("partner", ("THA",))):
        assert _count(own, other) == 5
    keys = snapshot(own, audience=AGENCY).incidents.key
    assert details(own, audience=AGENCY, keys=keys)["title"].tolist()[-1] == "Whispered"
    assert details(own, audience=THA, keys=keys).shape[0] == 5


def test_no_answer_and_no_are_no_release(own):
    before = snapshot(own, audience=LAO)
    first, second = _ask(own), _ask(own)
    answer_consent(own, second, "refused", audience=AGENCY, actor="u1")
    assert (first, _count(own, LAO), _count(own, LAO, before)) == (second - 1, 5, 5)
    assert consent_log(own)["answer"].tolist() == ["", "refused"]


def test_a_grant_releases_to_that_country_at_that_level_until_taken_back(own):
    before = snapshot(own, audience=LAO)
    request = _ask(own)
    answer_consent(own, request, "granted", audience=AGENCY, actor="u1")
    seen = snapshot(own, audience=LAO, previous=before).incidents
    assert (len(seen), seen.section[-1]) == (6, 0)
    assert np.isnan(seen.lon[-1])
    told = details(own, audience=LAO, keys=seen.key[-1:]).iloc[0]
    assert (told["title"], told["id"].startswith("r-")) == ("", True)
    for other in (KHM, PUBLIC, Audience("restricted", ("KHM", "LAO")), Audience("partner", ("LAO",))):  # fmt: skip # noqa: E501
        assert _count(own, other) == 5
    after = snapshot(own, audience=LAO)
    answer_consent(own, request, "taken_back", audience=AGENCY, actor="u1")
    assert (_count(own, LAO), _count(own, LAO, after)) == (5, 5)
    assert verify_chain(own).problems == ()


def test_a_grant_may_be_coarser_and_never_finer(own):
    request = _ask(own)
    with pytest.raises(InputError):
        answer_consent(own, request, "granted", audience=AGENCY, actor="u1", level="exact")
    answer_consent(own, request, "granted", audience=AGENCY, actor="u1", level="country")
    assert snapshot(own, audience=LAO).incidents.section[-1] == -1


@pytest.mark.parametrize("other", [PUBLIC, LAO, THA, Audience("partner", ("THA",), "Office")])
def test_only_the_originator_answers(own, other):
    request = _ask(own)
    with pytest.raises(ReleaseError):
        answer_consent(own, request, "granted", audience=other, actor="u2")
    assert _count(own, LAO) == 5


def test_a_grant_that_was_written_past_the_atlas_shows(own):
    request = _ask(own)
    answer_consent(own, request, "refused", audience=AGENCY, actor="u1")
    with own.engine.begin() as connection:
        connection.execute(text("UPDATE consent_answer SET answer = 'granted'"))
    assert verify_chain(own).problems


@pytest.mark.parametrize(
    "wrong", [{"country": "XXX"}, {"level": "suppressed"}, {"tier": "public"}, {"reason": " "}]
)
def test_a_request_says_who_what_and_why(own, wrong):
    with pytest.raises(InputError):
        _ask(own, **wrong)


def test_everything_that_left_about_one_record(own):
    keys = snapshot(own, audience=AGENCY).incidents.key
    disclose(own, "incident", keys, audience=AGENCY, form="csv", file_hash="ab", actor="u1")
    disclose(own, "incident", keys[:2], audience=LAO, form="pdf", file_hash="cd", actor="u2",
             level="section")  # fmt: skip
    left = disclosures(own, "incident", "S-1")
    assert left[["audience", "form", "level"]].to_numpy().tolist() == [
        ["restricted:THA:agency=office", "csv", "exact"]
    ]
    assert disclosures(own, "incident", "I-1")["form"].tolist() == ["csv", "pdf"]
    assert verify_chain(own).problems == ()


def test_an_office_can_be_consented_to(toy, own):
    edit(own, "office", "off-a", {"label": "AMBER", "originator": "THA"}, actor="u1",
         keys=toy.toy_keys)  # fmt: skip
    assert snapshot(own, audience=LAO).offices.empty
    request = ask_consent(own, "office", "off-a", country="LAO", level="district", reason="x",
                          actor="u2")  # fmt: skip
    answer_consent(own, request, "granted", audience=THA, actor="u1")
    seen = snapshot(own, audience=LAO).offices
    assert (len(seen), seen.iloc[0]["name_en"], "off-a" in seen.index) == (1, "", False)
