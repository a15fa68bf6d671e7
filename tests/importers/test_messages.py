"""Every word that an import can say has a text in each language."""

import ast
from pathlib import Path

import pytest

from geo.importers.tally import DOUBTS
from geo.language import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
PROBLEMS = ("blank", "not_understood", "two_digit_year", "year_out_of_range", "no_such_day")
POINTS = ("not_understood", "outside", "zone_missing")


def notes_in_code():
    """Words in NOTES-like tuples: every string of the cleaning rooms that a step can be called."""
    found = set()
    for path in (ROOT / "geo" / "cleaning").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call | ast.Tuple):
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_step_has_a_text(language):
    texts = catalogue(language)
    wanted = [f"import.reason.date_{word}" for word in PROBLEMS]
    wanted += [f"import.reason.point_{word}" for word in POINTS]
    wanted += [f"import.step.{word}" for word in DOUBTS]
    assert [name for name in wanted if name not in texts] == []


def test_every_step_text_is_a_word_that_code_says():
    steps = {
        name.removeprefix("import.step.")
        for name in catalogue("en")
        if name.startswith("import.step.")
    }
    code = "\n".join(
        p.read_text(encoding="utf-8")
        for room in ("cleaning", "importers")
        for p in (ROOT / "geo" / room).rglob("*.py")
    )
    # Notes on named places are put together from what was looked for and what was found.
    unsaid = [s for s in steps if f'"{s}"' not in code and not s.endswith(("_unknown", "_several"))]
    assert unsaid == []
