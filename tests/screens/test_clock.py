"""The clock may say anything: windows run back from the data, aged statuses are unknown."""

import pytest

from geo.query import PRESETS

NOW, LATER = "2026-11-23", "2030-01-01"
CLAIMS = ("increase", "decrease", "rise", "rose", "fell", "risen", "fewer than", "more than before")


@pytest.fixture
def on(opened, monkeypatch):
    """Opens a screen on a day."""

    def start(day: str, **words: str):
        monkeypatch.setenv("BORDER_ATLAS_AS_OF", day)
        return opened(**words)

    return start


@pytest.mark.parametrize("period", [name for name in PRESETS if name != "own"])
def test_windows_and_numbers_do_not_depend_on_the_clock(on, period):
    now, later = on(NOW, period=period), on(LATER, period=period)
    for name in ("window", "counts", "title"):
        assert now.map()["furniture"][name] == later.map()["furniture"][name]
    assert now.metrics == later.metrics
    assert NOW[:4] in now.map()["furniture"]["as_of"]
    assert LATER[:4] in later.map()["furniture"]["as_of"]
    assert (
        now.map()["furniture"]["as_of"].split(";")[1]
        == (later.map()["furniture"]["as_of"].split(";")[1])
    )


@pytest.mark.parametrize("day", [NOW, LATER])
def test_no_change_is_claimed(on, day):
    shown = on(day).words().lower() + str(on(day).map()["furniture"]).lower()
    assert [word for word in CLAIMS if f" {word} " in shown] == []
    quarter = on(day, period="last_quarter")
    assert "no comparison is made" in quarter.words()


def test_aged_statuses_of_crossings_are_unknown(on):
    now, later = on(NOW, screen="network"), on(LATER, screen="network")
    statuses = now.table("Status date")["Status"]
    aged = later.table("Status date")["Status"]
    known = {"open", "closed", "restricted"}
    assert known & set(statuses)
    assert not known & set(aged)
    assert len(aged) == len(statuses) == 147
    assert "Status: open" in now.legend("crossings")
    assert "Status: open" not in later.legend("crossings")


def test_a_clock_behind_the_data_hides_nothing_silently(on):
    screen = on("2019-06-30")
    recorded, used, _ = (int(text.replace(",", "")) for text in screen.metrics)
    assert screen.faults == []
    assert recorded >= used
    assert "2019" in screen.map()["furniture"]["window"]
