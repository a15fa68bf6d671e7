"""A plan on two pages of paper (PDF): map, sentence, neutral table; sites, caveats, sources.

The same layers, frame and numbers as on screen; letters of five scripts are shaped and embedded.
"""

from io import BytesIO
from typing import Final

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure

from geo.briefing.plan_takeaway import (
    Record,
    caveats,
    how_sure,
    made_with,
    side_rows,
    site_rows,
)
from geo.layerspec import MapSpec, Text
from geo.messages import Message, message
from geo.planning.counterparts import Stated
from layers._style import LABELS, TOKENS
from layers.renderers._annex_cells import side_cells, side_heads, site_cells, site_heads
from layers.renderers._page_table import draw_table, laid
from layers.renderers._picture_head import MARGIN_PX, draw_owner
from layers.renderers._picture_legend import Box, Ink
from layers.renderers._picture_map import (
    CSS_PX_PER_INCH,
    Drawing,
    Sheet,
    blank_page,
    block,
    draw_map,
)
from layers.renderers._picture_marks import Displays
from layers.renderers._picture_text import LINE_HEIGHT, Ruler, Translate

SHEET: Final = Sheet(794, 1123, 2.0, beside=True, columns=1, map_share=0.72, least_share=0.5)
_WIDTH: Final = SHEET.width - 2 * MARGIN_PX
_FOOT_TOP: Final = SHEET.height - 46.0
_GAP: Final = 10.0
_BODY_PX: Final = 10.0
_SMALL_PX: Final = 9.0


def annex(
    record: Record,
    map_spec: MapSpec,
    *,
    translator: Translate,
    displays: Displays,
    stated: Stated | None = None,
    audit_head: str = "",
) -> bytes:
    """The annex of a plan as PDF, A4, two pages.

    record: from ``geo.planning.report.report``. map_spec: the plan's map; its furniture is that of
    the annex, see ``geo.briefing.plan_takeaway.plan_frame``. translator, displays: as in
    ``picture``. stated: how counterparts stand; all not asked without. audit_head: hash of the last
    entry of the audit chain. Errors: InputError for an empty view.
    """
    out = BytesIO()
    facts = {"Creator": "Mekong Border Atlas", "Producer": None, "CreationDate": None,
             "Title": translator(map_spec.furniture.title)}  # fmt: skip
    drawn = annex_pages(
        record, map_spec, translator=translator, displays=displays, stated=stated,
        audit_head=audit_head,
    )  # fmt: skip
    with rc_context({"pdf.fonttype": 42}), PdfPages(out, metadata=facts) as pages:
        for figure in drawn:
            pages.savefig(figure)
    return out.getvalue()


def annex_pages(
    record: Record,
    map_spec: MapSpec,
    *,
    translator: Translate,
    displays: Displays,
    stated: Stated | None = None,
    audit_head: str = "",
) -> tuple[Figure, Figure]:
    """The two pages before they are written; parameters as in ``annex``."""
    first, second = _paper(translator), _paper(translator)
    _first(first, record, map_spec, displays)
    _second(second, record, map_spec, stated)
    for number, paper in enumerate((first, second), start=1):
        _foot(paper, map_spec, audit_head, number)
    return first.figure, second.figure


def _paper(translator: Translate) -> Drawing:
    size = SHEET.width / CSS_PX_PER_INCH, SHEET.height / CSS_PX_PER_INCH
    # Texts are measured on a raster of the same size: the canvas for paper cannot do it.
    measured = FigureCanvasAgg(Figure(size, dpi=CSS_PX_PER_INCH * SHEET.scale))
    figure, look = Figure(size), LABELS["print"]
    FigureCanvasPdf(figure)
    return Drawing(
        figure, blank_page(figure, SHEET), SHEET, Ruler(measured.get_renderer(), SHEET.scale),
        translator, Ink(look[""].colour, look["place"].colour, look[""].halo), TOKENS["print"],
        look,
    )  # fmt: skip


def _text(
    paper: Drawing, text: str, y: float, size: float, *, bold: bool = False, muted: bool = False,
    width: float = _WIDTH,
) -> float:  # fmt: skip
    """Write wrapped lines at the left margin; returns the y below them."""
    lines = paper.ruler.wrap(text, width, size, bold=bold)
    colour = paper.ink.muted if muted else paper.ink.text
    return block(paper.page, lines, MARGIN_PX, y, size, colour, bold) + 2


def _title(paper: Drawing, map_spec: MapSpec, size: float) -> float:
    taken = draw_owner(paper.page, SHEET.width, map_spec.furniture, paper.ink)
    title = paper.write(map_spec.furniture.title)
    return _text(paper, title, MARGIN_PX * 0.7, size, bold=True, width=_WIDTH - taken)


