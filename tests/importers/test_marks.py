"""Label, grades and originator of an import, and what a file is taken for."""

import io
from datetime import date

import pandas as pd
import pytest

from geo.errors import InputError
from geo.importers.marks import Marks, marked, originator_of
from geo.importers.options import Options
from geo.importers.recognising import recognised

OPTIONS = Options(as_of=date(2026, 1, 1))


def test_a_row_keeps_its_own_label_and_owner():
    part = pd.DataFrame({"label": ["", "RED"], "originator": ["LAO: Other", ""]})
    found = next(marked([part], Marks("AMBER", "B", "2", "THA: Agency")))
    assert found["label"].tolist() == ["AMBER", "RED"]
    assert found["originator"].tolist() == ["LAO: Other", "THA: Agency"]
    assert found["source_grade"].tolist() == ["B", "B"]
    assert part["label"].tolist() == ["", "RED"]


@pytest.mark.parametrize(
    ("country", "agency", "written"),
    [("THA", " Border \n police ", "THA: Border police"), ("LAO", "", "LAO"), ("", "", "")],
)
def test_the_originator_of_two_fields(country, agency, written):
    assert originator_of(country, agency) == written


@pytest.mark.parametrize(("country", "agency"), [("", "Agency"), ("XXX", ""), ("THA", "x" * 121)])
def test_an_originator_that_cannot_be_is_told(country, agency):
    with pytest.raises(InputError):
        originator_of(country, agency)


@pytest.mark.parametrize("marks", [("BLUE",), ("AMBER", "E"), ("AMBER", "A", "9")])
def test_words_outside_their_vocabulary_are_told(marks):
    with pytest.raises(InputError):
        Marks(*marks)


def test_what_a_file_is_taken_for_and_what_is_missing():
    content = "วันที่,อำเภอ,จังหวัด,อื่น\n1/1/2568,แม่สาย,เชียงราย,x\n".encode()
    (sheet,) = recognised("a.csv", io.BytesIO(content), OPTIONS)
    assert (sheet.shape, sheet.missing) == ("thai_sheet", ("category",))
    assert dict(sheet.used) == {"date": "วันที่", "district": "อำเภอ", "province": "จังหวัด"}
    own = Options(as_of=OPTIONS.as_of, mapping={"goods": "อื่น", "district": ""})
    (sheet,) = recognised("a.csv", io.BytesIO(content), own)
    assert sheet.missing == ()
    assert dict(sheet.used) == {"date": "วันที่", "province": "จังหวัด", "goods": "อื่น"}
