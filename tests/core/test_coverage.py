"""The nearest office of a side, and when a status is too old."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.ages import first_day, is_aged
from geo.coverage import existing, nearest_office

# On the equator one degree of longitude is 111.3195 km on the ellipsoid (6378.137 km * pi / 180).
DEGREE_KM = 111.3195


def nearest(table, country="THA", basis="documented", lon=100.0, lat=0.0):
    """The nearest office to a point on the equator."""
    return nearest_office(lon, lat, country=country, offices=table, basis=basis)


def test_only_the_own_side_serves(toy):
    table = toy.offices(toy.office("near", "LAO", 100.1, 0.0), toy.office("far", "THA", 102.0, 0.0))
    found = nearest(table)
    assert (found.office_id, found.name, found.country) == ("far", "FAR", "THA")
    assert found.distance_km == pytest.approx(2 * DEGREE_KM, rel=1e-5)
    assert not found.approximate


def test_of_two_the_nearer(toy):
    table = toy.offices(toy.office("b", "THA", 101.0, 0.0), toy.office("a", "THA", 99.5, 0.0))
    assert nearest(table).office_id == "a"


@pytest.mark.parametrize("precision", ["province", "country", "none"])
def test_an_office_known_by_its_province_covers_nothing(toy, precision):
    far = toy.office("far", "THA", 103.0, 0.0)
    near = toy.office("near", "THA", 100.0, 0.0, coord_precision=precision)
    assert nearest(toy.offices(near, far)).office_id == "far"
    alone = nearest(toy.offices(near))
    assert (alone.office_id, alone.name, alone.country) == ("", "", "THA")
    assert np.isnan(alone.distance_km)


def test_an_office_known_by_its_district_is_marked_approximate(toy):
    table = toy.offices(toy.office("a", "THA", 101.0, 0.0, coord_precision="district"))
    assert nearest(table).approximate


STATUSES = ("operating", "unknown", "planned", "closed")


def test_operating_and_documented_are_two_figures(toy):
    rows = [toy.office(word, "THA", 101.0 + n, 0.0, status=word) for n, word in enumerate(STATUSES)]
    table = toy.offices(*rows)
    assert existing(table, basis="operating").index.tolist() == ["operating"]
    assert existing(table, basis="documented").index.tolist() == ["operating", "unknown"]
    near_unknown = nearest(table, lon=102.0)
    assert near_unknown.office_id == "unknown"
    assert nearest(table, basis="operating", lon=102.0).office_id == "operating"


@pytest.mark.parametrize(("lon", "lat"), [(np.nan, 0.0), (100.0, np.nan)])
def test_an_unknown_point_has_no_nearest_office(toy, lon, lat):
    found = nearest(toy.offices(toy.office("a", "THA", 101.0, 0.0)), lon=lon, lat=lat)
    assert found.office_id == ""
    assert np.isnan(found.distance_km)


def test_an_office_without_a_point_is_passed_over(toy):
    table = toy.offices(
        toy.office("blank", "THA", np.nan, np.nan),
        toy.office("half", "THA", 100.0, np.nan),
        toy.office("a", "THA", 101.0, 0.0),
    )
    assert nearest(table).office_id == "a"


def test_no_office_at_all(toy):
    assert nearest(toy.offices()).office_id == ""


@pytest.mark.parametrize(
    ("iso", "day"),
    [
        ("2024", date(2024, 1, 1)),
        ("2024-03", date(2024, 3, 1)),
        ("2024-03-09", date(2024, 3, 9)),
        ("2024-03-09T10:00", date(2024, 3, 9)),
        ("", None),
        ("nan", None),
        ("2024-13", None),
        ("recently", None),
    ],
)
def test_the_earliest_day_that_a_date_can_mean(iso, day):
    assert first_day(iso) == day


@pytest.mark.parametrize(
    ("iso", "aged"),
    [("2024-11-23", False), ("2024-11-22", True), ("2024-11", True), ("2024-12", False),
     ("2024", True), ("2025", False), ("2026", False), ("", True), ("?", True)],
)  # fmt: skip
def test_two_years_to_the_day(iso, aged):
    assert is_aged(iso, as_of=date(2026, 11, 23)) is aged


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 2000))
def test_age_only_grows(stated, later):
    one = date(2026, 11, 23)
    if is_aged(stated.isoformat(), as_of=one):
        assert is_aged(stated.isoformat(), as_of=one + timedelta(days=later))
