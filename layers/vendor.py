"""Which installed files the map and the pictures need, and which of them are not there.

Third-party assets and fonts are installed under ``static/`` by ``make run`` and never committed.
"""

from pathlib import Path

from geo.errors import SetupError

ROOT = Path(__file__).resolve().parent.parent
STATIC_FOLDER = ROOT / "static"
FONTS_FOLDER = STATIC_FOLDER / "vendor" / "fonts"
FONT_FAMILIES = (
    "Noto Sans",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Myanmar",
    "Noto Sans Thai",
)
FONT_FACES = ("Regular", "Bold")
REQUIRED_FILES = (
    "vendor/leaflet/leaflet.js",
    "vendor/leaflet/leaflet.css",
    "vendor/markercluster/leaflet.markercluster.js",
    "vendor/markercluster/MarkerCluster.css",
    "vendor/markercluster/MarkerCluster.Default.css",
    "vendor/jquery/jquery.min.js",
    "vendor/fonts/fonts.css",
)


def picture_fonts(folder: Path = FONTS_FOLDER) -> tuple[Path, ...]:
    """The TTF files for pictures: per family one regular and one bold, Latin letters included."""
    names = (family.replace(" ", "") for family in FONT_FAMILIES)
    return tuple(folder / f"{name}-{face}.ttf" for name in names for face in FONT_FACES)


def missing(static: Path = STATIC_FOLDER) -> tuple[str, ...]:
    """Paths below ``static`` that should have been installed and are not there."""
    fonts = picture_fonts(static / "vendor" / "fonts")
    needed = (*(static / name for name in REQUIRED_FILES), *fonts)
    return tuple(path.relative_to(static).as_posix() for path in needed if not path.is_file())


def check(static: Path = STATIC_FOLDER) -> None:
    """Raise SetupError, in one sentence, when an installed file is missing."""
    absent = missing(static)
    if absent:
        raise SetupError(
            f"{len(absent)} installed map files are missing from the folder static "
            f"(first: {absent[0]}); run 'make assets' with a connection, or copy the folder "
            "static from a bundle."
        )
