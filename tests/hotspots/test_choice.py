"""What one looks at on *Hotspots* and its link: round trips, and what is not understood."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing.hotspot_choice import (
    METHODS,
    NAMING,
    QUESTIONS,
    SIMULATIONS,
    VIEWS,
    Choice,
    choice_from_link,
    choice_to_link,
)

QUESTION_AND_METHOD = st.sampled_from([(q, m) for q, ms in QUESTIONS.items() for m in ("", *ms)])


@given(
    QUESTION_AND_METHOD,
    st.sampled_from(VIEWS),
    st.sampled_from(NAMING),
    st.sampled_from(NAMING),
    st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(SIMULATIONS),
)
def test_a_choice_comes_back_from_its_link(asked, view, first, second, since, simulations):
    choice = Choice(*asked, view, first, second, since, simulations)
    assert choice_from_link(choice_to_link(choice)) == (choice, ())


def test_the_default_needs_no_word_in_a_link():
    assert choice_to_link(Choice()) == {}
    assert choice_from_link({"lang": "th", "screen": "hotspots"}) == (Choice(), ())


@pytest.mark.parametrize("method", METHODS)
def test_a_method_alone_brings_its_question(method):
    choice, problems = choice_from_link({"method": method})
    assert problems == ()
    assert choice.asked == method
    assert method in QUESTIONS[choice.question]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("question", "why"),
        ("method", "astrology"),
        ("view", "three"),
        ("first", "density"),
        ("second", ""),
        ("since", "yesterday"),
        ("since", "1492-01-01"),
        ("simulations", "0"),
        ("simulations", "1e9"),
    ],
)
def test_a_broken_word_keeps_its_default_and_is_told(name, value):
    choice, problems = choice_from_link({name: value, "lang": "th"})
    assert choice == Choice()
    assert [dict(problem.values)["name"] for problem in problems] == [name]


def test_a_method_of_another_question_is_told_and_left_out():
    choice, problems = choice_from_link({"question": "new", "method": "scan"})
    assert choice == Choice(question="new")
    assert dict(problems[0].values)["value"] == "scan"
