"""Places and rivers as shipped."""

import numpy as np
import pytest

from geo import areas, borders

SCRIPT = {
    "KHM": r"[\u1780-\u17ff\u200b ]*",
    "LAO": r"[\u0e80-\u0eff\u200b ]*",
    "MMR": r"[\u1000-\u109f\u200b ]*",
    "THA": r"[\u0e00-\u0e7f\u200b ]*",
}
# id -> km of border line, as the table of river borders gives it.
RIVER_KM = {
    "LAO-MMR-mekong": 237.7,
    "LAO-THA-mekong-upper": 98.5,
    "LAO-THA-hueang": 85.5,
    "LAO-THA-mekong-lower": 869.7,
    "MMR-THA-ruak": 39.6,
    "MMR-THA-sai": 13.2,
    "MMR-THA-salween": 134.9,
    "MMR-THA-moei": 400.9,
    "MMR-THA-kraburi": 88.0,
    "KHM-LAO-repou": 134.4,
    "KHM-LAO-mekong": 10.0,
    "KHM-LAO-sekong": 41.5,
    "MYS-THA-golok": 95.0,
}


@pytest.fixture(scope="module")
def places():
    return areas.places()


def test_counts(places):
    towns = places[places["kind"] == "populated_place"]["country"].value_counts().to_dict()
    assert towns == {"KHM": 337, "LAO": 107, "MMR": 575, "THA": 1072}
    assert set(places.loc[places["kind"] == "village", "country"]) == {"MMR"}
    assert places["id"].is_unique


def test_villages_are_near_a_border_of_myanmar(places):
    villages = places[places["kind"] == "village"]
    nearest = np.full(len(villages), np.inf)
    for pair in (pair for pair in borders.pairs() if "MMR" in pair):
        away = borders.snap(villages["lon"], villages["lat"], pair=pair)["km_away"]
        nearest = np.fmin(nearest, away.to_numpy())
    assert nearest.max() <= 15.01


def test_local_names_are_in_script_or_blank(places):
    towns = places[places["kind"] == "populated_place"]
    for country, pattern in SCRIPT.items():
        names = towns.loc[towns["country"] == country, "name_local"]
        assert names.str.fullmatch(pattern).all()
    assert (places["name_en"] != "").all()


def test_a_place_lies_in_a_district_of_its_country_or_in_none(places):
    country = places["district_code"].map(areas.districts()["country"])
    placed = places["district_code"] != ""
    assert (country[placed] == places.loc[placed, "country"]).all()
    assert placed.mean() > 0.99


def test_known_places(places):
    code = places.set_index("name_en")["district_code"]
    assert code["Mae Sot"] == "TH6306"
    assert code["Aranyaprathet"] == "TH2706"
    assert code["Ban Houayxay"] == "LAO-BK-01"
    names = places.set_index("id")["name_local"]
    assert names["geonames-1152188"] == "แม่สอด"


def test_border_rivers_have_the_tables_lengths():
    frame = areas.rivers()
    border = frame[frame["border_pair"] != ""]
    assert (border["km_to"] - border["km_from"]).round(1).to_dict() == pytest.approx(
        RIVER_KM, abs=0.15
    )
    assert (border["name_review"] == "native review").all()
    assert (border["name_local"] != "").all()


def test_border_rivers_lie_on_the_line():
    for row in areas.rivers().query("border_pair != ''").itertuples():
        line = borders.line(row.border_pair)
        assert row.geometry.hausdorff_distance(line.intersection(row.geometry.buffer(1e-4))) < 1e-3


def test_inland_rivers_carry_no_name():
    inland = areas.rivers().query("border_pair == ''")
    assert len(inland) > 20
    assert (inland["name_en"] == "").all()
    assert (inland["source_id"] == "gshhg").all()
