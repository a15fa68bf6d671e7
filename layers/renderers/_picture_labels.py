"""Names on a picture's map: countries and places, never over one another."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.patheffects import withStroke
from shapely import make_valid
from shapely.geometry import Polygon
from shapely.geometry import box as rectangle
from shapely.ops import polylabel

from geo.layerspec import LayerSpec, Marks, Points, Shapes
from layers._style import LabelStyle
from layers.renderers._picture_marks import Ground, geometries
from layers.renderers._picture_text import LINE_HEIGHT, POINTS_PER_PX, Ruler, Translate, font

_HAIR_SPACE = "\u200a"
_LAST_LATIN = 0x024F
_COARSE_DEGREES = 0.1
EDGE_PX = 6.0
# The disclaimer and the scale bar stand along the lower edge of the map.
LOWER_EDGE_PX = 42.0
MAX_PLACE_LABELS = 60

Anchor = tuple[float, float, str, LabelStyle]
Taken = list[tuple[float, float, float, float]]


def spaced(text: str, style: LabelStyle) -> str:
    """Latin text with space between its letters where the style asks; other scripts unchanged."""
    if not style.spacing_em or any(ord(char) > _LAST_LATIN for char in text):
        return text
    return (_HAIR_SPACE * max(1, round(style.spacing_em * 10))).join(text)


def _largest(geometry: Mapping[str, Any]) -> Polygon:
    """The largest part of an area, without its holes: enough to place a name."""
    held = geometry["coordinates"]
    outlines = [held[0]] if geometry["type"] == "Polygon" else [rings[0] for rings in held]
    return make_valid(max((Polygon(ring) for ring in outlines), key=lambda part: part.area))


def _area_anchors(
    ground: Ground, mark: Shapes, labels: Mapping[str, LabelStyle], translator: Translate
) -> list[Anchor]:
    """A point inside the visible part of each shape, the largest visible part first."""
    west, east = ground.axes.get_xlim()
    south, north = ground.axes.get_ylim()
    window = rectangle(west, south, east, north)
    found = []
    for i, geometry in enumerate(geometries(ground, mark)):
        if geometry is None:
            continue
        seen = _largest(geometry).intersection(window)
        if seen.area < _COARSE_DEGREES**2:
            continue
        parts = [part for part in getattr(seen, "geoms", [seen]) if part.area > 0]
        largest = max(parts, key=lambda part: part.area)
        point = polylabel(largest.simplify(_COARSE_DEGREES), _COARSE_DEGREES)
        token = mark.features.tokens[mark.features.token_of[i]]
        text = translator(mark.features.names[i])
        found.append((largest.area, (point.x, point.y, text, labels.get(token, labels[""]))))
    return [anchor for _, anchor in sorted(found, key=lambda item: -item[0])]


def _point_anchors(
    ground: Ground, mark: Points, labels: Mapping[str, LabelStyle], translator: Translate
) -> list[Anchor]:
    """The points in view, in the order of the layer."""
    west, east = ground.axes.get_xlim()
    south, north = ground.axes.get_ylim()
    seen = (mark.lon > west) & (mark.lon < east) & (mark.lat > south) & (mark.lat < north)
    found = []
    for i in np.flatnonzero(seen):
        token = mark.features.tokens[mark.features.token_of[i]]
        text = translator(mark.features.names[i])
        place = float(mark.lon[i]), float(mark.lat[i])
        found.append((*place, text, labels.get(token, labels[""])))
    return found


def draw_labels(
    ground: Ground,
    layers: tuple[LayerSpec, ...],
    labels: Mapping[str, LabelStyle],
    ruler: Ruler,
    translator: Translate,
) -> None:
    """Write the names of labelled features that fit: areas first, then points clear of symbols."""
    marks = [mark for layer in layers for mark in layer.marks if _labelled(mark)]
    taken: Taken = []
    for mark in (mark for mark in marks if isinstance(mark, Shapes)):
        for anchor in _area_anchors(ground, mark, labels, translator):
            _write(ground, anchor, ruler, taken, centred=True)
    taken += _symbols(ground, layers)
    for mark in (mark for mark in marks if isinstance(mark, Points)):
        written = 0
        for anchor in _point_anchors(ground, mark, labels, translator):
            if written >= MAX_PLACE_LABELS:
                break
            written += _write(ground, anchor, ruler, taken, centred=False)


def _labelled(mark: Marks) -> bool:
    return isinstance(mark, Shapes | Points) and mark.features.labelled


def _symbols(ground: Ground, layers: tuple[LayerSpec, ...]) -> Taken:
    """Boxes of all symbols on the map, in CSS pixels."""
    boxes: Taken = []
    for mark in (mark for layer in layers for mark in layer.marks if isinstance(mark, Points)):
        if mark.features.labelled:
            continue
        sizes = np.array([ground.styles[token].size_px for token in mark.features.tokens])
        half = sizes[mark.features.token_of] / 2
        at = _on_page(ground, np.column_stack([mark.lon, mark.lat]))
        boxes += [(x - h, y - h, x + h, y + h) for (x, y), h in zip(at, half, strict=True)]
    return boxes


def _on_page(ground: Ground, lonlat: np.ndarray) -> np.ndarray:
    scale = ground.axes.figure.dpi / 96.0
    return ground.axes.transData.transform(lonlat) / scale


def _write(ground: Ground, anchor: Anchor, ruler: Ruler, taken: Taken, *, centred: bool) -> bool:
    """Write one name if its box is free and inside the map; local names go below the English."""
    lon, lat, text, style = anchor
    lines = [spaced(part, style) for part in dict.fromkeys(text.split(" · "))]
    bold = style.weight >= 600
    width = max(ruler.width_px(part, style.size_px, bold=bold) for part in lines)
    height = style.size_px * LINE_HEIGHT * len(lines)
    x, y = _on_page(ground, np.array([[lon, lat]]))[0]
    left, bottom = (x - width / 2, y - height / 2) if centred else (x + 6, y - height / 2)
    frame = ground.axes.get_window_extent()
    scale = ground.axes.figure.dpi / 96.0
    inside = (
        left > frame.x0 / scale + EDGE_PX
        and left + width < frame.x1 / scale - EDGE_PX
        and bottom > frame.y0 / scale + LOWER_EDGE_PX
        and bottom + height < frame.y1 / scale - EDGE_PX
    )
    here = (left, bottom, left + width, bottom + height)
    if not inside or any(_overlap(here, box) for box in taken):
        return False
    taken.append(here)
    ground.axes.annotate(
        "\n".join(lines),
        (lon, lat),
        xytext=(0, 0) if centred else (6 * POINTS_PER_PX, 0),
        textcoords="offset points",
        ha="center" if centred else "left",
        va="center",
        color=style.colour,
        fontproperties=font(style.size_px, bold=bold),
        path_effects=[withStroke(linewidth=style.halo_px * 1.5, foreground=style.halo)],
        parse_math=False,
        annotation_clip=True,
    )
    return True


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
