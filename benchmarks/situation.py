"""A change of filter at 1,000,000 synthetic incidents, from the question to the bytes of the map.

Run ``python -m benchmarks.situation [--records 1000000]``. The incidents are made here by seed, on
the real sections; they are synthetic and nothing else ever loads them. Three tables: filter to
layer-ready arrays beside a plain frame, with the same answer; one whole change of filter beside
folium on the same map; and peak memory. Times are CPU time of this process, with the wall beside.
"""

import argparse
import gc
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks._synthetic import SEED, synthetic_world
from geo import reference
from geo.borders import index
from geo.briefing.frame import furniture, view_bounds
from geo.briefing.situation import situation
from geo.columns import IncidentColumns
from geo.crs import WGS84
from geo.layerspec import MapSpec, View
from geo.periods import covered, resolve, to_day
from geo.profile import Profile, load_profile
from geo.query import DEFAULT_LAYERS, Query
from geo.scene import Scene
from geo.schema.vocabularies import CATEGORIES, INNER_PAIRS, PAIRS, PRECISIONS, code
from geo.selection import select, wanted_pairs
from geo.store import open_store, seed
from geo.world import World
from layers import FIXED, build_layers, registry
from layers._style import LABELS, TOKENS
from layers.renderers.folium_map import folium_map
from layers.renderers.payload import payload

AS_OF = date(2026, 11, 23)
QUESTIONS = 41
PLAIN_QUESTIONS = 15
CHANGES = 7


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one piece of work."""

    cpu_ms: float
    wall_ms: float


def timed(work: Callable[[], Any]) -> tuple[Any, Taken]:
    """What a piece of work returns and how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return result, Taken(cpu * 1000, wall * 1000)


def middle(taken: list[Taken]) -> str:
    """Median CPU and wall, and the slowest CPU time."""
    cpu, wall = ([getattr(item, name) for item in taken] for name in ("cpu_ms", "wall_ms"))
    return f"{np.median(cpu):9.1f} {np.median(wall):9.1f} {max(cpu):9.1f}"


def questions(count: int) -> list[Query]:
    """Different questions by seed: presets and own periods, some categories, pairs and reaches."""
    random = np.random.default_rng(SEED)
    asked = [Query(), Query(period="last_quarter"), Query(period="thai_fiscal_year")]
    while len(asked) < count:
        first = date(int(random.integers(2015, 2024)), int(random.integers(1, 13)), 1)
        last = date(first.year + int(random.integers(0, 3)), 12, 31)
        own = (
            {"period": "own", "date_from": first, "date_to": last} if random.random() < 0.7 else {}
        )
        words = random.choice(CATEGORIES, int(random.integers(0, 4)), replace=False)
        pairs = random.choice(INNER_PAIRS, int(random.integers(0, 3)), replace=False)
        asked.append(
            Query(
                **own,
                categories=tuple(word for word in CATEGORIES if word in words),
                pairs=tuple(pair for pair in PAIRS if pair in pairs),
                max_km=float(random.choice([5.0, 10.0, 25.0, 50.0])),
            )
        )
    return asked


def ours(world: World, query: Query) -> tuple[int, np.ndarray]:
    """Recorded rows and used rows per section: the arrays that the section layer draws."""
    incidents, sections = world.snapshot.incidents, world.sections
    cover = covered(incidents, as_of=AS_OF)
    pairs = [PAIRS.index(pair) for pair in wanted_pairs(query)]
    found = select(
        incidents,
        query,
        gate=world.gate,
        universe=np.isin(sections.pair, pairs) & ~sections.is_link,
        is_link=sections.is_link,
        period=resolve(query, cover),
        cover=cover,
    )
    counts = np.bincount(incidents.section[found.used], minlength=len(sections))
    return len(found.recorded), counts


def plain_frame(incidents: IncidentColumns) -> gpd.GeoDataFrame:
    """The same incidents as an ordinary frame of points, words as categories."""
    ids, table = index().ids, index()
    pair = np.where(incidents.section >= 0, table.pair[np.maximum(incidents.section, 0)], -1)
    columns = {
        "day_from": incidents.day_from,
        "day_to": incidents.day_to,
        "category": pd.Categorical.from_codes(incidents.category, CATEGORIES),
        "pair": pd.Categorical.from_codes(pair, PAIRS),
        "section": pd.Categorical.from_codes(incidents.section, ids),
        "km_away": incidents.km_away,
        "precision": pd.Categorical.from_codes(incidents.precision, PRECISIONS, ordered=True),
        "low": incidents.confidence == 2,
    }
    points = gpd.points_from_xy(incidents.lon, incidents.lat)
    return gpd.GeoDataFrame(columns, geometry=points, crs=WGS84)


def plain(frame: pd.DataFrame, query: Query, *, cover: Any) -> tuple[int, np.ndarray]:
    """The same answer by masks on a frame and a group-by."""
    period = resolve(query, cover)
    first, last = to_day(period.first), to_day(period.last)
    keep = (frame["day_from"] <= last) & (frame["day_to"] >= first)
    if query.period == "all":
        keep |= True
    if query.categories:
        keep &= frame["category"].isin(query.categories)
    if query.pairs:
        keep &= frame["pair"].isin(query.pairs)
    recorded = frame[keep]
    inside = (recorded["day_from"] >= first) & (recorded["day_to"] <= last)
    if query.period == "all":
        inside = recorded["day_from"] <= last
    used = recorded[
        inside
        & (recorded["precision"] <= PRECISIONS[code(PRECISIONS, "town")])
        & ~recorded["low"]
        & (recorded["km_away"] <= query.max_km)
        & recorded["pair"].isin(wanted_pairs(query))
    ]
    counts = used.groupby("section", observed=False).size()
    return len(recorded), np.where(index().is_link, 0, counts.to_numpy())


