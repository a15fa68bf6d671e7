"""Four writers and twenty readers on one store, each a process of its own, on each kind of store.

Run ``python -m benchmarks.load [--seconds 30] [--records 20000]``. Each writer stores one record as
a transaction of its own, with its keys from geometry, its history and its entry in the audit chain,
then waits a quarter of a second; each reader asks, in one transaction, for the store's revision and
for all columns of fifty records in use, then waits half a second. The store begins with
records made by seed around the real borders; none is a record of anything. SQLite writes its log to
the disk at each transaction (synchronous = FULL), PostgreSQL likewise (fsync on). After the run the
audit chain is verified and every stored record counted.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import select

from benchmarks.nearest_section import drawn_points
from geo.errors import StoreError
from geo.store import Store, add, open_store, verify_chain
from geo.store.imports import ImportAbout, store_import
from geo.store.tables import INCIDENT, store_meta
from tests.store import server as servers

SEED = 20_261_123
WRITERS, READERS = 4, 20
WRITE_PAUSE_S, READ_PAUSE_S = 0.25, 0.5
READ_AT_ONCE = 50
# What an insert and a read may take for 95 of 100; beyond it a person notices the wait.
LIMIT_P95_S = 0.5

Figures = tuple[str, list[float], int]


def frame(ids: list[str], lon: np.ndarray, lat: np.ndarray) -> pd.DataFrame:
    """Made-up records with these ids and points."""
    return pd.DataFrame({"id": ids, "lon": lon, "lat": lat}).assign(
        date="2025-03-12", date_precision="day", title="synthetic", category="other",
        origin="dataset", coord_precision="exact", confidence="high", label="CLEAR",
        country="", border_pair="", outlet="Synthetic",
    )  # fmt: skip


def fill(url: str, folder: Path, records: int) -> None:
    """A new store with so many records."""
    store = open_store(url, folder=folder)
    lon, lat = drawn_points(records, seed=SEED)
    ids = [f"s{n}" for n in range(records)]
    about = ImportAbout(("synthetic",), ("generic",), "CLEAR", 0, 0)
    store_import(store, [frame(ids, lon, lat)], about, actor="benchmark")
    store.close()


def write(url: str, folder: Path, number: int, end: float, told: "SimpleQueue[Figures]") -> None:
    """One writer: seconds of each insert, and how many were refused."""
    store, seconds, refused = open_store(url, folder=folder), [], 0
    lon, lat = drawn_points(2_000, seed=SEED + number)
    while time.monotonic() < end:
        at = len(seconds)
        start = time.perf_counter()
        try:
            add(store, "incident", frame([f"w{number}-{at}"], lon[[at]], lat[[at]]), actor="w")
        except StoreError:
            refused += 1
        seconds.append(time.perf_counter() - start)
        time.sleep(WRITE_PAUSE_S)
    told.put(("insert", seconds, refused))
    os._exit(0)


def read(url: str, folder: Path, number: int, end: float, told: "SimpleQueue[Figures]") -> None:
    """One reader: seconds of each read, and how many were refused."""
    store, seconds, refused = open_store(url, folder=folder), [], 0
    chance = random.Random(number)
    time.sleep(chance.uniform(0, READ_PAUSE_S))
    while time.monotonic() < end:
        start = time.perf_counter()
        try:
            look(store, chance.sample(range(1, 10_000), READ_AT_ONCE))
        except StoreError:
            refused += 1
        seconds.append(time.perf_counter() - start)
        time.sleep(READ_PAUSE_S)
    told.put(("read", seconds, refused))
    os._exit(0)


def look(store: Store, keys: list[int]) -> int:
    """How many of these records are in use."""
    table = INCIDENT.table
    some = table.c.key.in_(keys) & table.c.valid_to.is_(None)
    with store.reading() as connection:
        connection.execute(select(store_meta.c.revision)).scalar_one()
        return len(connection.execute(select(table).where(some)).all())


def measure(url: str, folder: Path, seconds: float) -> dict[str, tuple[list[float], int]]:
    """Seconds and refusals of all inserts and all reads."""
    context = get_context("fork")
    told: SimpleQueue[Figures] = context.SimpleQueue()
    end = time.monotonic() + seconds
    jobs = [(write, n) for n in range(WRITERS)] + [(read, n) for n in range(READERS)]
    processes = [context.Process(target=job, args=(url, folder, n, end, told)) for job, n in jobs]
    for process in processes:
        process.start()
    found: dict[str, tuple[list[float], int]] = {"insert": ([], 0), "read": ([], 0)}
    for _ in processes:
        kind, some, refused = told.get()
        found[kind] = (found[kind][0] + some, found[kind][1] + refused)
    for process in processes:
        process.join()
    return found


@contextmanager
def places() -> Iterator[list[tuple[str, str, Path]]]:
    """Name, address and key folder of a new store of each kind that this machine can run."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        listed = [("SQLite", f"sqlite:///{first}/atlas.sqlite", Path(first))]
        if servers.programs() is None:
            print("PostgreSQL is not installed; its half is left out")
            yield listed
            return
        with servers.running(safe=True) as server:
            yield [*listed, ("PostgreSQL", server.url(server.database()), Path(second))]


def main() -> None:
    """Print the table; exit 1 when anything was refused, lost, or slower than the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--records", type=int, default=20_000)
    chosen = parser.parse_args()
    faults = []
    print(
        f"{WRITERS} writers, {READERS} readers, {chosen.records:,} records, {os.cpu_count()} cores"
    )
    print(f"{'store':<12}{'work':<8}{'times':>7}{'median':>9}{'p95':>9}{'longest':>9}  ms")
    with places() as listed:
        for name, url, folder in listed:
            fill(url, folder, chosen.records)
            found = measure(url, folder, chosen.seconds)
            for kind, (taken, refused) in found.items():
                middle, high, top = np.quantile(taken, [0.5, 0.95, 1.0]) * 1000
                print(f"{name:<12}{kind:<8}{len(taken):>7}{middle:>9.1f}{high:>9.1f}{top:>9.1f}")
                faults += [f"{refused} {kind}s refused on {name}"] if refused else []
                if high > LIMIT_P95_S * 1000:
                    faults.append(f"{kind} p95 of {high:.0f} ms on {name}")
            faults += lost(name, url, folder, chosen.records + len(found["insert"][0]))
    print(f"processes waiting for a core at the end: {os.getloadavg()[0]:.1f}")
    if faults:
        sys.exit("; ".join(faults))


def lost(name: str, url: str, folder: Path, expected: int) -> list[str]:
    """Faults of what the store holds after the run."""
    store = open_store(url, folder=folder)
    report = verify_chain(store)
    store.close()
    print(f"{name:<12}{report.records:,} records of {expected:,}, {report.entries:,} audit entries")
    faults = [f"the chain of {name} does not verify"] if report.problems else []
    return faults + ([f"records lost on {name}"] if report.records != expected else [])


if __name__ == "__main__":
    main()
