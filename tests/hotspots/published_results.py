"""Published results beside ours, one row per figure.

The data are facts of their sources: ``getis_ord_1996.csv`` is the 16 by 16 grid of Getis & Ord
1996, p. 266, ``columbus_1988.csv`` Anselin 1988, Table 12.1, with his neighbours,
``new_york_leukaemia.csv`` the 281 census tracts of Waller et al. 1994 with their centroids.
Print the table: ``python -m tests.hotspots.published_results``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse, stats

from geo.hotspots import ScanCluster, local_g, mann_kendall, moran, near_repeat, scan

_DATA = Path(__file__).parent / "published"
FAR_M = 50_000.0
GRID_STEP_M = 30.0
# The cell that Getis & Ord follow; their grid starts in the north-west, this one in the south-west.
FOLLOWED_CELL = 119
# SaTScan 9.3.1, discrete Poisson, at most half of the population, 999 simulations, great circles.
GREAT_CIRCLES = (
    ((52, 31), 7.70, 106, 62.13, 1.87, 14.780276, 0.000087),
    ((88, 9), 13.01, 42, 21.24, 2.06, 8.287056, 0.033),
    ((113, 16), 2.35, 44, 23.83, 1.92, 7.199672, 0.105),
    ((62, 4), 5.82, 25, 12.82, 1.99, 4.651839, 0.653),
    ((132, 6), 1.16, 10, 3.65, 2.78, 3.773422, 0.901),
    ((166, 3), 1.01, 11, 4.61, 2.41, 3.209485, 0.982),
)
# SaTScan 9.6, the same, with degrees as if they were a plane.
FLAT = (
    ((52, 28), 0.087, 100, 58.28, 1.87, 14.083511, 0.00015),
    ((89, 8), 0.13, 38, 17.79, 2.22, 9.019716, 0.016),
    ((112, 33), 0.040, 64, 40.85, 1.64, 6.114140, 0.248),
    ((62, 4), 0.061, 25, 12.82, 1.99, 4.651839, 0.645),
    ((266, 4), 0.026, 12, 5.14, 2.37, 3.363518, 0.965),
    ((166, 3), 0.012, 11, 4.61, 2.41, 3.209485, 0.982),
)


@dataclass(frozen=True)
class Figure:
    """One published figure, ours, and by how much they may differ: half of its last digit."""

    method: str
    source: str
    what: str
    published: float
    ours: float
    digit: float

    @property
    def apart(self) -> float:
        """Absolute difference."""
        return abs(self.published - self.ours)


def reflectance() -> np.ndarray:
    """Values of the 256 cells, row by row from the south-west."""
    return np.loadtxt(_DATA / "getis_ord_1996.csv", delimiter=",").ravel()


def within(distance_m: float) -> sparse.csr_array:
    """Cells of that grid whose middles lie within a distance, themselves left out."""
    row, column = np.divmod(np.arange(256), 16)
    apart = GRID_STEP_M * np.hypot(np.subtract.outer(row, row), np.subtract.outer(column, column))
    return sparse.csr_array(((apart <= distance_m) & (apart > 0)).astype(float))


def local_g_figures() -> Iterator[Figure]:
    """Local G at five distances as spdep prints it, and G* as the paper does."""
    values, source = reflectance(), "Getis & Ord 1996 (spdep)"
    printed = {30: 1.221979, 60: 1.748098, 90: 1.986135, 120: 1.893374, 150: 1.237454}
    for distance, published in printed.items():
        z = local_g(values, within(distance), star=False)[FOLLOWED_CELL]
        yield Figure("local G", source, f"z of G, {distance} m", published, z, 1e-6)
    star = local_g(values, within(30))[FOLLOWED_CELL]
    yield Figure("local G", source, "z of G*, 30 m, eq. 14.2", 1.45078, star, 1e-5)
    # The figure on their p. 267 divides by n - 1 in the variance.
    adjusted = star * np.sqrt(255 / 256)
    yield Figure("local G", "Getis & Ord 1996, p. 267", "z of G*, 30 m", 1.448, adjusted, 1e-3)


def columbus() -> tuple[np.ndarray, sparse.csr_array]:
    """Crime per 1,000 households in 49 neighbourhoods, and who adjoins whom."""
    table = pd.read_csv(_DATA / "columbus_1988.csv")
    pairs = [
        (at, int(other) - 1)
        for at, others in enumerate(table["neighbours"])
        for other in others.split()
    ]
    rows, columns = np.array(pairs).T
    near = sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(49, 49))
    return table["crime"].to_numpy(), near


def moran_figures() -> Iterator[Figure]:
    """Moran's I of crime, both weights, both assumptions."""
    crime, binary = columbus()
    standardised = sparse.csr_array(binary / binary.sum(axis=1)[:, None])
    source = "Anselin 1988 (spdep)"
    for name, weights, normal, i, variance, z in (
        ("row-standardised, randomised", standardised, False, 0.510951264, 0.008908762, 5.6341),
        ("row-standardised, normal", standardised, True, 0.510951264, 0.008779831, 5.6754),
        ("binary, randomised", binary, False, 0.52063815, 0.00759872, 6.2116),
    ):
        found = moran(crime, weights, normal=normal)
        yield Figure("Moran's I", source, f"I, {name}", i, found.i, 1e-8)
        yield Figure("Moran's I", source, f"variance, {name}", variance, found.variance, 1e-8)
        yield Figure("Moran's I", source, f"z, {name}", z, found.z, 1e-4)


