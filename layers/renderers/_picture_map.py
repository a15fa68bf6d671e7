"""The map on a drawn page, with its frame and legend: shared by pictures and paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from geo.errors import InputError
from geo.layerspec import Furniture, LayerSpec, MapSpec
from geo.messages import message
from layers._style import LabelStyle, Style
from layers.renderers._picture_head import MARGIN_PX
from layers.renderers._picture_labels import draw_labels
from layers.renderers._picture_legend import Box, Ink, draw_legend, fitted
from layers.renderers._picture_marks import METRES_PER_DEGREE, Displays, Ground, draw_layer
from layers.renderers._picture_text import LINE_HEIGHT, Ruler, Translate, font

CSS_PX_PER_INCH: Final = 96.0
WEB_TILE_PX: Final = 256.0
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: size in CSS pixels, picture pixels per CSS pixel, legend beside or below the map."""

    width: float
    height: float
    scale: float
    beside: bool
    columns: int
    map_share: float
    least_share: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A page under way: what is drawn on, measured with and written by."""

    figure: Figure
    page: Axes
    sheet: Sheet
    ruler: Ruler
    write: Translate
    ink: Ink
    styles: Mapping[str, Style]
    labels: Mapping[str, LabelStyle]


def draw_map(
    drawing: Drawing, map_spec: MapSpec, displays: Displays, *, top: float, bottom: float
) -> None:
    """The map with what stands inside its frame, and its legend, between two heights of the page.

    Errors: InputError for an empty view.
    """
    page, sheet, ruler, write = drawing.page, drawing.sheet, drawing.ruler, drawing.write
    map_box, legend_box = _boxes(sheet, top, bottom, _aspect(map_spec))
    ground = _ground(drawing.figure, sheet, map_box, map_spec, drawing.styles, displays)
    shown = tuple(layer for layer in map_spec.layers if ground.zoom >= layer.min_zoom)
    for layer in shown:
        draw_layer(ground, layer)
    draw_labels(ground, shown, drawing.labels, ruler, write)
    _inside_frame(page, map_box, ground, map_spec.furniture, ruler, write, drawing.ink)
    _legend(page, sheet, legend_box, shown, ruler, write, drawing.styles, drawing.ink)


def blank_page(figure: Figure, sheet: Sheet) -> Axes:
    """An axes over the whole picture in CSS pixels, y downwards, above the map."""
    page = figure.add_axes((0, 0, 1, 1), zorder=10)
    page.set_xlim(0, sheet.width)
    page.set_ylim(sheet.height, 0)
    page.set_axis_off()
    page.patch.set_visible(False)
    return page


def block(
    page: Axes, lines: list[str], left: float, top: float, size: float, colour: str, bold: bool
) -> float:
    """Write lines from the top down; returns where the next block may begin."""
    prop = font(size, bold=bold)
    for k, text in enumerate(lines):
        y = top + size * LINE_HEIGHT * (k + 0.78)
        page.text(left, y, text, fontproperties=prop, color=colour, va="baseline", parse_math=False)
    return top + size * LINE_HEIGHT * len(lines)


def _aspect(map_spec: MapSpec) -> float:
    """Width of the view by its height, as drawn. Errors: InputError for an empty view."""
    west, south, east, north = map_spec.view.bounds
    if not (east > west and north > south):
        raise InputError(f"Expected bounds west < east, south < north, got {map_spec.view.bounds}.")
    return (east - west) * float(np.cos(np.radians((south + north) / 2))) / (north - south)


def _boxes(sheet: Sheet, top: float, bottom: float, aspect: float) -> tuple[Box, Box]:
    """Where the map and the legend stand between head and foot.

    Beside a tall view the map takes no more width than it can use, and the legend the rest.
    """
    width, height = sheet.width - 2 * MARGIN_PX, bottom - top
    gap = 14.0
    if sheet.beside:
        map_width = width * float(
            np.clip(height * aspect * 1.1 / width, sheet.least_share, sheet.map_share)
        )
        legend = Box(MARGIN_PX + map_width + gap, top, width - map_width - gap, height)
        return Box(MARGIN_PX, top, map_width, height), legend
    map_height = height * sheet.map_share
    legend = Box(MARGIN_PX, top + map_height + gap, width, height - map_height - gap)
    return Box(MARGIN_PX, top, width, map_height), legend


def _ground(
    figure: Figure,
    sheet: Sheet,
    box: Box,
    map_spec: MapSpec,
    styles: Mapping[str, Style],
    displays: Displays,
) -> Ground:
    """The map's axes: the view widened to fill its box, true to scale at its middle latitude."""
    west, south, east, north = map_spec.view.bounds
    mid_lat = (south + north) / 2
    squeeze = np.cos(np.radians(mid_lat))
    per_degree = min(box.width / (east - west), box.height / (north - south) * squeeze)
    half_lon, half_lat = box.width / per_degree / 2, box.height / per_degree * squeeze / 2
    place = (
        box.left / sheet.width,
        1 - (box.top + box.height) / sheet.height,
        box.width / sheet.width,
        box.height / sheet.height,
    )
    axes = figure.add_axes(place, zorder=1)
    axes.set_xlim((west + east) / 2 - half_lon, (west + east) / 2 + half_lon)
    axes.set_ylim(mid_lat - half_lat, mid_lat + half_lat)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(styles["water"].fill)
    for spine in axes.spines.values():
        spine.set_visible(False)
    zoom = float(np.log2(per_degree * 360 / WEB_TILE_PX))
    return Ground(axes, styles, displays, zoom, per_degree, mid_lat, map_spec.selected)


