"""The table of faults that were tried, written by the long tests themselves."""

from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

PATH = Path(__file__).with_name("fault_table.md")
_HEAD = """# Faults tried on the store, and what was lost

Written by `make test-long`. Each row is dated and replaced when its test runs again. After every
single fault the store was opened anew and compared row by row with a model kept beside it, the
audit chain was verified, and imports and erasures were counted. Lost: records that had been told
as stored and were not there after.

| store | fault | times | what was found | half-written | records lost | date |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """One kind of fault on one kind of store."""

    store: str
    kind: str
    times: int
    found: str
    half_written: int
    lost: int


def write_row(row: Row) -> None:
    """Put a row into the table, in place of the former one about the same fault."""
    today = datetime.now(UTC).date().isoformat()
    line = "| " + " | ".join([*map(str, astuple(row)), today]) + " |"
    held = PATH.read_text(encoding="utf-8") if PATH.exists() else _HEAD
    kept = [old for old in held.removeprefix(_HEAD).splitlines() if _about(old) != _about(line)]
    PATH.write_text(_HEAD + "\n".join(sorted([*kept, line])) + "\n", encoding="utf-8")


def _about(line: str) -> list[str]:
    store, kind = line.split("|")[1:3]
    return [store.strip(), kind.split("(")[0].strip()]
