"""Siting models beside spopt with its default solver: same instance, same optimum, time, memory.

Prints one row per case: covered weight or total distance, gap and proof, CPU seconds of build and
solve together, peak memory, and whether the target of the row is met; where spopt is asked too, its
figures, the ratio, and whether both values agree. Each run is a process of its own, so that its
peak is its own. Then the real problem: all inner borders by kilometre and every kind of candidate.

Run: ``python -m benchmarks.siting`` (``--peer-limit 150`` seconds for the peer).
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.siting import Limits, maximal_cover, p_median

SEED = 3
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Case:
    """One instance. peer: solved by spopt too. Targets: CPU seconds, MB, gap, and ratio; 0: none.

    limit_s: wall clock given to our search, 0 for none.
    """

    model: str
    rows: int
    columns: int
    sites: int
    radius: float
    existing: int = 0
    peer: bool = False
    cpu_s: float = 0.0
    mb: float = 0.0
    gap: float = SAME
    ratio: float = 0.0
    limit_s: float = 0.0


CASES = {
    "maximal cover 2,000 x 500, 10 sites": Case("cover", 2000, 500, 10, 8.0, peer=True, ratio=20.0),
    "maximal cover 2,000 x 500, 20 sites": Case("cover", 2000, 500, 20, 5.0, peer=True, ratio=20.0),
    "maximal cover 20,000 x 2,000, 30 open": Case(
        "cover", 20000, 2000, 30, 5.0, existing=30, cpu_s=15.0, mb=1000.0
    ),
    "maximal cover 20,000 x 2,000, 50 open": Case(
        "cover", 20000, 2000, 30, 4.0, existing=50, cpu_s=15.0, mb=1000.0
    ),
    "maximal cover 20,000 x 2,000, 100 open": Case(
        "cover", 20000, 2000, 60, 3.0, existing=100, cpu_s=15.0, mb=1000.0
    ),
    "p-median 2,000 x 500, 10 sites": Case(
        "median", 2000, 500, 10, 0.0, peer=True, cpu_s=10.0, mb=500.0, gap=0.01, limit_s=9.0
    ),
    "p-median 2,000 x 500, 20 sites": Case(
        "median", 2000, 500, 20, 0.0, cpu_s=10.0, mb=500.0, gap=0.01, limit_s=9.0
    ),
}
# Of the real problem, seconds of wall clock: first answer, proof, reach from nothing.
FIRST_S, PROOF_S, COLD_S = 2.0, 10.0, 20.0


def instance(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Distances in a square of side 100 and weights 1 to 99, seeded."""
    rng = np.random.default_rng(SEED)
    demand, sites = rng.random((case.rows, 2)) * 100, rng.random((case.columns, 2)) * 100
    distance = np.empty((case.rows, case.columns))
    for start in range(0, case.rows, 1000):
        gap = demand[start : start + 1000, None] - sites[None]
        distance[start : start + 1000] = np.hypot(gap[..., 0], gap[..., 1])
    return distance, rng.integers(1, 100, case.rows).astype(float)


def ours(case: Case) -> dict[str, float | bool]:
    """One case solved by the atlas; the solver is loaded before, as the peer's is."""
    import highspy  # noqa: F401

    distance, weight = instance(case)
    limits = Limits(time_s=case.limit_s or None)
    start = time.process_time()
    if case.model == "cover":
        plan = maximal_cover(
            distance, weight, radius=case.radius, sites=case.sites,
            existing=range(case.existing), limits=limits,
        )  # fmt: skip
    else:
        plan = p_median(distance, weight, sites=case.sites, limits=limits)
    return {"value": plan.objective, "gap": plan.gap, "proven": plan.proven,
            "cpu_s": time.process_time() - start, "peak_mb": peak_mb()}  # fmt: skip


def peer(case: Case) -> dict[str, float | bool]:
    """The same case by spopt and pulp's default solver, its children's time included."""
    import pulp
    from spopt.locate import MCLP, PMedian

    distance, weight = instance(case)
    start = cpu_all()
    if case.model == "cover":
        problem = MCLP.from_cost_matrix(distance, weight, case.radius, p_facilities=case.sites)
    else:
        problem = PMedian.from_cost_matrix(distance, weight, p_facilities=case.sites)
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
    """All inner pairs by km, every kind of candidate, five sites per country, mirrored.

    cold_s: the record with nothing kept, reach first of all. warm_s: the same again. first_s: from
    asking again to a first answer; proof_s: to the proven one. Wall clock.
    """
    from geo.assembly import build_world
    from geo.planning import Scenario, planned, problem
    from geo.planning.explain import why_not
    from geo.schema.vocabularies import CORE_COUNTRIES, INNER_PAIRS
    from geo.store import open_store, seed

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'atlas.sqlite'}")
        seed(store)
        world = build_world(store)
        store.close()
    scenario = Scenario(
        pairs=INNER_PAIRS, sites=dict.fromkeys(CORE_COUNTRIES, (0, 5)),
        kinds=("crossing", "district", "town", "centre"),
    )  # fmt: skip
    day, times, cpu = date_of(), [time.perf_counter()], time.process_time()
    for _ in range(2):
        found = problem(world, scenario, as_of=day)
        times.append(time.perf_counter())
    best = planned(found)
    times.append(time.perf_counter())
    cpu = time.process_time() - cpu
    asked = [timed(lambda at=at: why_not(world, found, best, lon=at[0], lat=at[1], as_of=day))
             for at in PLACES]  # fmt: skip
    cold_s, warm_s, solve_s = np.diff(times).tolist()
    return {
        "value": best.plan.objective, "gap": best.plan.gap, "proven": best.plan.proven,
        "rows": len(found.demand), "candidates": len(found.sites), "cold_s": cold_s,
        "warm_s": warm_s, "first_s": warm_s + solve_s, "proof_s": warm_s + solve_s,
        "why_not_s": max(asked)[0], "why_not_cpu_s": max(asked)[1], "cpu_s": cpu,
        "peak_mb": peak_mb(),
    }  # fmt: skip


