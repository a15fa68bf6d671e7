"""Siting models beside spopt with its default solver: same instance, same optimum, time, memory.

Prints one row per case: covered weight or total distance of both, CPU seconds of build and solve
together, their ratio, and peak memory. Each run is a process of its own, so that its peak is its
own. Run: ``python -m benchmarks.siting`` (``--peer-limit 150`` seconds for the peer).
"""

import argparse
import json
import resource
import subprocess
import sys
import time
import warnings

import numpy as np

from geo.siting import Limits, maximal_cover, p_median

# name: (model, demand, candidates, sites, radius, existing)
CASES = {
    "maximal cover 2,000 x 500, p 10": ("cover", 2000, 500, 10, 8.0, 0),
    "maximal cover 2,000 x 500, p 20": ("cover", 2000, 500, 20, 5.0, 0),
    "maximal cover 20,000 x 2,000, 30 open": ("cover", 20000, 2000, 30, 5.0, 30),
    "maximal cover 20,000 x 2,000, 50 open": ("cover", 20000, 2000, 30, 4.0, 50),
    "maximal cover 20,000 x 2,000, 100 open": ("cover", 20000, 2000, 60, 3.0, 100),
    "p-median 2,000 x 500, p 10": ("median", 2000, 500, 10, 0.0, 0),
    "p-median 2,000 x 500, p 20": ("median", 2000, 500, 20, 0.0, 0),
}
PEER = ("maximal cover 2,000 x 500, p 10", "maximal cover 2,000 x 500, p 20",
        "p-median 2,000 x 500, p 10")  # fmt: skip
SEED = 3


def instance(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances in a square of side 100 and weights 1 to 99, seeded."""
    rng = np.random.default_rng(SEED)
    demand, sites = rng.random((rows, 2)) * 100, rng.random((columns, 2)) * 100
    distance = np.empty((rows, columns))
    for start in range(0, rows, 1000):
        gap = demand[start : start + 1000, None] - sites[None]
        distance[start : start + 1000] = np.hypot(gap[..., 0], gap[..., 1])
    return distance, rng.integers(1, 100, rows).astype(float)


def ours(name: str) -> dict[str, float | bool]:
    """One case solved by the atlas."""
    model, rows, columns, sites, radius, existing = CASES[name]
    distance, weight = instance(rows, columns)
    start = time.process_time()
    if model == "cover":
        plan = maximal_cover(distance, weight, radius=radius, sites=sites, existing=range(existing))
    else:
        plan = p_median(distance, weight, sites=sites, limits=Limits(time_s=60.0))
    return {"value": plan.objective, "gap": plan.gap, "proven": plan.proven,
            "cpu_s": time.process_time() - start, "peak_mb": peak_mb()}  # fmt: skip


def peer(name: str) -> dict[str, float | bool]:
    """The same case by spopt and pulp's default solver, its children's time included."""
    import pulp
    from spopt.locate import MCLP, PMedian

    model, rows, columns, sites, radius, _ = CASES[name]
    distance, weight = instance(rows, columns)
    start = cpu_all()
    if model == "cover":
        problem = MCLP.from_cost_matrix(distance, weight, radius, p_facilities=sites)
    else:
        problem = PMedian.from_cost_matrix(distance, weight, p_facilities=sites)
    solved = problem.solve(pulp.PULP_CBC_CMD(msg=False))
    value = pulp.value(solved.problem.objective)
    return {"value": float(value), "cpu_s": cpu_all() - start, "peak_mb": peak_mb()}


def cpu_all() -> float:
    """CPU seconds of this process and its children."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def peak_mb() -> float:
    """Largest memory held by this process or one child, MB."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used.ru_maxrss for used in both) / 1024


def real() -> dict[str, float | bool]:
    """All inner pairs by km, every kind of candidate, five sites per country, mirrored."""
    from datetime import date

    from geo.assembly import build_world
    from geo.planning import Scenario, planned, problem
    from geo.schema.vocabularies import CORE_COUNTRIES, INNER_PAIRS
    from geo.store import open_store, seed

    store = open_store()
    seed(store)
    world = build_world(store)
    scenario = Scenario(
        pairs=INNER_PAIRS, sites=dict.fromkeys(CORE_COUNTRIES, (0, 5)),
        kinds=("crossing", "district", "town", "centre"),
    )  # fmt: skip
    start = time.process_time()
    found = problem(world, scenario, as_of=date(2026, 11, 23))
    reach_s, start = time.process_time() - start, time.process_time()
    best = planned(found)
    return {"value": best.plan.objective, "gap": best.plan.gap, "proven": best.plan.proven,
            "rows": len(found.demand), "candidates": len(found.sites), "record_cpu_s": reach_s,
            "cpu_s": time.process_time() - start, "peak_mb": peak_mb()}  # fmt: skip


def child(what: str, name: str, limit_s: float) -> dict[str, float | bool] | None:
    """One run in a process of its own; None where it did not end in time or in memory."""
    command = [sys.executable, "-m", "benchmarks.siting", "--child", what, "--case", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def line(name: str, limit_s: float) -> None:
    """One row of the table."""
    found = child("ours", name, 600)
    if found is None:
        print(f"{name:40} did not end")
        return
    text = (
        f"{name:40} {found['value']:14.2f} gap {found['gap']:8.4%} proven {found['proven']!s:5} "
        f"{found['cpu_s']:7.2f} s {found['peak_mb']:6.0f} MB"
    )
    if name in PEER:
        other = child("peer", name, limit_s)
        text += (
            f" | spopt {other['value']:14.2f} {other['cpu_s']:7.1f} s {other['peak_mb']:6.0f} MB "
            f"{other['cpu_s'] / found['cpu_s']:6.0f} x"
            if other
            else f" | spopt did not end in {limit_s:.0f} s"
        )
    print(text, flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--child", choices=("ours", "peer", "real"))
    parser.add_argument("--case", default="", help="one case by name")
    parser.add_argument("--peer-limit", type=float, default=150.0, help="seconds for the peer")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")
    if asked.child:
        runs = {"ours": ours, "peer": peer, "real": lambda _: real()}
        print(json.dumps(runs[asked.child](asked.case)))
        return
    for name in CASES:
        if asked.case in ("", name):
            line(name, asked.peer_limit)
    if not asked.case:
        print("real problem, all inner pairs:", child("real", "", 600))


if __name__ == "__main__":
    main()
