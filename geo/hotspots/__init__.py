"""Where more is recorded than elsewhere: pure functions on arrays, one file per method."""

from geo.hotspots.analysis import (
    MINIMUM_RECORDS,
    cell_results,
    density_results,
    section_ranking,
    section_results,
)
from geo.hotspots.cells import (
    CellUniverse,
    cell_centres,
    cell_rings,
    cell_universe,
    cells_of,
    count_by_cell,
    finest_resolution,
    ring_neighbourhood,
)
from geo.hotspots.classes import class_edges, drawn_classes
from geo.hotspots.conditional import ConditionalTest, conditional_test, stands_out, upper_tail
from geo.hotspots.density import DensityRaster, density_raster, kernel_density, least_bandwidth_km
from geo.hotspots.discovery import false_discovery
from geo.hotspots.local_g import local_g
from geo.hotspots.sections import (
    Rates,
    count_by_section,
    poisson_interval,
    ranking,
    section_exposure,
    section_rates,
    shrunk_rates,
)

__all__ = [
    "MINIMUM_RECORDS",
    "CellUniverse",
    "ConditionalTest",
    "DensityRaster",
    "Rates",
    "cell_centres",
    "cell_results",
    "cell_rings",
    "cell_universe",
    "cells_of",
    "class_edges",
    "conditional_test",
    "count_by_cell",
    "count_by_section",
    "density_raster",
    "density_results",
    "drawn_classes",
    "false_discovery",
    "finest_resolution",
    "kernel_density",
    "least_bandwidth_km",
    "local_g",
    "poisson_interval",
    "ranking",
    "ring_neighbourhood",
    "section_exposure",
    "section_ranking",
    "section_rates",
    "section_results",
    "shrunk_rates",
    "stands_out",
    "upper_tail",
]
