"""Drawing layers' marks on one map axes with matplotlib, by the same tokens as on screen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, IdentityTransform

from geo.layerspec import (
    Circles,
    Features,
    LayerSpec,
    Marks,
    Paths,
    Points,
    Polygons,
    Raster,
    Shapes,
)
from layers._style import SYMBOLS, Style
from layers.renderers._picture_text import POINTS_PER_PX, font

Displays = Callable[[str], Mapping[str, Any]]
METRES_PER_DEGREE = 111_320.0
MIN_CIRCLE_PX = 3.5
_CIRCLE_CORNERS = 48


@dataclass(frozen=True, slots=True)
class Ground:
    """Where and how marks are drawn. zoom: as a web map's; css_px_per_degree: of longitude."""

    axes: Axes
    styles: Mapping[str, Style]
    displays: Displays
    zoom: float
    css_px_per_degree: float
    mid_lat: float
    selected: str | None = None


def draw_layer(ground: Ground, layer: LayerSpec) -> None:
    """Draw all marks of one layer, in order."""
    for mark in layer.marks:
        draw(ground, mark)


def draw(ground: Ground, mark: Marks) -> None:
    """Draw one set of marks."""
    match mark:
        case Shapes():
            _shapes(ground, mark)
        case Points():
            _points(ground, mark)
        case Circles():
            _circles(ground, mark)
        case Paths():
            _lines(ground, mark.features, [[path] for path in mark.paths])
        case Polygons():
            _fills(ground, mark.features, [[np.asarray(ring)] for ring in mark.rings])
        case Raster():
            _raster(ground, mark)


def shape_name(feature_id: str) -> str:
    """The ``id`` in a display file of a feature id ("section:LAO-THA-012")."""
    return feature_id.split(":", 1)[-1]


def geometries(ground: Ground, mark: Shapes) -> list[Mapping[str, Any] | None]:
    """The display geometry of each feature, None where the file has none of that id."""
    detailed = mark.detail_file is not None and ground.zoom >= mark.detail_from_zoom
    collection = ground.displays(mark.detail_file if detailed else mark.file)
    by_id = {item["properties"]["id"]: item["geometry"] for item in collection["features"]}
    return [by_id.get(shape_name(item)) for item in mark.features.ids]


def _parts(geometry: Mapping[str, Any] | None) -> tuple[list[np.ndarray], bool]:
    """Rings or lines of a geometry and whether they bound areas."""
    if geometry is None:
        return [], False
    kind, held = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return [np.array(held, float)], False
    if kind == "MultiLineString":
        return [np.array(part, float) for part in held], False
    polygons = [held] if kind == "Polygon" else held
    return [np.array(ring, float) for rings in polygons for ring in rings], True


def _shapes(ground: Ground, mark: Shapes) -> None:
    parts = [_parts(geometry) for geometry in geometries(ground, mark)]
    rings = [found for found, _ in parts]
    if any(area for _, area in parts):
        _fills(ground, mark.features, rings)
    else:
        _lines(ground, mark.features, rings)


def _by_token(ground: Ground, features: Features) -> Iterable[tuple[Style, np.ndarray]]:
    """Each token's look with the positions of its features, in the order of the tokens."""
    for i, token in enumerate(features.tokens):
        yield ground.styles[token], np.flatnonzero(features.token_of == i)


def dash_pattern(style: Style, width_pt: float) -> Any:
    """matplotlib counts dashes in line widths; tokens give pixels."""
    if not style.dash:
        return "solid"
    return (0, tuple(length * POINTS_PER_PX / max(width_pt, 0.1) for length in style.dash))


def _lines(ground: Ground, features: Features, parts: list[list[np.ndarray]]) -> None:
    if ground.selected in features.ids and "section.selected" in ground.styles:
        chosen = parts[features.ids.index(ground.selected)]
        _line_set(ground, chosen, ground.styles["section.selected"])
    for style, members in _by_token(ground, features):
        _line_set(ground, [part for i in members for part in parts[i]], style)


def _line_set(ground: Ground, parts: list[np.ndarray], style: Style) -> None:
    drawable = [part for part in parts if len(part) > 1]
    if not drawable or not style.stroke:
        return
    width = style.width_px * POINTS_PER_PX
    ground.axes.add_collection(
        LineCollection(
            drawable,
            colors=style.stroke,
            linewidths=width,
            linestyles=dash_pattern(style, width),
            alpha=style.opacity,
            capstyle="butt" if style.dash else "round",
            joinstyle="round",
            # As fills and symbols have: what is drawn later lies above.
            zorder=1,
        ),
        autolim=False,
    )


def _compound(rings: list[np.ndarray]) -> Path:
    """One path of several rings; holes come out by their turning direction."""
    return Path.make_compound_path(*[Path(_closed(ring), closed=True) for ring in rings])


