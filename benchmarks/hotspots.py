"""Hotspot methods side by side with their peers.

Prints: agreement first, then seconds of ours and the peer's and their ratio. Nothing is asserted.
Run: ``python -m benchmarks.hotspots``. False alarms and power: ``benchmarks.hotspot_worlds``.
"""

import time
import warnings
from collections.abc import Callable

import numpy as np
from scipy import sparse

from geo.hotspots import (
    kernel_density,
    local_g,
    permutation_p,
    poisson_interval,
    scan,
    section_ranking,
    section_results,
)

SEED = 20261123


def cpu_seconds(work: Callable[[], object], *, repeats: int = 3) -> float:
    """Least CPU time of some runs."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def line(name: str, agreement: str, ours: float, peer: float | None) -> None:
    """One row of the table."""
    ratio = f"{peer:10.3f} s {peer / max(ours, 1e-9):8.0f} x" if peer else f"{'-':>12} {'-':>10}"
    print(f"{name:44} {agreement:28} {ours * 1000:9.1f} ms {ratio}")


def chain(n: int) -> sparse.csr_array:
    """Sections in a row."""
    ones = np.ones(n)
    return sparse.diags_array([ones[1:], ones, ones[1:]], offsets=[-1, 0, 1]).tocsr()


def local_g_side_by_side() -> None:
    """G* on 100,000 cells against esda without permutations."""
    import esda
    import libpysal

    side = 316
    weights = libpysal.weights.lat2W(side, side)
    weights.transform = "B"
    values = np.random.default_rng(SEED).poisson(0.3, side * side).astype(float)
    matrix = (sparse.csr_array(weights.sparse) + sparse.eye_array(side * side)).tocsr()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = esda.G_Local(values, weights, transform="B", permutations=0, star=True).Zs
        slow = cpu_seconds(
            lambda: esda.G_Local(values, weights, transform="B", permutations=0, star=True),
            repeats=1,
        )
    worst = np.nanmax(np.abs(local_g(values, matrix) - peer))
    ours = cpu_seconds(lambda: local_g(values, matrix))
    line("local G*, 99,856 cells, z", f"largest difference {worst:.1e}", ours, slow)


def density_side_by_side() -> None:
    """Density on 500 by 500 from 100,000 points; the peer on 2,500 of the 250,000 places."""
    from sklearn.neighbors import KernelDensity

    rng = np.random.default_rng(SEED)
    points = rng.normal(size=(100_000, 2)) * 100_000
    edges = np.linspace(-400_000, 400_000, 501)
    sigma = 10_000.0
    values = kernel_density(points, bandwidth_m=sigma, grid=(edges, edges))
    ours = cpu_seconds(lambda: kernel_density(points, bandwidth_m=sigma, grid=(edges, edges)))
    middle = (edges[1:] + edges[:-1]) / 2
    rows, columns = np.meshgrid(np.arange(5, 500, 10), np.arange(5, 500, 10), indexing="ij")
    places = np.column_stack([middle[columns.ravel()], middle[rows.ravel()]])
    # rtol 0.01 is the 1 % the comparison is made at.
    model = KernelDensity(bandwidth=sigma, rtol=0.01).fit(points)
    start = time.process_time()
    peer = np.exp(model.score_samples(places)) * len(points) * 1e6
    slow = (time.process_time() - start) * 250_000 / len(places)
    worst = np.abs(values[rows.ravel(), columns.ravel()] - peer).max() / peer.max()
    line("density, 500 x 500, 100,000 points", f"difference {worst:.2%} of peak", ours, slow)


def all_section_statistics() -> None:
    """Counts, rates, intervals, test, shrinkage and ranking for a million incidents."""
    near, lengths = chain(592), np.full(592, 10.0)
    section = np.random.default_rng(SEED).integers(0, 592, 1_000_000).astype(np.int16)
    tested = np.ones(592, dtype=bool)

    def work() -> None:
        found = section_results(
            section, tested=tested, length_km=lengths, years=11.0, neighbourhood=near
        )
        section_ranking(found, length_km=lengths, years=11.0)

    line("all section statistics, 1,000,000 records", "", cpu_seconds(work), None)


def permutations_side_by_side() -> None:
    """Conditional permutations on 10,000 cells, 999 each, against esda on one core."""
    import esda
    import libpysal

    side = 100
    weights = libpysal.weights.lat2W(side, side)
    weights.transform = "B"
    values = np.random.default_rng(SEED).poisson(2, side * side).astype(float)
    matrix = sparse.csr_array(weights.sparse)
    kept: dict[str, np.ndarray] = {}

    def peer() -> None:
        # The first call also compiles; only a later one is timed.
        found = esda.G_Local(
            values, weights, transform="B", permutations=999, star=False, n_jobs=1, seed=1
        )
        kept["larger"] = (found.sim >= found.Gs - 1e-12).mean(axis=0)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer()
        slow = cpu_seconds(peer, repeats=1)
    ours = permutation_p(values, matrix, permutations=999, seed=1)
    apart = np.abs(ours - kept["larger"]).mean()
    quick = cpu_seconds(lambda: permutation_p(values, matrix, permutations=999, seed=1))
    line("conditional permutations, 10,000 x 999", f"mean |p - p| {apart:.4f}", quick, slow)


def plain_scan(order: np.ndarray, share: np.ndarray, cases: np.ndarray) -> float:
    """The likeliest circle's ratio by plain NumPy, all circles of one world at once.

    order: areas by distance from each centre; share: of the population, summed in that order.
    """
    total = cases.sum()
    inside, expected = np.cumsum(cases[order], axis=1), total * share
    rest = total - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = inside * np.log(inside / expected) + rest * np.log(rest / (total - expected))
    return float(np.nanmax(np.where((share <= 0.5) & (inside > expected), ratio, 0.0)))


def scan_side_by_side() -> None:
    """Circular scan of 281 areas with 999 simulations against plain NumPy (50 of them, scaled)."""
    rng = np.random.default_rng(SEED)
    centres, population = rng.uniform(0, 100, (281, 2)), rng.gamma(2, 1000, 281)
    chance = population / population.sum()
    cases = rng.multinomial(592, chance)
    order = np.argsort(np.hypot(*(np.subtract.outer(c, c) for c in centres.T)), axis=1)
    share = np.cumsum(chance[order], axis=1)
    options = {"seed": 1, "metric": "euclidean"}
    best = scan(centres, cases, population, simulations=1, **options)[0].log_likelihood_ratio
    apart = abs(best - plain_scan(order, share, cases))
    drawn = rng.multinomial(592, chance, size=50)
    slow = cpu_seconds(lambda: [plain_scan(order, share, row) for row in drawn]) * 1000 / 50
    ours = cpu_seconds(lambda: scan(centres, cases, population, **options))
    line("scan, 281 areas, 999 simulations", f"ratio apart {apart:.1e}", ours, slow)


def interval_side_by_side() -> None:
    """Exact Poisson intervals against scipy's chi-square quantiles."""
    from scipy import stats

    counts = np.arange(1, 100_001)
    low, high = poisson_interval(counts)
    peer_low, peer_high = (
        stats.chi2.ppf(0.025, 2 * counts) / 2,
        stats.chi2.ppf(0.975, 2 * counts + 2) / 2,
    )
    worst = max(np.abs(low / peer_low - 1).max(), np.abs(high / peer_high - 1).max())
    ours = cpu_seconds(lambda: poisson_interval(counts))
    slow = cpu_seconds(
        lambda: (stats.chi2.ppf(0.025, 2 * counts), stats.chi2.ppf(0.975, 2 * counts))
    )
    line("exact interval, 100,000 counts", f"relative {worst:.1e}", ours, slow)


def main() -> None:
    """Print the table."""
    print("Speed (CPU): ours, the peer, ratio")
    local_g_side_by_side()
    permutations_side_by_side()
    density_side_by_side()
    scan_side_by_side()
    interval_side_by_side()
    all_section_statistics()


if __name__ == "__main__":
    main()
