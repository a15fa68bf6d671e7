"""The bundle: made from a commit, started with no route to anywhere, updated without loss."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.offline
ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("offline_start.py")
PORT = "8501"  # the namespace has ports of its own
AUTHOR = ("-c", "user.name=Test", "-c", "user.email=test@example.org")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *AUTHOR, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    """A bundle of this tree as it stands, made in a clone of its own."""
    clone = tmp_path_factory.mktemp("clone")
    for name in git(ROOT, "ls-files", "-co", "--exclude-standard", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    shutil.copytree(ROOT / "static", clone / "static")
    git(clone, "init", "-q")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "as it stands")
    done = subprocess.run(
        [sys.executable, str(clone / ".ci" / "bundle.py")],
        cwd=clone, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "is ready" in done.stdout
    return clone / "bundle"


def start_offline(bundle: Path, folder: Path) -> dict:
    """Start a bundle in a fresh network namespace that has a loopback and no route."""
    unshare = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    ip = shutil.which("ip") or "/usr/sbin/ip"
    line = f'{ip} link set lo up && exec "$@"'
    drive = [sys.executable, str(DRIVER), str(bundle), str(folder), PORT]
    own = {key: value for key, value in os.environ.items() if key != "BORDER_ATLAS_HOME"}
    done = subprocess.run(
        [*unshare, "sh", "-c", line, "sh", *drive], env=own,
        capture_output=True, text=True, timeout=800, check=False,
    )  # fmt: skip
    log = folder / "start.log"
    assert done.returncode == 0, done.stderr + (log.read_text() if log.is_file() else "")
    told = json.loads(done.stdout.splitlines()[-1])
    told["log"] = log.read_text()
    return told


def newer(bundle: Path, folder: Path) -> Path:
    """The same bundle one release later: one file changed, one new, one gone."""
    later = folder / "later"
    shutil.copytree(bundle, later, symlinks=True)
    (later / "README.md").write_text("the next release\n")
    (later / "data" / "fact.csv").write_text("a,b\n1,2\n")
    (later / "data" / "LICENSES.md").unlink()
    place = later / "wheels" / "contents.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), "commit": "next"}))
    return later


def check_drawn(told: dict) -> None:
    """The map has ink, and the page asked for nothing elsewhere and complained of nothing."""
    drawn = told["drawn"]
    assert drawn["inked"] >= 1, drawn
    assert drawn["outside"] == []
    assert drawn["errors"] == []


def test_bundle_holds_what_is_needed_and_nothing_of_ours(bundle):
    names = {path.name for path in bundle.iterdir()}
    assert {
        "Makefile",
        "dashboard.py",
        "data",
        "start.sh",
        "start.bat",
        "static",
        "wheels",
    } <= names
    assert not {".git", ".venv", "var"} & names
    wheels = [path.name.lower() for path in (bundle / "wheels").glob("*.whl")]
    assert any(name.startswith("streamlit-") for name in wheels)
    assert len(wheels) > 40


def test_bundle_draws_its_map_with_no_route_and_an_update_keeps_records(bundle, tmp_path):
    folder = tmp_path / "installed"
    folder.mkdir()
    first = start_offline(bundle, folder)
    assert first["routed"] is False
    assert set(first["answers"].values()) == {200}, first["log"]
    assert "from " + str(folder) in first["log"]
    check_drawn(first)
    assert (folder / "records" / "cookie_secret.txt").is_file()

    (folder / "records" / "mine.txt").write_text("entered here\n")
    kept = {
        path.name: path.read_bytes()
        for path in (folder / "records").iterdir()
        if path.suffix == ".txt"
    }
    second = start_offline(newer(bundle, tmp_path), folder)
    assert set(second["answers"].values()) == {200}, second["log"]
    check_drawn(second)
    assert (folder / "app" / "README.md").read_text() == "the next release\n"
    assert (folder / "app" / "data" / "fact.csv").is_file()
    assert not (folder / "app" / "data" / "LICENSES.md").exists()
    for name, content in kept.items():
        assert (folder / "records" / name).read_bytes() == content
    assert "installing" not in second["log"]
    assert {path.name for path in folder.iterdir()} == {"app", "records", "start.log"}
    print(f"first start {first['seconds']} s, its page {first['drawn']['seconds']} s")
    print(f"after the update {second['seconds']} s, its page {second['drawn']['seconds']} s")
