"""The browser code of the map: our own files, and the installed ones that a saved map inlines."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from geo.errors import SetupError
from layers.vendor import STATIC_FOLDER

ASSETS: Final = Path(__file__).resolve().parent.parent / "assets"
# In the order in which they must run.
SCRIPTS: Final = (
    "atlas_data.js",
    "atlas_symbols.js",
    "atlas_lines.js",
    "atlas_points.js",
    "atlas_fields.js",
    "atlas_labels.js",
    "atlas_canvas.js",
    "atlas_frame.js",
    "atlas_map.js",
)
STYLES: Final = ("atlas_map.css", "atlas_cards.css")
OWN_FILES: Final = (*SCRIPTS, *STYLES)


@cache
def own(name: str) -> str:
    """Text of one of our own files."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def version() -> str:
    """A short word that changes with any of our own files, so that no browser keeps an old one."""
    return blake2b("".join(map(own, OWN_FILES)).encode(), digest_size=6).hexdigest()


def installed(path: str) -> bytes:
    """One installed file below ``static``, for a map that must carry everything itself.

    Errors: SetupError when it is not installed.
    """
    try:
        return (STATIC_FOLDER / path).read_bytes()
    except OSError as fault:
        raise SetupError(
            f"The installed map file static/{path} cannot be read; run 'make assets' with a "
            "connection, or copy the folder static from a bundle."
        ) from fault
