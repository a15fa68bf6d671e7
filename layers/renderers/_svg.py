"""A style token as a small SVG drawing, for hosts that place markup and not a canvas."""

from layers._style import SYMBOLS, Part, Style

MARGIN_PX = 3.0


def _path(part: Part, style: Style, half: float) -> str:
    points = " ".join(f"{x * half:.1f},{y * half:.1f}" for x, y in part.points)
    shape = "polygon" if part.closed else "polyline"
    fill = style.fill if part.filled and style.fill else "none"
    dash = f' stroke-dasharray="{" ".join(map(str, style.dash))}"' if style.dash else ""
    return (
        f'<{shape} points="{points}" fill="{fill}" stroke="{style.stroke or "none"}" '
        f'stroke-width="{style.width_px}" stroke-linejoin="round"{dash}/>'
    )


def symbol(style: Style) -> str:
    """The symbol of ``style``, centred in a square of its size and a margin."""
    half = style.size_px / 2
    edge = half + MARGIN_PX
    parts = "".join(
        _path(part, style, half) for part in SYMBOLS.get(style.shape, SYMBOLS["circle"])
    )
    ink = "#FFFFFF" if style.fill else style.stroke
    letter = (
        f'<text text-anchor="middle" y="{half * 0.4:.1f}" font-size="{half * 1.15:.1f}" '
        f'font-weight="700" fill="{ink}">{style.letter}</text>'
        if style.letter
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * edge}" height="{2 * edge}" '
        f'viewBox="{-edge} {-edge} {2 * edge} {2 * edge}" opacity="{style.opacity}">'
        f"{parts}{letter}</svg>"
    )


def swatch(style: Style, kind: str) -> str:
    """A legend's picture of ``style``: its symbol, a piece of line, or a filled box."""
    if style.shape in SYMBOLS:
        return symbol(style)
    dash = f' stroke-dasharray="{" ".join(map(str, style.dash))}"' if style.dash else ""
    stroke = style.stroke or "none"
    if kind == "line" or style.shape == "line":
        width_px = min(style.width_px, 14)
        pen = f'stroke="{stroke}" stroke-width="{width_px}"{dash}'
        body = f'<path d="M1 9H27" {pen}/>'
    else:
        round_corner = 9 if kind == "circle" else 0
        body = (
            f'<rect x="5" y="1" width="18" height="16" rx="{round_corner}" '
            f'fill="{style.fill or "none"}" fill-opacity="{style.opacity}" '
            f'stroke="{stroke}"{dash}/>'
        )
    namespace = "http://www.w3.org/2000/svg"
    return f'<svg xmlns="{namespace}" width="28" height="18">{body}</svg>'
