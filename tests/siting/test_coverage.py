"""Lengths, both sides and gaps on rows that can be counted by hand."""

import numpy as np
import pytest

from geo.coverage import both_sides, coverage_lines, gaps

# One pair, four kilometres (the last half as long), two sides; then two incidents on side 0.
PAIR = np.zeros(10, dtype=int)
SIDE = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 0])
ALONG = np.array([0.5, 1.5, 2.5, 3.25, 0.5, 1.5, 2.5, 3.25, 1.0, 3.0])
KM = np.array([1, 1, 1, 0.5, 1, 1, 1, 0.5, 0, 0])
INCIDENT = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
HELD = np.array([2, 1, 0, 0, 1, 0, 0, 1, 1, 0])


def test_lengths_and_incidents_by_side():
    near, far = coverage_lines(HELD, KM, INCIDENT, keys=SIDE)
    assert (near.km, near.covered_km, near.backup_km) == (3.5, 2.0, 1.0)
    assert (near.incidents, near.covered_incidents, near.backup_incidents) == (2, 1, 0)
    assert near.overlap == pytest.approx(1.5)
    assert far.covered_share == pytest.approx(1.5 / 3.5)


def test_both_sides():
    assert both_sides(HELD, PAIR, ALONG, KM) == {0: (3.5, 1.0, 1.5, 1.0)}


def test_gaps_are_stretches_along_the_line():
    found = [(gap.side, gap.km_from, gap.km_to) for gap in gaps(HELD, PAIR, SIDE, ALONG, KM)]
    assert found == [(0, 2.0, 3.5), (1, 1.0, 3.0)]


def test_one_side_alone_has_no_figure_for_both():
    one = SIDE == 0
    assert both_sides(HELD[one], PAIR[one], ALONG[one], KM[one]) == {}
