"""What is promised of one table of facts."""

from dataclasses import dataclass, field

from geo.schema.columns import Column, Number, SourceRef


@dataclass(frozen=True, slots=True)
class PointColumns:
    """A point of a row. ``countries``: columns of which one must name the country it lies in."""

    lon: str = "lon"
    lat: str = "lat"
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableContract:
    """One table: its columns in the order of the file, its key, and how many rows to expect.

    rows: smallest and largest number of rows that is believed. points: pairs of columns that stand
    blank or filled together. dated: a column with a partial date and the one with its precision.
    """

    name: str
    key: str
    columns: tuple[Column, ...]
    rows: tuple[int, int]
    points: tuple[PointColumns, ...] = ()
    dated: tuple[tuple[str, str], ...] = field(default=())

    @property
    def file(self) -> str:
        """The file's name in ``data/``."""
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        """Column names in the order of the file."""
        return tuple(column.name for column in self.columns)

    @property
    def originals(self) -> dict[str, str]:
        """Tidy columns and the column that keeps what was written before."""
        return {column.name: column.original for column in self.columns if column.original}

    @property
    def numbers(self) -> dict[str, Number]:
        """Columns that hold numbers."""
        kinds = ((column.name, column.kind) for column in self.columns)
        return {name: kind for name, kind in kinds if isinstance(kind, Number)}

    @property
    def source_refs(self) -> dict[str, SourceRef]:
        """Columns that name rows of the table of sources."""
        kinds = ((column.name, column.kind) for column in self.columns)
        return {name: kind for name, kind in kinds if isinstance(kind, SourceRef)}
