"""Finding by name, however it is spelt."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import districts, places
from geo.gazetteer import search_table
from geo.search import build_index, fold, search

COLUMNS = ["feature_id", "kind", "name", "local_name", "country", "lon", "lat"]


def index_of(*rows):
    """An index of (kind, name, local name)."""
    table = [
        (f"{kind}:{n}", kind, name, local, "THA", 100.0, 15.0)
        for n, (kind, name, local) in enumerate(rows)
    ]
    return build_index(pd.DataFrame(table, columns=COLUMNS))


def names(index, text, **words):
    """Names of what is found."""
    return [hit.name for hit in search(index, text, **words)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mae Sot", "maesot"),
        ("Mae-Sot", "MAE SOT"),
        ("Ta Khwai – Ta Krabei", "ta khwai/ta krabei"),
        ("Loei’s", "loei's"),
        ("Viangchăn", "viangchan"),
        ("น้ำ", "น้ํา"),
        ("น้ำ", "นํ้า"),
        ("คำ", "คํา"),
        ("แม่สอด", "เเม่สอด"),
        ("แม่ สอด", "แม่\u200bสอด"),
        ("ភ្នំ\u200bពេញ", "ភ្នំពេញ"),
        ("LAO-THA-012", "lao tha 012"),
    ],
)
def test_spellings_that_are_one_name(one, other):
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("ข้าว", "ขาว"), ("ปา", "ป่า"), ("กะ", "ก"), ("ຂາວ", "ຂ່າວ")]
)
def test_marks_of_the_region_tell_words_apart(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing_more_and_breaks_never(text):
    assert fold(fold(text)) == fold(text)


def test_equal_names_come_first_then_starts_then_the_rest_by_kind_and_alphabet():
    index = index_of(
        ("place", "Old Mae Sai", ""),
        ("place", "Mae Sai", ""),
        ("district", "Mae Sai", ""),
        ("place", "Mae Sai North", ""),
        ("office", "Mae Sai BLO", ""),
        ("crossing", "Bridge at Mae Sai", ""),
    )
    found = [(hit.kind, hit.name) for hit in search(index, "mae sai")]
    assert found == [
        ("district", "Mae Sai"),
        ("place", "Mae Sai"),
        ("office", "Mae Sai BLO"),
        ("place", "Mae Sai North"),
        ("crossing", "Bridge at Mae Sai"),
        ("place", "Old Mae Sai"),
    ]


def test_the_limit_keeps_the_best():
    index = index_of(*[("place", f"Ban {n:02d}", "") for n in range(20)], ("place", "Ban", ""))
    assert len(search(index, "ban")) == 8
    assert names(index, "ban", limit=2) == ["Ban", "Ban 00"]


@pytest.mark.parametrize("text", ["", " ", "-", "m", "ก", "---", "'; --"])
def test_fewer_than_two_letters_find_nothing(text):
    assert search(index_of(("place", "Mae Sot", "แม่สอด")), text) == ()


def test_local_names_find_too():
    index = index_of(("place", "Mae Sot", "แม่สอด"), ("place", "Other", ""))
    assert names(index, "แม่สอด") == names(index, "เเม่ ส") == ["Mae Sot"]


def test_what_has_no_point_cannot_be_flown_to():
    rows = [
        ("place:a", "place", "Mae Sot", "", "THA", np.nan, np.nan),
        ("place:b", "place", "Mae Sot", None, "THA", 98.6, np.nan),
        ("place:c", "place", "Mae Sot", None, "THA", 98.6, 16.7),
    ]
    found = search(build_index(pd.DataFrame(rows, columns=COLUMNS)), "mae sot")
    assert [(hit.feature_id, hit.local_name) for hit in found] == [("place:c", "")]


@pytest.fixture(scope="module")
def shipped_index(shipped):
    """The index of the shipped names."""
    return build_index(search_table(shipped, districts=districts(), places=places()))


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("LAO-THA-012", "section", "LAO-THA-012"),
        ("laotha012", "section", "LAO-THA-012"),
        ("mmr-tha-e01", "section", "MMR-THA-E01"),
        ("แม่สอด", None, "Mae Sot"),
        ("Myawaddy", None, "Myawaddy"),
    ],
)
def test_shipped_names_are_found(shipped_index, text, kind, name):
    hits = search(shipped_index, text)
    assert name in [hit.name for hit in hits]
    assert kind is None or (hits[0].kind, hits[0].name) == (kind, name)


def test_every_kind_is_in_the_shipped_index(shipped_index):
    kinds = {entry.hit.kind for entry in shipped_index.entries}
    assert kinds == {"section", "office", "crossing", "district", "place"}
    assert all(np.isfinite([entry.hit.lon, entry.hit.lat]).all() for entry in shipped_index.entries)
