"""Which column means which field: as given, and as remembered for the next file of a source."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from geo.errors import InputError, StoreError
from geo.home import home
from geo.importers.fields import HEADINGS
from geo.search import fold

FILE_NAME = "import_mappings.json"
_MOST_REMEMBERED = 500


def parse_mapping(given: Iterable[str]) -> dict[str, str]:
    """FIELD=COLUMN texts as a mapping. Errors: InputError for another form or field."""
    found = {}
    for text in given:
        field, mark, column = text.partition("=")
        if not mark or field not in HEADINGS:
            raise InputError(
                f"Expected FIELD=COLUMN with a field of {', '.join(HEADINGS)}; found {text[:80]!r}."
            )
        found[field] = column
    return found


def source_key(columns: Iterable[str]) -> str:
    """The same for every file with the same columns, in any order and spelling of blanks."""
    text = "\n".join(sorted(fold(column) for column in columns))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def remember(
    columns: Iterable[str], mapping: Mapping[str, str], *, folder: Path | None = None
) -> None:
    """Keep a mapping for the next file with these columns. Errors: StoreError."""
    path = (folder or home()) / FILE_NAME
    held = _held(path) | {source_key(columns): dict(mapping)}
    newest = dict(list(held.items())[-_MOST_REMEMBERED:])
    text = json.dumps(newest, ensure_ascii=False, indent=1)
    try:
        fresh = path.with_suffix(".new")
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StoreError(
            f"Expected to write {path}, but it cannot be written ({error.strerror})."
        ) from error


def remembered(columns: Iterable[str], *, folder: Path | None = None) -> dict[str, str]:
    """The mapping last used for a file with these columns; empty where there is none."""
    return _held((folder or home()) / FILE_NAME).get(source_key(columns), {})


def _held(path: Path) -> dict[str, dict[str, str]]:
    """What is remembered; a damaged file holds nothing worth stopping for."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
