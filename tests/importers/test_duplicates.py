"""Told twice: within a file, across files, and against the store."""

import json

import numpy as np
import pandas as pd
import pytest

from geo.cleaning.duplicates import repeats
from geo.importers.preview import HeldRecords, preview

HEADER = "id,date,category,goods,quantity,lat,lon\n"


def toy(**columns):
    """Two rows that are one event, but for what is given for the second."""
    base = {"day": 20_000, "lon": 98.5, "lat": 16.7, "kind": 1, "quantity": 100.0}
    return pd.DataFrame([base, base | columns])


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"day": 20_002}, True),
        ({"day": 20_003}, False),
        ({"lat": 16.7 + 9.9 / 110.66}, True),
        ({"lat": 16.7 + 10.1 / 110.66}, False),
        ({"kind": 2}, False),
        ({"quantity": 105.0}, True),
        ({"quantity": 105.4}, False),
        ({"quantity": np.nan}, False),
        ({"lon": np.nan}, False),
    ],
)
def test_the_rule_at_its_limits(change, same):
    assert bool(repeats(toy(**change))[0]) is same


def test_another_amount_is_told_but_kept():
    repeated, differing = repeats(toy(quantity=170.0))
    assert (repeated, differing) == ({}, {1: 0})


def test_a_third_telling_points_to_the_first():
    rows = pd.concat([toy(), toy().head(1)], ignore_index=True)
    assert repeats(rows)[0] == {1: 0, 2: 0}


def test_across_files_the_first_file_wins(read):
    one = read(HEADER + "a,2025-03-12,,ยาบ้า,100000 เม็ด,16.7,98.5\n", name="patrol.csv")
    other = read(
        HEADER + "b,2025-03-13,,ยาบ้า,\"102,000 เม็ด\",16.71,98.52\n"
        "c,2025-03-20,,ยาบ้า,100000 เม็ด,16.7,98.5\n",
        name="summary.csv",
    )  # fmt: skip
    seen = preview([one, other])
    assert [(one.file, one.row, one.of) for one in seen.duplicates] == [("summary.csv", 2, "a")]
    assert seen.accepted == 2
    assert pd.concat(seen.parts())["id"].tolist() == ["a", "c"]


def test_a_total_at_the_foot_and_a_title_on_top_are_rows_of_their_own(read):
    text = "Monthly seizures\n" + HEADER + "a,2025-03-12,,ยาบ้า,100 เม็ด,16.7,98.5\nรวม,,,,100,,\n"
    found = read(text)
    reasons = {one.row: one.reasons[0].id for one in found.rejected}
    assert reasons == {1: "import.reason.title", 4: "import.reason.total"}
    assert (found.accepted, found.rows) == (1, 3)


def test_the_same_row_twice_is_one(read):
    line = "2025-03-12,armed_clash,16.7,98.5\n"
    seen = preview([read("date,category,lat,lon\n" + line + line)])
    assert (seen.accepted, len(seen.duplicates)) == (1, 1)


def test_several_files_of_different_words_beside_stored_records(read):
    one = read(HEADER + "a,2025-03-12,arms,,,16.7,98.5\n", name="one.csv")
    other = read(HEADER + "b,2025-03-13,,ยาบ้า,100 เม็ด,16.7,98.5\n", name="other.csv")
    day = int(other.parts[0]["day_from"].iloc[0])
    said = {"subtype": "methamphetamine_tablets", "quantity": 101, "quantity_unit": "tablets"}
    row = ("s", day, day, 98.5, 16.7, 0, json.dumps(said))
    names = ["id", "day_from", "day_to", "lon", "lat", "category", "content"]
    stored = pd.DataFrame([row], columns=names)
    held = HeldRecords(lambda first, last: stored, lambda ids: {"a"} & set(ids))
    seen = preview([one, other], held=held)
    told = {(d.id, d.of, d.why.id) for d in seen.duplicates}
    assert told == {
        ("a", "a", "import.duplicate.stored"), ("b", "s", "import.duplicate.stored_event"),
    }  # fmt: skip
    kept = preview([one, other], held=held, keep_likely=True)
    assert [d.id for d in kept.duplicates] == ["a"]
    assert kept.differing == (("other.csv", 2, "s"),)
