"""Long files and many files: as much as time allows, in chunks that numbers name.

``IMPORT_FUZZ_CASES`` (default 100,000) files are made, the first of them number
``IMPORT_FUZZ_FIRST``; a number always makes the same file, so that chunks add up and a failure can
be made again alone. ``IMPORT_LONG_ROWS`` (default 2,000,000) rows are streamed.
"""

import csv
import io
import os
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.importers import test_fuzz as fuzz

CASES = int(os.environ.get("IMPORT_FUZZ_CASES", "100000"))
FIRST = int(os.environ.get("IMPORT_FUZZ_FIRST", "0"))
LONG_ROWS = int(os.environ.get("IMPORT_LONG_ROWS", "2000000"))
MOST_MB = 1_000
ROOT = Path(__file__).resolve().parents[2]
WORDS = (
    "12/03/2568", "๑๒ มี.ค. ๖๘", "45728", "-", "=1+1", "รวม", "16.713", "98,571", "VE ๒๐๔๕๐๘",
    "476633 1923819", "4.2 ล้านเม็ด", "áÁèÊÍ´", "0", "ยาบ้า", "แม่สอด", "\0", "1e309", "nan",
    "9" * 400, "31/02/2568", "ปีงบประมาณ 2568", "https://x/@16.7,98.5,1z", "2025-13-45T99:99Z",
    "#date", "", "Battles", "1", "7", "Mae Sot", "Thailand", "2025-03-12", "human_trafficking",
    "\u200b", "\ufeff", "ျမဝတီ", "'", '"', "\n", ";", "16.7 98.5 0 0", "TLP:RED", "-0.0", "47Q",
)  # fmt: skip
FORMATS = fuzz.NAMES
SHAPES = tuple(sorted(fuzz.HEADERS))


def table_of(random_, shape):
    """A table of a shape whose cells hold anything."""
    header = list(fuzz.HEADERS[shape])
    rows = [
        [_cell(random_) for _ in range(random_.randrange(len(header) + 2))]
        for _ in range(random_.randrange(1, 7))
    ]
    return header, rows


def _cell(random_):
    if random_.random() < 0.7:
        return random_.choice(WORDS)
    letters = (random_.randrange(1, 0x1100) for _ in range(random_.randrange(9)))
    return "".join(map(chr, letters))


def damaged(random_, content):
    """A file with bytes changed, cut out, doubled or swapped."""
    target = bytearray(content)
    for _ in range(random_.randrange(1, 8)):
        at = random_.randrange(len(target))
        length = random_.randrange(1, 40)
        kind = random_.randrange(4)
        if kind == 0:
            target[at] = random_.randrange(256)
        elif kind == 1 and len(target) > length:
            del target[at : at + length]
        elif kind == 2:
            target[at:at] = target[at : at + length]
        else:
            other = random_.randrange(len(target))
            target[at], target[other] = target[other], target[at]
    return bytes(
        target[: random_.randrange(1, len(target) + 1) if random_.random() < 0.1 else None]
    )


@pytest.mark.long
def test_many_files_are_read_or_refused_and_no_row_is_lost(read, tmp_path):
    files = fuzz.files(tmp_path)
    kinds = (*SHAPES, *FORMATS)
    for number in range(FIRST, FIRST + CASES):
        random_ = random.Random(number)
        kind = kinds[number % len(kinds)]
        try:
            if kind in SHAPES:
                fuzz.check(read, *table_of(random_, kind))
            else:
                fuzz.read_or_refuse(read, kind, damaged(random_, files[kind]))
        except BaseException as fault:
            fault.add_note(f"case number {number}, {kind}")
            raise


def write_long(path, rows):
    """A file of made-up rows that repeat nothing."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["date", "category", "lat", "lon", "place", "notes"])
        for at in range(rows):
            day = f"{at % 28 + 1:02d}/{at // 28 % 12 + 1:02d}/{2558 + at // 336 % 10}"
            lat, lon = 12 + at % 9_973 / 1_300, 98 + at % 7_919 / 1_100
            writer.writerow(
                [day, "arms", f"{lat:.5f}", f"{lon:.5f}", f"post {at % 50}", f"row {at}"]
            )


@pytest.mark.long
def test_a_long_file_is_streamed_into_the_store(tmp_path):
    path = tmp_path / "long.csv"
    write_long(path, LONG_ROWS)
    command = [sys.executable, "-m", "geo", "import", str(path), "--label", "CLEAR",
               "--db", f"sqlite:///{tmp_path / 'atlas.sqlite'}"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert done.returncode == 0, done.stderr[-500:]
    assert f"stored {LONG_ROWS}" in done.stdout
    assert peak_mb < MOST_MB


def test_a_cell_of_ten_megabytes_in_a_workbook_of_text_is_told_or_read(read):
    rows = [["date", "category", "lat", "lon", "title"]]
    rows.append(["2025-03-12", "arms", "16.7", "98.5", "ก" * 3_500_000])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    found = read(text.getvalue().encode())
    assert len(found.parts[0]["title"].iloc[0]) == 3_500_000
