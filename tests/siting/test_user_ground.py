"""Candidates that the user adds or rules out, offices that open or close, and the cover of both."""

from dataclasses import replace

import numpy as np
import pytest

from geo.crs import geod
from geo.planning import Area, Point, Scenario, planned, problem
from geo.planning.cover_tables import district_table, section_table
from geo.planning.exclusions import inside_areas, near_contested
from geo.planning.problem import cover_problem
from geo.planning.report import coverage_table, gap_table, held_range, today
from geo.schema.vocabularies import COUNTRIES

ASKED = Scenario(
    pairs=("KHM-THA",), sites={"THA": (0, 1)}, reach_by="straight", mirror_km=0.0, kinds=("town",),
    reach_km=40.0,
)  # fmt: skip
ARAN, SURIN = (102.51, 13.69), (103.49, 14.50)
TEMPLE = (104.680, 14.391)


def made(ground, **more):
    return ground.world(
        towns=[ground.town("aran", "THA", ARAN), ground.town("surin", "THA", SURIN)],
        offices=[ground.office("tha-a", "THA", (102.42, 13.80)),
                 ground.office("khm-b", "KHM", (103.6, 14.2), status="unknown")],
        crossings=[ground.crossing("gate", ground.POIPET),
                   ground.crossing("shut", ground.CHONG_CHOM, status="closed")], **more,
    )  # fmt: skip


def reasons(ground, scenario):
    found = problem(made(ground), scenario, as_of=ground.AS_OF)
    return found.looked_at["reason"].to_dict()


def square(lon, lat, half=0.05):
    return ((lon - half, lat - half), (lon + half, lat - half), (lon + half, lat + half),
            (lon - half, lat + half))  # fmt: skip


def test_no_office_is_proposed_in_an_area_of_the_user(ground):
    asked = replace(ASKED, exclusions=(Area("a", square(*ARAN)),))
    assert reasons(ground, asked) == {"place:aran": "user_area", "place:surin": ""}


def test_an_area_that_crosses_itself_still_holds_its_ground():
    bow = Area("bow", ((0, 0), (2, 2), (2, 0), (0, 2)))
    lon, lat = np.array([0.3, 1.7, 1.0, np.nan]), np.array([1.0, 1.0, 1.8, 1.0])
    assert inside_areas(lon, lat, (bow,)).tolist() == [True, True, False, False]


def test_the_strip_around_contested_ground_grows_with_its_width():
    lat = np.array([TEMPLE[1], TEMPLE[1] - 0.12, TEMPLE[1] - 0.5, np.nan])
    lon = np.full(4, TEMPLE[0])
    assert near_contested(lon, lat).tolist() == [True, False, False, False]
    assert near_contested(lon, lat, buffer_km=15.0).tolist() == [True, True, False, False]


def test_user_points_and_new_crossings_are_candidates(ground):
    asked = replace(
        ASKED, points=(Point("mine", "THA", 102.6, 13.9), Point("far", "THA", 100.5, 13.7),
                       Point("lost", "THA", 103.0, 13.8)),
        new_crossings=(Point("bridge", "THA", *ground.CHONG_CHOM),), kinds=("town", "crossing"),
    )  # fmt: skip
    found = reasons(ground, asked)
    assert found["point:mine"] == ""
    assert found["point:far"] == "too_far"
    assert found["point:lost"] == "wrong_country"
    assert found["crossing:new:bridge:THA"] == ""
    assert "crossing:new:bridge:KHM" in found


def test_closed_crossings_are_left_out_by_choice_or_by_name(ground):
    asked = replace(ASKED, kinds=("town", "crossing"))
    assert reasons(ground, asked)["crossing:shut:THA"] == ""
    strict = reasons(ground, replace(asked, exclude_closed=True))
    assert strict["crossing:shut:THA"] == "closed_crossing"
    assert strict["crossing:gate:THA"] == ""
    named = reasons(ground, replace(asked, closed_crossings=("gate",)))
    assert named["crossing:gate:THA"] == "closed_crossing"
    assert named["crossing:shut:THA"] == ""


def test_an_office_of_the_user_is_there_on_any_basis(ground):
    own = Point("here", "THA", *ARAN)
    for basis in ("operating", "documented", "chosen"):
        asked = replace(ASKED, basis=basis, offices=(own,))
        found = problem(made(ground), asked, as_of=ground.AS_OF)
        assert "own:here" in found.offices.index
        assert found.looked_at.loc["place:aran", "reason"] == "office_here"


def thai_km(ground, scenario):
    found = cover_problem(made(ground), scenario, as_of=ground.AS_OF)
    rows = coverage_table(found, found.held)
    return next(row["covered_km"] for row in rows if row["side"] == "THA")


