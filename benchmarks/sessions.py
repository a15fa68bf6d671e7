"""Thirty visitors change filters on one server process; how long each waits for the whole page.

Run ``python -m benchmarks.sessions [--visitors 30] [--seconds 120] [--pause 10]``. The server is
the real one, started as ``make run`` starts it, in a process of its own, with the shipped records
and no browser: each visitor is a thread of this process that speaks the page's own protocol over a
websocket, changes one filter at random, waits until everything the page needs has come, and then
reads for a while (``--pause`` seconds in the mean, evenly drawn from half to one and a half), while
its page asks every 1.5 s whether the records have changed, as every open page does.
Visitors arrive one by one, a second apart; what is measured begins when the last has come. Drawing
in the browser is not in these figures. Both processes share the machine's cores.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks._session import Answer, Session, served

SEED = 20_261_123
LIMIT_P95_S = 1.0
WARM_UP_RUNS = 3
ARRIVAL_S = 1.0
KEYS = ("filter_period", "filter_categories", "filter_pairs", "filter_measure")
# Key of the filter, seconds waited, bytes received.
Waited = tuple[str, float, int]


def change(session: Session, answer: Answer, chance: random.Random) -> str:
    """Set one filter to another value; returns its key."""
    key = chance.choice(KEYS)
    element = answer.elements[key]
    options = list(getattr(element, element.WhichOneof("type")).options)
    if key in ("filter_categories", "filter_pairs"):
        session.choose(key, *sorted(chance.sample(options, chance.randint(0, 3))))
    else:
        # The last period asks for two days more: that is another widget, not a filter's value.
        session.choose(key, chance.choice(options[:-1]))
    return key


def visit(
    url: str, number: int, begin: float, end: float, pause_s: float, waited: list[Waited]
) -> None:
    """One visitor's changes; noted are those between two times of the monotonic clock."""
    chance = random.Random(SEED + number)
    time.sleep(number * ARRIVAL_S)
    with Session(url) as session:
        answer = session.arrive()
        session.idle(chance.uniform(0, pause_s))
        while time.monotonic() < end:
            key = change(session, answer, chance)
            asked = time.monotonic()
            answer = session.run()
            if not answer.well:
                raise RuntimeError("the page ended with a fault")
            if begin <= asked:
                waited.append((key, answer.seconds, answer.received_bytes))
            session.idle(chance.uniform(0.5, 1.5) * pause_s)


def quantiles(seconds: Iterable[float]) -> str:
    """Median, 95th percentile and largest, for a row of the table."""
    middle, high, top = np.quantile(list(seconds), [0.5, 0.95, 1.0])
    return f"{middle:8.3f} {high:8.3f} {top:8.3f}"


def measure(visitors: int, seconds: float, pause_s: float) -> list[Waited]:
    """What each change of each visitor took."""
    waited: list[Waited] = []
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (url, process):
        with Session(url) as first:
            for _ in range(WARM_UP_RUNS):
                first.run()
        begin = time.monotonic() + visitors * ARRIVAL_S
        with ThreadPoolExecutor(visitors) as pool:
            done = [
                pool.submit(visit, url, n, begin, begin + seconds, pause_s, waited)
                for n in range(visitors)
            ]
            time.sleep(visitors * ARRIVAL_S)
            before = cpu_seconds(process.pid)
            time.sleep(seconds)
            used = cpu_seconds(process.pid) - before
            print(f"server: {used:.1f} s CPU in {seconds:.0f} s, {used / len(waited):.3f} a change")
            for one in done:
                one.result()
    return waited


def cpu_seconds(pid: int) -> float:
    """What a process has used so far, where the system tells."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return float("nan")
    fields = path.read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the table; exit 1 when the 95th percentile is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--pause", type=float, default=10.0)
    chosen = parser.parse_args()
    waited = measure(chosen.visitors, chosen.seconds, chosen.pause)
    print(
        f"{chosen.visitors} visitors, a change every {chosen.pause:g} s in the mean, "
        f"{os.cpu_count()} cores, {len(waited)} changes; "
        f"processes waiting for a core at the end: {os.getloadavg()[0]:.1f}"
    )
    print(f"{'filter':<20} {'changes':>8} {'median':>8} {'p95':>8} {'longest':>8}  s")
    for key in KEYS:
        own = [seconds for name, seconds, _ in waited if name == key]
        if own:
            print(f"{key:<20} {len(own):>8} {quantiles(own)}")
    every = [seconds for _, seconds, _ in waited]
    print(f"{'all':<20} {len(every):>8} {quantiles(every)}")
    print(f"received in the mean {np.mean([size for *_, size in waited]) / 1e3:.0f} kB")
    own_cpu = resource.getrusage(resource.RUSAGE_SELF)
    print(f"visitors' own process: {own_cpu.ru_utime + own_cpu.ru_stime:.1f} s CPU")
    p95 = float(np.quantile(every, 0.95))
    if p95 > LIMIT_P95_S:
        sys.exit(f"the 95th percentile of {p95:.2f} s is above {LIMIT_P95_S:.0f} s")


if __name__ == "__main__":
    main()
