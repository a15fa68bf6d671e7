"""Every screen in both languages: it runs, and no message stands there without its words."""

import re

import pytest

from geo.language import translator
from screens._state import SCREENS

BARE_ID = re.compile(r"\[[a-z_]+(?:\.[\w-]+)+\]")


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("name", SCREENS)
def test_screen_runs_with_all_its_words(opened, name, language):
    screen = opened(screen=name, lang=language)
    assert screen.faults == []
    assert screen.notices == []
    words = screen.words()
    assert BARE_ID.findall(words) == []
    assert len(words) > 200
    if name in ("situation", "network"):
        assert BARE_ID.findall(str(screen.map())) == []


def test_all_layers_measures_and_a_card_have_their_words(opened):
    for measure in ("counts", "rates", "chance", "density", "cells", "none"):
        screen = opened(
            measure=measure,
            section="MMR-THA-005",
            lang="th",
            layers="countries,provinces,districts,rivers,places,border,contested,sections,"
            "density,cells,zones,sites,crossings,offices,incidents",
        )
        assert screen.faults == []
        assert BARE_ID.findall(screen.words() + str(screen.map())) == [], measure


def test_years_are_of_the_buddhist_era_in_thai_only(opened):
    assert "2568" in opened(lang="th").map()["furniture"]["window"]
    assert "2025" in opened(lang="en").map()["furniture"]["window"]


def test_countries_stand_in_the_order_of_the_language(opened):
    for language in ("en", "th"):
        write = translator(language)
        column = write.write  # the headings are looked up below
        assert callable(column)
        screen = opened(screen="network", lang=language)
        heading = screen.app.dataframe[0].value.columns[0]
        names = [name for name in screen.table(heading)[heading] if name]
        assert names == sorted(names, key=_thai_key if language == "th" else str.casefold)


def _thai_key(name: str) -> str:
    """Thai is sorted by its consonants: a vowel written before one counts after it."""
    return re.sub("([เแโใไ])(.)", r"\2\1", name)
