"""Check a file of facts against its contract: every fault is found, then told at once."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.errors import DataFileError
from geo.schema.columns import Column, date_span
from geo.schema.contract import PointColumns, TableContract

FIRST_ROW = 2  # as a spreadsheet counts: the header is row 1
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file. row: as a spreadsheet counts, 0 for the file as a whole."""

    file: str
    row: int
    column: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = f"row {self.row}" if self.row else "the file"
        column = f", column {self.column}" if self.column else ""
        return f"{place}{column}: expected {self.expected}, found {self.found}"


def read_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV file, every cell as text.

    Errors: DataFileError when the file is missing, cannot be read, is not UTF-8, or is empty.
    """
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle, strict=True))
    except FileNotFoundError as error:
        raise DataFileError(
            f"Expected the file data/{path.name}, but it is missing; install the atlas again."
        ) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataFileError(
            f"Expected data/{path.name} to be a UTF-8 CSV file, but it cannot be read as one "
            f"({error}); install the atlas again."
        ) from error
    if not rows:
        raise DataFileError(
            f"Expected a header and rows in data/{path.name}, but it is empty; "
            "install the atlas again."
        )
    return rows[0], rows[1:]


def text_frame(path: Path, contract: TableContract) -> tuple[pd.DataFrame, list[Fault]]:
    """The file as texts (blank is "") with every fault of it, in order of rows.

    Where the header is not the contract's, or a row has another number of cells, the frame is
    empty: nothing else can be judged. Errors: DataFileError as ``read_rows``.
    """
    header, rows = read_rows(path)
    shape = list(_shape_faults(contract, header, rows))
    if shape:
        return pd.DataFrame(columns=list(contract.header), dtype=str), shape
    frame = pd.DataFrame(rows, columns=header, dtype=str)
    faults = [*_count_faults(contract, frame), *_key_faults(contract, frame)]
    for column in contract.columns:
        faults += _cell_faults(contract, column, frame[column.name].tolist())
    for point in contract.points:
        faults += _half_points(contract, point, frame)
    for columns in contract.dated:
        faults += _date_faults(contract, columns, frame)
    return frame, sorted(faults, key=lambda fault: (fault.row, fault.column))


def reference_faults(
    contract: TableContract, frame: pd.DataFrame, *, source_ids: Collection[str]
) -> list[Fault]:
    """Cells that name a source which is not in the table of sources."""
    known, faults = set(source_ids), []
    for name, kind in contract.source_refs.items():
        for number, cell in enumerate(frame[name].tolist(), FIRST_ROW):
            lost = [item for item in kind.ids(cell) if item not in known]
            if lost:
                found = ", ".join(lost)
                faults.append(Fault(contract.file, number, name, kind.expected, repr(found)))
    return faults


def sentence(file: str, faults: list[Fault]) -> str:
    """All faults of one file in one sentence that says what to do."""
    count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
    listed = "; ".join(str(fault) for fault in faults)
    return f"data/{file} breaks its contract with {count} ({listed}); correct or reinstall it."


def _shape_faults(
    contract: TableContract, header: list[str], rows: list[list[str]]
) -> Iterator[Fault]:
    if tuple(header) != contract.header:
        missing = [name for name in contract.header if name not in header]
        unknown = [name for name in header if name not in contract.header]
        found = f"missing {missing}, unknown {unknown}" if missing or unknown else "another order"
        yield Fault(contract.file, 1, "", f"the columns {', '.join(contract.header)}", found)
    for number, row in enumerate(rows, FIRST_ROW):
        if len(row) != len(header):
            yield Fault(contract.file, number, "", f"{len(header)} cells", str(len(row)))


def _count_faults(contract: TableContract, frame: pd.DataFrame) -> Iterator[Fault]:
    low, high = contract.rows
    if not low <= len(frame) <= high:
        yield Fault(contract.file, 0, "", f"{low} to {high} rows", str(len(frame)))


def _key_faults(contract: TableContract, frame: pd.DataFrame) -> Iterator[Fault]:
    keys = frame[contract.key].tolist()
    times = Counter(keys)
    for number, key in enumerate(keys, FIRST_ROW):
        if times[key] > 1:
            yield Fault(contract.file, number, contract.key, "an id once", f"{key!r} twice or more")


def _cell_faults(contract: TableContract, column: Column, cells: list[str]) -> Iterator[Fault]:
    for number, cell in enumerate(cells, FIRST_ROW):
        if not cell:
            if column.required:
                yield Fault(contract.file, number, column.name, column.kind.expected, "blank")
        elif not column.kind.accepts(cell):
            found = repr(cell[:_LONGEST_QUOTE])
            yield Fault(contract.file, number, column.name, column.kind.expected, found)


def _half_points(
    contract: TableContract, point: PointColumns, frame: pd.DataFrame
) -> Iterator[Fault]:
    pairs = zip(frame[point.lon].tolist(), frame[point.lat].tolist(), strict=True)
    for number, (lon, lat) in enumerate(pairs, FIRST_ROW):
        if bool(lon) != bool(lat):
            column = point.lat if lon else point.lon
            yield Fault(contract.file, number, column, "both coordinates or neither", "one of them")


def _date_faults(
    contract: TableContract, columns: tuple[str, str], frame: pd.DataFrame
) -> Iterator[Fault]:
    pairs = zip(frame[columns[0]].tolist(), frame[columns[1]].tolist(), strict=True)
    for number, (text, precision) in enumerate(pairs, FIRST_ROW):
        try:
            told = date_span(text)[2] if text else "none"
        except ValueError:
            continue  # already told as a fault of the cell
        if told != precision:
            expected = f"{told}, as {text!r} says"
            yield Fault(contract.file, number, columns[1], expected, repr(precision))
