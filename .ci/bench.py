"""Runs every file of benchmarks/ whose name starts with a letter, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """The number of benchmarks that failed."""
    names = sorted(path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py"))
    failed = 0
    for name in names:
        print(f"== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=False)
        failed += done.returncode != 0
    print(f"{len(names) - failed} benchmarks done, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
