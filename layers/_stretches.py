"""Contested and undemarcated stretches: which rows are drawn, and along which part of a line."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from geo.borders import cut
from geo.borders.spots import km_on_line
from geo.scene import Scene
from layers._build import numbers, table, texts

NEVER_DRAWN_KINDS = ("ceasefire_line",)
# About 100 m: below a pixel until a street map would be needed.
SIMPLIFIED_DEGREES = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Rows of the table of stretches by how they are shown.

    lines: drawn along the border, the longest first; spots: drawn as a place; told: without
    geometry, listed in words. Positions held under a ceasefire are in none of them.
    """

    lines: pd.DataFrame
    spots: pd.DataFrame
    told: pd.DataFrame


def stretches(scene: Scene) -> Stretches | None:
    """The scene's stretches, None where it brings no table of them."""
    rows = table(scene, "contested_stretches")
    if not len(rows):
        return None
    rows = rows.sort_index()
    rows = rows[~rows["kind"].isin(NEVER_DRAWN_KINDS)]
    is_line = np.isfinite(numbers(rows, "from_lon")) & np.isfinite(numbers(rows, "to_lon"))
    is_spot = ~is_line & np.isfinite(numbers(rows, "lon"))
    lines = rows[is_line]
    longest = np.argsort(-numbers(lines, "stretch_km_on_line"), kind="stable")
    return Stretches(lines.iloc[longest], rows[is_spot], rows[~is_line & ~is_spot])


def paths(lines: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Longitude and latitude along the border of each row, shape (n, 2), one array per row."""
    columns = (numbers(lines, name) for name in ("from_lon", "from_lat", "to_lon", "to_lat"))
    ends = zip(texts(lines, "border_pair"), *columns, strict=True)
    return tuple(_path(pair, (a, b), (c, d)) for pair, a, b, c, d in ends)


@cache
def _path(pair: str, start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    """The pair's line between the places on it nearest to two points, within about 100 m."""
    lon, lat = np.array([start[0], end[0]]), np.array([start[1], end[1]])
    first, last = np.sort(km_on_line(pair, lon, lat)).tolist()
    part = cut(pair, first, last).simplify(SIMPLIFIED_DEGREES)
    points = np.array(part.coords).round(5)
    points.flags.writeable = False
    return points
