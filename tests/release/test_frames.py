"""Release on frames of words."""

import pandas as pd
import pytest

from geo.errors import ReleaseError
from geo.release import DEFAULT_POLICY, PUBLIC, Audience, Policy, Rule, audience_of, release

KEY = b"k" * 32


def _frame(**columns):
    base = {
        "id": ["a"], "label": ["CLEAR"], "category": ["arms"], "date": ["2024-05-06"],
        "date_precision": ["day"], "lon": [100.5], "lat": [15.5], "coord_precision": ["exact"],
        "admin1": ["Tak"], "admin2": ["Mae Sot"], "place": ["A house"], "title": ["T"],
        "origin": ["agency"],
    }  # fmt: skip
    return pd.DataFrame(base | columns, index=[7])


def test_clear_records_leave_as_held():
    frame = _frame()
    pd.testing.assert_frame_equal(release(frame, audience=PUBLIC, key=KEY), frame)


@pytest.mark.parametrize("label", ["GREEN", "AMBER", "AMBER+STRICT", "RED", "", None, "clear"])
@pytest.mark.parametrize("audience", ["public", "partners", "national", "restricted"])
def test_nothing_else_leaves(label, audience):
    assert release(_frame(label=[label]), audience=audience, key=KEY).empty


def test_a_frame_without_labels_does_not_leave():
    assert release(_frame().drop(columns="label"), audience=PUBLIC, key=KEY).empty


def test_persons_first_at_district_and_month_without_texts():
    seen = release(_frame(category=["human_trafficking"]), audience=PUBLIC, key=KEY).loc[7]
    assert (seen["date"], seen["date_precision"]) == ("2024-05", "month")
    assert pd.isna(seen["lon"])
    assert pd.isna(seen["lat"])
    assert (seen["place"], seen["title"], seen["coord_precision"]) == ("Mae Sot", "", "district")
    assert seen["admin2"] == "Mae Sot"


def test_persons_first_leaves_published_district_records_readable():
    frame = _frame(category=["human_trafficking"], coord_precision=["district"],
                   date=["2024-05"], date_precision=["month"], origin=["published"])  # fmt: skip
    seen = release(frame, audience=PUBLIC, key=KEY).loc[7]
    assert (seen["lon"], seen["title"], seen["date"]) == (100.5, "T", "2024-05")
    assert seen["place"] == "Mae Sot"


def test_no_policy_can_be_milder_than_persons_first():
    mild = Policy((Rule("RED", "any", "exact"), Rule("RED", "any", "exact", "human_trafficking")))
    frame = _frame(label=["RED"], category=["human_trafficking"])
    assert pd.isna(release(frame, audience=PUBLIC, policy=mild, key=KEY).loc[7, "lon"])


@pytest.mark.parametrize(
    ("level", "lon", "section", "admin2", "precision"),
    [
        ("exact", 100.5, 4, "Mae Sot", "exact"),
        ("section", None, 4, "Mae Sot", "district"),
        ("district", None, -1, "Mae Sot", "district"),
        ("country", None, -1, "", "country"),
    ],
)
def test_each_level_tells_less(level, lon, section, admin2, precision):
    policy = Policy((Rule("CLEAR", "public", level),))
    seen = release(_frame(section=[4]), audience=PUBLIC, policy=policy, key=KEY).loc[7]
    assert (None if pd.isna(seen["lon"]) else seen["lon"]) == lon
    assert (seen["section"], seen["admin2"]) == (section, admin2)
    assert seen["coord_precision"] == precision


def test_the_strictest_of_several_rules_holds():
    policy = Policy((Rule("CLEAR", "any", "exact"), Rule("CLEAR", "public", "suppressed", "arms")))
    assert release(_frame(), audience=PUBLIC, policy=policy, key=KEY).empty
    assert len(release(_frame(), audience="partners", policy=policy, key=KEY)) == 1


def test_the_input_is_not_written_into():
    frame = _frame(category=["human_trafficking"])
    before = frame.copy()
    release(frame, audience=PUBLIC, key=KEY)
    pd.testing.assert_frame_equal(frame, before)


def test_the_hash_follows_the_rules_and_not_their_order():
    one, two = Rule("CLEAR", "any", "exact"), Rule("GREEN", "partner", "district")
    assert Policy((one, two)).hash == Policy((two, one)).hash
    assert Policy((one,)).hash != Policy((one, two)).hash != DEFAULT_POLICY.hash


def test_unknown_words_are_refused():
    for wrong in (lambda: audience_of("everyone"), lambda: Audience("public", ("XXX",)),
                  lambda: Rule("CLEAR", "any", "blurred")):  # fmt: skip
        with pytest.raises(ReleaseError):
            wrong()


def test_viewer_classes_are_equal_for_equal_audiences():
    assert Audience("partner", ("THA", "LAO")) == Audience("partner", ("LAO", "THA"))
    assert Audience("partner", ("LAO",)).viewer_class != Audience("partner").viewer_class
