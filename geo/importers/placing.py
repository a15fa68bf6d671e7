"""Where a named place is: towns, districts and provinces by their names, inside what a row says.

One name stands for many places (eleven districts, five subdistricts): the province and district
that the row names decide. What stays ambiguous falls back to the narrowest area that is not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.cleaning.encodings import LOST
from geo.cleaning.texts import clean, is_unknown
from geo.importers.spellings import COUNTRY_NAMES, GROUPS
from geo.search import fold

NEAR_PROVINCE_DEGREES: Final = 0.15
_PREFIX = re.compile(
    r"^(?:จังหวัด|อำเภอ|กิ่งอำเภอ|ตำบล|หมู่บ้าน|บ้าน|จ\.|อ\.|ต\.|บ\.|แขวง|เมือง(?=\s)|"
    r"(?:province|district|amphoe|tambon|township|ban|changwat|khwaeng|muang) (?:of )?)\s*",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"\s+(?:province|district|township|state|region|subdistrict|town|city)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing with a name: its point, its country, its province and district codes."""

    kind: str
    code: str
    lon: float
    lat: float
    country: str
    province: str
    district: str


@dataclass(frozen=True, slots=True, eq=False)
class PlaceNames:
    """Folded names of places, districts and provinces to what they may mean; province outlines."""

    towns: Mapping[str, tuple[Spot, ...]]
    districts: Mapping[str, tuple[Spot, ...]]
    provinces: Mapping[str, tuple[Spot, ...]]
    outlines: Mapping[str, shapely.Geometry]


@dataclass(frozen=True, slots=True)
class Placed:
    """What a row's names say. precision: town, district, province or "" where nothing was found;
    notes: words for what was done. admin1, admin2: codes, "" where not known."""

    lon: float = float("nan")
    lat: float = float("nan")
    precision: str = ""
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    notes: tuple[str, ...] = ()


def place_names(
    *, places: pd.DataFrame, districts: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame
) -> PlaceNames:
    """Look-up tables from ``geo.areas``' frames, spellings of one place joined."""
    towns = places.assign(code=places["id"], province=places["province_code"])
    towns = towns.assign(district=places["district_code"])
    inner, outer = districts.representative_point(), provinces.representative_point()
    middle = districts.assign(lon=inner.x, lat=inner.y, code=districts.index)
    middle = middle.assign(province=districts["province_code"], district=districts.index)
    whole = provinces.assign(lon=outer.x, lat=outer.y, code=provinces.index)
    whole = whole.assign(province=provinces.index, district="")
    outlines = dict(zip(provinces.index, provinces.geometry, strict=True))
    shapely.prepare(list(outlines.values()))
    return PlaceNames(
        _named(towns, "town"),
        _named(middle, "district"),
        _named(whole, "province"),
        MappingProxyType(outlines),
    )


def _named(frame: pd.DataFrame, kind: str) -> Mapping[str, tuple[Spot, ...]]:
    found: dict[str, dict[str, Spot]] = {}
    columns = ("code", "lon", "lat", "country", "province", "district", "name_en", "name_local")
    for code, lon, lat, country, province, district, *names in zip(
        *(frame[name].tolist() for name in columns), strict=True
    ):
        spot = Spot(kind, str(code), lon, lat, country, str(province), str(district))
        for name in names:
            for folded in _forms(str(name or ""), kind):
                found.setdefault(folded, {})[spot.code] = spot
    for group in GROUPS:
        meant = next((found[fold(name)] for name in group if fold(name) in found), None)
        for name in group if meant else ():
            found.setdefault(fold(name), {}).update(meant)
    return MappingProxyType({name: tuple(spots.values()) for name, spots in found.items()})


def _forms(name: str, kind: str) -> set[str]:
    """A name, and without "Mueang" for the district that carries its province's name."""
    forms = {fold(name), fold(bare(name))}
    if kind == "district":
        forms.add(fold(re.sub(r"(?i)^mueang\s+", "mueang ", name)))
    return forms - {""}


def bare(name: str) -> str:
    """A name without the word or short form for its kind."""
    text = clean(name)
    while (cut := _PREFIX.sub("", _SUFFIX.sub("", text))) != text and cut:
        text = cut
    return text


