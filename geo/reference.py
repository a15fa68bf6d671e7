"""Reads the files of facts in ``data/``: tables, sources and shapes to draw. Nothing else does."""

import json
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import DataFileError, InputError
from geo.schema.checks import sentence, text_frame
from geo.schema.contract import TableContract
from geo.schema.tables import TABLES

DATA_DIR = Path(__file__).resolve().parent.parent / "data"


def table_path(name: str) -> Path:
    """Where the file of a table stands.

    Errors: InputError when there is no table of that name.
    """
    return DATA_DIR / _contract(name).file


def table(name: str) -> pd.DataFrame:
    """A table of facts; the caller owns the copy.

    Index: the row's key, which stays a column too. Text columns are str with "" for blank; numbers
    are float64 with NaN, whole numbers Int64 with NA. Errors: InputError for an unknown name;
    DataFileError, one sentence with every fault, for a missing or damaged file.
    """
    return _loaded(table_path(name), name).copy()


def sources() -> pd.DataFrame:
    """The table of sources, by source_id: title, address, outlet, date, licence, shown_as, …

    As it may be shown: the title of a press report is its outlet's name, and a source of a row on
    trafficking has no address, since headline and link tell more than district and month.
    """
    return table("sources")


def display(name: str) -> dict[str, Any]:
    """Shapes to draw: the GeoJSON of ``data/display/<name>.json``; not to be written into.

    Errors: DataFileError when the file is missing or is no GeoJSON FeatureCollection with ids.
    """
    return _shapes(DATA_DIR / "display" / f"{name}.json")


def display_versions() -> dict[str, str]:
    """Name of each display file to a short word that changes with its content."""
    files = sorted((DATA_DIR / "display").glob("*.json"))
    return {path.stem: blake2b(path.read_bytes(), digest_size=6).hexdigest() for path in files}


def typed(frame: pd.DataFrame, contract: TableContract) -> pd.DataFrame:
    """A frame of texts with its numbers read and its key as index; the texts must be sound."""
    result = frame.copy()
    for name, kind in contract.numbers.items():
        numbers = pd.to_numeric(result[name].mask(result[name] == ""), errors="raise")
        result[name] = numbers.astype("Int64" if kind.whole else "float64")
    result.index = pd.Index(result[contract.key].tolist(), dtype="str")
    return result


def _contract(name: str) -> TableContract:
    if name not in TABLES:
        raise InputError(f"Expected the name of a table ({', '.join(TABLES)}), found {name!r}.")
    return TABLES[name]


@cache
def _loaded(path: Path, name: str) -> pd.DataFrame:
    contract = TABLES[name]
    frame, faults = text_frame(path, contract)
    if faults:
        raise DataFileError(sentence(contract.file, faults))
    result = typed(frame, contract)
    return _showable(result) if name == "sources" else result


def _showable(sources: pd.DataFrame) -> pd.DataFrame:
    """Sources as they may leave the file; the file itself keeps headline and link for checks."""
    named = sources["shown_as"] == "title"
    return sources.assign(
        title=sources["title"].where(named, sources["outlet"]),
        other_titles=sources["other_titles"].where(named, ""),
        address=sources["address"].mask(sources["shown_as"] == "outlet_no_link", ""),
    )


@cache
def _shapes(path: Path) -> dict[str, Any]:
    place = f"data/display/{path.name}"
    try:
        shapes = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataFileError(
            f"Expected the file {place}, but it is missing; install the atlas again."
        ) from error
    except (OSError, ValueError) as error:
        raise DataFileError(
            f"Expected {place} to be JSON in UTF-8, but it cannot be read as that ({error}); "
            "install the atlas again."
        ) from error
    features = shapes.get("features") if isinstance(shapes, dict) else None
    if not isinstance(features, list) or not all(_has_id(feature) for feature in features):
        raise DataFileError(
            f"Expected {place} to be a GeoJSON FeatureCollection with an id per feature, "
            "but it is not; install the atlas again."
        )
    return shapes


def _has_id(feature: Any) -> bool:
    return isinstance(feature, dict) and bool((feature.get("properties") or {}).get("id"))
