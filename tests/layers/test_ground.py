"""Names on the ground, the order they are written in, and what a layer says of nearness."""

import pandas as pd

from geo.borders import index
from geo.messages import message
from layers import countries, places, sections, sites


def test_a_country_is_named_in_its_own_language_too(scene):
    glossary = pd.DataFrame({"key": ["laos"], "lo": ["ລາວ"]}, index=["laos"])
    built = countries.build(scene(tables={"glossary": glossary}))
    core = built.marks[1].features
    named = dict(zip(core.ids, core.names, strict=True))
    assert dict(named["country:LAO"].values)["local"] == "ລາວ"
    assert named["country:THA"] == message("country.THA")


def test_larger_places_are_named_first(scene):
    row = {"name_local": "", "country": "THA", "lon": 100.0, "lat": 15.0}
    rows = [row | {"name_en": name} for name in "abcd"]
    table = pd.DataFrame(rows, index=["p1", "p2", "p3", "p4"])
    table["population"] = [10.0, None, 500.0, 10.0]
    built = places.build(scene(tables={"places": table}))
    assert [i.removeprefix("place:") for i in built.marks[0].features.ids] == [
        "p3",
        "p1",
        "p4",
        "p2",
    ]


def test_each_section_says_how_far_along_the_line_it_ends(scene):
    mark = sections.build(scene()).marks[-1]
    at = {f"section:{name}": i for i, name in enumerate(index().ids)}
    assert len(mark.ends) == len(mark.features.ids)
    for name, end in zip(mark.features.ids, mark.ends, strict=True):
        i = at[name]
        km = None if index().is_link[i] else round(float(index().km_to[i]))
        assert (end and dict(end.values)["km"]) == km


def test_named_sites_keep_the_map_at_a_distance(scene):
    assert sites.build(scene()).max_zoom == 13
