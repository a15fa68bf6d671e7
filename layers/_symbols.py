"""The outlines of the map's symbols, once for every renderer."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a symbol: points in a square of -1…1, y downwards, as parts of half its size.

    A filled part takes the style's fill; every part takes its stroke.
    """

    points: tuple[tuple[float, float], ...]
    closed: bool = True
    filled: bool = True


def _regular(corners: int, turn: float = 0.0, radius: float = 1.0) -> tuple:
    """Corners of a regular shape, the first at the top unless turned (in full turns)."""
    angles = [2 * pi * (i / corners + turn) - pi / 2 for i in range(corners)]
    return tuple((round(radius * cos(a), 4), round(radius * sin(a), 4)) for a in angles)


def _star() -> tuple:
    outer, inner = _regular(5), _regular(5, 0.1, 0.45)
    return tuple(point for pair in zip(outer, inner, strict=True) for point in pair)


_BOX = ((-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82))
_ROUNDED = (
    (-0.5, -0.9), (0.5, -0.9), (0.78, -0.78), (0.9, -0.5), (0.9, 0.5), (0.78, 0.78),
    (0.5, 0.9), (-0.5, 0.9), (-0.78, 0.78), (-0.9, 0.5), (-0.9, -0.5), (-0.78, -0.78),
)  # fmt: skip
_DIAMOND = _regular(4)
_PLUS = (
    (-0.3, -0.95), (0.3, -0.95), (0.3, -0.3), (0.95, -0.3), (0.95, 0.3), (0.3, 0.3),
    (0.3, 0.95), (-0.3, 0.95), (-0.3, 0.3), (-0.95, 0.3), (-0.95, -0.3), (-0.3, -0.3),
)  # fmt: skip
_CROSS = tuple((round((x - y) * 0.7071, 4), round((x + y) * 0.7071, 4)) for x, y in _PLUS)
_HALF = ((0.0, -1.0), (0.0, 1.0), (-1.0, 0.0))
_BAR = Part(((-1.25, 0.0), (1.25, 0.0)), closed=False, filled=False)
_SLASH = Part(((-0.85, 0.85), (0.85, -0.85)), closed=False, filled=False)
_DOWN = ((-0.95, -0.8), (0.95, -0.8), (0.0, 0.9))
_UP = ((0.0, -0.9), (0.95, 0.8), (-0.95, 0.8))


def _hollow(points: tuple) -> Part:
    return Part(points, filled=False)


_PLAIN = MappingProxyType(
    {
        "circle": (Part(_regular(24, radius=0.9)),),
        "ring": (_hollow(_regular(24, radius=0.8)),),
        "square": (Part(_BOX),),
        "square_hollow": (_hollow(_BOX),),
        "diamond": (Part(_DIAMOND),),
        "diamond_half": (_hollow(_DIAMOND), Part(_HALF)),
        "diamond_hollow": (_hollow(_DIAMOND),),
        "triangle": (Part(_UP),),
        "triangle_hollow": (_hollow(_UP),),
        "triangle_down_hollow": (_hollow(_DOWN),),
        "pentagon": (Part(_regular(5)),),
        "hexagon": (Part(_regular(6)),),
        "hexagon_flat": (Part(_regular(6, 1 / 12)),),
        "plus": (Part(_PLUS),),
        "cross": (Part(_CROSS),),
        "star": (Part(_star()),),
        "rounded_hollow": (_hollow(_ROUNDED),),
    }
)
_CAN_BE_CROSSED = ("square_hollow", "diamond", "diamond_half", "diamond_hollow")
# Every symbol by name; a renderer draws its parts in order, scaled by half of ``size_px``.
SYMBOLS: Final[Mapping[str, tuple[Part, ...]]] = MappingProxyType(
    dict(_PLAIN)
    | {f"{name}_barred": (*_PLAIN[name], _BAR) for name in _CAN_BE_CROSSED}
    | {f"{name}_slashed": (*_PLAIN[name], _SLASH) for name in _CAN_BE_CROSSED}
)
