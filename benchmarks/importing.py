"""A million rows of CSV validated, keyed and stored, beside bare ``pandas.read_csv`` of the file.

Run ``python -m benchmarks.importing [--rows 1000000]``. The rows are made by seed around the real
inner borders: dates in three dresses, drugs with quantities, places by coordinates. Each step runs
in a process of its own, so that its peak memory is its own. Nothing here is a record of anything.
"""

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.nearest_section import drawn_points
from geo.borders import country_at
from geo.schema.vocabularies import COUNTRIES

SEED = 20_261_123
LIMIT_CPU_S, LIMIT_MB = 60.0, 1_500.0
HEADER = (
    "date",
    "category",
    "subtype",
    "quantity",
    "quantity_unit",
    "country",
    "place",
    "lat",
    "lon",
    "notes",
)
_KINDS = (
    ("drug_smuggling", "methamphetamine_tablets", "tablets"),
    ("ยาเสพติด", "heroin", "กก."),
    ("human_trafficking", "", ""),
    ("armed_clash", "ground_clash", ""),
)


def write_rows(path: Path, rows: int) -> None:
    """A file of made-up rows, the same for one number of rows."""
    random = np.random.default_rng(SEED)
    lon, lat = drawn_points(rows, seed=SEED)
    sides = country_at(lon, lat)
    days = np.datetime64("2015-01-01") + random.integers(0, 4_000, rows)
    kinds = random.integers(0, len(_KINDS), rows)
    amounts = random.integers(1, 2_000_000, rows)
    sides_words = [COUNTRIES[side] if side >= 0 else "" for side in sides]
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADER)
        for at in range(rows):
            year, month, day = str(days[at]).split("-")
            dress = (
                f"{year}-{month}-{day}",
                f"{day}/{month}/{int(year) + 543}",
                f"{day}/{month}/{year}",
            )
            category, subtype, unit = _KINDS[kinds[at]]
            amount = f"{amounts[at]:,}" if unit else ""
            writer.writerow(
                (
                    dress[at % 3],
                    category,
                    subtype,
                    amount,
                    unit,
                    sides_words[at],
                    "",
                    f"{lat[at]:.5f}",
                    f"{lon[at]:.5f}",
                    f"synthetic row {at}",
                )
            )


def bare(path: Path) -> int:
    """What pandas alone does with the file."""
    return len(pd.read_csv(path))


def imported(path: Path) -> int:
    """Through the command line, into a fresh store."""
    from geo.__main__ import main

    with tempfile.TemporaryDirectory() as folder:
        main(["import", str(path), "--db", f"sqlite:///{folder}/atlas.sqlite", "--label", "CLEAR"])
    return 0


def _measured(step: str, path: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one step in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.importing", "--step", step, "--file", str(path)]
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{step:<10} {cpu_s:8.1f} s CPU  {time.perf_counter() - start:8.1f} s by the clock")
    return cpu_s, after.ru_maxrss / 1024


def main() -> None:
    """Print both times and their ratio; exit 1 above the limits for a million rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--step", choices=("bare", "imported"))
    parser.add_argument("--file", type=Path)
    chosen = parser.parse_args()
    if chosen.step:
        {"bare": bare, "imported": imported}[chosen.step](chosen.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_rows(path, chosen.rows)
        print(f"{chosen.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        bare_s, bare_mb = _measured("bare", path)
        own_s, own_mb = _measured("imported", path)
    print(f"pandas.read_csv {bare_s:.1f} s CPU, peak {bare_mb:.0f} MB")
    print(f"import          {own_s:.1f} s CPU, peak {own_mb:.0f} MB, ratio {own_s / bare_s:.1f}")
    # The limits are those of a million rows; of fewer, the start weighs more than its share.
    if chosen.rows >= 1e6 and (own_s > LIMIT_CPU_S * chosen.rows / 1e6 or own_mb > LIMIT_MB):
        sys.exit(f"above the limit of {LIMIT_CPU_S:.0f} s and {LIMIT_MB:.0f} MB for a million rows")


if __name__ == "__main__":
    main()
