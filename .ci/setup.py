"""Puts an installation in order: virtual environment, locked packages, map assets, test tools.

Started by make with any Python from 3.11, before anything is installed: standard library only.
Each step leaves a stamp of what it installed, so that a second start only compares stamps.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
ASSETS_LOCK = ROOT / ".ci" / "assets" / "requirements.lock"
INSTALLER = ROOT / ".ci" / "assets" / "install.py"
BROWSERS = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# The browser without windows: the same engine, a third quicker in tests than the one with.
BROWSER_PACKAGE = "chromium-headless-shell"
DEBIAN_PACKAGES = (BROWSER_PACKAGE, "fonts-noto-core", "iproute2", "postgresql")
EXIT_STALE = 3


class SetupStepError(Exception):
    """A step of the set-up cannot be done; the text is one sentence for a person."""


def say(text: str) -> None:
    """One line of progress."""
    print(f"set-up: {text}", flush=True)


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """The line of a failed program's output that tells most."""
    lines = [line.strip() for line in (done.stderr + "\n" + done.stdout).splitlines()]
    told = [line for line in lines if line and "notice" not in line.lower()]
    faults = [line for line in told if "error" in line.lower()]
    return (faults or told or ["it said nothing"])[-1][:300]


def run(command: list[str], *, fault: str) -> None:
    """Run a program quietly; SetupStepError with ``fault`` and its last words when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise SetupStepError(f"{fault}: {last_words(done)}")


def answers(command: list[str]) -> bool:
    """Whether a program starts and ends well."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def digest(path: Path) -> str:
    """SHA-256 of a file, with line ends as on Unix."""
    try:
        return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    except OSError as error:
        raise SetupStepError(
            f"the file {path.name} is missing ({error.strerror}); copy the whole folder again"
        ) from error


def make_venv() -> None:
    """Make .venv with the running Python unless a working one is there."""
    if answers([str(PYTHON), "-c", ""]):
        return
    say(f"making .venv with Python {platform.python_version()}")
    run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        fault="the virtual environment .venv could not be made "
        "(on Debian and Ubuntu it needs the package python3-venv)",
    )


def wheels_folder() -> Path | None:
    """The bundle's packages for the lock file at hand, or None to use the network.

    Errors: SetupStepError when the bundle is for another Python or system.
    """
    named = os.environ.get("BUNDLE", "")
    if named == "none":
        return None
    places = [Path(named)] if named else [ROOT, ROOT / "bundle"]
    found = [place / "wheels" for place in places if (place / "wheels/contents.json").is_file()]
    if not found and named:
        raise SetupStepError(f"no bundle was found in {named}: it has no file wheels/contents.json")
    for wheels in found:
        contents = json.loads((wheels / "contents.json").read_text(encoding="utf-8"))
        if contents["lock"] == digest(RUN_LOCK):
            check_fit(contents)
            return wheels
    return None


def check_fit(contents: dict) -> None:
    """Raise SetupStepError unless the bundle holds packages for the Python in .venv."""
    code = "import platform as p; print('.'.join(p.python_version_tuple()[:2]))"
    asked = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=True)
    here = {"python": asked.stdout.strip(), "system": platform.system().lower()}
    machine = platform.machine().lower().replace("amd64", "x86_64").replace("aarch64", "arm64")
    fits = any(
        one["system"] == here["system"]
        and one["machine"] == machine
        and here["python"] in one["pythons"]
        for one in contents["systems"]
    )
    if not fits:
        held = ", ".join(
            f"Python {' '.join(one['pythons'])} on {one['system']} {one['machine']}"
            for one in contents["systems"]
        )
        raise SetupStepError(
            f"the bundle holds packages for {held}, and this is Python {here['python']} on "
            f"{here['system']} {machine}; use such a Python, or connect and run "
            "'make run BUNDLE=none'"
        )