def _closed(ring: np.ndarray) -> np.ndarray:
    return ring if np.array_equal(ring[0], ring[-1]) else np.vstack([ring, ring[:1]])


def _fills(ground: Ground, features: Features, rings: list[list[np.ndarray]]) -> None:
    for style, members in _by_token(ground, features):
        paths = [_compound(rings[i]) for i in members if rings[i]]
        if not paths:
            continue
        width = style.width_px * POINTS_PER_PX if style.stroke else 0.0
        ground.axes.add_collection(
            PathCollection(
                paths,
                facecolors=to_rgba(style.fill, style.opacity) if style.fill else "none",
                edgecolors=style.stroke or "none",
                linewidths=width,
                linestyles=dash_pattern(style, width),
            ),
            autolim=False,
        )


def _points(ground: Ground, mark: Points) -> None:
    lonlat = np.column_stack([mark.lon, mark.lat])
    for style, members in _by_token(ground, mark.features):
        look = replace(style, size_px=style.size_px * symbol_share(ground.zoom))
        symbol(ground.axes, look, lonlat[members])
    if ground.selected in mark.features.ids:
        at = mark.features.ids.index(ground.selected)
        ring = Style("ring", "", ground.styles["section.selected"].stroke, 2.0, 22.0)
        symbol(ground.axes, ring, lonlat[at : at + 1])


def symbol_share(zoom: float) -> float:
    """How large symbols are drawn: smaller on maps of a whole region, full from zoom 8."""
    return float(np.clip(0.7 + (zoom - 6.0) * 0.15, 0.7, 1.0))


def symbol(axes: Axes, style: Style, at: np.ndarray) -> None:
    """Draw one look's symbol at points given in the axes' data units."""
    size_pt = style.size_px * POINTS_PER_PX
    width = style.width_px * POINTS_PER_PX
    if not len(at):
        return
    for part in SYMBOLS[style.shape]:
        points = np.array(part.points) * (0.5, -0.5)
        path = Path(_closed(points) if part.closed else points, closed=part.closed)
        filled = part.filled and style.fill
        axes.add_collection(
            PathCollection(
                [path],
                sizes=[size_pt**2],
                offsets=at,
                offset_transform=axes.transData,
                transform=IdentityTransform(),
                facecolors=style.fill if filled else "none",
                edgecolors=style.stroke or "none",
                linewidths=width,
                linestyles=dash_pattern(style, width),
                alpha=style.opacity,
            ),
            autolim=False,
        )
    if style.letter:
        _letter(axes, style, at, size_pt)


def _letter(axes: Axes, style: Style, at: np.ndarray, size_pt: float) -> None:
    glyph = TextPath((0, 0), style.letter, size=1.0, prop=font(1.0, bold=True))
    box = glyph.get_extents()
    centred = Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2)
    axes.add_collection(
        PathCollection(
            [centred.transform_path(glyph)],
            sizes=[(size_pt * 0.62) ** 2],
            offsets=at,
            offset_transform=axes.transData,
            transform=IdentityTransform(),
            facecolors=style.stroke,
            edgecolors="none",
        ),
        autolim=False,
    )


def _circles(ground: Ground, mark: Circles) -> None:
    least_m = MIN_CIRCLE_PX / ground.css_px_per_degree * METRES_PER_DEGREE
    least_m *= np.cos(np.radians(ground.mid_lat))
    turn = np.linspace(0, 2 * np.pi, _CIRCLE_CORNERS, endpoint=False)
    rings = []
    for lon, lat, radius_m in zip(mark.lon, mark.lat, mark.radius_m, strict=True):
        degrees = max(float(radius_m), least_m) / METRES_PER_DEGREE
        east = degrees / np.cos(np.radians(lat)) * np.cos(turn)
        rings.append([np.column_stack([lon + east, lat + degrees * np.sin(turn)])])
    _fills(ground, mark.features, rings)


def mercator_rows(south: float, north: float, rows: int) -> np.ndarray:
    """Latitudes of the ``rows`` + 1 edges of a grid equally spaced in Web Mercator, north first."""
    top, bottom = (np.arctanh(np.sin(np.radians(lat))) for lat in (north, south))
    return np.degrees(np.arcsin(np.tanh(np.linspace(top, bottom, rows + 1))))


def _raster(ground: Ground, mark: Raster) -> None:
    west, south, east, north = mark.bounds
    rows, columns = mark.classes.shape
    looks = [ground.styles[token] for token in mark.tokens]
    colours = ListedColormap([to_rgba(look.fill, look.opacity) for look in looks] or ["none"])
    ground.axes.pcolormesh(
        np.linspace(west, east, columns + 1),
        mercator_rows(south, north, rows),
        np.ma.masked_equal(mark.classes, 0),
        cmap=colours,
        vmin=0.5,
        vmax=max(len(looks), 1) + 0.5,
        edgecolors="none",
        linewidth=0,
        antialiased=False,
        rasterized=True,
    )
