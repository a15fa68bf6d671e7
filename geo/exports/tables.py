"""Tables as CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Mapping, Sequence
from math import isnan

# Spreadsheets take a cell that begins with one of these for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"


def neutral_cell(value: object) -> object:
    """The value, with a leading apostrophe where a spreadsheet would run its text as a formula.

    Numbers are left alone; a negative number is no text. Blank for None and for no number.
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    blank = value is None or (isinstance(value, float) and isnan(value))
    return "" if blank else value


def to_csv(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, about: Mapping[str, str]
) -> bytes:
    """UTF-8 CSV with a byte-order mark (so that Excel shows Thai), the facts about it first.

    The first cell of a row about the table starts with ``# ``; it is the row's only cell, quoted
    where it holds a comma.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for name, line in about.items():
        writer.writerow([f"# {name}: " + " ".join(str(line).split())])
    writer.writerow([neutral_cell(column) for column in columns])
    writer.writerows([neutral_cell(value) for value in row] for row in rows)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")
