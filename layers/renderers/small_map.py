"""A small map as one SVG drawing; it needs no script and no other file."""

from math import cos, radians

from geo.briefing.sharing_map import Ring, SmallMap
from layers._style import TOKENS, Style

WIDTH_PX, HEIGHT_PX = 220, 184
_POINT_PX = 5


def small_map(drawn: SmallMap, *, theme: str = "light") -> str:
    """The drawing of ``drawn``; the words about it stand beside it."""
    styles = TOKENS[theme]
    land, accent = styles["land.core"].fill, styles["office.operating"].fill
    parts = [f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" fill="{land}"/>']
    parts += [
        f'<polygon points="{_points(drawn, ring)}" fill="{accent}" fill-opacity="0.18"/>'
        for ring in drawn.areas
    ]
    for line, contested in drawn.lines:
        token = "border.contested" if contested else "border.country"
        parts.append(_path(drawn, line, styles[token]))
    parts += [_path(drawn, line, styles["section.selected"]) for line in drawn.section]
    if drawn.ring:
        parts.append(
            f'<polygon points="{_points(drawn, drawn.ring)}" fill="{accent}" fill-opacity="0.1" '
            f'stroke="{accent}" stroke-dasharray="3 3"/>'
        )
    if drawn.point:
        x, y = _at(drawn, *drawn.point)
        rim = styles["office.operating"].stroke
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_POINT_PX}" fill="{accent}" stroke="{rim}"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}" '
        f'width="{WIDTH_PX}" height="{HEIGHT_PX}">{"".join(parts)}</svg>'
    )


def _path(drawn: SmallMap, line: Ring, style: Style) -> str:
    dash = f' stroke-dasharray="{" ".join(map(str, style.dash))}"' if style.dash else ""
    return (
        f'<polyline points="{_points(drawn, line)}" fill="none" stroke="{style.stroke}" '
        f'stroke-width="{min(style.width_px, 9.0)}" stroke-opacity="{style.opacity}"{dash}/>'
    )


def _points(drawn: SmallMap, ring: Ring) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(drawn, *place) for place in ring))


def _at(drawn: SmallMap, lon: float, lat: float) -> tuple[float, float]:
    """Pixels of a place, one scale in both directions at the middle of the map."""
    west, south, east, north = drawn.bounds
    scale = HEIGHT_PX / (north - south)
    across = scale * cos(radians((south + north) / 2))
    return WIDTH_PX / 2 + (lon - (west + east) / 2) * across, (north - lat) * scale