def install(lock: Path, what: str, *, offline: bool = True) -> bool:
    """Install a lock file into .venv unless its stamp is there; returns whether it did."""
    stamp = VENV / f"installed-{lock.parent.name}-{lock.stem}.txt"
    wanted = digest(lock)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    wheels = wheels_folder() if offline else None
    place = f"from {wheels}" if wheels else "by pip"
    say(f"installing {what} {place}; the first time this takes a minute or two")
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    run(
        [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
         "--no-deps", "--no-compile", "--only-binary", ":all:", "--require-hashes",
         *source, "-r", str(lock)],
        fault=f"{what} could not be installed {place}",
    )  # fmt: skip
    stamp.write_text(wanted, encoding="utf-8")
    return True


def install_assets() -> None:
    """Fill static/: third-party files by npm when they changed, our own files always."""
    command = [str(PYTHON), str(INSTALLER)]
    done = subprocess.run([*command, "--no-fetch"], cwd=ROOT, check=False)
    if done.returncode == EXIT_STALE:
        install(ASSETS_LOCK, "the installer of map assets", offline=False)
        say("installing map assets and fonts")
        done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise SetupStepError("the map assets are not installed")


def browser() -> str | None:
    """Path of a Chromium or Chrome, or None."""
    named = (
        shutil.which(BROWSER_PACKAGE) or shutil.which("chromium") or shutil.which("google-chrome")
    )
    return named or next((path for path in BROWSERS if Path(path).is_file()), None)


def debian_absent() -> list[str]:
    """The Debian packages that the tests need and that are not installed."""
    query = ["dpkg-query", "-W", "-f", "${Status}"]
    absent = []
    for package in DEBIAN_PACKAGES:
        done = subprocess.run([*query, package], capture_output=True, text=True, check=False)
        if "install ok installed" not in done.stdout:
            absent.append(package)
    return absent


def install_debian(packages: list[str]) -> None:
    """apt-get as root, or through sudo where it asks nothing or a person is there to answer."""
    prefix = []
    if os.geteuid() != 0:
        prefix = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
        if not answers([*prefix, "true"]):
            raise SetupStepError(
                "the tests need the Debian packages "
                f"{', '.join(packages)}; install them as root and run 'make test' again"
            )
    say(f"installing for the tests: {', '.join(packages)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run([*prefix, "apt-get", "update", "-q"], fault="the package lists could not be updated")
    run(
        [*prefix, "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
        fault=f"{', '.join(packages)} could not be installed by apt",
    )


def install_test_tools() -> None:
    """Chromium and fonts for the browser tests."""
    if shutil.which("apt-get") and shutil.which("dpkg-query"):
        absent = debian_absent()
        if browser():
            absent = [package for package in absent if package != BROWSER_PACKAGE]
        if absent:
            install_debian(absent)
    if not browser():
        raise SetupStepError(
            "the browser tests need Chromium or Chrome and the Noto fonts (packages chromium and "
            "fonts-noto-core, or their like on this system); install them and run 'make test' again"
        )


def prepare(target: str) -> None:
    """Do the steps that ``target`` needs."""
    make_venv()
    install(RUN_LOCK, "the locked packages")
    if target == "test-tools":
        install(TEST_LOCK, "the packages for tests", offline=False)
    install_assets()
    if target == "test-tools":
        install_test_tools()


def become(command: list[str]) -> int:
    """Go on as another program; on Windows, wait for it and return its exit code."""
    os.chdir(ROOT)
    if not WINDOWS:
        os.execv(command[0], command)  # noqa: S606
    return subprocess.run(command, check=False).returncode


def main(target: str) -> int:
    """Prepare for ``target`` (run, test-tools or assets), and for run open the atlas."""
    try:
        prepare(target)
    except SetupStepError as fault:
        print(f"set-up: {fault}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"set-up: {error.filename or 'a file'}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if target != "run":
        return 0
    return become([str(PYTHON), str(ROOT / ".ci" / "start.py")])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
