"""Tables as CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Mapping, Sequence

# Spreadsheets take a cell that begins with one of these for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"


def neutral_cell(value: object) -> object:
    """The value, with a leading apostrophe where a spreadsheet would run its text as a formula.

    Numbers are left alone; a negative number is no text.
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


def to_csv(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, about: Mapping[str, str]
) -> bytes:
    """UTF-8 CSV with a byte-order mark (so that Excel shows Thai), the facts about it first.

    Lines about the table start with ``# ``; readers skip them by that mark.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for name, line in about.items():
        writer.writerow([f"# {name}: " + " ".join(str(line).split())])
    writer.writerow([neutral_cell(column) for column in columns])
    writer.writerows([neutral_cell(value) for value in row] for row in rows)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")
