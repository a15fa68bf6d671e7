"""Every screen in both languages: it runs, and no message stands there without its words."""

import re

import pytest

from geo.language import translator
from geo.profile import SHIPPED, load_profile
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


@pytest.mark.parametrize("language", ["en", "th"])
def test_countries_stand_in_the_order_of_the_language(opened, language):
    """Cambodia first in both; Thailand before Laos in Thai, whose letters come in that order."""
    screen = opened(screen="network", lang=language)
    names = screen.app.dataframe[0].value.iloc[:, 0].tolist()
    write, order = translator(language), load_profile(SHIPPED).country_order[language]
    known = [write.country(code) for code in order]
    assert names == [name for name in known if name in names]
    assert len(names) == 6
