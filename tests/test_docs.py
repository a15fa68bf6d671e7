"""What README.md says is so: its tables name every layer and screen, its commands exist."""

import re
from pathlib import Path

import pytest

from geo.query import LAYERS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Cells of the table under a heading, without its head."""
    part = re.split(r"^#+ ", README.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)
    lines = [line for line in part[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_layer_is_in_the_table_in_drawing_order():
    assert [row[0] for row in rows("Layers")] == list(LAYERS)


def test_the_layers_table_names_the_files():
    named = {row[1].strip("`") for row in rows("Layers")}
    files = {f"layers/{path.name}" for path in (ROOT / "layers").glob("[a-z]*.py")}
    assert named == files - {"layers/vendor.py"}


def test_every_screen_is_in_the_table():
    named = {row[1].strip("`") for row in rows("Screens")}
    assert named == {f"screens/{path.name}" for path in (ROOT / "screens").glob("[a-z]*.py")}


@pytest.mark.parametrize("heading", ["Layers", "Screens"])
def test_every_row_says_what_it_is_for(heading):
    assert all(len(row) == 3 and all(row) for row in rows(heading))


def test_every_make_command_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)", README)) - {"sure"}
    assert {"run", "test", "test-long", "bench", "data", "bundle", "lint", "clean"} <= targets
    assert named <= targets


def test_exactly_two_commands_open_the_readme():
    block = README.split("```")[1]
    assert [line.split("#")[0].strip() for line in block.strip().splitlines()] == [
        "make run",
        "make test",
    ]


def test_every_file_named_exists():
    named = set(
        re.findall(r"`((?:screens|layers|geo|data|tests|\.streamlit)/[\w/.]+\.\w+)`", README)
    )
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_windows_is_said_to_be_untried():
    part = README.split("### Windows\n")[1].split("\n## ")[0]
    assert "not tried here" in " ".join(part.split())
