"""Label, originator and audience to level: the table, by hand."""

import numpy as np
import pandas as pd
import pytest

from geo.errors import ReleaseError
from geo.release import DEFAULT_POLICY, LEVELS, PUBLIC, Audience, Policy, Rule, release
from geo.schema.vocabularies import LABELS

KEY = b"k" * 32
LAO, THA = Audience("restricted", ("LAO",)), Audience("restricted", ("THA",))
AGENCY = Audience("restricted", ("THA",), "Border Office")
BOTH = Audience("restricted", ("LAO", "THA"))
PARTNER_LAO, PARTNER_THA = Audience("partner", ("LAO",)), Audience("partner", ("THA",))


def _ground(lon, lat):
    n = len(lon)
    told = {"country": 3, "section": 4, "district": "D", "contested": False, "km_along": 1.0}
    return pd.DataFrame({name: [value] * n for name, value in (told | {"km_away": 2.0}).items()})


def _frame(**values):
    row = {
        "id": "secret-id", "label": "GREEN", "originator": "THA: Border Office", "category": "arms",
        "date": "2024-05-06", "date_precision": "day", "country": "THA", "lon": 100.51234,
        "lat": 15.54321, "coord_precision": "exact", "coord_uncertainty_m": 5.0, "section": 4,
        "km_along": 33.3, "km_away": 0.7, "cell": 608537, "district": "D", "admin1": "Whisper one",
        "admin2": "Whisper two", "place": "Whisper house", "title": "Whisper title",
        "notes": "Whisper note", "outlet": "Whisper outlet", "source_address": "Whisper link",
        "an_own_column": "Whisper own", "quantity": 12345.0, "border_pair": "LAO-THA",
        "origin": "published",
    } | values  # fmt: skip
    return pd.DataFrame([row])


def _seen(audience, policy=None, **values):
    return release(_frame(**values), audience=audience, policy=policy, key=KEY, ground=_ground)


def _level(audience, label):
    """The level that came out, read from what the released row still tells."""
    seen = _seen(audience, label=label)
    if seen.empty:
        return "suppressed"
    row = seen.iloc[0]
    if row["title"]:
        return "exact"
    if np.isfinite(row["lon"]):
        return "masked"
    return "section" if row["section"] == 4 else "district"


@pytest.mark.parametrize(
    ("audience", "levels"),
    [
        (PUBLIC, "exact suppressed suppressed suppressed suppressed"),
        (Audience("public", ("THA",)), "exact suppressed suppressed suppressed suppressed"),
        (Audience("restricted"), "exact suppressed suppressed suppressed suppressed"),
        (PARTNER_LAO, "exact section suppressed suppressed suppressed"),
        (PARTNER_THA, "exact masked section suppressed suppressed"),
        (LAO, "exact masked suppressed suppressed suppressed"),
        (THA, "exact exact exact suppressed suppressed"),
        (AGENCY, "exact exact exact exact exact"),
        (BOTH, "exact masked suppressed suppressed suppressed"),
    ],
)
def test_the_default_policy(audience, levels):
    assert " ".join(_level(audience, label) for label in LABELS) == levels


@pytest.mark.parametrize("originator", ["", None, "Border Office", "XXX: Border Office", "THAI"])
def test_without_an_originator_nobody_sees_it(originator):
    for audience in (LAO, THA, AGENCY, BOTH):
        assert _seen(audience, originator=originator).empty


@pytest.mark.parametrize("originator", ["THA", "tha: border  office", "THA Border Office", "THA/x"])
def test_originators_are_read_as_people_write_them(originator):
    assert _seen(THA, originator=originator, label="AMBER").iloc[0]["lon"] == 100.51234


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("masked", {"section", "km_along", "km_away", "cell", "district", "lon", "lat",
                    "coord_uncertainty_m", "border_pair"}),
        ("section", {"section", "border_pair"}),
        ("district", {"district", "admin1", "admin2"}),
        ("country", set()),
    ],
)  # fmt: skip
def test_a_level_tells_its_columns_and_no_other(level, told):
    policy = Policy((Rule("GREEN", "any", level),))
    row = _seen(LAO, policy).iloc[0]
    always = {"label", "originator", "category", "date", "date_precision", "country", "origin",
              "coord_precision", "id"}  # fmt: skip
    blank = [name for name in row.index if name not in told | always]
    for name in blank:
        value = row[name]
        assert value in ("", -1, 0) or pd.isna(value), (name, value)
    assert row["id"] != "secret-id"
    assert 100.51234 not in row.to_list()
    if level in ("masked", "section"):
        assert "Whisper" not in repr(row.to_dict())


def test_a_masked_row_says_so():
    row = _seen(LAO).iloc[0]
    assert (row["coord_precision"], row["coord_uncertainty_m"]) == ("town", 5000.0)
    assert (row["km_along"], row["km_away"]) == (1.0, 2.0)
    assert row["cell"] != 608537


@pytest.mark.parametrize(
    ("values", "level"),
    [({"coord_precision": "district"}, "district"), ({"coord_precision": "none"}, "district"),
     ({"lon": np.nan}, "section"), ({"section": 5}, "section")],
)  # fmt: skip
def test_what_cannot_be_masked_leaves_coarser(values, level):
    row = _seen(LAO, **values).iloc[0]
    assert np.isnan(row["lon"])
    assert (row["section"] >= 0) == (level == "section")


def test_a_clear_record_that_is_masked_keeps_no_text():
    row = _seen(PUBLIC, Policy((Rule("CLEAR", "any", "masked"),)), label="CLEAR").iloc[0]
    assert row["lon"] != 100.51234
    assert "Whisper" not in repr(row.to_dict())


def test_a_rule_may_name_countries():
    policy = Policy((Rule("AMBER", "restricted", "section", to="other", countries=("LAO",)),))
    assert len(_seen(LAO, policy, label="AMBER")) == 1
    for other in (Audience("restricted", ("KHM",)), Audience("restricted", ("KHM", "LAO")), PUBLIC):
        assert _seen(other, policy, label="AMBER").empty


def test_what_several_see_is_what_each_may_see():
    for label in LABELS:
        for one in (LAO, THA):
            codes = np.array([LABELS.index(label)]), np.array([6])
            from geo.release.policy import Owners

            owners = Owners(np.array([3]), np.array(["border office"], dtype=object))
            both = DEFAULT_POLICY.levels(*codes, audience=BOTH, owners=owners)[0]
            assert both >= DEFAULT_POLICY.levels(*codes, audience=one, owners=owners)[0]


def test_consent_opens_one_record_and_never_persons():
    frame = pd.concat([_frame(label="RED"), _frame(label="RED"),
                       _frame(label="RED", category="human_trafficking")])  # fmt: skip
    exact = LEVELS.index("exact")
    seen = release(
        frame, audience=LAO, key=KEY, ground=_ground, consents=np.array([exact, -1, exact])
    )
    assert seen["lon"].notna().tolist() == [True, False]
    assert (seen.iloc[1]["date"], seen.iloc[1]["title"]) == ("2024-05", "")


def test_an_unlabelled_record_cannot_be_consented_to():
    seen = release(_frame(label=""), audience=LAO, key=KEY, consents=np.array([0]))
    assert seen.empty


def test_an_agency_has_one_country():
    with pytest.raises(ReleaseError):
        Audience("restricted", ("LAO", "THA"), "Border Office")
    assert AGENCY.viewer_class != THA.viewer_class


def test_no_point_is_masked_without_a_key():
    with pytest.raises(ReleaseError, match="key"):
        release(_frame(), audience=LAO, key=b"", ground=_ground)
