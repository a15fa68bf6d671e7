"""False alarms, false discoveries and power of every method that names something or gives a p.

Worlds of pure chance and worlds with something planted, with few records and with many. Prints per
method: the share of null worlds with any alarm, the share of planted worlds in which the planted
thing is named, and the mean share of false ones among what is named; each with its standard error.
Nothing is asserted. Run: ``python -m benchmarks.hotspot_worlds`` (``--worlds 1000`` for finer
figures; the methods that simulate take a quarter of them).
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from geo.hotspots import (
    Cylinders,
    alerts,
    change_between,
    conditional_test,
    false_discovery,
    likeness,
    local_g,
    mann_kendall,
    near_repeat,
    scan,
    silence,
    space_time_scan,
    stands_out,
)

SEED = 20261123
ALPHA = 0.05
SECTIONS = 592
# What a method names in one world, and whether it holds what was planted.
Named = tuple[bool, float]
World = Callable[[np.random.Generator, bool], Named]


@dataclass(frozen=True)
class Study:
    """One method at one density. world: told whether to plant; gives whether it names what was
    planted (or, without, anything) and the share of false ones among the named."""

    method: str
    density: str
    world: World
    share: float = 1.0


def chain(n: int) -> sparse.csr_array:
    """Sections in a row."""
    ones = np.ones(n)
    return sparse.diags_array([ones[1:], ones, ones[1:]], offsets=[-1, 0, 1]).tocsr()


def hexagons(side: int) -> sparse.csr_array:
    """side * side hexagon cells, each with its ring."""
    row, column = np.divmod(np.arange(side * side), side)
    pairs = []
    for down, right in ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, -1), (-1, 1)):
        r, c = row + down, column + right
        inside = (r >= 0) & (r < side) & (c >= 0) & (c < side)
        pairs.append(np.column_stack([np.flatnonzero(inside), (r * side + c)[inside]]))
    a, b = np.concatenate(pairs).T
    return sparse.csr_array((np.ones(len(a)), (a, b)), shape=(side * side, side * side))


def judged(named: np.ndarray, hot: np.ndarray, planted: bool) -> Named:
    """Among units: any of the planted ones, and the share of the named that are not."""
    if not planted:
        return bool(named.any()), 0.0
    false = named.sum() - named[hot].sum()
    return bool(named[hot].any()), float(false / max(named.sum(), 1))


def beyond_chance(near: sparse.csr_array, hot: np.ndarray, records: int, share: float) -> World:
    """The exact test of sections or cells; ``share`` of the records falls on the planted ones."""
    size = near.shape[0]

    def world(rng: np.random.Generator, planted: bool) -> Named:
        chance = np.full(size, 1 / size)
        if planted:
            chance = chance * (1 - share)
            chance[hot] += share / len(hot)
        counts = rng.multinomial(records, chance)
        return judged(stands_out(conditional_test(counts, np.ones(size), near)), hot, planted)

    return world


def by_normal_score(records: int) -> World:
    """The trap: local G* with its z turned into p. Not used by the atlas."""
    near, hot = chain(SECTIONS), np.arange(300, 303)

    def world(rng: np.random.Generator, planted: bool) -> Named:
        chance = np.ones(SECTIONS)
        chance[hot] *= 20 if planted else 1
        z = local_g(rng.multinomial(records, chance / chance.sum()), near)
        return judged(false_discovery(stats.norm.sf(z), alpha=ALPHA), hot, planted)

    return world


def circles(records: int, share: float) -> World:
    """The circular scan on 120 sections; false is a circle without a planted section."""
    line, hot = np.column_stack([np.arange(120) * 10.0, np.zeros(120)]), np.arange(60, 63)

    def world(rng: np.random.Generator, planted: bool) -> Named:
        chance = np.full(120, (1 - share * planted) / 120)
        chance[hot] += share * planted / len(hot)
        seed = int(rng.integers(1 << 30))
        cases = rng.multinomial(records, chance)
        options = {"max_share": 0.1, "simulations": 99, "seed": seed, "metric": "euclidean"}
        found = [c for c in scan(line, cases, np.ones(120), **options) if c.p <= ALPHA]
        right = [bool(set(hot.tolist()) & set(c.members)) for c in found]
        return (any(right), 1 - np.mean(right) if found else 0.0) if planted else (bool(found), 0.0)

    return world


def cylinders(records: int, population: bool, gain: float) -> World:
    """The prospective scan in space and time: ten places, eight periods, four cells planted."""
    line = np.column_stack([np.cumsum(1000.0 + 50.0 * np.arange(10)), np.zeros(10)])
    options = Cylinders(metric="euclidean", max_periods=3, prospective=True)

    def world(rng: np.random.Generator, planted: bool) -> Named:
        chance = np.ones((10, 8))
        chance[4:6, 6:] *= gain if planted else 1.0
        cases = rng.multinomial(records, chance.ravel() / chance.sum()).reshape(10, 8)
        people = np.ones(10) if population else None
        seed = int(rng.integers(1 << 30))
        found = space_time_scan(
            line, cases, population=people, cylinders=options, simulations=99, seed=seed
        )
        sure = [c for c in found if c.p <= ALPHA]
        right = [bool({4, 5} & set(c.members)) for c in sure]
        return (any(right), 1 - np.mean(right) if sure else 0.0) if planted else (bool(sure), 0.0)

    return world


def two_periods(records: int, gain: float, method: str) -> World:
    """Change between two periods, alerts since a date, or silence: three sections planted."""
    near, hot = chain(SECTIONS), np.arange(300, 303)
    uneven = np.random.default_rng(1).gamma(0.5, 1.0, SECTIONS)
    uneven[hot] = np.quantile(uneven, 0.98)

    def world(rng: np.random.Generator, planted: bool) -> Named:
        after = uneven.copy()
        after[hot] *= gain if planted else 1.0
        chance = uneven / uneven.sum()
        before = rng.multinomial(records, chance)
        later = rng.poisson(records * after / uneven.sum())
        if method == "change":
            found = change_between(before, later, days_before=90, days_after=90)
            return judged(found.rose | found.fell, hot, planted)
        if method == "alerts":
            return judged(alerts(before, later, near).alarm, hot, planted)
        found = silence(before, later, days_before=90, days_recent=90)
        return judged(found.silent, hot, planted)

    return world


def repeats(records: int, share: float) -> World:
    """Near repeat: ``share`` of the records follow another within 500 m and 5 days."""
    bands = {"distance_edges_m": [0, 1_000, 10_000], "day_edges": [0, 8, 31]}

    def world(rng: np.random.Generator, planted: bool) -> Named:
        points, days = rng.uniform(0, 60_000, (records, 2)), rng.integers(0, 1_000, records)
        followers = int(share * records) if planted else 0
        points[:followers] = points[-followers or records :] + rng.uniform(-350, 350)
        days[:followers] = days[-followers or records :] + rng.integers(0, 6, followers)
        seed = int(rng.integers(1 << 30))
        table = near_repeat(points, days, simulations=99, seed=seed, **bands)
        return bool(table["p"][0] <= ALPHA), 0.0

    return world


def trend(mean: float, growth: float) -> World:
    """Mann-Kendall over eleven years; planted is a steady growth per year."""

    def world(rng: np.random.Generator, planted: bool) -> Named:
        years = mean * (1 + growth * planted) ** np.arange(11)
        series = rng.poisson(years)
        return bool(np.ptp(series) > 0 and mann_kendall(series).p <= ALPHA), 0.0

    return world


def alike(records: int, share: float) -> World:
    """Likeness of neighbours; planted are ten runs of five busy sections."""
    near, km = chain(SECTIONS), np.full(SECTIONS, 10.0)
    hot = np.concatenate([np.arange(start, start + 5) for start in range(20, 590, 57)])

    def world(rng: np.random.Generator, planted: bool) -> Named:
        chance = np.full(SECTIONS, (1 - share * planted) / SECTIONS)
        chance[hot] += share * planted / len(hot)
        counts, seed = rng.multinomial(records, chance), int(rng.integers(1 << 30))
        return likeness(counts, km, near, simulations=99, seed=seed).p <= ALPHA, 0.0

    return world


def studies() -> list[Study]:
    """Every method at both densities; sparse is the density of the shipped records or below."""
    line, three = chain(SECTIONS), np.arange(300, 303)
    found = [
        Study("exact test, 592 sections", "175", beyond_chance(line, three, 175, 0.11)),
        Study("exact test, 592 sections", "5,000", beyond_chance(line, three, 5_000, 0.02)),
    ]
    for side in (40, 120):
        near = hexagons(side)
        hot = near[[side * side // 2 + side // 2]].indices
        name = f"exact test, {side * side:,} cells"
        found += [
            Study(name, "175", beyond_chance(near, hot, 175, 0.11)),
            Study(name, "5,000", beyond_chance(near, hot, 5_000, 0.02)),
        ]
    found += [
        Study("(z of G* as p: not used)", "175", by_normal_score(175)),
        Study("circular scan", "60", circles(60, 0.2), 0.25),
        Study("circular scan", "2,000", circles(2_000, 0.03), 0.25),
        Study("space-time, population", "60", cylinders(60, True, 5.0), 0.25),
        Study("space-time, population", "2,000", cylinders(2_000, True, 1.6), 0.25),
        Study("space-time, shuffled", "60", cylinders(60, False, 5.0), 0.25),
        Study("space-time, shuffled", "2,000", cylinders(2_000, False, 1.6), 0.25),
    ]
    for method, gains in (("change", (12.0, 2.5)), ("alerts", (12.0, 2.5)), ("silence", (0, 0))):
        found += [
            Study(method, f"{records:,} + {records:,}", two_periods(records, gain, method))
            for records, gain in zip((300, 20_000), gains, strict=True)
        ]
    return [
        *found,
        Study("near repeat", "100", repeats(100, 0.1), 0.25),
        Study("near repeat", "1,000", repeats(1_000, 0.03), 0.25),
        Study("Mann-Kendall, 11 years", "3 a year", trend(3, 0.2)),
        Study("Mann-Kendall, 11 years", "300 a year", trend(300, 0.02)),
        Study("likeness of neighbours", "175", alike(175, 0.3), 0.25),
        Study("likeness of neighbours", "5,000", alike(5_000, 0.1), 0.25),
    ]


def run(study: Study, worlds: int) -> str:
    """One row of the table."""
    worlds = max(int(worlds * study.share), 40)
    rng = np.random.default_rng(SEED)
    alarms = np.mean([study.world(rng, False)[0] for _ in range(worlds)])
    planted = np.array([study.world(rng, True) for _ in range(worlds)], dtype=float)
    seen, false = planted.mean(axis=0)
    error = np.sqrt(ALPHA * (1 - ALPHA) / worlds)
    errors = np.sqrt(seen * (1 - seen) / worlds), planted[:, 1].std() / np.sqrt(worlds)
    return (
        f"{study.method:28} {study.density:>17} {worlds:6} {alarms:7.1%} ({error:.1%}) "
        f"{seen:7.1%} ({errors[0]:.1%}) {false:7.1%} ({errors[1]:.1%})"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=400, help="worlds of each kind per row")
    worlds = parser.parse_args().worlds
    print("alpha 0.05; standard errors in brackets, that of false alarms at alpha")
    print(f"{'method':28} {'records':>17} worlds  false alarms    power          false among named")
    for study in studies():
        print(run(study, worlds), flush=True)


if __name__ == "__main__":
    main()
