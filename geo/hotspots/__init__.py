"""Where more is recorded than elsewhere: pure functions on arrays, one file per method."""

from geo.hotspots.alerts import Alerts, alerts
from geo.hotspots.analysis import (
    MINIMUM_RECORDS,
    cell_results,
    density_results,
    section_ranking,
    section_results,
)
from geo.hotspots.back_test import BackTest, Estimate, back_test, hit_curve, named_units
from geo.hotspots.cards import METHODS, MethodCard, method_card
from geo.hotspots.cells import (
    CellUniverse,
    cell_centres,
    cell_rings,
    cell_universe,
    cells_of,
    count_by_cell,
    finest_resolution,
    parent_cells,
    ring_neighbourhood,
)
from geo.hotspots.change import Change, change_between
from geo.hotspots.classes import class_edges, drawn_classes
from geo.hotspots.concentration import Concentration, concentration
from geo.hotspots.conditional import ConditionalTest, conditional_test, stands_out, upper_tail
from geo.hotspots.density import DensityRaster, density_raster, kernel_density, least_bandwidth_km
from geo.hotspots.discovery import false_discovery
from geo.hotspots.groups import Groups, groups
from geo.hotspots.local_g import local_g
from geo.hotspots.moran import Likeness, Moran, likeness, moran
from geo.hotspots.near_repeat import near_repeat
from geo.hotspots.permutation import enough_permutations, permutation_p
from geo.hotspots.reporting import Funnel, Silence, funnel, shares, silence
from geo.hotspots.scan import ScanCluster, scan
from geo.hotspots.sections import (
    Rates,
    count_by_section,
    poisson_interval,
    ranking,
    section_exposure,
    section_rates,
    shrunk_rates,
)
from geo.hotspots.space_time import Cylinders, SpaceTimeCluster, space_time_scan
from geo.hotspots.trend import EMERGING_CATEGORIES, MannKendall, emerging_category, mann_kendall

__all__ = [
    "EMERGING_CATEGORIES",
    "METHODS",
    "MINIMUM_RECORDS",
    "Alerts",
    "BackTest",
    "CellUniverse",
    "Change",
    "Concentration",
    "ConditionalTest",
    "Cylinders",
    "DensityRaster",
    "Estimate",
    "Funnel",
    "Groups",
    "Likeness",
    "MannKendall",
    "MethodCard",
    "Moran",
    "Rates",
    "ScanCluster",
    "Silence",
    "SpaceTimeCluster",
    "alerts",
    "back_test",
    "cell_centres",
    "cell_results",
    "cell_rings",
    "cell_universe",
    "cells_of",
    "change_between",
    "class_edges",
    "concentration",
    "conditional_test",
    "count_by_cell",
    "count_by_section",
    "density_raster",
    "density_results",
    "drawn_classes",
    "emerging_category",
    "enough_permutations",
    "false_discovery",
    "finest_resolution",
    "funnel",
    "groups",
    "hit_curve",
    "kernel_density",
    "least_bandwidth_km",
    "likeness",
    "local_g",
    "mann_kendall",
    "method_card",
    "moran",
    "named_units",
    "near_repeat",
    "parent_cells",
    "permutation_p",
    "poisson_interval",
    "ranking",
    "ring_neighbourhood",
    "scan",
    "section_exposure",
    "section_ranking",
    "section_rates",
    "section_results",
    "shares",
    "shrunk_rates",
    "silence",
    "space_time_scan",
    "stands_out",
    "upper_tail",
]
