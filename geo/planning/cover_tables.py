"""Covered length and incidents by district and by section, before a plan and with it."""

from typing import Any

import numpy as np

from geo.areas import locate_district
from geo.borders import index
from geo.coverage import coverage_lines
from geo.planning.demand import Demand
from geo.planning.problem import Problem
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES


def district_table(found: Problem, before: np.ndarray, after: np.ndarray) -> list[dict[str, Any]]:
    """One row per district that faces a chosen line, in order of country and code.

    before, after: how many offices hold each demand row. A kilometre belongs to the district of its
    own side that holds its middle or comes within 3 km of it; one that no district claims stands
    under a blank code, so that the rows of a side sum to the side.
    """
    rows = found.demand
    names = districts_of(rows)
    codes, at = np.unique(names, return_inverse=True)
    keys = np.column_stack([rows.side, at.ravel()])
    return [
        {"side": COUNTRIES[side], "district": str(codes[code]), **values}
        for (side, code), values in _lines(rows, before, after, keys)
    ]


def districts_of(rows: Demand) -> np.ndarray:
    """Code of the district of every demand row on its own side, "" where none claims it."""
    found = np.full(len(rows), "", dtype=object)
    for country in CORE_COUNTRIES:
        own = np.flatnonzero(rows.side == COUNTRIES.index(country))
        if len(own):
            found[own] = locate_district(rows.lon[own], rows.lat[own], country=country)
    return found.astype(str)


def section_table(found: Problem, before: np.ndarray, after: np.ndarray) -> list[dict[str, Any]]:
    """One row per section and side, in the canonical order; before, after: as above."""
    rows, ids = found.demand, index().ids
    keys = np.column_stack([rows.section, rows.side])
    return [
        {"section": ids[section], "side": COUNTRIES[side], **values}
        for (section, side), values in _lines(rows, before, after, keys)
    ]


def _lines(
    rows: Demand, before: np.ndarray, after: np.ndarray, keys: np.ndarray
) -> list[tuple[tuple[int, ...], dict[str, Any]]]:
    """Length, incidents, and what is covered of both, per group."""
    now, then = (coverage_lines(held, rows.km, rows.incident, keys=keys)
                 for held in (before, after))  # fmt: skip
    return [
        (new.key, {
            "km": new.km, "before_km": old.covered_km, "covered_km": new.covered_km,
            "backup_km": new.backup_km, "overlap": new.overlap, "incidents": new.incidents,
            "before_incidents": old.covered_incidents, "covered_incidents": new.covered_incidents,
        })
        for old, new in zip(now, then, strict=True)
    ]  # fmt: skip
