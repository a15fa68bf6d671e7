"""Build ``data/provinces.geojson``: first-level units, dissolved from ``data/districts.geojson``.

Run: ``python -m data.build.provinces`` after ``data.build.districts``.
"""

import geopandas as gpd

from data.build.districts import joined, write
from data.build.features import DATA

PROPERTIES = ("code", "official_code", "name_en", "name_local", "country", "source_id")


def official_code(code: str) -> str:
    """The country's own code in ours: two digits for KHM and THA, p-code for MMR, none for LAO."""
    if code.startswith(("KH", "TH")):
        return code[2:]
    return code if code.startswith("MMR0") else ""


def build(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Provinces of all ``districts``, ordered by country and code."""
    columns = ["province_code", "province_en", "province_local", "country", "source_id", "geometry"]
    units = joined(districts[columns], by="province_code").rename(
        columns={
            "province_code": "code",
            "province_en": "name_en",
            "province_local": "name_local",
        }
    )
    units["official_code"] = units["code"].map(official_code)
    ordered = units.sort_values(["country", "code"], ignore_index=True)
    return ordered[[*PROPERTIES, "geometry"]]


if __name__ == "__main__":
    write(build(gpd.read_file(DATA / "districts.geojson")), DATA / "provinces.geojson")
