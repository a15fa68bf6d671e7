"""Reach by road on networks that can be measured by hand, and against a search of its own."""

import heapq
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import geod
from geo.errors import InputError
from geo.schema.vocabularies import COUNTRIES
from geo.siting.road_network import paced, road_network
from geo.siting.roads import LEG_KMH, SPEEDS, border_pieces, road_reach

# LAO west of the meridian 102, THA east of it, nobody north of 19 (the sea).
MERIDIAN = 102.0


def owner(lon, lat):
    side = np.where(np.asarray(lon) < MERIDIAN, "LAO", "THA")
    codes = np.array([COUNTRIES.index(word) for word in side])
    return np.where(np.asarray(lat) > 19.0, -1, codes)


def border():
    line = shapely.segmentize(shapely.LineString([(MERIDIAN, 15), (MERIDIAN, 19)]), 0.1)
    points = shapely.get_coordinates(line)
    return shapely.STRtree(shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)))


def network(found, **options):
    kinds = {"parts", "countries"}
    built = {"countries": ("THA",)} | {name: options[name] for name in kinds & options.keys()}
    known = {*SPEEDS, *options.get("speeds", {})}
    roads = road_network(found, border=border(), owner=owner, known=known, **built)
    return paced(roads, found, **{name: options[name] for name in options.keys() - kinds})


def straight(*points):
    return sum(geod().inv(*a, *b)[2] for a, b in pairwise(points)) / 1000.0


def reach(roads, source, target, *, country="THA", limit=500.0, **options):
    found = road_reach(
        roads, country, np.array([source]), np.array([target]), limit=limit, **options
    )
    return float(found[0, 0])


def test_a_road_is_as_long_as_its_bends(toys):
    bends = [(102.1, 17.0), (102.3, 17.2), (102.5, 17.0), (102.7, 17.2)]
    roads = network(toys.lines(bends))
    assert reach(roads, bends[0], bends[-1]) == pytest.approx(straight(*bends), rel=1e-5)
    assert roads.km["THA"] == pytest.approx(straight(*bends), rel=1e-5)


def test_many_vertices_are_passed_over_and_keep_their_length(toys):
    at = np.linspace(102.1, 102.4, 1500)
    bends = list(zip(at.tolist(), (17 + 0.002 * np.sin(at * 800)).tolist(), strict=True))
    roads = network(toys.lines(bends))
    assert reach(roads, bends[0], bends[-1]) == pytest.approx(straight(*bends), rel=1e-5)
    assert len(roads.nets["THA"].points) < 400


def test_the_shorter_of_two_ways_is_taken_and_of_two_speeds_the_quicker(toys):
    a, b, top = (102.1, 17.0), (102.5, 17.0), (102.3, 17.1)
    roads = network(toys.lines([a, b], [a, top, b], classes=["living_street", "motorway"]))
    assert reach(roads, a, b) == pytest.approx(straight(a, b), rel=1e-5)
    quick = straight(a, top, b) / SPEEDS["motorway"] * 60
    assert reach(roads, a, b, minutes=True) == pytest.approx(quick, rel=1e-5)


def test_two_lines_between_the_same_points_are_not_added_up(toys):
    a, b = (102.1, 17.0), (102.104, 17.0)
    roads = network(toys.lines([a, b], [a, b], [b, (102.2, 17.0)]))
    assert reach(roads, a, b) == pytest.approx(straight(a, b), rel=1e-4)


def test_roads_join_where_they_share_a_vertex_and_not_where_they_only_cross(toys):
    flat, steep = [(102.1, 17.0), (102.3, 17.0)], [(102.2, 16.9), (102.2, 17.1)]
    over = network(toys.lines(flat, steep), parts=True)
    assert reach(over, flat[0], steep[1]) == np.inf
    joint = (102.2, 17.0)
    joined = network(toys.lines([flat[0], joint, flat[1]], [steep[0], joint, steep[1]]))
    assert reach(joined, flat[0], steep[1]) == pytest.approx(straight(flat[0], joint, steep[1]))


