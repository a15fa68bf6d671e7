"""Nearest section of many points: ``geo.borders.snap`` against ``geopandas.sjoin_nearest``.

Run ``python -m benchmarks.nearest_section [--points 200000]``. Points are drawn around the inner
borders as records are: half within about 5 km of a line, half within about 25 km. The join works on
the same points, or on the first ``--join-points`` of them with its time scaled up, in one metric
plane whose scale is off by up to 1.2 %: an answer may differ only where two lines are equally near
within that error.
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import borders
from geo.crs import REGION, WGS84
from geo.schema.vocabularies import INNER_PAIRS

PLANE_ERROR = 0.02  # of both distances: scale of the plane at two places


def drawn_points(count: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points around the inner borders, degrees."""
    random = np.random.default_rng(seed)
    places = np.concatenate([np.asarray(borders.line(pair).coords) for pair in INNER_PAIRS])
    centre = places[random.integers(0, len(places), count)]
    spread = np.where(random.random(count) < 0.5, 0.03, 0.15)
    lon, lat = (centre + random.normal(0.0, 1.0, (count, 2)) * spread[:, None]).T
    return lon, lat


def joined(lon: np.ndarray, lat: np.ndarray) -> tuple[pd.DataFrame, float]:
    """Nearest pair and its distance in km by the join on whole lines, and the seconds taken."""
    lines = [borders.line(pair) for pair in borders.pairs()]
    whole = gpd.GeoDataFrame({"pair": borders.pairs()}, geometry=lines, crs=WGS84).to_crs(REGION)
    start = time.perf_counter()
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=WGS84).to_crs(REGION)
    found = gpd.sjoin_nearest(points, whole, distance_col="away_m")
    seconds = time.perf_counter() - start
    first = found[~found.index.duplicated()].sort_index()
    return first.assign(away_km=first["away_m"] / 1000.0), seconds


def main() -> None:
    """Print both times, their ratio, and how far the answers agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200_000)
    parser.add_argument("--join-points", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20_261_123)
    chosen = parser.parse_args()
    lon, lat = drawn_points(chosen.points, seed=chosen.seed)
    borders.snap(lon[:50_000], lat[:50_000])  # reads the files once
    start = time.perf_counter()
    snapped = borders.snap(lon, lat)
    ours_s = time.perf_counter() - start
    few = min(chosen.join_points, chosen.points)
    found, join_s = joined(lon[:few], lat[:few])
    scaled_s = join_s * chosen.points / few
    on_land = ~snapped["flag"].iloc[:few].isin(["estuary", "off_line"]).to_numpy()
    table = borders.index()
    pair = np.array(borders.pairs())[table.pair[snapped["section"].to_numpy()[:few]]]
    apart = np.abs(snapped["km_away"].to_numpy()[:few] - found["away_km"].to_numpy())
    agreed = apart <= PLANE_ERROR * found["away_km"].to_numpy() + 0.001
    same = (pair == found["pair"].to_numpy())[on_land]
    print(f"snap          {chosen.points} points {ours_s:.2f} s, section, km, side and flag")
    print(f"sjoin_nearest {chosen.points} points {scaled_s:.2f} s, line only ({few} timed)")
    print(f"ratio         {scaled_s / ours_s:.1f}")
    print(f"same line     {same.mean():.5f} of {on_land.sum()} on land; the others stand at a tie")
    print(f"same distance {agreed[on_land].mean():.5f} within {PLANE_ERROR:.0%}, the plane's error")


if __name__ == "__main__":
    main()
