"""Text in pictures: fonts with fallback for five scripts, widths, and line breaks."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from matplotlib import font_manager
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from geo.layerspec import Text
from layers._style import FONT_FAMILIES
from layers.vendor import picture_fonts

Translate = Callable[[Text], str]
POINTS_PER_PX = 0.75
LINE_HEIGHT = 1.45
_MEASURED_AT_PX = 40.0
_SPACE_EM = 0.26
# Thai and Lao vowels written before their consonant, and letters that never begin a line.
_BINDS_TO_NEXT = frozenset("เแโใไເແໂໃໄ\u17d2")
_BINDS_TO_PREVIOUS = frozenset("ะาำๅๆฯະາຳໆຯ.,;:)!?%”’")


@cache
def _register() -> tuple[str, ...]:
    """Make the installed fonts known to matplotlib, once; returns the families to fall back on.

    Without the installed files the same families are looked for on the machine.
    """
    for path in picture_fonts():
        if path.is_file():
            font_manager.fontManager.addfont(str(path))
    return (*FONT_FAMILIES, "DejaVu Sans")


def font(size_px: float, *, bold: bool = False) -> FontProperties:
    """A font of the atlas with its fallbacks; ``size_px`` in CSS pixels."""
    weight = "bold" if bold else "normal"
    return FontProperties(family=list(_register()), size=size_px * POINTS_PER_PX, weight=weight)


def clusters(text: str) -> list[str]:
    """Split into pieces between which a line may break in a script without spaces.

    Marks stay with their letter and leading vowels with the next one; it is not a dictionary.
    """
    pieces: list[str] = []
    for char in text:
        mark = unicodedata.category(char) in ("Mn", "Mc") or char in _BINDS_TO_PREVIOUS
        after_leading = bool(pieces) and pieces[-1][-1] in _BINDS_TO_NEXT
        if pieces and (mark or after_leading):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


@dataclass(slots=True)
class Ruler:
    """Measures text; one per picture, with what it has measured (width as parts of the size)."""

    renderer: RendererAgg
    scale: float
    seen: dict[tuple[str, bool], float] = field(default_factory=dict)

    def width_px(self, text: str, size_px: float, *, bold: bool = False) -> float:
        """Width in CSS pixels."""
        key = (text, bold)
        if key not in self.seen:
            prop = font(_MEASURED_AT_PX, bold=bold)
            width = self.renderer.get_text_width_height_descent(text, prop, ismath=False)[0]
            self.seen[key] = width / self.scale / _MEASURED_AT_PX
        return self.seen[key] * size_px

    def wrap(self, text: str, width_px: float, size_px: float, *, bold: bool = False) -> list[str]:
        """Break text into lines that fit: at spaces, inside a word only where it is too wide."""
        space = size_px * _SPACE_EM
        lines: list[list[str]] = [[]]
        used = 0.0
        for word in text.split():
            for k, piece in enumerate(self._broken(word, width_px, size_px, bold=bold)):
                width = self.width_px(piece, size_px, bold=bold)
                if lines[-1] and (k or used + space + width > width_px):
                    lines.append([])
                    used = 0.0
                used += width + (space if lines[-1] else 0.0)
                lines[-1].append(piece)
        return [" ".join(line) for line in lines if line]

    def _broken(self, word: str, width_px: float, size_px: float, *, bold: bool) -> list[str]:
        if self.width_px(word, size_px, bold=bold) <= width_px:
            return [word]
        lines, used = [""], 0.0
        for piece in clusters(word):
            width = self.width_px(piece, size_px, bold=bold)
            if lines[-1] and used + width > width_px:
                lines.append("")
                used = 0.0
            lines[-1] += piece
            used += width
        return lines
