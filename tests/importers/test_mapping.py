"""Mappings remembered per source."""

import pytest

from geo.errors import InputError
from geo.importers.mapping import FILE_NAME, parse_mapping, remember, remembered


def test_a_mapping_comes_back_for_the_same_columns_in_any_order(tmp_path):
    remember(["wann", "was"], {"date": "wann"}, folder=tmp_path)
    remember(["x"], {"date": "x"}, folder=tmp_path)
    assert remembered(["was", "Wann "], folder=tmp_path) == {"date": "wann"}
    assert remembered(["was"], folder=tmp_path) == {}


def test_a_damaged_memory_is_empty_and_can_be_written_again(tmp_path):
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")
    assert remembered(["a"], folder=tmp_path) == {}
    remember(["a"], {"date": "a"}, folder=tmp_path)
    assert remembered(["a"], folder=tmp_path) == {"date": "a"}


@pytest.mark.parametrize("given", ["date", "nothing=a", "=a"])
def test_another_form_is_told(given):
    with pytest.raises(InputError, match="FIELD=COLUMN"):
        parse_mapping([given])
