"""Keys from geometry: hand-computed on the toy line."""

import h3
import numpy as np
import pandas as pd
import pytest

COLUMNS = ["lon", "lat", "country", "border_pair", "coord_precision"]


def _frame(*rows):
    return pd.DataFrame(rows, columns=COLUMNS, index=[f"r{i}" for i in range(len(rows))])


def test_a_placed_record_gets_every_key(toy):
    keys = toy.toy_keys(_frame((100.1, 15.05, "THA", "", "town")))
    row = keys.loc["r0"]
    assert (row["section"], row["side"], row["district"]) == (0, 3, "EAST")
    assert row["km_along"] == pytest.approx(5.0)
    assert row["km_away"] == pytest.approx(10.0)
    assert int(row["cell"]) == h3.str_to_int(h3.latlng_to_cell(15.05, 100.1, 7))


def test_a_stated_pair_wins(toy):
    keys = toy.toy_keys(_frame((100.1, 15.05, "THA", "LAO-THA", "town")))
    assert (keys["section"].item(), keys["pair"].item()) == (2, 3)


def test_the_first_known_of_several_stated_pairs_is_used(toy):
    keys = toy.toy_keys(_frame((100.1, 15.05, "THA", "XXX-YYY; LAO-THA;MMR-THA", "town")))
    assert keys["pair"].item() == 3


@pytest.mark.parametrize("precision", ["province", "country", "none", "", None])
def test_a_representative_point_gives_no_key_but_the_stated_side(toy, precision):
    row = toy.toy_keys(_frame((100.1, 15.05, "THA", "MMR-THA", precision))).loc["r0"]
    assert (row["section"], row["district"], row["cell"], row["side"]) == (-1, "", 0, 3)
    assert np.isnan(row["km_away"])


def test_a_district_point_has_no_cell(toy):
    row = toy.toy_keys(_frame((100.1, 15.05, "THA", "MMR-THA", "district"))).loc["r0"]
    assert (row["section"], row["district"], row["cell"]) == (0, "EAST", 0)


def test_side_is_stated_never_computed(toy):
    rows = [(99.9, 15.0, "THA", "", "town"), (99.9, 15.0, "", "", "town")]
    assert toy.toy_keys(_frame(*rows))["side"].tolist() == [3, -1]


def test_side_is_not_stated_in_a_contested_stretch_nor_for_a_third_country(toy):
    rows = [(100.1, 16.5, "THA", "", "town"), (100.1, 15.0, "LAO", "MMR-THA", "town")]
    assert toy.toy_keys(_frame(*rows))["side"].tolist() == [-1, -1]


def test_far_and_blank_points_have_no_section(toy):
    rows = [(103.0, 15.0, "THA", "", "town"), (np.nan, np.nan, "THA", "", "town")]
    assert toy.toy_keys(_frame(*rows))["section"].tolist() == [-1, -1]


def test_the_index_and_types_are_kept_and_the_input_is_not_written(toy):
    frame = _frame((100.1, 15.05, "THA", "", "town"), (np.nan, np.nan, "", "", "none"))
    before = frame.copy()
    keys = toy.toy_keys(frame)
    assert keys.index.equals(frame.index)
    kinds = {"section": "int16", "side": "int8", "pair": "int8", "cell": "uint64"}
    assert {name: str(keys[name].dtype) for name in kinds} == kinds
    pd.testing.assert_frame_equal(frame, before)
