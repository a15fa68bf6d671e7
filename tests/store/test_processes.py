"""Real processes: two starting at once, and one killed while it seeds."""

import random
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from geo.store import revision, seed, verify_chain, withdraw
from geo.store.records import current_rows
from geo.store.tables import INCIDENT

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10
RECORDS = 3000


def _start(toy, task, address, facts):
    return subprocess.Popen(
        [sys.executable, toy.__file__, task, address.url, str(address.folder), str(facts)],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def _open_and_seed(toy, address, facts):
    seed(address.open(), data_dir=facts, keys=toy.toy_keys, basis="toy")


def test_two_processes_starting_at_once_seed_once(toy, new_address, facts):
    address = new_address()
    processes = [_start(toy, "seed", address, facts) for _ in range(2)]
    assert [process.stdout.readline() for process in processes] == ["ready\n", "ready\n"]
    for process in processes:
        _go(process)
    results = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in results] == ["", ""]
    assert sorted(int(out) for out, _ in results) == [0, 9]
    store = address.open()
    report = verify_chain(store)
    assert (report.entries, report.records, report.problems) == (1, 9, ())
    store.close()


def test_another_process_sees_a_change_within_two_seconds(toy, new_address, facts):
    address = new_address()
    store = address.open()
    seed(store, data_dir=facts, keys=toy.toy_keys, basis="toy")
    watcher = _start(toy, "watch", address, facts)
    assert watcher.stdout.readline() == "ready\n"
    _go(watcher)
    assert watcher.stdout.readline() == "5\n"
    withdraw(store, "incident", "I-1", actor="u1")
    changed = time.time()
    out, error = watcher.communicate(timeout=60)
    assert error == ""
    assert float(out) - changed < 2.0
    store.close()


def test_a_kill_during_seeding_leaves_nothing_half_written(toy, new_address, tmp_path):
    facts = toy.write_many(tmp_path / "facts", RECORDS)
    address = new_address()
    chance = random.Random(20)
    before = after = 0
    for _ in range(KILLS):
        process = get_context("fork").Process(target=_open_and_seed, args=(toy, address, facts))
        process.start()
        time.sleep(chance.uniform(0.0, 0.6))
        process.kill()
        process.join(timeout=30)
        store = address.open()
        report = verify_chain(store)
        assert report.problems == ()
        assert (report.entries, report.records) in {(0, 0), (1, RECORDS + 4)}
        assert revision(store) == report.entries
        before, after = before + (report.entries == 0), after + (report.entries == 1)
        store.close()
        if report.entries:
            address = new_address()
    store = address.open()
    seed(store, data_dir=facts, keys=toy.toy_keys, basis="toy")
    with store.reading() as connection:
        ids = [f"I-{i}" for i in range(RECORDS)]
        assert len(current_rows(connection, INCIDENT, ids)) == RECORDS
    assert before > 0
    store.close()
