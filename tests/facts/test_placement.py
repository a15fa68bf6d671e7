"""A point in the wrong country is told; within 3 km it is let be; nothing is ever moved."""

import pandas as pd

from geo import reference
from geo.schema.placement import misplaced
from geo.schema.tables import EDITABLE, TABLES

CHIANG_KHONG = "tha-chiang-khong"  # 20.26 N 100.40 E, on the south bank of the Mekong


def moved(lon: float, lat: float) -> tuple[pd.DataFrame, tuple]:
    offices = reference.table("offices").loc[[CHIANG_KHONG]]
    offices.loc[CHIANG_KHONG, ["lon", "lat"]] = lon, lat
    before = offices.copy()
    found = misplaced(TABLES["offices"], offices)
    pd.testing.assert_frame_equal(offices, before)
    return offices, found


def test_shipped_points_are_where_they_are_said_to_be() -> None:
    for contract in EDITABLE:
        assert misplaced(contract, reference.table(contract.name)) == ()


def test_a_point_well_inside_the_other_country_is_told() -> None:
    _, found = moved(100.60, 20.45)
    assert [(item.id, item.stated, item.lies_in) for item in found] == [
        (CHIANG_KHONG, ("THA",), "LAO")
    ]
    assert 15 < found[0].km < 35


def test_a_point_just_over_the_river_is_let_be() -> None:
    offices, found = moved(100.405, 20.285)
    assert found == ()
    near = misplaced(TABLES["offices"], offices, tolerance_km=0)
    assert [(item.lies_in, item.km < 3) for item in near] == [("LAO", True)]


def test_a_crossing_may_lie_on_either_side() -> None:
    crossings = reference.table("crossings").loc[["nong-khai-thanaleng-friendship-bridge-1"]]
    for lon, lat in ((102.70, 17.80), (102.70, 17.95)):
        crossings[["lon", "lat"]] = lon, lat
        assert misplaced(TABLES["crossings"], crossings) == ()
    crossings[["lon", "lat"]] = 104.0, 12.5
    assert [item.lies_in for item in misplaced(TABLES["crossings"], crossings)] == ["KHM"]


def test_rows_without_a_point_are_left_out() -> None:
    crossings = reference.table("crossings")
    pointless = crossings[crossings["lon"].isna()]
    assert len(pointless) == 4
    assert misplaced(TABLES["crossings"], pointless) == ()