def scale_length_m(metres_per_px: float, *, at_most_px: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten metres that fits."""
    room = metres_per_px * at_most_px
    power = 10.0 ** np.floor(np.log10(room))
    return float(max(step * power for step in _NICE if step * power <= room))


def _inside_frame(
    page: Axes,
    box: Box,
    ground: Ground,
    furniture: Furniture,
    ruler: Ruler,
    translator: Translate,
    ink: Ink,
) -> None:
    """Disclaimer, audience and scale bar in the map itself, and its frame."""
    size = 11.0
    text = f"{translator(furniture.disclaimer)}  ·  {translator(furniture.audience)}"
    lines = ruler.wrap(text, box.width * 0.62, size)
    width = max(ruler.width_px(item, size) for item in lines)
    height = len(lines) * size * LINE_HEIGHT + 6
    corner = (box.left, box.top + box.height - height)
    page.add_patch(Rectangle(corner, width + 14, height, facecolor=ink.paper, alpha=0.88))
    block(page, lines, box.left + 7, corner[1] + 3, size, ink.text, False)
    _scale_bar(page, box, ground, ruler, translator, ink)
    frame = Rectangle((box.left, box.top), box.width, box.height, fill=False)
    frame.set(edgecolor=ink.muted, linewidth=0.8)
    page.add_patch(frame)


def _scale_bar(
    page: Axes, box: Box, ground: Ground, ruler: Ruler, translator: Translate, ink: Ink
) -> None:
    squeeze = np.cos(np.radians(ground.mid_lat))
    metres_per_px = METRES_PER_DEGREE * squeeze / ground.css_px_per_degree
    length_m = scale_length_m(metres_per_px, at_most_px=box.width * 0.2)
    bar = length_m / metres_per_px
    if length_m >= 1000:
        text = translator(message("picture.scale_km", km=round(length_m / 1000)))
    else:
        text = translator(message("picture.scale_m", metres=round(length_m)))
    size, right, base = 11.0, box.left + box.width - 12, box.top + box.height - 10
    back = Rectangle((right - bar - 8, base - 22), bar + 16, 28, facecolor=ink.paper, alpha=0.8)
    page.add_patch(back)
    page.plot(
        [right - bar, right - bar, right, right],
        [base - 5, base, base, base - 5],
        color=ink.text,
        linewidth=1.2,
        solid_joinstyle="miter",
    )
    middle = right - bar / 2 - ruler.width_px(text, size) / 2
    block(page, [text], middle, base - 22, size, ink.text, False)


def _legend(
    page: Axes,
    sheet: Sheet,
    box: Box,
    shown: tuple[LayerSpec, ...],
    ruler: Ruler,
    translator: Translate,
    styles: Mapping[str, Style],
    ink: Ink,
) -> None:
    """What needs explaining: layers with entries or notes, the topmost first."""
    told = tuple(layer for layer in reversed(shown) if layer.legend or layer.notes)
    if not told:
        return
    placed, shrink = fitted(told, ruler, translator, styles, box, columns=sheet.columns)
    draw_legend(page, placed, styles, ink, box, columns=sheet.columns, shrink=shrink)
