"""Where the next offices go: exact models on arrays, each with its bound and proof.

Arrays in, one frozen ``SitePlan`` out; no file, no store, no map is known here.
"""

from geo.siting.center import p_center
from geo.siting.cover import backup_cover, gradual_cover, greedy_cover, maximal_cover, set_cover
from geo.siting.median import p_median
from geo.siting.results import Limits, Rules, SitePlan

__all__ = [
    "Limits",
    "Rules",
    "SitePlan",
    "backup_cover",
    "gradual_cover",
    "greedy_cover",
    "maximal_cover",
    "p_center",
    "p_median",
    "set_cover",
]
