"""The rules as text and table, and what a set of them may not say."""

import pytest

from geo.errors import ReleaseError
from geo.release import DEFAULT_POLICY, LEVELS, PUBLIC, Audience, Policy, Rule
from geo.release.policy_table import (
    READERS,
    checked_policy,
    level_words,
    policy_from_text,
    policy_text,
)
from geo.release.suggestion import suggested_audience
from geo.schema.vocabularies import LABELS
from geo.snapshot import snapshot
from geo.store import open_store, verify_chain
from geo.store.policies import policy_of, set_policy


def test_a_policy_survives_as_text():
    policy = Policy((*DEFAULT_POLICY.rules, Rule("GREEN", "partner", "district", "arms", "other",
                                                 ("KHM", "LAO"))))  # fmt: skip
    assert policy_from_text(policy_text(policy)).hash == policy.hash
    assert policy_from_text(policy_text(DEFAULT_POLICY)).hash == DEFAULT_POLICY.hash


@pytest.mark.parametrize("text", ["", "{", "[[1]]", "[null]", '[["GREEN"]]', '"x"'])
def test_a_text_that_is_none_is_refused(text):
    with pytest.raises(ReleaseError):
        policy_from_text(text)


@pytest.mark.parametrize(
    "rule",
    [
        Rule("GREEN", "public", "country"),
        Rule("AMBER", "any", "country", to="agency"),
        Rule("RED", "public", "country"),
        Rule("RED", "restricted", "country", to="country"),
        Rule("AMBER+STRICT", "restricted", "section"),
        Rule("AMBER+STRICT", "partner", "district", to="other", countries=("LAO",)),
    ],
)
def test_a_rule_against_its_label_is_refused(rule):
    with pytest.raises(ReleaseError, match="Nothing was changed"):
        checked_policy((*DEFAULT_POLICY.rules, rule))


def test_stricter_rules_are_never_refused():
    rules = [Rule(label, tier, "suppressed") for label in LABELS for tier in ("public", "any")]
    assert len(checked_policy(rules).rules) == 10
    assert checked_policy(DEFAULT_POLICY.rules).hash == DEFAULT_POLICY.hash


def test_the_table_of_the_shipped_rules():
    assert [f"{tier} {to}" for tier, to in READERS] == [
        "public any", "partner other", "partner country", "restricted other",
        "restricted country", "restricted agency",
    ]  # fmt: skip
    nothing = "suppressed"
    assert level_words(DEFAULT_POLICY) == {
        "CLEAR": ("exact",) * 6,
        "GREEN": (nothing, "section", "masked", "masked", "exact", "exact"),
        "AMBER": (nothing, nothing, "section", nothing, "exact", "exact"),
        "AMBER+STRICT": (*[nothing] * 5, "exact"),
        "RED": (*[nothing] * 5, "exact"),
    }
    persons = level_words(DEFAULT_POLICY, "human_trafficking")
    assert persons["CLEAR"] == ("district",) * 6
    assert {word for words in persons.values() for word in words} == {"district", nothing}


def test_rules_set_in_the_store_hold_for_every_snapshot(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    assert policy_of(store).hash == DEFAULT_POLICY.hash
    before = snapshot(store, audience=PUBLIC)
    mine = set_policy(store, Policy((Rule("CLEAR", "any", LEVELS[3]),)), actor="u1")
    after = snapshot(store, audience=PUBLIC, previous=before)
    assert after.policy_hash == mine.hash == policy_of(store).hash != before.policy_hash
    with pytest.raises(ReleaseError):
        set_policy(store, Policy((Rule("RED", "public", "exact"),)), actor="u1")
    assert policy_of(store).hash == mine.hash
    assert set_policy(store, None, actor="u1").hash == DEFAULT_POLICY.hash
    assert verify_chain(store).problems == ()
    store.close()


@pytest.mark.parametrize(
    ("pairs", "owner", "countries"),
    [
        ("LAO-THA", "THA", ("LAO",)),
        ("LAO-THA", "LAO", ("THA",)),
        ("LAO-THA; KHM-THA", "THA", ("KHM", "LAO")),
        ("MMR-THA; LAO-THA", "LAO", ("THA",)),
        ("LAO-MMR", "THA", ("LAO", "MMR")),
        ("", "THA", None),
    ],
)
def test_the_other_side_of_the_border_is_suggested(pairs, owner, countries):
    wanted = Audience("restricted", countries) if countries else None
    assert suggested_audience(pairs, owner=owner) == wanted
