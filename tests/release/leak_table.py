"""The leak table: attack, attempts, recovered. Run as a program it prints it and writes it down.

``python -m tests.release.leak_table DAY`` writes ``tests/release/leak_table.md``.
"""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.release import attacks, flow_attacks

FILE = Path(__file__).with_suffix(".md")
_HEAD = """# Leak table, {day}

Every attack was run on this release; `python -m tests.release.leak_table {day}` runs them again.
Recovered means: a place within {metres:.0f} m, a text, a number, a small count or another viewer's
view that the attacker may not know.

| attacked | attack | attempts | recovered |
|---|---|---|---|
"""


def rows():
    """Part, attack, attempts, recovered."""
    yield from (("masking and suppression", *row) for row in attacks.table())
    with _folder() as folder, flow_attacks.installation(folder) as world:
        for attack in flow_attacks.ATTACKS:
            yield ("the whole flow", attack.__name__.replace("_", " "), *attack(world))
    with _folder() as folder, flow_attacks.installation(folder, shipped=True) as world:
        os.environ["BORDER_ATLAS_HOME"] = str(folder)
        from tests.release import page_attacks

        for attack in page_attacks.ATTACKS:
            yield ("pages and caches", attack.__name__.replace("_", " "), *attack(world))


@contextmanager
def _folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def main(day):
    """Print the table as it grows and write it; the number recovered is the exit code."""
    found, text = 0, _HEAD.format(day=day, metres=attacks.FOUND_M)
    print(f"{'attack':<34}{'attempts':>10}{'recovered':>11}")
    for part, name, tried, recovered in rows():
        print(f"{name:<34}{tried:>10,}{recovered:>11}", flush=True)
        text += f"| {part} | {name} | {tried:,} | {recovered} |\n"
        found += recovered
    FILE.write_text(text, encoding="utf-8")
    return min(found, 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