def test_no_way_leads_through_the_neighbour(toys):
    a, b = (102.05, 17.0), (102.05, 17.4)
    short = [a, (101.98, 17.1), (101.98, 17.3), b]
    long = [a, (102.6, 17.2), b]
    roads = network(toys.lines(short, long))
    assert reach(roads, a, b) == pytest.approx(straight(*long), rel=1e-5)
    assert roads.border_km > 0
    assert "LAO" in roads.nets
    alone = network(toys.lines(short, [a, (102.2, 17.0)], [b, (102.2, 17.4)]), parts=True)
    assert reach(alone, a, b) == np.inf
    assert reach(alone, a, (101.98, 17.2)) == np.inf


def test_a_bridge_over_the_sea_may_be_used_and_other_roads_at_sea_are_not_the_country(toys):
    a, b = (102.5, 18.95), (102.7, 18.95)
    bridge = [a, (102.5, 19.05), (102.7, 19.05), b]
    roads = network(toys.lines(bridge, [(104, 20), (106, 20)]))
    assert reach(roads, a, b) == pytest.approx(straight(*bridge), rel=1e-4)
    assert roads.km["THA"] == pytest.approx(straight(*bridge), rel=1e-4)


def test_places_snap_within_the_stated_limit_over_a_straight_leg(toys):
    a, b = (102.1, 17.0), (102.5, 17.0)
    roads = network(toys.lines([a, b]))
    beside = (102.1, 17.03)
    leg = straight(a, beside)
    assert leg < 5.0
    assert reach(roads, beside, b) == pytest.approx(leg + straight(a, b), rel=1e-3)
    slow = leg / LEG_KMH * 60 + straight(a, b) / SPEEDS["unclassified"] * 60
    assert reach(roads, beside, b, minutes=True) == pytest.approx(slow, rel=2e-2)
    assert reach(roads, beside, b, snap_km=3.0) == np.inf
    assert reach(roads, (102.1, 17.06), b) == np.inf


def test_no_leg_crosses_the_border_but_for_the_metres_at_a_place_on_the_line(toys):
    a, b = (102.02, 17.0), (102.3, 17.0)
    roads = network(toys.lines([a, b]))
    on_line = (MERIDIAN, 17.0)
    assert reach(roads, b, on_line) == pytest.approx(straight(b, on_line), rel=1e-3)
    assert reach(roads, b, (101.985, 17.0)) == np.inf


def test_what_lies_beyond_the_limit_is_out_of_reach(toys):
    a, b = (102.1, 17.0), (102.5, 17.0)
    roads = network(toys.lines([a, b]))
    assert reach(roads, a, b, limit=straight(a, b) - 0.1) == np.inf
    assert np.isfinite(reach(roads, a, b, limit=straight(a, b) + 0.1))
    assert reach(roads, a, b, country="KHM") == np.inf


def test_the_wet_season_slows_unpaved_roads_only(toys):
    a, b, c = (102.1, 17.0), (102.3, 17.0), (102.5, 17.0)
    lines = toys.lines([a, b], [b, c], classes=["primary", "primary"], unpaved=[0, 1])
    dry, wet = network(lines), network(lines, unpaved_factor=0.5)
    minutes = straight(a, b) / SPEEDS["primary"] * 60
    assert reach(dry, a, b, minutes=True) == pytest.approx(minutes, rel=1e-5)
    assert reach(wet, a, b, minutes=True) == pytest.approx(minutes, rel=1e-5)
    assert reach(wet, b, c, minutes=True) == pytest.approx(2 * minutes, rel=1e-3)
    assert reach(wet, a, c) == reach(dry, a, c)


def test_a_road_without_a_surface_counts_as_the_user_says(toys):
    a, b = (102.1, 17.0), (102.3, 17.0)
    lines = toys.lines([a, b], classes=["primary"])
    paved = network(lines, unpaved_factor=0.5)
    unpaved = network(lines, unpaved_factor=0.5, blank_unpaved=True)
    assert reach(unpaved, a, b, minutes=True) == pytest.approx(2 * reach(paved, a, b, minutes=True))
    assert paved.unstated_km == pytest.approx(straight(a, b), rel=1e-5)


