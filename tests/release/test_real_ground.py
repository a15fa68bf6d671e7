"""Masking on the real lines and districts: on the same ground, and how often it can be done."""

import numpy as np

from geo import areas, borders
from geo.release import RING_M, mask
from tests.release import attacks


def test_masked_places_keep_country_section_and_district():
    random = np.random.default_rng(4)
    section = borders.index()
    some = random.choice(np.flatnonzero(np.asarray(section.inner)), 40, replace=False)
    lon = np.asarray(section.mid_lon)[some] + random.uniform(-0.12, 0.12, 40)
    lat = np.asarray(section.mid_lat)[some] + random.uniform(-0.12, 0.12, 40)
    moved = mask(lon, lat, key=attacks.KEY)
    kept = moved["masked"].to_numpy()
    assert kept.sum() > 20
    new = moved["lon"].to_numpy()[kept], moved["lat"].to_numpy()[kept]
    old = lon[kept], lat[kept]
    away = attacks.metres(*old, *new)
    assert away.min() >= RING_M[0]
    assert away.max() <= RING_M[1]
    assert (borders.country_at(*old) == borders.country_at(*new)).all()
    assert (areas.locate_district(*old) == areas.locate_district(*new)).all()
    sections = [borders.snap(*place, max_km=200.0)["section"].to_numpy() for place in (old, new)]
    assert (sections[0] == sections[1]).all()
