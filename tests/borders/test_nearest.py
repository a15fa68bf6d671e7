"""The search for the nearest place, on toy lines whose answers follow from a sketch."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.borders.nearest import build_chains, find_nearest
from geo.crs import chord_to_arc_km, distance_along_km, geod, to_geocentric


def chain(*points: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    coordinates = np.array(points, dtype=float)
    return coordinates, distance_along_km(coordinates)


def test_beside_a_meridian_the_answer_is_the_same_latitude() -> None:
    line = chain((100.0, 15.0), (100.0, 16.0))
    found = find_nearest(build_chains([line]), np.array([100.01]), np.array([15.5]))
    _, _, half_m = geod().inv(100.0, 15.0, 100.0, 15.5)
    _, _, away_m = geod().inv(100.0, 15.5, 100.01, 15.5)
    assert found.along_km[0] == pytest.approx(half_m / 1000, abs=0.01)
    assert found.away_km[0] == pytest.approx(away_m / 1000, abs=1e-5)


def test_beyond_the_ends_the_end_is_nearest() -> None:
    line = chain((100.0, 15.0), (100.0, 16.0))
    found = find_nearest(build_chains([line]), np.array([100.0, 100.0]), np.array([14.9, 16.1]))
    np.testing.assert_allclose(found.along_km, [0.0, line[1][-1]], atol=1e-6)
    expected = [geod().inv(100, 14.9, 100, 15)[2], geod().inv(100, 16.1, 100, 16)[2]]
    np.testing.assert_allclose(found.away_km * 1000, expected, atol=0.01)


def test_of_two_equally_near_lines_the_earlier_is_taken() -> None:
    spoke = [chain((100, 15), end) for end in ((101, 15), (100, 16), (99, 16.5))]
    lon, lat = np.array([99.9]), np.array([14.9])
    assert find_nearest(build_chains(spoke), lon, lat).part[0] == 0
    assert find_nearest(build_chains(spoke[::-1]), lon, lat).part[0] == 0


def test_the_centre_of_a_circle_is_answered_too() -> None:
    angle = np.linspace(0, 2 * np.pi, 721)
    ring = np.column_stack([100 + 0.1 * np.cos(angle), 0.1 * np.sin(angle)])
    found = find_nearest(
        build_chains([(ring, distance_along_km(ring))]), np.array([100.0]), np.array([0.0])
    )
    assert found.away_km[0] == pytest.approx(11.06, abs=0.05)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(99, 101), st.floats(14, 16)), min_size=2, max_size=8, unique=True),
    st.tuples(st.floats(98.5, 101.5), st.floats(13.5, 16.5)),
)
def test_no_place_on_the_line_is_nearer(
    points: list[tuple[float, float]], at: tuple[float, float]
) -> None:
    coordinates, along_km = chain(*points)
    found = find_nearest(
        build_chains([(coordinates, along_km)]), np.array([at[0]]), np.array([at[1]])
    )
    dense = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(coordinates), 0.001))
    _, _, metres = geod().inv(*dense.T, np.full(len(dense), at[0]), np.full(len(dense), at[1]))
    assert 0 <= found.away_km[0] <= metres.min() / 1000 + 0.002
    assert found.away_km[0] >= metres.min() / 1000 - 0.06
    assert 0 <= found.along_km[0] <= along_km[-1] + 1e-9


@given(
    st.floats(92, 108),
    st.floats(5, 29),
    st.floats(0, 360),
    st.floats(1, 500_000),
)
def test_straight_chords_give_ground_distances_within_a_metre(
    lon: float, lat: float, azimuth: float, metres: float
) -> None:
    far_lon, far_lat, _ = geod().fwd(lon, lat, azimuth, metres)
    ends = to_geocentric(np.array([lon, far_lon]), np.array([lat, far_lat]))
    distance_m = chord_to_arc_km(np.linalg.norm(ends[1] - ends[0])) * 1000
    assert distance_m == pytest.approx(metres, abs=max(1.0, metres * 3e-6))
