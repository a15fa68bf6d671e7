"""The set-up's own decisions: stamps, bundles that fit or do not, what the tests need."""

import importlib.util
import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """.ci/setup.py, working in an empty folder with a two-line lock file and this Python."""
    spec = importlib.util.spec_from_file_location("ci_setup", ROOT / ".ci" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.lock").write_text("one==1\ntwo==2\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "RUN_LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    monkeypatch.delenv("BUNDLE", raising=False)
    return module


def put_bundle(steps, folder: Path, *, lock: str | None = None, python: str | None = None) -> Path:
    """A bundle's table of contents for this machine, or for another."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    machine = platform.machine().lower().replace("amd64", "x86_64").replace("aarch64", "arm64")
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    system = {
        "system": platform.system().lower(),
        "machine": machine,
        "pythons": [python or here],
    }
    told = {"lock": lock or steps.digest(steps.RUN_LOCK), "systems": [system]}
    (wheels / "contents.json").write_text(json.dumps(told))
    return wheels


def test_without_a_bundle_packages_come_by_network(steps):
    assert steps.wheels_folder() is None


@pytest.mark.parametrize("place", [".", "bundle"])
def test_a_bundle_for_this_lock_is_used(steps, tmp_path, place):
    wheels = put_bundle(steps, tmp_path / place)
    assert steps.wheels_folder().resolve() == wheels.resolve()


def test_a_bundle_of_another_release_is_passed_over(steps, tmp_path):
    put_bundle(steps, tmp_path, lock="0" * 64)
    assert steps.wheels_folder() is None


def test_a_bundle_for_another_python_is_told(steps, tmp_path):
    put_bundle(steps, tmp_path, python="3.99")
    with pytest.raises(steps.SetupStepError, match=r"holds packages for Python 3\.99.*BUNDLE=none"):
        steps.wheels_folder()


def test_the_bundle_can_be_declined(steps, tmp_path, monkeypatch):
    put_bundle(steps, tmp_path, python="3.99")
    monkeypatch.setenv("BUNDLE", "none")
    assert steps.wheels_folder() is None


def test_a_named_bundle_must_be_one(steps, tmp_path, monkeypatch):
    monkeypatch.setenv("BUNDLE", str(tmp_path))
    with pytest.raises(steps.SetupStepError, match="no bundle was found"):
        steps.wheels_folder()


def test_packages_are_installed_once_per_lock_file(steps, monkeypatch):
    started = []
    monkeypatch.setattr(steps, "run", lambda command, *, fault: started.append(command))
    assert steps.install(steps.RUN_LOCK, "the packages") is True
    assert steps.install(steps.RUN_LOCK, "the packages") is False
    steps.RUN_LOCK.write_text("one==1\ntwo==3\n")
    assert steps.install(steps.RUN_LOCK, "the packages") is True
    assert len(started) == 2
    assert all("--require-hashes" in command for command in started)


def test_a_failed_installation_leaves_no_stamp(steps):
    with pytest.raises(steps.SetupStepError, match="the packages could not be installed"):
        steps.install(steps.RUN_LOCK, "the packages")
    assert list(steps.VENV.iterdir()) == []


def test_a_missing_lock_file_is_told(steps):
    steps.RUN_LOCK.unlink()
    with pytest.raises(steps.SetupStepError, match=r"requirements\.lock is missing"):
        steps.install(steps.RUN_LOCK, "the packages")


def test_line_ends_do_not_change_a_digest(steps):
    before = steps.digest(steps.RUN_LOCK)
    steps.RUN_LOCK.write_bytes(b"one==1\r\ntwo==2\r\n")
    assert steps.digest(steps.RUN_LOCK) == before


def test_last_words_prefer_the_error(steps):
    done = subprocess.CompletedProcess(
        [], 1, stdout="", stderr="ERROR: no space left on device\n[notice] a new pip is there\n"
    )
    assert steps.last_words(done) == "ERROR: no space left on device"


def test_no_root_and_no_sudo_names_the_packages(steps, monkeypatch):
    monkeypatch.setattr(steps.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(steps, "answers", lambda command: False)
    with pytest.raises(steps.SetupStepError, match="chromium, fonts-noto-core"):
        steps.install_debian(["chromium", "fonts-noto-core"])


def test_no_browser_on_another_system_names_what_is_needed(steps, monkeypatch):
    monkeypatch.setattr(steps.shutil, "which", lambda name: None)
    monkeypatch.setattr(steps, "BROWSERS", ())
    with pytest.raises(steps.SetupStepError, match="Chromium or Chrome and the Noto fonts"):
        steps.install_test_tools()
