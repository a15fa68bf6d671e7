"""Records about victims: district and month at best; their section is that of where it was."""

import numpy as np
import pandas as pd
import pytest

from geo.store import history, open_store
from geo.store.imports import ImportAbout, store_import

HEADER = "id,date,category,lat,lon,place,coord_precision,source_date\n"
# Mae Sot, a kilometre from the line; a point in no district of the four countries; a province.
ROWS = (
    "a,12/03/2568,human_trafficking,16.7131,98.5712,Shelter X,,2025-04-02\n"
    "b,2025-03-12,human_trafficking,28.5001,110.5001,Town Y,site,\n"
    "c,2025-03-12,human_trafficking,16.9,98.9,,province,\n"
    "d,2025-03-12,arms,16.7131,98.5712,Post Z,,\n"
)


@pytest.fixture(scope="module")
def part(read):
    """The four rows as understood."""
    return read(HEADER + ROWS, label="CLEAR").parts[0].set_index("id")


def test_the_day_becomes_its_month(part):
    assert part["date"].tolist() == ["2025-03", "2025-03", "2025-03", "2025-03-12"]
    assert part["source_date"].tolist() == ["2025-04", "", "", ""]
    assert part["date_precision"].tolist() == ["month"] * 3 + ["day"]
    spans = (part["day_to"] - part["day_from"]).tolist()
    assert spans == [30, 30, 30, 0]
    assert part.loc["a", "date_written"] == ""


def test_the_point_becomes_the_districts_or_none(part):
    from geo.areas import locate_district

    assert part["coord_precision"].tolist() == ["district", "country", "province", "site"]
    lon, lat = part.loc["a", ["lon", "lat"]].astype(float)
    exact = locate_district(np.array([98.5712]), np.array([16.7131]), country=["THA"])
    assert locate_district(np.array([lon]), np.array([lat]), country=["THA"])[0] == exact[0]
    assert (lon, lat) != (98.5712, 16.7131)
    assert np.isnan(part.loc["b", "lon"])
    assert part.loc["c", ["lon", "lat"]].tolist() == [98.9, 16.9]
    assert part["place"].tolist() == ["", "", "", "Post Z"]


def test_the_keys_are_those_of_where_it_was_and_tell_no_point(read, tmp_path):
    asked = []

    def keys(frame):
        asked.append(frame.set_index("id")[["lon", "lat"]])
        n = len(frame)
        return pd.DataFrame(
            {"section": [7] * n, "pair": [0] * n, "km_along": 71.234, "km_away": 1.234,
             "side": [-1] * n, "district": [""] * n, "cell": [0] * n}
        )  # fmt: skip

    store = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    found = read(HEADER + ROWS, label="CLEAR").parts[0].drop(columns="row")
    store_import(store, [found], ImportAbout(("f",), (), "CLEAR", 0, 0), actor="t", keys=keys)
    assert asked[0].loc["a"].tolist() == [98.5712, 16.7131]
    with store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, section, km_along, km_away FROM incident ORDER BY id"
        ).all()
    held = history(store, "incident", "a").iloc[0]
    store.close()
    assert [tuple(row) for row in rows] == [
        ("a", 7, None, 5.0), ("b", 7, None, 5.0), ("c", 7, 71.234, 1.234), ("d", 7, 71.234, 1.234),
    ]  # fmt: skip
    assert not {"exact_lon", "exact_lat"} & set(held.index)
    assert "16.7131" not in str(held.to_dict())
