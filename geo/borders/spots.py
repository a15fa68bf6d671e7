"""Nearest places on the border lines and their links, and to the far bank of an estuary."""

import functools

import numpy as np
import shapely

from geo.borders.lines import land_chain, water_chain
from geo.borders.nearest import Chains, Nearest, build_chains, find_nearest
from geo.borders.sides import outlines
from geo.schema.vocabularies import PAIRS

_BANK_DEGREES = 0.5


@functools.cache
def _all_lines() -> tuple[Chains, np.ndarray, np.ndarray]:
    lines, pair, is_link = [], [], []
    for code, name in enumerate(PAIRS):
        for chain in (land_chain(name), water_chain(name)):
            if chain is not None:
                lines.append(chain)
                pair.append(code)
                is_link.append(chain is not land_chain(name))
    return build_chains(lines), np.array(pair, dtype=np.int8), np.array(is_link)


@functools.cache
def _pair_lines(pair: str) -> tuple[Chains, np.ndarray, np.ndarray]:
    water = water_chain(pair)
    lines = [land_chain(pair)] if water is None else [land_chain(pair), water]
    code = np.full(len(lines), PAIRS.index(pair), dtype=np.int8)
    return build_chains(lines), code, np.array([False, True])[: len(lines)]


def on_lines(
    lon: np.ndarray, lat: np.ndarray, pair: str | None = None
) -> tuple[Nearest, np.ndarray, np.ndarray]:
    """Nearest place of finite points on one pair, or on any: with pair codes and link marks."""
    chains, code, is_link = _all_lines() if pair is None else _pair_lines(pair)
    found = find_nearest(chains, lon, lat)
    return found, code[found.part], is_link[found.part]


def km_on_line(pair: str, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Distance along the pair's land line of the place nearest to each point, km."""
    return find_nearest(_land_only(pair), np.asarray(lon), np.asarray(lat)).along_km


@functools.cache
def _land_only(pair: str) -> Chains:
    return build_chains([land_chain(pair)])


def to_bank_km(pair: str, country: str, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Distance of points to the other country's land beside the pair's estuary, km."""
    other = next(iso for iso in pair.split("-") if iso != country)
    return find_nearest(_bank(pair, other), lon, lat).away_km


@functools.cache
def _bank(pair: str, country: str) -> Chains:
    link = shapely.linestrings(water_chain(pair)[0])
    near = shapely.box(*shapely.buffer(link, _BANK_DEGREES).bounds)
    parts = shapely.get_parts(outlines()[country])
    rings = shapely.get_exterior_ring(parts[shapely.intersects(parts, near)])
    cut = shapely.get_parts(shapely.intersection(rings, near))
    lines = [shapely.get_coordinates(part) for part in cut if part.length > 0]
    return build_chains([(line, np.zeros(len(line))) for line in lines])
