"""An answer about hotspots as features: sections along the line, or hexagons."""

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import shapely

from geo.borders import sections
from geo.briefing.hotspots import Answer
from geo.exports.geodata import CRS
from geo.schema.vocabularies import PAIRS
from geo.world import World


def hotspot_frame(world: World, answer: Answer) -> gpd.GeoDataFrame:
    """One row per tested section with a record or a mark, or per hexagon with one; EPSG:4326.

    Columns of sections: section_id, pair, km_from, km_to, records, rate, rate_low, rate_high (per
    100 km and year), p, z, marked. Of hexagons: cell, records, p, z, marked. Where records are too
    few, no row: no number that looks right.
    """
    if not answer.enough:
        return gpd.GeoDataFrame({"section_id": []}, geometry=[], crs=CRS)
    return _cells(answer) if answer.method == "cells" else _sections(world, answer)


def _cells(answer: Answer) -> gpd.GeoDataFrame:
    found = answer.scene.cells
    if found is None:
        return gpd.GeoDataFrame({"cell": []}, geometry=[], crs=CRS)
    names = [f"{int(cell):x}" for cell in found.cell]
    rings = [shapely.Polygon([(x, y) for y, x in h3.cell_to_boundary(name)]) for name in names]
    columns = {
        "cell": names,
        "records": found.count,
        "p": found.p,
        "z": found.z,
        "marked": found.stands_out,
    }
    return gpd.GeoDataFrame(columns, geometry=rings, crs=CRS)


def _sections(world: World, answer: Answer) -> gpd.GeoDataFrame:
    found, index = answer.scene.sections, world.sections
    if found is None:
        return gpd.GeoDataFrame({"section_id": []}, geometry=[], crs=CRS)
    at = np.flatnonzero(found.tested & ((found.count > 0) | found.stands_out))
    pairs = [PAIRS[int(pair)] for pair in index.pair[at]]
    lines = pd.concat([sections(pair).geometry for pair in sorted(set(pairs))]) if pairs else []
    ids = [index.ids[i] for i in at]
    columns = {
        "section_id": ids,
        "pair": pairs,
        "km_from": index.km_from[at],
        "km_to": index.km_to[at],
        "records": found.count[at],
        "rate": found.rate[at],
        "rate_low": found.rate_low[at],
        "rate_high": found.rate_high[at],
        "p": found.p[at],
        "z": found.z[at],
        "marked": found.stands_out[at],
    }
    geometry = lines.loc[ids].to_numpy() if pairs else []
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)
