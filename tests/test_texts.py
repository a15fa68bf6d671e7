"""The catalogues: a text in each language for each message that code names, braces alike."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from geo.language import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parent.parent
MAKERS = {"message", "Message", "say"}


def named_ids() -> dict[str, str]:
    """Message ids written out in code, with the place of one use."""
    found = {}
    paths = [ROOT / "dashboard.py"]
    for room in ("screens", "layers", "geo"):
        paths += sorted((ROOT / room).rglob("*.py"))
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                maker = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0]
                if maker in MAKERS and isinstance(first, ast.Constant) and first.value:
                    place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                    found.setdefault(first.value, place)
    return found


def braces(text: str) -> set[str]:
    """Names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_named_message_has_a_text(language):
    texts = catalogue(language)
    named = named_ids()
    assert len(named) > 50
    absent = [f"{name} ({place})" for name, place in sorted(named.items()) if name not in texts]
    assert not absent, "\n" + "\n".join(absent)


def test_all_languages_have_the_same_messages():
    sets = {language: set(catalogue(language)) for language in LANGUAGES}
    first = sets[LANGUAGES[0]]
    differing = {language: sorted(first ^ ids) for language, ids in sets.items() if first ^ ids}
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_uses_the_same_values(language):
    """A text may leave out ``n`` in its singular form only."""
    english, other = catalogue(LANGUAGES[0]), catalogue(language)
    differing = {
        name: (braces(english[name].plural), braces(other[name].plural))
        for name in english.keys() & other.keys()
        if braces(english[name].plural) != braces(other[name].plural)
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    assert [name for name, entry in catalogue(language).items() if not entry.plural.strip()] == []