def _first(paper: Drawing, record: Record, map_spec: MapSpec, displays: Displays) -> None:
    """Title, sentence, map with its legend, coverage of every pair and side."""
    write, furniture = paper.write, map_spec.furniture
    y = _title(paper, map_spec, 19.0)
    y = _text(paper, write(furniture.verdict), y, 13.5)
    y = _text(
        paper, f"{write(furniture.window)}  ·  {write(furniture.counts)}", y, 10.5, muted=True
    )
    rows = [side_cells(row, write) for row in side_rows(record)]
    room = (_FOOT_TOP - y) * 0.45
    table, left_out = laid(side_heads(write), rows, paper.ruler, width=_WIDTH, height=room)
    note = _SMALL_PX * LINE_HEIGHT * 2 + 4
    start = _FOOT_TOP - table.height - 13.0 * LINE_HEIGHT - note - 4
    draw_map(paper, map_spec, displays, top=y + 4, bottom=start - _GAP)
    y = _text(paper, write(message("plan.annex.sides")), start, 13.0, bold=True)
    y = draw_table(paper.page, table, Box(MARGIN_PX, y, _WIDTH, table.height), paper.ink)
    told = message("plan.annex.more_rows", n=left_out) if left_out else None
    _text(paper, write(told or message("plan.annex.sides_note")), y + 2, _SMALL_PX, muted=True)


def _second(paper: Drawing, record: Record, map_spec: MapSpec, stated: Stated | None) -> None:
    """Sites with what stands opposite, caveats, how it was made, sources."""
    write = paper.write
    y = _title(paper, map_spec, 14.0)
    y = _text(paper, write(message("plan.annex.sites")), y + 4, 13.0, bold=True)
    closing = _closing(record, map_spec)
    rows = [site_cells(row, write) for row in site_rows(record, stated)]
    room = max(_FOOT_TOP - y - _height(paper, closing) - 2 * _GAP, 160.0)
    table, left_out = laid(site_heads(write), rows, paper.ruler, width=_WIDTH, height=room)
    y = draw_table(paper.page, table, Box(MARGIN_PX, y, _WIDTH, table.height), paper.ink)
    if left_out:
        y = _text(paper, write(message("plan.annex.more_rows", n=left_out)), y, 9.0, muted=True)
    _write_closing(paper, closing, y + _GAP)


def _closing(record: Record, map_spec: MapSpec) -> tuple[tuple[Message, tuple[Text, ...]], ...]:
    """What stands below the sites, by head."""
    furniture = map_spec.furniture
    return (
        (message("plan.annex.caveats"), caveats(record)),
        (message("plan.annex.sure"), how_sure(record)),
        (message("plan.annex.made"), made_with(record)),
        (message("plan.annex.sources"), furniture.credits),
    )


def _height(paper: Drawing, closing: tuple[tuple[Message, tuple[Text, ...]], ...]) -> float:
    """Of the closing blocks, CSS pixels."""
    lines = [
        len(paper.ruler.wrap(f"–  {paper.write(text)}", _WIDTH, _BODY_PX))
        for _, texts in closing for text in texts
    ]  # fmt: skip
    heads = len(closing) * (12.0 * LINE_HEIGHT + 6)
    return sum(lines) * _BODY_PX * LINE_HEIGHT + 2 * len(lines) + heads


def _write_closing(
    paper: Drawing, closing: tuple[tuple[Message, tuple[Text, ...]], ...], y: float
) -> None:
    for head, texts in closing:
        y = _text(paper, paper.write(head), y, 12.0, bold=True)
        for text in texts:
            y = _text(paper, f"–  {paper.write(text)}", y, _BODY_PX)
        y += 4


def _foot(paper: Drawing, map_spec: MapSpec, audit_head: str, number: int) -> None:
    """Audience, disclaimer, audit head, version and page number."""
    furniture, write = map_spec.furniture, paper.write
    version = write(message("picture.version", version=furniture.version))
    page = write(message("plan.annex.page", page=number, pages=2))
    y = _FOOT_TOP + 4
    y = _text(
        paper, f"{write(furniture.audience)}  ·  {write(furniture.disclaimer)}  ·  {version}", y,
        _SMALL_PX, muted=True, width=_WIDTH - 90,
    )  # fmt: skip
    if audit_head:
        _text(
            paper, write(message("plan.annex.audit", head=audit_head)), y, _SMALL_PX, muted=True,
            width=_WIDTH - 90,
        )  # fmt: skip
    left = SHEET.width - MARGIN_PX - paper.ruler.width_px(page, _BODY_PX)
    block(paper.page, [page], left, _FOOT_TOP + 4, _BODY_PX, paper.ink.text, False)
