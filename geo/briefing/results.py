"""The statistics that one query asks for, from the rows it may use."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from geo.borders import line, neighbourhood
from geo.hotspots.analysis import cell_results, density_results, section_ranking, section_results
from geo.hotspots.cells import CellUniverse, cell_universe, finest_resolution, parent_cells
from geo.query import Query
from geo.scene import CellResults, DensityResults, SectionResults
from geo.schema.vocabularies import PAIRS
from geo.selection import Selection, wanted_pairs
from geo.world import World

# One section to either side: a neighbourhood of about 30 km of border.
NEIGHBOUR_STEPS = 1
FINEST_CELL_RESOLUTION = 6


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """Results of one query; None where not asked for. order: section positions, ranked."""

    sections: SectionResults | None
    order: np.ndarray
    cells: CellResults | None
    density: DensityResults | None


def results(
    world: World, query: Query, selection: Selection, universe: np.ndarray, *, min_records: int
) -> Results:
    """Sections always; cells and density only where their layer is shown.

    min_records: pairs with fewer used records name no section.
    """
    sections = _sections(world, selection, universe, min_records)
    order = section_ranking(sections, length_km=_length_km(world), years=selection.period.years)
    cells = _cells(world, query, selection) if "cells" in query.layers else None
    density = _density(world, selection) if "density" in query.layers else None
    return Results(sections, order, cells, density)


def _length_km(world: World) -> np.ndarray:
    return np.where(world.sections.is_link, 0.0, world.sections.length_km)


def _sections(
    world: World, selection: Selection, universe: np.ndarray, min_records: int
) -> SectionResults:
    found = section_results(
        world.snapshot.incidents.section[selection.used],
        tested=universe,
        length_km=_length_km(world),
        years=selection.period.years,
        neighbourhood=neighbourhood(steps=NEIGHBOUR_STEPS),
    )
    by_pair = np.bincount(world.sections.pair, weights=found.count, minlength=len(PAIRS))
    enough = by_pair[world.sections.pair] >= min_records
    return replace(found, stands_out=found.stands_out & enough)


def _cells(world: World, query: Query, selection: Selection) -> CellResults:
    incidents, rows = world.snapshot.incidents, selection.used
    resolution = finest_resolution(incidents.uncertainty_m[rows], finest=FINEST_CELL_RESOLUTION)
    parents = parent_cells(incidents.cells, resolution=resolution)
    universe = _universe(wanted_pairs(query), query.max_km, resolution)
    return cell_results(parents[incidents.cell[rows]], universe)


@cache
def _universe(pairs: tuple[str, ...], within_km: float, resolution: int) -> CellUniverse:
    paths = [np.asarray(line(pair).coords)[:, :2] for pair in pairs]
    return cell_universe(paths, resolution=resolution, within_km=within_km)


def _density(world: World, selection: Selection) -> DensityResults | None:
    incidents, rows = world.snapshot.incidents, selection.used
    return density_results(
        incidents.lon[rows], incidents.lat[rows], uncertainty_m=incidents.uncertainty_m[rows]
    )
