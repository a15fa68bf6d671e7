"""Excel workbooks: every visible sheet, stored values of formulas, rows that are hidden named."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import openpyxl

from geo.importers.formats.archives import open_archive, told
from geo.importers.sheets import Line, RawSheet

WHAT = "an Excel workbook"
_ROW = re.compile(rb"<row\b[^>]*>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_SCAN_BYTES = 1 << 20


def read(_: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """Sheets in order; a sheet that is hidden is left out."""
    archive = open_archive(handle, WHAT)
    with told(WHAT):
        book = openpyxl.load_workbook(handle, read_only=True, data_only=True)
        epoch = 1904 if book.epoch.year == 1904 else 1900
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            hidden, formulas = _scan(archive, sheet._worksheet_path)
            notes = (*(["formulas"] if formulas else []), *(["hidden_rows"] if hidden else []))
            # The stated size may be that of a whole empty sheet; each row ends at its last cell.
            sheet.reset_dimensions()
            yield RawSheet(sheet.title, _lines(sheet), hidden, epoch, notes)


def _lines(sheet: Any) -> Iterator[Line]:
    with told(WHAT):
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = list(row)
            while cells and (cells[-1] is None or cells[-1] == ""):
                cells.pop()
            if cells:
                yield number, cells


def _scan(archive: Any, path: str) -> tuple[frozenset[int], bool]:
    """Numbers of hidden rows, and whether any cell holds a formula, read in pieces."""
    hidden: set[int] = set()
    formulas, rest = False, b""
    with told(WHAT), archive.open(path.lstrip("/")) as part:
        while block := part.read(_SCAN_BYTES):
            text = rest + block
            formulas = formulas or b"<f>" in text or b"<f " in text
            for tag in _ROW.findall(text):
                if b'hidden="1"' in tag or b'hidden="true"' in tag:
                    found = _NUMBER.search(tag)
                    hidden |= {int(found[1])} if found else set()
            rest = text[-400:]
    return frozenset(hidden), formulas
