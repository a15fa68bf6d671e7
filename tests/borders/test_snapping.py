"""Points tied to the real border: sections, distances, sides, estuaries, contested places."""

import numpy as np
import pandas as pd
import pytest

from geo import borders
from geo.crs import geod
from geo.errors import InputError
from geo.schema.vocabularies import COUNTRIES, PAIRS

MYAWADDY = (98.509, 16.689)
SHWE_KOKKO = (98.530917, 16.820472)
O_SMACH = (103.6957, 14.4248)
MAE_SOT = (98.57, 16.713)
RANONG = (98.638, 9.966)
KAWTHOUNG = (98.5508, 9.9824)
ISLETS = (98.48, 9.93)


def snapped(*points: tuple[float, float], **options: object) -> pd.DataFrame:
    lon, lat = np.array(points, dtype=float).T
    return borders.snap(lon, lat, **options)


def test_towns_that_coarse_outlines_misplace_lie_on_their_own_side() -> None:
    found = snapped(MYAWADDY, SHWE_KOKKO, O_SMACH, MAE_SOT)
    assert found["side_geometric"].tolist() == ["MMR", "MMR", "KHM", "THA"]
    assert [name[:7] for name in found["section_id"]] == ["MMR-THA"] * 2 + ["KHM-THA", "MMR-THA"]
    assert found["km_away"].between(0, 7).all()


def test_the_middle_of_every_section_snaps_to_that_section() -> None:
    table = borders.index()
    pairs = [PAIRS[code] for code in table.pair]
    found = borders.snap(table.mid_lon, table.mid_lat, pair=pairs)
    assert found["section_id"].tolist() == list(table.ids)
    assert found["section"].tolist() == list(range(len(table)))
    middle = (table.km_from + table.km_to) / 2
    np.testing.assert_allclose(found["km_along"], middle, atol=0.002)
    assert (found["km_away"][~table.is_link] < 0.001).all()


def test_distances_are_geodesic() -> None:
    random = np.random.default_rng(7)
    line = np.array(borders.line("LAO-MMR").coords)
    centre = line[random.integers(0, len(line), 40)]
    lon, lat = (centre + random.normal(0, 0.3, centre.shape)).T
    found = borders.snap(lon, lat, pair="LAO-MMR")
    for row in range(len(lon)):
        here = np.full((len(line), 2), (lon[row], lat[row]))
        _, _, metres = geod().inv(*line.T, *here.T)
        away_m = found["km_away"].iloc[row] * 1000
        assert metres.min() - 150 < away_m <= metres.min() + 1


def test_a_stated_pair_wins_over_the_nearest() -> None:
    lon, lat = [100.0846, 100.0846, 100.0846], [20.30, 20.30, 20.30]
    found = borders.snap(lon, lat, pair=["LAO-MMR", "", "KHM-THA"])
    assert found["section_id"].iloc[0].startswith("LAO-MMR")
    assert found["section_id"].iloc[2].startswith("KHM-THA")
    assert found["km_away"].iloc[1] <= found["km_away"].iloc[0] < found["km_away"].iloc[2]
    with pytest.raises(InputError, match="'THA-MMR'"):
        borders.snap(lon, lat, pair=["THA-MMR", "", ""])


def test_blank_points_stay_blank_and_the_index_is_kept() -> None:
    names = ["a", "b", "c"]
    lon = pd.Series([98.57, np.nan, 98.509], index=names)
    lat = pd.Series([16.713, 16.7, np.nan], index=names)
    found = borders.snap(lon, lat)
    assert found.index.tolist() == names
    assert found["section"].tolist()[1:] == [-1, -1]
    blank = found[["section_id", "km_along", "km_away", "side_geometric"]].iloc[1:]
    assert blank.isna().to_numpy().all()
    assert found["flag"].tolist()[1:] == ["no_point", "no_point"]
    assert found["section"].iloc[0] >= 0


def test_no_points_give_an_empty_frame() -> None:
    found = borders.snap(np.array([]), np.array([]))
    assert found.empty
    assert found["section"].dtype == np.int16


def test_points_beyond_the_limit_are_left_blank() -> None:
    bangkok = (100.5, 13.75)
    found = snapped(bangkok, MAE_SOT, max_km=25.0)
    assert found["flag"].iloc[0] == "too_far"
    assert found["section"].tolist()[0] == -1
    assert np.isnan(found["km_along"].iloc[0])
    assert found["km_away"].iloc[0] > 25
    assert found["section_id"].iloc[1].startswith("MMR-THA")


def test_in_the_estuary_the_other_bank_is_what_counts() -> None:
    found = snapped(RANONG, KAWTHOUNG)
    assert found["section_id"].tolist() == ["MMR-THA-E01"] * 2
    assert found["flag"].tolist() == ["estuary"] * 2
    assert found["side_geometric"].tolist() == ["THA", "MMR"]
    _, _, metres = geod().inv(*RANONG, *KAWTHOUNG)
    assert (found["km_away"] < metres / 1000).all()
    assert (found["km_away"] > 1).all()


def test_the_islets_at_the_pakchan_mouth_are_tied_to_no_section() -> None:
    found = snapped(ISLETS)
    assert found["flag"].tolist() == ["off_line"]
    assert found["section"].tolist() == [-1]
    assert found["km_away"].isna().all()


def test_contested_places_are_marked_and_take_no_side() -> None:
    preah_vihear, doi_lang = (104.68, 14.391), (99.30, 20.06)
    found = snapped(preah_vihear, doi_lang, MYAWADDY)
    assert found["flag"].tolist()[:2] == ["contested", "contested"]
    at = np.array([preah_vihear, MYAWADDY, ISLETS, (np.nan, 15.0)]).T
    assert borders.contested(*at).tolist() == [True, False, True, False]


def test_stretches_lie_on_their_line_and_mark_sections() -> None:
    stretches = {row.id: row for row in borders.contested_stretches()}
    no_pillars = stretches["KHM-THA-no-pillars"]
    assert no_pillars.km_from == pytest.approx(0, abs=0.1)
    assert no_pillars.km_to == pytest.approx(196, abs=1)
    assert stretches["MMR-THA-pakchan-islets"].off_line
    marks = borders.contested_marks().query("stretch_id == 'KHM-THA-no-pillars'")
    assert marks["section_id"].iloc[0] == "KHM-THA-001"
    assert len(marks) == 20
    assert not borders.contested_marks()["stretch_id"].str.contains("pakchan").any()


def test_country_by_outline() -> None:
    points = {"LAO": (102.6, 18.2), "VNM": (107.2, 16.7), "CHN": (101.6, 21.4), "THA": MAE_SOT}
    codes = borders.country_at(*np.array([*points.values(), (98.0, 8.0), (np.nan, 1.0)]).T)
    assert [COUNTRIES[code] for code in codes[:4]] == list(points)
    assert codes[4:].tolist() == [-1, -1]


def test_the_lookup_for_many_points_changes_no_answer() -> None:
    random = np.random.default_rng(11)
    lon, lat = random.uniform(90, 112, 20_500), random.uniform(3, 31, 20_500)
    many = borders.country_at(lon, lat)
    halves = (slice(None, 10_000), slice(10_000, None))
    few = np.concatenate([borders.country_at(lon[half], lat[half]) for half in halves])
    np.testing.assert_array_equal(many, few)


def test_degrees_that_cannot_be_are_refused() -> None:
    with pytest.raises(InputError, match="row 1"):
        borders.snap([100.0, 15.0], [15.0, 100.0])
    with pytest.raises(InputError, match="one length"):
        borders.snap([100.0], [15.0, 16.0])
