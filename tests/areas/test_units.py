"""The shipped districts and provinces: how many, named how, and whether they fit together."""

import pandas as pd
import pytest
import shapely

from geo import areas

DISTRICT_COUNTS = {"KHM": 210, "LAO": 148, "MMR": 330, "THA": 928}
PROVINCE_COUNTS = {"KHM": 25, "LAO": 18, "MMR": 15, "THA": 77}
# Every character of a local name: the country's block, spaces, and signs that names carry.
SCRIPT = {
    "KHM": r"[\u1780-\u17ff ]+",
    "LAO": r"[\u0e80-\u0eff ]+",
    "MMR": r"[\u1000-\u109f ()/]+",
    "THA": r"[\u0e00-\u0e7f \-]+",
}
CODE = {
    "KHM": r"KH\d{4}",
    "LAO": r"LAO-[A-Z]{2}-\d{2}",
    "MMR": r"MMR\d{6}",
    "THA": r"TH\d{4}",
}


@pytest.fixture(scope="module")
def districts():
    return areas.districts()


@pytest.fixture(scope="module")
def provinces():
    return areas.provinces()


def test_unit_counts(districts, provinces):
    assert districts["country"].value_counts().to_dict() == DISTRICT_COUNTS
    assert provinces["country"].value_counts().to_dict() == PROVINCE_COUNTS


@pytest.mark.parametrize("country", sorted(CODE))
def test_codes_are_unique_and_of_the_country(districts, provinces, country):
    own = districts[districts["country"] == country]
    assert own.index.is_unique
    assert own.index.str.fullmatch(CODE[country]).all()
    assert set(own["province_code"]) == set(provinces.index[provinces["country"] == country])


def test_official_codes(districts):
    lao = districts["country"] == "LAO"
    assert (districts.loc[lao, "official_code"] == "").all()
    others = districts[~lao]
    assert not others.duplicated(["country", "official_code"]).any()
    thai = others[others["country"] == "THA"]
    assert ("TH" + thai["official_code"] == thai.index).all()
    assert (thai["official_code"].str[:2] == thai["province_code"].str[2:]).all()


@pytest.mark.parametrize("country", sorted(SCRIPT))
def test_local_names_are_in_the_script_of_the_country(districts, provinces, country):
    for frame, columns in (
        (districts, ("name_local", "province_local")),
        (provinces, ("name_local",)),
    ):
        own = frame[frame["country"] == country]
        for column in columns:
            wrong = own[~own[column].str.fullmatch(SCRIPT[country])]
            assert wrong.empty, wrong[["name_en", column]].to_dict("index")


def test_english_names_are_plain(districts, provinces):
    for names in (districts["name_en"], provinces["name_en"]):
        assert names.str.fullmatch(r"[A-Za-z][A-Za-z0-9 '’\-().]*").all()
        assert (names == names.str.strip()).all()


def test_names_in_doubt_are_marked(districts):
    marked = districts[districts["name_review"] != ""]
    assert set(marked["country"]) == {"LAO"}
    assert set(marked["name_review"]) == {"native review"}
    assert len(marked) == 13


@pytest.mark.parametrize("country", sorted(DISTRICT_COUNTS))
def test_coverages_are_valid(districts, provinces, country):
    for frame in (districts, provinces):
        shapes = frame.geometry[frame["country"] == country].to_numpy()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize(
    ("country", "published_km2", "tolerance"),
    [
        ("KHM", 181_035, 0.02),
        ("LAO", 236_800, 0.03),
        ("MMR", 676_578, 0.02),
        ("THA", 513_120, 0.01),
    ],
)
def test_areas_add_up_to_the_published_ones(districts, country, published_km2, tolerance):
    own = districts[districts["country"] == country].to_crs("EPSG:6933")
    assert own.area.sum() / 1e6 == pytest.approx(published_km2, rel=tolerance)


def test_a_province_is_its_districts(districts, provinces):
    parts = districts.to_crs("EPSG:6933").area.groupby(districts["province_code"]).sum()
    whole = provinces.to_crs("EPSG:6933").area
    pd.testing.assert_series_equal(
        parts.sort_index(), whole.sort_index(), check_names=False, rtol=1e-9
    )


def test_lao_provinces_have_their_known_number_of_districts(districts):
    counts = districts.loc[districts["country"] == "LAO", "province_code"].value_counts()
    known = {"AT": 5, "BK": 5, "BL": 7, "CH": 10, "HO": 10, "KH": 10, "LM": 5, "LP": 12, "OU": 7}
    known |= {"PH": 7, "SL": 8, "SV": 15, "VI": 11, "VT": 9, "XA": 11, "XE": 4, "XI": 7, "XS": 5}
    assert counts.to_dict() == {f"LA-{key}": count for key, count in known.items()}


def test_frames_are_the_callers_own():
    frame = areas.districts()
    frame["name_en"] = "changed"
    assert (areas.districts()["name_en"] != "changed").all()
