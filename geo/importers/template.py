"""The empty template: one sheet, English headings over Thai ones, and what each field takes."""

import csv
import io
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font

from geo.errors import InputError
from geo.importers.fields import HEADINGS
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, LABELS, PRECISIONS, QUANTITY_UNITS

# Fields of the template, in its order; only date, category and a place are needed.
FIELDS = (
    "id", "date", "time", "category", "subtype", "goods", "quantity", "unit", "country", "province",
    "district", "subdistrict", "place", "lat", "lon", "coords", "datum", "precision", "title",
    "notes", "agencies", "source_date", "label", "originator",
)  # fmt: skip
_WORDS = (
    ("category", CATEGORIES),
    ("unit", QUANTITY_UNITS),
    ("country", COUNTRIES),
    ("precision", PRECISIONS),
    ("label", LABELS),
)
_COLUMN_WIDTH = 18


def headings() -> tuple[str, ...]:
    """English and Thai heading of each field in one cell; either is recognised too."""
    return tuple(f"{HEADINGS[field][0]} ({HEADINGS[field][1]})" for field in FIELDS)


def template_xlsx() -> bytes:
    """The template as a workbook; a comment on each closed field lists its words."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "records"
    sheet.append(headings())
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = _COLUMN_WIDTH
    sheet.freeze_panes = "A2"
    for field, vocabulary in _WORDS:
        sheet[1][FIELDS.index(field)].comment = Comment("; ".join(vocabulary), "Atlas")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def template_csv() -> bytes:
    """The template as UTF-8 CSV with its mark, so that Excel shows Thai."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(headings())
    return ("\ufeff" + text.getvalue()).encode()


def write_template(path: Path) -> None:
    """Write the template by the file's ending. Errors: InputError."""
    makers = {".xlsx": template_xlsx, ".csv": template_csv}
    if path.suffix.lower() not in makers:
        raise InputError(f"Expected a template file ending in .xlsx or .csv, found {path.name!r}.")
    try:
        path.write_bytes(makers[path.suffix.lower()]())
    except OSError as error:
        raise InputError(
            f"Expected to write {path}, but it cannot be written ({error.strerror})."
        ) from error
