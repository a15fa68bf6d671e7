"""A map as a still picture (PNG): the same layers and tokens as on screen, with its whole frame.

Title, verdict, period, date, counts, legend, scale bar, sources, disclaimer, audience, version and
the note on coordinates all stand inside the picture, so that it can be passed on alone.
"""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geo.errors import InputError
from geo.layerspec import Furniture, MapSpec
from geo.messages import message
from layers._style import LABELS, TOKENS, LabelStyle, Style
from layers.renderers._picture_head import MARGIN_PX, draw_owner
from layers.renderers._picture_legend import Ink
from layers.renderers._picture_map import (
    CSS_PX_PER_INCH,
    Drawing,
    Sheet,
    blank_page,
    block,
    draw_map,
    scale_length_m,
)
from layers.renderers._picture_marks import Displays
from layers.renderers._picture_text import LINE_HEIGHT, Ruler, Translate

__all__ = ["SHEETS", "Sheet", "picture", "scale_length_m"]

SHEETS: Final[Mapping[str, Sheet]] = MappingProxyType(
    {
        "wide": Sheet(1280, 720, 1.5, beside=True, columns=2, map_share=0.66, least_share=0.42),
        "square": Sheet(1080, 1080, 1.5, beside=False, columns=4, map_share=0.62),
        "a4": Sheet(794, 1123, 2.0, beside=False, columns=3, map_share=0.56),
    }
)


def picture(
    map_spec: MapSpec,
    *,
    translator: Translate,
    displays: Displays,
    shape: str = "wide",
    styles: Mapping[str, Style] = TOKENS["print"],
    labels: Mapping[str, LabelStyle] = LABELS["print"],
) -> bytes:
    """Draw a map to PNG bytes.

    translator: message or plain text to words. displays: name of a display file to its GeoJSON.
    shape: wide (1920 × 1080 px), square (1620 × 1620 px) or a4 (portrait, 192 dpi). styles, labels:
    look per token of one theme. Errors: InputError for an unknown shape or an empty view.
    """
    if shape not in SHEETS:
        raise InputError(f"Expected a shape among {', '.join(SHEETS)}, got {shape!r}.")
    sheet = SHEETS[shape]
    dpi = CSS_PX_PER_INCH * sheet.scale
    figure = Figure((sheet.width / CSS_PX_PER_INCH, sheet.height / CSS_PX_PER_INCH), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    plain = labels[""]
    ink = Ink(plain.colour, labels["place"].colour, plain.halo)
    figure.set_facecolor(ink.paper)
    ruler = Ruler(canvas.get_renderer(), sheet.scale)
    page = blank_page(figure, sheet)
    drawing = Drawing(figure, page, sheet, ruler, translator, ink, styles, labels)
    top = _head(page, sheet, map_spec.furniture, ruler, translator, ink)
    bottom = _foot(page, sheet, map_spec, ruler, translator, ink)
    draw_map(drawing, map_spec, displays, top=top, bottom=bottom)
    return _png(canvas)


def _png(canvas: FigureCanvasAgg) -> bytes:
    buffer = BytesIO()
    canvas.print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()


def _head(
    page: Axes, sheet: Sheet, furniture: Furniture, ruler: Ruler, translator: Translate, ink: Ink
) -> float:
    """Title, verdict, period and date; returns the y below them."""
    width = sheet.width - 2 * MARGIN_PX - draw_owner(page, sheet.width, furniture, ink)
    top = MARGIN_PX * 0.7
    period = f"{translator(furniture.window)}  ·  {translator(furniture.as_of)}"
    items = [(translator(furniture.title), 23.0, ink.text, True)]
    if furniture.verdict is not None:
        items.append((translator(furniture.verdict), 15.0, ink.text, False))
    items.append((period, 12.0, ink.muted, False))
    for text, size, colour, bold in items:
        lines = ruler.wrap(text, width, size, bold=bold)
        top = block(page, lines, MARGIN_PX, top, size, colour, bold) + 1
    return top + 6


def _foot_texts(map_spec: MapSpec, translator: Translate) -> list[str]:
    furniture = map_spec.furniture
    credits_ = "; ".join(translator(credit) for credit in furniture.credits)
    crs = message("picture.crs", crs=furniture.crs, lat=float(np.mean(map_spec.view.bounds[1::2])))
    version = message("picture.version", version=furniture.version)
    notes = [translator(note) for note in furniture.notes]
    sources = [translator(message("picture.sources", names=credits_))] if credits_ else []
    return [
        translator(furniture.counts),
        *notes,
        *sources,
        f"{translator(crs)}  ·  {translator(version)}",
    ]


def _foot(
    page: Axes, sheet: Sheet, map_spec: MapSpec, ruler: Ruler, translator: Translate, ink: Ink
) -> float:
    """Counts, notes, sources, coordinates and version; returns the y above them."""
    width, size = sheet.width - 2 * MARGIN_PX, 10.0
    texts = _foot_texts(map_spec, translator)
    wrapped = [ruler.wrap(text, width, size) for text in texts]
    height = sum(len(lines) for lines in wrapped) * size * LINE_HEIGHT
    start = top = sheet.height - MARGIN_PX * 0.6 - height
    for i, lines in enumerate(wrapped):
        top = block(page, lines, MARGIN_PX, top, size, ink.text if i == 0 else ink.muted, False)
    return start - 8
