"""Shapes of files that are recognised by themselves; the first that matches reads the file.

A shape is a module with NAME, ORIGIN, HEADINGS_SEEN (headings it may be found by), ``matches``
(of folded headings), ``columns`` (field to column) and ``prepare`` (cells by field, in and out).
"""

from geo.importers.shapes import acled, generic, hxl, kobo, thai_sheet, ucdp

SHAPES = (hxl, acled, ucdp, kobo, thai_sheet, generic)
