"""Rows of a sheet that are no record: totals at the foot, headers repeated, titles."""

import re
from collections.abc import Sequence
from typing import Any

from geo.cleaning.texts import clean, text_of
from geo.search import fold

_TOTAL = re.compile(
    r"(?:รวม(?:ทั้งสิ้น|ทั้งหมด|จำนวน|ยอด|ทั้งเดือน|เดือน\S*|ทั้งปี)?|ยอดรวม\S*|ผลรวม|(?:grand |sub-?)?totals?(?: .{0,20})?|sum|ລວມ\S*|សរុប\S*|စုစုပေါင်း)"  # noqa: E501
    r"\s*(?:\(.*\)|[:=].*|\d[\d,. ]*.{0,12})?",
    re.IGNORECASE,
)


def is_total(cells: Sequence[Any], *, dated: bool) -> bool:
    """Whether a row sums up others: one of its first filled cells is a word for a total.

    dated: the row has a date of its own, which a total has not.
    """
    if dated:
        return False
    texts = [text for text in (clean(text_of(cell)) for cell in cells) if text]
    return any(_TOTAL.fullmatch(text) for text in texts[:3])


def repeats_header(cells: Sequence[Any], columns: Sequence[str]) -> bool:
    """Whether a row says the column names again, as sheets that were pasted together do."""
    pairs = [(text_of(cell), column) for cell, column in zip(cells, columns, strict=False)]
    filled = [(text, column) for text, column in pairs if text]
    return len(filled) >= 2 and all(fold(text) == fold(column) for text, column in filled)