def test_closing_an_office_takes_its_cover_away_and_adding_one_gives_more(ground):
    here = thai_km(ground, ASKED)
    assert here > 20
    assert thai_km(ground, replace(ASKED, closed=("tha-a",))) == 0
    added = replace(ASKED, offices=(Point("x", "THA", *SURIN),))
    assert thai_km(ground, added) > here
    again = replace(added, closed=("own:x",))
    assert thai_km(ground, again) == here


def test_a_closed_office_may_be_planned_for_anew(ground):
    asked = replace(ASKED, closed=("tha-a",), points=(Point("again", "THA", 102.55, 13.9),))
    found = problem(made(ground), asked, as_of=ground.AS_OF)
    assert "tha-a" not in found.offices.index
    assert found.held.sum() == (found.office_km <= 40.0).sum()
    assert planned(found).plan.objective > 0


def test_the_bases_count_what_they_say(ground):
    def offices(**changes):
        found = cover_problem(made(ground), replace(ASKED, **changes), as_of=ground.AS_OF)
        return sorted(found.offices.index)

    assert offices() == ["khm-b", "tha-a"]
    assert offices(basis="operating") == ["tha-a"]
    assert offices(basis="chosen") == []
    assert offices(basis="chosen", chosen=("khm-b",)) == ["khm-b"]


def share_by_hand(found, offices, scenario, side):
    """Covered km over km of one side, counted row by row from the definitions."""
    whole = covered = 0.0
    for row in range(len(found.demand)):
        if found.demand.km[row] == 0 or COUNTRIES[found.demand.side[row]] != side:
            continue
        whole += found.demand.km[row]
        here = found.demand.lon[row], found.demand.lat[row]
        covered += found.demand.km[row] * any(
            country == side
            and geod().inv(*here, *at)[2] / 1000 * scenario.detour <= scenario.reach_km
            for country, at in offices
        )
    return covered / whole


def test_every_percentage_is_what_counting_row_by_row_gives(ground):
    found = problem(made(ground), ASKED, as_of=ground.AS_OF)
    best = planned(found)
    sites = found.sites.iloc[list(best.sites)]
    offices = [("THA", (102.42, 13.80)), ("KHM", (103.6, 14.2))]
    opened = [
        *offices,
        *((row["country"], (row["lon"], row["lat"])) for _, row in sites.iterrows()),
    ]
    for held, there in ((best.held_before, offices), (best.held_after, opened)):
        for row in coverage_table(found, held):
            by_hand = share_by_hand(found, there, ASKED, row["side"])
            assert row["covered_share"] == pytest.approx(by_hand, abs=1e-12)
            bare = sum(gap["km_to"] - gap["km_from"] for gap in gap_table(found, held)
                       if gap["side"] == row["side"])  # fmt: skip
            assert bare == pytest.approx(row["km"] - row["covered_km"])
    assert best.plan.objective == pytest.approx(
        sum(found.weight[row] for row in range(len(found.weight)) if best.held_after[row])
    )


def test_both_figures_of_today_are_told_whatever_is_asked_for(ground):
    asked = replace(ASKED, sites={"THA": (2, 2)}, basis="operating")
    tables = today(made(ground), asked, as_of=ground.AS_OF)
    khmer = {name: next(row for row in rows if row["side"] == "KHM")["covered_km"]
             for name, rows in tables.items()}  # fmt: skip
    assert khmer["operating"] == 0 < khmer["documented"] < khmer["documented_straight"]


def test_districts_and_sections_sum_to_the_sides(ground):
    found = problem(made(ground), ASKED, as_of=ground.AS_OF)
    best = planned(found)
    sides = {row["side"]: row for row in coverage_table(found, best.held_after)}
    for table in (district_table, section_table):
        rows = table(found, best.held_before, best.held_after)
        for side, whole in sides.items():
            own = [row for row in rows if row["side"] == side]
            for name in ("km", "covered_km", "backup_km", "incidents", "covered_incidents"):
                assert sum(row[name] for row in own) == pytest.approx(whole[name])
            assert all(row["before_km"] <= row["covered_km"] <= row["km"] + 1e-9 for row in own)
    named = {row["district"] for row in district_table(found, best.held_before, best.held_after)}
    assert len(named) > 20


def test_an_office_known_by_its_district_only_may_stand_nearer_than_its_point(ground):
    away = (103.10, 13.65)
    world = ground.world(offices=[ground.office("khm-far", "KHM", away,
                                                coord_precision="district")])  # fmt: skip
    found = cover_problem(world, replace(ASKED, reach_km=32.0), as_of=ground.AS_OF)
    least, most = held_range(found)
    assert found.spread_km[0] > 5.0
    assert least.sum() <= found.held.sum() <= most.sum()
    nearest = found.office_km[found.demand.side == COUNTRIES.index("KHM"), 0].min()
    assert nearest > 32.0 * 1.2
    assert nearest - found.spread_km[0] * ASKED.detour < 32.0
    assert most.sum() > 0
