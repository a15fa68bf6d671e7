"""Small places to find names in, and a short way to read a text as a file."""

import io
from datetime import date

import pandas as pd
import pytest

from geo.importers.options import Options
from geo.importers.places import shipped_names
from geo.importers.reading import read_file

AS_OF = date(2026, 1, 1)


@pytest.fixture(scope="session")
def names():
    """The shipped place names."""
    return shipped_names()


@pytest.fixture(scope="session")
def read(names):
    """Read bytes or text as a file of a name; keywords are options."""

    def reading(content, *, name="file.csv", **options):
        data = content.encode() if isinstance(content, str) else content
        chosen = Options(**{"as_of": AS_OF, **options})
        return read_file(name, io.BytesIO(data), chosen, names=names)

    return reading


@pytest.fixture(scope="session")
def row(read):
    """The one accepted row of a table of one row; fields become columns of a CSV."""

    def one(options=None, **cells):
        filled = {
            "date": "2025-03-12",
            "category": "arms",
            "lat": "16.713",
            "lon": "98.571",
        } | cells
        filled = {name: value for name, value in filled.items() if value is not None}
        text = pd.DataFrame([filled]).to_csv(index=False)
        found = read(text, **(options or {}))
        if not found.accepted:
            return [
                reason.id.removeprefix("import.reason.") for reason in found.rejected[0].reasons
            ]
        told = found.parts[0].iloc[0].to_dict()
        return told | {"told": set(told["import_notes"].split(";"))}

    return one
