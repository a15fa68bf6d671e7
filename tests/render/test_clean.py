"""The one boundary of text: what comes out can run nothing and shows exactly what came in."""

import html
import json
import re

from hypothesis import given
from hypothesis import strategies as st

from layers.renderers._clean import clean, script_json
from layers.renderers.html_file import _embedded

READABLE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf")))


@given(READABLE)
def test_cleaned_text_holds_no_live_character_and_reads_the_same(text: str) -> None:
    safe = clean(text)
    assert not re.search(r"[<>\"'`${}\\]", safe)
    assert html.unescape(safe) == text


def test_direction_overrides_and_control_characters_are_dropped() -> None:
    assert clean("a\u202eb\x00c\u2028d") == "abcd"


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_script_json_reads_back_and_ends_no_script(value: object) -> None:
    for written in (script_json(value), _embedded(value)):
        assert json.loads(written) == value
        assert not re.search("[<>\u2028\u2029]", written)
    assert not re.search(r"`|\$\{|\{\{|\{%", script_json(value))