@cache
def _countries() -> Mapping[str, str]:
    return MappingProxyType(
        {fold(name): code for code, names in COUNTRY_NAMES for name in (*names, code)}
    )


def country_of(text: str) -> str | None:
    """Alpha-3 code of a country however written; "" for a blank, None for a word not known."""
    if is_unknown(text):
        return ""
    return _countries().get(fold(text))


def place(names: PlaceNames, *, stated: tuple[str, str, str, str], country: str = "") -> Placed:
    """The narrowest named place that is one place.

    stated: the row's texts for place, subdistrict, district and province.
    """
    town, subdistrict, district, province = ("" if is_unknown(text) else text for text in stated)
    notes: list[str] = []
    outer = _one(_find(names.provinces, province, country), "province", province, notes)
    country = country or (outer.country if outer else "")
    wanted = outer.code if outer else ""
    inner_all = _within(_find(names.districts, _central(district, province), country), wanted)
    inner = _one(inner_all, "district", district, notes)
    wanted_2 = inner.code if inner else ""
    for text in (town, subdistrict):
        if spot := _town(names, text, country, (wanted, wanted_2), notes):
            return _placed(spot, outer, inner, notes)
    if inner or outer:
        return _placed(inner or outer, outer, inner, notes)
    return Placed(country=country, notes=tuple(notes))


def _central(district: str, province: str) -> str:
    """ "Mueang" alone is the province's central district."""
    if fold(district) in (fold("เมือง"), fold("อ.เมือง"), fold("อำเภอเมือง"), "mueang", "muang"):
        name = bare(province)
        return (
            f"เมือง{name}"
            if any("\u0e01" <= char <= "\u0e5b" for char in name)
            else f"Mueang {name}"
        )
    return district


def _town(
    names: PlaceNames, text: str, country: str, inside: tuple[str, str], notes: list[str]
) -> Spot | None:
    """A town of that name, inside the stated district or province; a lone district name too."""
    if not text:
        return None
    spots = _within(_find(names.towns, text, country), inside[0])
    nearer = [spot for spot in spots if spot.district == inside[1]] if inside[1] else []
    spots = nearer or spots
    if not spots and not any(inside):
        spots = _find(names.districts, text, country) or _find(names.provinces, text, country)
    return _one(spots, "place", text, notes)


def _find(table: Mapping[str, tuple[Spot, ...]], text: str, country: str) -> list[Spot]:
    """What a name may mean. Letters that were lost on the way match any one letter."""
    if not text:
        return []
    found = table.get(fold(text)) or table.get(fold(bare(text))) or ()
    if not found and LOST in text:
        letters = "".join("." if char == LOST else re.escape(char) for char in clean(text))
        pattern = re.compile(letters)
        spots = [spot for name, all_ in table.items() if pattern.fullmatch(name) for spot in all_]
        found = tuple(dict.fromkeys(spots))
    return [spot for spot in found if country in ("", spot.country)]


def _within(spots: list[Spot], province: str) -> list[Spot]:
    return [spot for spot in spots if not province or spot.province == province]


def _one(spots: list[Spot], kind: str, text: str, notes: list[str]) -> Spot | None:
    """The only one, or one of several at one spot; else a note."""
    if not spots:
        if text:
            notes.append(f"{kind}_unknown")
        return None
    lon, lat = (np.array([getattr(spot, axis) for spot in spots]) for axis in ("lon", "lat"))
    if np.ptp(lon) < 0.05 and np.ptp(lat) < 0.05:
        return spots[0]
    notes.append(f"{kind}_several")
    return None


def _placed(spot: Spot, outer: Spot | None, inner: Spot | None, notes: list[str]) -> Placed:
    return Placed(
        spot.lon,
        spot.lat,
        spot.kind,
        spot.country,
        outer.code if outer else spot.province,
        inner.code if inner else spot.district,
        tuple(notes),
    )


def choose(
    options: tuple[tuple[float, float, int], ...], names: PlaceNames, province: str
) -> tuple[float, float, int] | None:
    """The reading of a grid position that lies in or near the stated province; None if not one."""
    outline = names.outlines.get(province)
    if outline is None:
        return None
    near = [
        option
        for option in options
        if shapely.distance(outline, shapely.Point(option[:2])) <= NEAR_PROVINCE_DEGREES
    ]
    return near[0] if len(near) == 1 else None