def filter_table(world: World) -> None:
    """Filter to layer-ready arrays beside the plain ways."""
    asked = questions(QUESTIONS)
    ours(world, asked[0])
    mine = [timed(lambda query=query: ours(world, query)) for query in asked]
    print(f"{'filter to section counts':44} {'CPU ms':>9} {'wall ms':>9} {'slowest':>9}")
    print(f"{f'columns, {QUESTIONS} questions (target 50)':44} {middle([t for _, t in mine])}")
    points = plain_frame(world.snapshot.incidents)
    cover = covered(world.snapshot.incidents, as_of=AS_OF)
    few = middle([t for _, t in mine[:PLAIN_QUESTIONS]])
    print(f"{f'columns, the first {PLAIN_QUESTIONS} of them':44} {few}")
    plain_ways = {"pandas": pd.DataFrame(points.drop(columns="geometry")), "geopandas": points}
    for name, frame in plain_ways.items():
        some = [
            timed(lambda q=q, f=frame: plain(f, q, cover=cover)) for q in asked[:PLAIN_QUESTIONS]
        ]
        pairs = zip(some, mine, strict=False)
        same = all(a[0][0] == b[0][0] and (a[0][1] == b[0][1]).all() for a, b in pairs)
        words = f"{name}, the same {PLAIN_QUESTIONS}, same answer: {'yes' if same else 'NO'}"
        print(f"{words:44} {middle([t for _, t in some])}")


def drawn(world: World, query: Query, shown: Profile, ready: dict) -> tuple[Scene, MapSpec]:
    """The map of a question, as the screen makes it."""
    found = situation(world, query, as_of=AS_OF, profile=shown)
    return found.scene, MapSpec(
        layers=build_layers(found.scene, ready=ready),
        furniture=furniture(found, profile=shown, language="en"),
        view=View(view_bounds(query)),
    )


def change_table(world: World, shown: Profile) -> None:
    """From a changed filter to the bytes for the browser, with layers as they are shipped."""
    translator = shown.translator("en")
    look = {"styles": TOKENS["light"], "versions": reference.display_versions()}

    def packed(query: Query, ready: dict) -> bytes:
        spec = drawn(world, query, shown, ready)[1]
        return payload(spec, translator=translator, labels=LABELS["light"], **look).packed()

    scene, _ = drawn(world, Query(period="last_month"), shown, {})
    ready = {name: registry()[name](scene) for name in FIXED}
    print(
        f"\n{'change of filter to bytes':44} {'CPU ms':>9} {'wall ms':>9} {'slowest':>9} {'kB':>7}"
    )
    for name, extra in (
        ("default layers", ()),
        ("with cells", ("cells",)),
        ("with density", ("density",)),
    ):
        asked = [replace(q, layers=(*DEFAULT_LAYERS, *extra)) for q in questions(CHANGES)]
        packed(replace(Query(period="last_month"), layers=(*DEFAULT_LAYERS, *extra)), ready)
        rounds = ("first", "again") if extra == ("cells",) else ("first",)
        for which in rounds:
            done = [timed(lambda q=q: packed(q, ready)) for q in asked]
            size = np.median([len(content) for content, _ in done]) / 1000
            words = f"{name}, {CHANGES} questions, {which} (target 300)"
            print(f"{words:44} {middle([t for _, t in done])} {size:7.0f}")
    print("first: the cells near the borders asked for are found once, for each choice and reach")
    peer_table(world, shown)


def peer_table(world: World, shown: Profile) -> None:
    """folium on the same maps: its page, with the feature groups that the host adds."""
    names = {"countries_overview", "neighbours", "provinces", "rivers", "border_overview"}
    names |= {"sections_overview", "districts"}
    displays = {name: reference.display(name) for name in names}

    def page(query: Query) -> int:
        spec = drawn(world, query, shown, {})[1]
        whole, groups = folium_map(
            spec, translator=shown.translator("en"), styles=TOKENS["light"], displays=displays
        )
        for group in groups:
            group.add_to(whole)
        return len(whole.get_root().render().encode())

    for name, extra in (
        ("default layers", ()),
        ("with cells", ("cells",)),
        ("with density", ("density",)),
    ):
        query = replace(questions(2)[1], layers=(*DEFAULT_LAYERS, *extra))
        size, taken = timed(lambda query=query: page(query))
        print(f"{f'folium, {name}, 1 question':44} {middle([taken])} {size / 1000:7.0f}")


def peak_mb() -> float:
    """The most memory this process has held, MB."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    count = parser.parse_args().records
    with tempfile.TemporaryDirectory() as home:
        os.environ["BORDER_ATLAS_HOME"] = home
        store = open_store()
        seed(store)
        world, taken = timed(lambda: synthetic_world(count, store=store))
        gc.freeze()  # as the dashboard does with its world
        print(
            f"{count:,} synthetic incidents, made in {taken.cpu_ms / 1000:.1f} s CPU; load average"
        )
        print(f"{', '.join(f'{load:.1f}' for load in os.getloadavg())} at the start\n")
        change_table(world, load_profile())
        print(f"\npeak memory up to here, folium included: {peak_mb():.0f} MB (target 1,500)\n")
        filter_table(world)
    print(f"\nload average {', '.join(f'{load:.1f}' for load in os.getloadavg())} at the end")


if __name__ == "__main__":
    main()
