"""The installation's logo and name at the head of a picture."""

from io import BytesIO
from typing import Final

from matplotlib.axes import Axes
from matplotlib.image import imread

from geo.layerspec import Furniture
from layers.renderers._picture_legend import Ink
from layers.renderers._picture_text import font

MARGIN_PX: Final = 22.0
LOGO_HEIGHT_PX: Final = 44.0
MAX_OWNER_WIDTH_PX: Final = 180.0
_TOP_PX: Final = MARGIN_PX * 0.7
_NAME_SIZE_PX: Final = 10.0


def draw_owner(page: Axes, sheet_width_px: float, furniture: Furniture, ink: Ink) -> float:
    """Draw the logo and, below it, the name, top right; returns the width they take, px."""
    right, bottom = sheet_width_px - MARGIN_PX, _TOP_PX
    taken = 0.0
    if furniture.logo_png:
        pixels = imread(BytesIO(furniture.logo_png), format="png")
        shape = pixels.shape[1] / pixels.shape[0]
        width = min(LOGO_HEIGHT_PX * shape, MAX_OWNER_WIDTH_PX)
        bottom = _TOP_PX + width / shape
        limits = page.get_xlim(), page.get_ylim()
        page.imshow(pixels, extent=(right - width, right, bottom, _TOP_PX), aspect="auto")
        # imshow fits the axes to the image; the page keeps its own measure.
        page.set_xlim(limits[0])
        page.set_ylim(limits[1])
        taken = width + MARGIN_PX
    if furniture.organisation:
        name = font(_NAME_SIZE_PX)
        page.text(
            right,
            bottom + 4,
            furniture.organisation,
            fontproperties=name,
            color=ink.muted,
            ha="right",
            va="top",
        )
        taken = MAX_OWNER_WIDTH_PX + MARGIN_PX
    return taken
