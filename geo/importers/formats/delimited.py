"""CSV and TSV, streamed: the encoding from the whole file, the delimiter from its first lines."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from geo.cleaning.encodings import BLOCK_BYTES, encoding_of
from geo.errors import FileNotUnderstoodError
from geo.importers.sheets import Line, RawSheet

MAX_CELL_BYTES = 64_000_000
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
_SAMPLE_LETTERS = 400_000


def read(name: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """One sheet. Lines are read as they are asked for, so that a file of any length fits."""
    encoding = encoding_of(handle)
    text = io.TextIOWrapper(_Open(handle), encoding=encoding, errors="replace", newline="")
    sample = text.read(_SAMPLE_LETTERS)
    delimiter = max(_DELIMITERS, key=lambda mark: _evenness(sample, mark))
    handle.seek(0)
    text = io.TextIOWrapper(_Open(handle), encoding=encoding, errors="replace", newline="")
    # One count for the whole process: a cell may be long, a file of one endless cell may not.
    csv.field_size_limit(MAX_CELL_BYTES)
    plain = text if encoding == "utf-8" and not _has_nulls(handle) else _without_nulls(text)
    yield RawSheet("", _lines(plain, delimiter, name), notes=(encoding,))


class _Open(io.BufferedReader):
    """The handle without its end: a text wrapper closes what it wraps."""

    def __init__(self, handle: BinaryIO) -> None:
        super().__init__(_Through(handle), 1 << 20)


class _Through(io.RawIOBase):
    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        content = self._handle.read(len(target))
        target[: len(content)] = content
        return len(content)


def _lines(text: Iterable[str], delimiter: str, name: str) -> Iterator[Line]:
    """Lines with their numbers; wholly empty ones are counted and passed over."""
    rows = csv.reader(text, delimiter=delimiter)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if row:
                yield number, row
    except csv.Error as error:
        raise FileNotUnderstoodError(
            f"Expected a table in CSV, found {error} in row {number + 1} of {name[-60:]!r}."
        ) from error


def _has_nulls(handle: BinaryIO) -> bool:
    """Whether any byte of a file is zero; the handle is left at its start."""
    try:
        return any(b"\0" in block for block in iter(partial(handle.read, BLOCK_BYTES), b""))
    finally:
        handle.seek(0)


def _without_nulls(text: io.TextIOWrapper) -> Iterator[str]:
    for line in text:
        yield line.replace("\0", "") if "\0" in line else line


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines this delimiter cuts into one and the same number of cells."""
    try:
        rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
        widths = Counter(len(line) for line in islice(rows, _SAMPLE_LINES) if len(line) > 1)
    except csv.Error:
        return 0, 0
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