# On the Mekong near Loei, in Nan near the line, on the Salween: lon, lat.
PLACES = ((101.67, 17.90), (101.10, 19.35), (97.70, 18.10))


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall clock and of CPU of one call."""
    start, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - cpu


def date_of() -> object:
    """The day that the real problem is asked on."""
    from datetime import date

    return date(2026, 11, 23)


def child(what: str, name: str, limit_s: float) -> dict[str, float | bool] | None:
    """One run in a process of its own; None where it did not end in time or in memory."""
    command = [sys.executable, "-m", "benchmarks.siting", "--child", what, "--case", name]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, start_new_session=True) as run:
        try:
            text, _ = run.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            # The peer's solver is a process of its own and would go on for hours.
            os.killpg(run.pid, signal.SIGKILL)
            return None
    return json.loads(text.splitlines()[-1]) if run.returncode == 0 else None


def line(name: str, limit_s: float) -> None:
    """One row of the table."""
    case, found = CASES[name], child("ours", name, 600)
    if found is None:
        print(f"{name:40} did not end")
        return
    text = (
        f"{name:40} {found['value']:14.2f} gap {found['gap']:8.4%} proven {found['proven']!s:5} "
        f"{found['cpu_s']:7.2f} s {found['peak_mb']:6.0f} MB"
    )
    met = found["gap"] <= case.gap
    met &= not case.cpu_s or (found["cpu_s"] <= case.cpu_s and found["peak_mb"] <= case.mb)
    if case.peer:
        other = child("peer", name, limit_s)
        ratio = other["cpu_s"] / found["cpu_s"] if other else float("inf")
        met &= ratio >= case.ratio
        text += peer_words(case, found, other, ratio, limit_s)
    print(f"{text} | target {'met' if met else 'missed'}", flush=True)


def peer_words(case: Case, found: dict, other: dict | None, ratio: float, limit_s: float) -> str:
    """The peer's part of a row."""
    if other is None:
        return f" | spopt did not end in {limit_s:.0f} s"
    off = abs(other["value"] - found["value"]) / max(abs(found["value"]), 1.0)
    same = "same value" if off <= max(case.gap, SAME) else "ANOTHER VALUE"
    return (
        f" | spopt {other['value']:14.2f} {other['cpu_s']:7.1f} s {other['peak_mb']:6.0f} MB "
        f"{ratio:6.0f} x, {same}"
    )


def real_line() -> None:
    """The real problem's row."""
    found = child("real", "", 600)
    if found is None:
        print("the real problem did not end")
        return
    met = found["proven"] and found["first_s"] <= FIRST_S and found["proof_s"] <= PROOF_S
    met &= found["cold_s"] <= COLD_S and found["why_not_s"] <= FIRST_S
    print(
        f"real problem, {found['rows']:,} x {found['candidates']} candidates: covered weight "
        f"{found['value']:.1f}, gap {found['gap']:.4%}, proven {found['proven']}; record with "
        f"reach {found['cold_s']:.1f} s from nothing, {found['warm_s']:.1f} s again; first answer "
        f"{found['first_s']:.1f} s, proof {found['proof_s']:.1f} s; why not here at 3 places "
        f"{found['why_not_s']:.1f} s at most, {found['why_not_cpu_s']:.1f} s of CPU; both "
        f"records and the plan {found['cpu_s']:.1f} s of CPU, "
        f"{found['peak_mb']:.0f} MB | target {'met' if met else 'missed'}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--child", choices=("ours", "peer", "real"))
    parser.add_argument("--case", default="", help="one case by name, or real")
    parser.add_argument("--peer-limit", type=float, default=150.0, help="seconds for the peer")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")
    if asked.child:
        runs = {"ours": ours, "peer": peer, "real": lambda _: real()}
        print(json.dumps(runs[asked.child](CASES.get(asked.case))))
        return
    for name in CASES:
        if asked.case in ("", name):
            line(name, asked.peer_limit)
    if asked.case in ("", "real"):
        real_line()


if __name__ == "__main__":
    main()
