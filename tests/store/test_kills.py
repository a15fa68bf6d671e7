"""Killed at a random moment of an import, an edit or an erasure: all of it is stored, or nothing.

``make test`` kills ten times per store; ``make test-long`` at least two hundred times each, and
writes what came of it into the fault table. BORDER_ATLAS_KILLS sets another number.
"""

import os

import pytest

from tests.store import kills
from tests.store.fault_table import Row, write_row

FEW = 10
MANY = int(os.environ.get("BORDER_ATLAS_KILLS", "200"))


def test_ten_kills_of_the_working_process(new_address):
    tally = kills.kill_many(new_address(), FEW, seed=7)
    assert tally.kills >= FEW
    assert set(tally.by_work) == set(kills.WORKS)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_ten_kills_of_the_server_process(new_address):
    assert kills.kill_many(new_address(), FEW, seed=8, of_server=True).kills >= FEW


@pytest.mark.long
def test_many_kills_of_the_working_process(new_address, backend):
    tally = kills.kill_many(new_address(), MANY, seed=2026)
    assert tally.inside > MANY / 4
    write_row(row(backend, "SIGKILL of the working process", tally))


@pytest.mark.long
@pytest.mark.parametrize("backend", ["postgresql"])
def test_many_kills_of_the_server_process(new_address, backend):
    tally = kills.kill_many(new_address(), MANY, seed=1123, of_server=True)
    assert tally.inside > MANY / 4
    write_row(row(backend, "SIGKILL of its server process", tally))


def row(backend: str, kind: str, tally: kills.Tally) -> Row:
    """The tally as a row of the table; a check that failed would have ended the test."""
    works = ", ".join(f"{name} {count}" for name, count in sorted(tally.by_work.items()))
    fell = f"{tally.before} before, {tally.inside} inside, {tally.after} after its transaction"
    return Row(
        store=backend,
        kind=f"{kind} at a random moment ({works})",
        times=tally.kills,
        found=f"fell {fell}; {tally.stored} stored whole, {tally.untouched} as before",
        half_written=0,
        lost=0,
    )
