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
    """Measures text; one per picture, with what it has measured."""

    renderer: RendererAgg
    scale: float
    seen: dict[tuple[str, float, bool], float] = field(default_factory=dict)

    def width_px(self, text: str, size_px: float, *, bold: bool = False) -> float:
        """Width in CSS pixels."""
        key = (text, size_px, bold)
        if key not in self.seen:
            prop = font(size_px, bold=bold)
            self.seen[key] = (
                self.renderer.get_text_width_height_descent(text, prop, ismath=False)[0]
                / self.scale
            )
        return self.seen[key]

    def wrap(self, text: str, width_px: float, size_px: float, *, bold: bool = False) -> list[str]:
        """Break text into lines that fit: at spaces, inside a word only where it is too wide."""
        lines: list[str] = []
        current = ""
        for word in text.split():
            candidate = f"{current} {word}" if current else word
            if self.width_px(candidate, size_px, bold=bold) <= width_px:
                current = candidate
                continue
            if current:
                lines.append(current)
            *full, current = self._broken(word, width_px, size_px, bold=bold)
            lines += full
        return lines + ([current] if current else [])

    def _broken(self, word: str, width_px: float, size_px: float, *, bold: bool) -> list[str]:
        if self.width_px(word, size_px, bold=bold) <= width_px:
            return [word]
        lines = [""]
        for piece in clusters(word):
            longer = lines[-1] + piece
            if lines[-1] and self.width_px(longer, size_px, bold=bold) > width_px:
                lines.append(piece)
            else:
                lines[-1] = longer
        return lines
