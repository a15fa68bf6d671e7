"""The lock files: every package pinned by hash, for all systems, from no named registry."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock", ".ci/assets/requirements.lock")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def locked(name: str) -> list[tuple[Requirement, int]]:
    """Requirements of a lock file, each with its number of hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return [(Requirement(line.split(" --hash")[0]), len(HASH.findall(line))) for line in lines]


def direct(name: str) -> list[Requirement]:
    """The requirements written by hand."""
    lines = (ROOT / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name):
    entries = locked(name)
    assert entries
    for requirement, hashes in entries:
        assert [one.operator for one in requirement.specifier] == ["=="], requirement
        assert hashes >= 1, requirement


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_no_address(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


@pytest.mark.parametrize("name", [one for one in LOCKS if one.startswith("req")])
def test_locks_hold_what_was_asked(name):
    pins = {(canonicalize_name(one.name), str(one.specifier)) for one, _ in locked(name)}
    asked = direct(name.replace(".lock", ".txt")) + direct("requirements.txt")
    assert {(canonicalize_name(one.name), str(one.specifier)) for one in asked} <= pins


def test_both_locks_agree():
    run = {
        (one.name, str(one.specifier), str(one.marker)) for one, _ in locked("requirements.lock")
    }
    test = {
        (one.name, str(one.specifier), str(one.marker))
        for one, _ in locked("requirements-test.lock")
    }
    assert run <= test


def test_two_libraries_that_crash_together_are_not_both_locked():
    names = {one.name for lock in LOCKS for one, _ in locked(lock)}
    assert not {"ortools", "highspy"} <= names


def test_the_asset_lock_is_complete_and_names_no_registry():
    folder = ROOT / ".ci" / "assets"
    lock = json.loads((folder / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    asked = json.loads((folder / "package.json").read_text())["dependencies"]
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values())
    assert "omit-lockfile-registry-resolved=true" in (folder / ".npmrc").read_text()
