"""The machine check: silent on what release gives out, loud on each thing told beyond."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from geo.release import DEFAULT_POLICY, LEVELS, PUBLIC, RELATIONS, Audience, Policy, Rule, release
from geo.release.policy import Owners
from geo.release.proof import expected_levels, leaks
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, LABELS, TIERS
from tests.release.attacks import ground

KEY = b"k" * 32
LAO, KHM = Audience("restricted", ("LAO",)), Audience("restricted", ("KHM",))
THA = Audience("restricted", ("THA",), "Office")
AUDIENCES = (PUBLIC, Audience("partner", ("LAO", "THA")), LAO, KHM, THA)


def _held():
    """One record per label, one more about victims; the last one is another country's."""
    labels = [*LABELS, "GREEN", "GREEN"]
    n = len(labels)
    lon, lat = 100.1 + np.arange(n) * 0.03, 15.05 + np.arange(n) * 0.1
    return pd.DataFrame(
        {
            "id": [f"S-{i}" for i in range(n)], "label": labels,
            "originator": ["THA: Office"] * (n - 1) + ["LAO: Desk"],
            "category": ["arms"] * (n - 2) + ["human_trafficking", "arms"],
            "origin": "agency", "country": "THA", "coord_precision": "exact", "lon": lon,
            "lat": lat, "section": ground(lon, lat)["section"].to_numpy(), "admin2": "D",
            "date": "2024-05-06", "date_precision": "day", "title": "A house", "notes": "A note",
            "day_from": 19_849, "day_to": 19_849, "place": "A place",
        },
        index=pd.RangeIndex(10, 10 + n, name="key"),
    )  # fmt: skip


def _seen(held, policy=DEFAULT_POLICY):
    return {a: release(held, audience=a, policy=policy, key=KEY, ground=ground) for a in AUDIENCES}


def _found(held, seen, policy=DEFAULT_POLICY):
    found = leaks(held, seen, policy=policy, consents={})
    return {(leak.audience, leak.key, leak.what.id) for leak in found}


def test_what_release_gives_out_passes():
    held = _held()
    seen = _seen(held)
    assert [len(rows) for rows in seen.values()] == [1, 4, 4, 4, 7]
    assert _found(held, seen) == set()


@pytest.mark.parametrize(
    ("key", "column", "value", "what"),
    [
        (11, "title", "A house", "column"),
        (11, "admin2", "D", "column"),
        (11, "own_column", "told", "column"),
        (11, "id", "S-1", "id"),
        (11, "lat", None, "point"),
        (15, "day_to", 19_844, "day"),
        (15, "section", 155, "column"),
        (15, "title", "A name", "column"),
    ],
)
def test_each_thing_told_beyond_is_found(key, column, value, what):
    held = _held()
    seen = _seen(held)
    rows = seen[LAO].astype(object)
    if column == "lat":
        rows.loc[key, ["lon", "lat"]] = held.loc[key, ["lon", "lat"]] + 0.002
    else:
        rows.loc[key, column] = value
    seen[LAO] = rows
    alone = {one for one in _found(held, seen) if "+" not in one[0]}
    assert alone == {(LAO.viewer_class, key, f"release.leak.{what}")}


def test_a_section_and_a_district_tell_more_together_than_either():
    held = _held()
    seen = _seen(held)
    partners = AUDIENCES[1]
    rows = seen[partners].astype(object)
    assert rows.loc[11, "section"] == held.loc[11, "section"]
    rows.loc[11, "admin2"] = "D"
    seen[partners] = rows
    leak = (partners.viewer_class, 11, "release.leak.column")
    assert {one for one in _found(held, seen) if "+" not in one[0]} == {leak}
    rows.loc[11, ["section", "admin2"]] = [-1, "D"]
    assert _found(held, seen) == set()


def test_a_record_that_is_for_somebody_else_is_found():
    held = _held()
    seen = _seen(held)
    seen[LAO] = pd.concat([seen[LAO], held.loc[[14]]])
    assert (LAO.viewer_class, 14, "release.leak.present") in _found(held, seen)


def test_a_record_that_nobody_holds_is_found():
    held = _held()
    seen = _seen(held)
    seen[PUBLIC] = pd.concat([seen[PUBLIC], held.loc[[10]].set_axis([99])])
    assert _found(held, seen) == {("public", 99, "release.leak.unknown")}


def test_two_masks_of_one_record_are_found():
    held = _held()
    seen = _seen(held)
    rows = seen[KHM].copy()
    rows.loc[11, "lon"] += 0.01
    seen[KHM] = rows
    pair = f"{LAO.viewer_class} + {KHM.viewer_class}"
    assert (pair, 11, "release.leak.two_views") in _found(held, seen)


def test_consent_is_no_leak_and_its_lack_is():
    held = _held()
    seen = {LAO: release(held, audience=LAO, key=KEY, ground=ground,
                         consents=np.array([-1, -1, -1, -1, 0, -1, -1]))}  # fmt: skip
    granted = {LAO: {14: LEVELS.index("exact")}}
    assert leaks(held, seen, policy=DEFAULT_POLICY, consents=granted) == ()
    assert _found(held, seen) != set()


_RULES = some.builds(
    Rule,
    some.sampled_from(LABELS),
    some.sampled_from((*TIERS, "any")),
    some.sampled_from(LEVELS),
    some.sampled_from(("", "arms", "human_trafficking")),
    some.sampled_from(RELATIONS),
    some.sampled_from(((), ("LAO",), ("LAO", "THA"))),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    rules=some.lists(_RULES, max_size=8),
    tier=some.sampled_from(TIERS),
    countries=some.sampled_from(((), ("LAO",), ("THA",), ("LAO", "THA"), ("KHM",))),
    agency=some.booleans(),
    consent=some.integers(-1, 5),
)
def test_the_plain_reading_of_the_rules_agrees_with_the_fast_one(
    rules, tier, countries, agency, consent
):
    audience = Audience(tier, countries, "office" if agency and len(countries) == 1 else "")
    rows = [(label, owner, category) for label in (*LABELS, "")
            for owner in ("THA: Office", "LAO", "") for category in ("arms", "human_trafficking", "")]  # fmt: skip # noqa: E501
    held = pd.DataFrame(rows, columns=["label", "originator", "category"])
    policy = Policy(tuple(rules))
    plain = expected_levels(
        held, policy=policy, audience=audience, consents={0: consent} if consent >= 0 else {}
    )
    fast = policy.levels(
        held["label"].map(lambda w: LABELS.index(w) if w else -1).to_numpy(),
        held["category"].map(lambda w: CATEGORIES.index(w) if w else -1).to_numpy(),
        audience=audience,
        owners=_owners(held["originator"]),
        consents=np.where(held.index == 0, consent, -1),
    )
    assert plain.tolist() == fast.tolist()


def _owners(texts):
    codes = [COUNTRIES.index(text[:3]) if text else -1 for text in texts]
    agencies = [text[5:].casefold() for text in texts]
    return Owners(np.array(codes), np.array(agencies, dtype=object))
