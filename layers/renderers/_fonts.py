"""Which of the installed font files a text needs, written into a style sheet that carries them."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Final

from layers.renderers import _assets

_FACE: Final = re.compile(r"@font-face\s*{[^}]*}")
_FILE: Final = re.compile(r"url\(([\w.-]+\.woff2)\)")
_RANGE: Final = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
_FOLDER: Final = "vendor/fonts/"


def inlined(text: str) -> str:
    """The font faces whose letters occur in ``text``, each with its file inside.

    Errors: SetupError when the fonts are not installed.
    """
    sheet = _assets.installed(f"{_FOLDER}fonts.css").decode()
    letters = sorted({ord(letter) for letter in text})
    return "\n".join(_with_file(face) for face in _needed(_FACE.findall(sheet), letters))


def _needed(faces: Iterable[str], letters: list[int]) -> Iterator[str]:
    for face in faces:
        ranges = face.partition("unicode-range:")[2]
        spans = [(int(low, 16), int(high or low, 16)) for low, high in _RANGE.findall(ranges)]
        if not spans or any(low <= letter <= high for letter in letters for low, high in spans):
            yield face


def _with_file(face: str) -> str:
    def data(match: re.Match[str]) -> str:
        raw = _assets.installed(_FOLDER + match.group(1))
        return f"url(data:font/woff2;base64,{b64encode(raw).decode()})"

    return _FILE.sub(data, face)