def leukaemia(metric: str, simulations: int) -> tuple[ScanCluster, ...]:
    """Clusters of the cases of upstate New York, 1978-82, each tract's share of them cut down to
    a whole number as in the published run."""
    table = pd.read_csv(_DATA / "new_york_leukaemia.csv")
    centres = table[["lon", "lat"]].to_numpy()
    options = {"simulations": simulations, "seed": 1, "metric": metric}
    return scan(centres, table["cases"], table["population"], **options)


def same_circle(found: tuple[ScanCluster, ...], centre: int, size: int) -> ScanCluster:
    """Our circle of that size with that tract in it: one set of tracts may have several centres."""
    return next(c for c in found if len(c.members) == size and centre - 1 in c.members)


def scan_figures(*, simulations: int = 9) -> Iterator[Figure]:
    """The six clusters that SaTScan lists, by great circles and with degrees as a plane."""
    for metric, printed in (("haversine", GREAT_CIRCLES), ("euclidean", FLAT)):
        found = leukaemia(metric, simulations)
        for (centre, size), _, cases, expected, risk, ratio, _ in printed:
            ours = same_circle(found, centre, size)
            source, name = f"SaTScan, {metric}", f"tract {centre}"
            yield Figure("scan", source, f"cases, {name}", cases, ours.cases, 1)
            yield Figure("scan", source, f"expected, {name}", expected, ours.expected, 1e-2)
            yield Figure("scan", source, f"relative risk, {name}", risk, ours.relative_risk, 1e-2)
            reached = ours.log_likelihood_ratio
            yield Figure("scan", source, f"log-likelihood ratio, {name}", ratio, reached, 1e-6)


def leukaemia_table() -> tuple[np.ndarray, np.ndarray]:
    """Ninety-six cases with the margins of Knox 1964: of 4,560 pairs 25 within 1 km, 152 within 60
    days, 5 both. Where the cases lie is made up; the table is not."""
    points = np.column_stack([np.arange(96) * FAR_M, np.zeros(96)])
    points[1:50:2] = points[0:50:2]
    points[1:50:2, 0] += 500.0
    days = np.arange(96) * 1000.0
    days[[*range(10), *range(50, 57)]] = 0.0
    days[57:63] = 57_000.0
    days[63:65] = 63_000.0
    return points, days


def knox_figures() -> Iterator[Figure]:
    """The first table of its kind: childhood leukaemia in Northumberland and Durham."""
    points, days = leukaemia_table()
    bands = {"distance_edges_m": [0, 1000, 1e9], "day_edges": [0, 60, 1e6]}
    table = near_repeat(points, days, simulations=199, seed=1, **bands)
    near, soon = table["distance_to_m"] == 1000, table["day_to"] == 60
    for what, published, ours, digit in (
        ("pairs", 4560, table["observed"].sum(), 1),
        ("pairs within 1 km", 25, table.loc[near, "observed"].sum(), 1),
        ("pairs within 60 days", 152, table.loc[soon, "observed"].sum(), 1),
        ("pairs within both", 5, table["observed"][0], 1),
        ("expected within both", 0.83, table["expected"][0], 1e-2),
        ("Poisson p of 5 or more", 0.0017, stats.poisson.sf(4, table["expected"][0]), 1e-4),
    ):
        yield Figure("near repeat", "Knox 1964", what, published, float(ours), digit)


def mann_kendall_figures() -> Iterator[Figure]:
    """Series with ties and without."""
    tied = [10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15]
    found, source = mann_kendall(tied), "EPA QA/G-9S 2006, p. 109"
    yield Figure("Mann-Kendall", source, "S", 22, found.s, 1)
    yield Figure("Mann-Kendall", source, "variance", 155.33, found.variance, 1e-2)
    yield Figure("Mann-Kendall", source, "Z", 1.685, found.z, 1e-3)
    source = "Gilbert 1987, 16.4.1"
    yield Figure("Mann-Kendall", source, "S", 4, mann_kendall([10, 15, 14, 20]).s, 1)


def figures() -> list[Figure]:
    """Every figure of every method."""
    parts = (local_g_figures, moran_figures, scan_figures, knox_figures, mann_kendall_figures)
    return [figure for part in parts for figure in part()]


def table() -> str:
    """The figures as text, and the largest difference per method."""
    rows = figures()
    lines = [
        f"{row.method:13} {row.source:26} {row.what:42} {row.published:>13.8g} "
        f"{row.ours:>13.8g} {row.apart:9.1e}"
        for row in rows
    ]
    lines.append("")
    for method in dict.fromkeys(row.method for row in rows):
        part = [row for row in rows if row.method == method]
        worst = max(part, key=lambda row: row.apart / row.digit)
        lines.append(
            f"{method:13} {len(part):3} figures; largest difference {worst.apart / worst.digit:.2f}"
            f" of the last printed digit ({worst.source}: {worst.what})"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
