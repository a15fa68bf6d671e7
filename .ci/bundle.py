"""Writes the folder bundle/ for a memory stick: code and facts as committed, assets, packages.

PYTHONS ("3.11 3.12") and SYSTEMS ("linux-x86_64 macos-arm64 windows-x86_64") name what the bundle
is for; without them it is for the Python and the system it is made on.
"""

import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "bundle"
LOCK = ROOT / "requirements.lock"
# pip's platform tags, newest first, with the values that markers in the lock file may ask for.
SYSTEMS = {
    "linux-x86_64": (
        ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64",
         "manylinux2014_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64"),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    ),
    "linux-arm64": (
        ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    ),
    "macos-arm64": (
        ("macosx_14_0_arm64", "macosx_13_0_arm64", "macosx_12_0_arm64", "macosx_11_0_arm64",
         "macosx_10_9_universal2"),
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    ),
    "windows-x86_64": (
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    ),
}  # fmt: skip
NAMES = {"linux": "linux", "macos": "darwin", "windows": "windows"}


class BundleError(Exception):
    """The bundle cannot be made; the text is one sentence for a person."""


def this_system() -> str:
    """The name in SYSTEMS of the machine at hand."""
    machine = platform.machine().lower().replace("amd64", "x86_64").replace("aarch64", "arm64")
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    return f"{system}-{machine}"


def this_python() -> str:
    """Major and minor version, "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def git(*arguments: str) -> bytes:
    """Output of git; BundleError where this is no clone."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise BundleError(f"A bundle is made from a clone with a commit; git said: {reason}")
    return done.stdout


def copy_code(target: Path) -> None:
    """Code and facts of the last commit, and the installed assets."""
    if git("status", "--porcelain").strip():
        print("bundle: changes that are not committed are left out", flush=True)
    with tarfile.open(fileobj=io.BytesIO(git("archive", "HEAD"))) as archive:
        archive.extractall(target, filter="data")
    shutil.copytree(ROOT / "static", target / "static", dirs_exist_ok=True)
    for name in ("start.sh", "start.bat"):
        shutil.copyfile(ROOT / ".ci" / name, target / name)


def pinned(python: str, markers: dict[str, str]) -> str:
    """The lock file's lines that hold for one Python and system, markers resolved."""
    version = {"python_version": python, "python_full_version": f"{python}.0"}
    environment = {**default_environment(), **markers, **version}
    lines = LOCK.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    kept = []
    for line in (line for line in lines if line and not line.lstrip().startswith("#")):
        text, *hashes = line.split(" --hash=")
        requirement = Requirement(text.strip())
        if requirement.marker is None or requirement.marker.evaluate(environment):
            hashed = " ".join(f"--hash={one.strip()}" for one in hashes)
            kept.append(f"{requirement.name}{requirement.specifier} {hashed}")
    return "\n".join(kept) + "\n"


def download(wheels: Path, system: str, python: str) -> None:
    """Fetch the locked packages for one system and Python, each checked against its hash."""
    tags, markers = SYSTEMS[system]
    wanted = wheels / "wanted.txt"
    wanted.write_text(pinned(python, markers), encoding="utf-8")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-input", "--no-deps", "--require-hashes", "--only-binary", ":all:",
        "--dest", str(wheels), "-r", str(wanted),
    ]  # fmt: skip
    if (system, python) != (this_system(), this_python()):
        command += ["--python-version", python]
        command += [part for tag in tags for part in ("--platform", tag)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wanted.unlink()
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise BundleError(f"Packages for Python {python} on {system} could not be had: {reason}")


def contents(systems: list[str], pythons: list[str]) -> dict:
    """What the set-up reads to see whether the bundle fits a machine."""
    lock = LOCK.read_bytes().replace(b"\r\n", b"\n")
    fits = [one.split("-") for one in systems]
    return {
        "lock": hashlib.sha256(lock).hexdigest(),
        "commit": git("rev-parse", "HEAD").decode().strip(),
        "systems": [
            {"system": NAMES[system], "machine": machine, "pythons": pythons}
            for system, machine in fits
        ],
    }


def asked() -> tuple[list[str], list[str]]:
    """Systems and Pythons the bundle is for; BundleError where one is not known."""
    systems = os.environ.get("SYSTEMS", "").split() or [this_system()]
    pythons = os.environ.get("PYTHONS", "").split() or [this_python()]
    unknown = [one for one in systems if one not in SYSTEMS]
    if unknown:
        raise BundleError(
            f"Expected SYSTEMS to name some of {', '.join(SYSTEMS)}; found {unknown[0]!r}."
        )
    return systems, pythons


def main() -> int:
    """Write the bundle beside the old one and swap them; 1 with one sentence where it fails."""
    fresh = ROOT / "bundle.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        systems, pythons = asked()
        wheels = fresh / "wheels"
        wheels.mkdir(parents=True)
        copy_code(fresh)
        for system in systems:
            for python in pythons:
                print(f"bundle: packages for Python {python} on {system}", flush=True)
                download(wheels, system, python)
        told = json.dumps(contents(systems, pythons), indent=2)
        (wheels / "contents.json").write_text(told + "\n", encoding="utf-8")
        shutil.rmtree(TARGET, ignore_errors=True)
        fresh.rename(TARGET)
    except (BundleError, OSError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        print(f"bundle: {error}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
    print(f"bundle: the folder bundle is ready, {size / 1e6:.0f} MB; copy it to the stick whole")
    return 0


if __name__ == "__main__":
    sys.exit(main())