def test_classes_without_a_speed_are_left_out_and_told(toys):
    a, b, c = (102.1, 17.0), (102.3, 17.0), (102.3, 17.2)
    lines = toys.lines([a, b], [b, c], classes=["primary", "track"])
    roads = network(lines)
    assert reach(roads, a, c) == np.inf
    assert dict(roads.left_out) == {"track": pytest.approx(straight(b, c), rel=1e-5)}
    given = network(lines, speeds={"track": 12.0})
    assert reach(given, b, c, minutes=True) == pytest.approx(straight(b, c) * 5, rel=1e-4)
    with pytest.raises(InputError, match="found only track; give them speeds"):
        network(toys.lines([a, b], classes=["track"]))


def test_a_disconnected_network_is_refused_unless_it_is_accepted(toys):
    one, other = [(102.1, 17.0), (102.4, 17.0)], [(102.6, 17.0), (102.9, 17.0)]
    with pytest.raises(InputError, match=r"disconnected network \(THA: the largest of 2 parts"):
        network(toys.lines(one, other))
    roads = network(toys.lines(one, other), parts=True)
    assert np.isfinite(reach(roads, *other))
    crumb = network(toys.lines(one, [(102.6, 17.0), (102.61, 17.0)]))
    assert crumb.dropped_km["THA"] == pytest.approx(straight((102.6, 17.0), (102.61, 17.0)))
    assert reach(crumb, (102.6, 17.0), (102.61, 17.0)) == np.inf


def test_all_that_is_wrong_with_a_network_is_one_sentence(toys):
    one, other = [(102.1, 17.0), (102.4, 17.0)], [(102.6, 17.0), (102.9, 17.0)]
    with pytest.raises(InputError, match=r"inside KHM, LAO.*disconnected"):
        network(toys.lines(one, other), countries=("KHM", "LAO", "THA"))


def search(points, lines, source):
    """Dijkstra written out: km from one vertex to every other."""
    ways = {}
    for line in lines:
        for a, b in pairwise(line):
            km = straight(points[a], points[b])
            ways.setdefault(a, []).append((b, km))
            ways.setdefault(b, []).append((a, km))
    best, heap = {}, [(0.0, source)]
    while heap:
        km, at = heapq.heappop(heap)
        if at not in best:
            best[at] = km
            for to, more in ways.get(at, []):
                heapq.heappush(heap, (km + more, to))
    return best


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_any_network_as_a_search_written_out_and_never_shorter_than_the_geodesic(toys, seed):
    rng = np.random.default_rng(seed)
    points = np.column_stack([rng.uniform(102.1, 103.0, 14), rng.uniform(16.5, 17.5, 14)])
    lines = [rng.permutation(14)[: rng.integers(2, 6)].tolist() for _ in range(9)]
    drawn = [[tuple(points[at]) for at in line] for line in lines]
    roads = network(toys.lines(*drawn), parts=True)
    used = sorted({at for line in lines for at in (line[0], line[-1])})
    found = road_reach(roads, "THA", points[used[:3]], points[used], limit=1e4, snap_km=0.01)
    for column, source in enumerate(used[:3]):
        best = search(points, lines, source)
        own = np.array([best.get(at, np.inf) for at in used])
        np.testing.assert_allclose(found[:, column], own, rtol=2e-5, atol=1e-3)
        least = [straight(points[source], points[at]) for at in used]
        assert (found[:, column] >= np.array(least) * (1 - 1e-6)).all()


def test_the_real_lines_are_found_where_a_bridge_crosses_them():
    tree = border_pieces()
    # The Second Friendship Bridge, Mukdahan to Savannakhet, and a road along the Thai bank.
    bridge = shapely.LineString([(104.715, 16.600), (104.760, 16.602)])
    bank = shapely.LineString([(104.70, 16.40), (104.70, 16.45)])
    assert len(tree.query(bridge, predicate="intersects"))
    assert not len(tree.query(bank, predicate="intersects"))
