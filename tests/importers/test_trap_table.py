"""The table of traps holds: each input is stored as the table says, or refused for its reason."""

import pytest

from tests.importers.trap_table import CASES, PATH, TRAPS, lines, table


@pytest.fixture(scope="module")
def found():
    """All cases imported once."""
    return table()


def test_every_trap_stands_in_the_table():
    assert {case.trap for case in CASES} == set(range(1, 25))
    assert len(TRAPS) == 24


def test_the_table_that_is_written_down_is_what_is_stored_today():
    held = PATH.read_text(encoding="utf-8").splitlines()
    assert [line for line in held if line.startswith("| ")][1:] == lines()


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_is_stored(found, number):
    case, stored, reason = found[number]
    assert reason == case.reason
    for name, wanted in case.stored.items():
        held = stored.get(name)
        if isinstance(wanted, float):
            assert held == pytest.approx(wanted, abs=0.0006 if case.trap == 11 else 0.0001), name
        else:
            assert held == wanted, name


def test_no_trace_of_a_person_is_stored(found):
    first, second = (row for case, row, _ in found if case.trap == 24)
    for trace in ("สมชาย", "081-234"):
        assert trace not in str(first)
    for trace in ("Shelter", "16.7131", "98.5712", "2025-03-12"):
        assert trace not in str(second)
