"""Still pictures: sizes, that everything told is inside, and that five scripts are shaped."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from geo.errors import InputError
from geo.language import translator
from geo.layerspec import (
    Features,
    Furniture,
    LayerSpec,
    LegendEntry,
    MapSpec,
    Paths,
    Points,
    View,
)
from geo.messages import message
from layers import build_layers
from layers._style import TOKENS
from layers.renderers._picture_legend import SHRINK_STEPS, Box, Ink, draw_legend, rows
from layers.renderers._picture_map import blank_page
from layers.renderers._picture_marks import mercator_rows, symbol_share
from layers.renderers._picture_text import POINTS_PER_PX, Ruler, clusters, font
from layers.renderers.annex import SHEET
from layers.renderers.picture import picture, scale_length_m

SIZES = {"wide": (1920, 1080), "square": (1620, 1620), "a4": (1588, 2246)}
FURNITURE = Furniture(
    title="Title",
    window="2015 to 2025",
    as_of="As of 23 Nov 2026",
    counts="8 recorded, 3 used, 5 set aside",
    audience="TLP:CLEAR",
    disclaimer="Indicative line, not a legal boundary",
    credits=("A source",),
    verdict="A verdict.",
    version="0.1.0",
)
SQUARE = [[97.0, 10.0], [107.0, 10.0], [107.0, 21.0], [97.0, 21.0], [97.0, 10.0]]


def displays(name: str) -> dict:
    """One square country and nothing else, whatever the file."""
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    held = [{"type": "Feature", "properties": {"id": "THA"}, "geometry": shape}]
    return {"type": "FeatureCollection", "features": held if "countries" in name else []}


@pytest.fixture(scope="module")
def map_spec(scene):
    specs = build_layers(scene(), ("countries", "offices", "crossings", "incidents"))
    return MapSpec(specs, FURNITURE, View((96.0, 9.0, 108.0, 22.0)))


def drawn(map_spec, language="en", **options) -> np.ndarray:
    png = picture(map_spec, translator=translator(language), displays=displays, **options)
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def bare(map_spec) -> MapSpec:
    """The map with its land only."""
    return replace(map_spec, layers=map_spec.layers[:1])


@pytest.fixture(scope="module")
def bare_picture(bare) -> np.ndarray:
    return drawn(bare)


@pytest.mark.parametrize("shape", SIZES)
def test_each_shape_has_its_size(map_spec, shape):
    assert drawn(map_spec, shape=shape).shape[1::-1] == SIZES[shape]


def test_a_picture_is_the_same_twice(bare, bare_picture):
    assert np.array_equal(bare_picture, drawn(bare))


@pytest.mark.parametrize(
    "part",
    [
        "title",
        "window",
        "as_of",
        "counts",
        "audience",
        "disclaimer",
        "verdict",
        "version",
        "credits",
    ],
)
def test_each_part_of_the_frame_leaves_ink(bare, bare_picture, part):
    blank = replace(FURNITURE, **{part: () if part == "credits" else ""})
    changed = bare_picture != drawn(replace(bare, furniture=blank))
    assert changed.any(axis=2).sum() > 40


def test_layers_leave_ink_and_so_does_their_legend(map_spec, bare_picture):
    changed = (drawn(map_spec) != bare_picture).any(axis=2)
    assert changed[:, 1400:].sum() > 1000
    assert changed[:, :1200].sum() > 500


def test_a_symbol_lies_above_a_line_drawn_before_it(bare):
    def of(token, features):
        return Features((token,), (token,), np.zeros(1, dtype=np.int8), **features)

    line = Paths(of("plan.new", {}), (np.array([[98.0, 15.5], [106.0, 15.5]]),))
    square = Points(of("office.operating", {}), np.array([102.0]), np.array([15.5]))
    layers = [LayerSpec(str(i), message("x"), (mark,)) for i, mark in enumerate((line, square))]
    fill = np.array([0x1F, 0x3A, 0x5F])
    crossed, alone = (
        (drawn(replace(bare, layers=(*bare.layers, *some))) == fill).all(axis=2).sum()
        for some in (layers, layers[1:])
    )
    assert crossed == alone > 50


def test_a_moved_record_is_not_filled_and_adds_its_line_to_the_legend(bare, scene):
    pictures = []
    for moved_m in (-1, 5000):
        held = scene(records=[("drug_smuggling", "town", 102.0, 15.0)])
        held.snapshot.incidents.moved_m[:] = moved_m
        layers = (*bare.layers, *build_layers(held, ("incidents",)))
        pictures.append(drawn(replace(bare, layers=layers)))
    ink = np.array([0x00, 0x72, 0xB2])
    drawn_at = [np.argwhere((one[:, :860] == ink).all(axis=2)) for one in pictures]
    middles = [tuple(at.mean(axis=0).round().astype(int)) for at in drawn_at]
    assert [(one[at] == ink).all() for one, at in zip(pictures, middles, strict=True)] == [1, 0]
    assert (pictures[0] != pictures[1])[:, 860:].any(axis=2).sum() > 1000


def test_the_language_changes_the_picture(bare, bare_picture):
    assert not np.array_equal(bare_picture, drawn(bare, language="th"))


def test_wrong_shapes_and_empty_views_are_named(map_spec):
    with pytest.raises(InputError, match="poster"):
        drawn(map_spec, shape="poster")
    with pytest.raises(InputError, match="bounds"):
        drawn(replace(map_spec, view=View((100.0, 10.0, 100.0, 12.0))))


@pytest.fixture
def ruler():
    canvas = FigureCanvasAgg(Figure((4, 1), dpi=96))
    return Ruler(canvas.get_renderer(), 1.0)


@pytest.mark.parametrize("shrink", SHRINK_STEPS)
def test_symbols_of_a_legend_keep_apart(ruler, shrink):
    """However small the legend: the stars of a plan, the largest symbols, and all others."""
    tokens = [token for token, look in TOKENS["print"].items() if look.size_px]
    entries = tuple(
        LegendEntry(token, message("x"), "symbol")
        for token in ("office.proposed", "office.asked", *tokens)
    )
    layer = LayerSpec("x", message("x"), (), entries)
    found = rows((layer,), ruler, lambda text: text.id, TOKENS["print"], width=200.0, shrink=shrink)
    page, box = blank_page(Figure((8, 12)), SHEET), Box(0.0, 0.0, 200.0, 9000.0)
    ink = Ink("#000000", "#000000", "#FFFFFF")
    draw_legend(page, [found], TOKENS["print"], ink, box, columns=1, shrink=shrink)
    spans: dict[float, float] = {}
    for part in page.collections:
        middle = float(part.get_offsets()[0][1])
        reach = max(abs(y) for _, y in part.get_paths()[0].vertices) * part.get_sizes()[0] ** 0.5
        half = (reach + part.get_linewidths()[0] / 2) / POINTS_PER_PX
        spans[middle] = max(half, spans.get(middle, 0.0))
    drawn_at = sorted(spans)
    assert len(drawn_at) == len(entries)
    gaps = [below - spans[below] - above - spans[above] for above, below in pairwise(drawn_at)]
    assert min(gaps) > 1.0


@pytest.mark.parametrize(
    ("base", "marked"),
    [
        ("กก", "กี่กู้"),
        ("ກກ", "ກີ່ກູ້"),
        ("កក", "កិ៍កុ៎"),
    ],
    ids=["thai", "lao", "khmer"],
)
def test_marks_stand_on_their_letter_and_take_no_room(ruler, base, marked):
    assert ruler.width_px(marked, 20) == pytest.approx(ruler.width_px(base, 20), rel=0.12)


def test_khmer_and_burmese_stack_instead_of_running_on(ruler):
    stacked, apart = ruler.width_px("ក្ក", 20), ruler.width_px("កក", 20)
    assert stacked < 0.8 * apart
    kinzi, letters = ruler.width_px("က္က", 20), ruler.width_px("ကက", 20)
    assert kinzi < 0.8 * letters


@pytest.mark.parametrize("text", ["ไทย", "ລາວ", "កម្ពុជា", "မြန်မာ"])
def test_every_script_finds_a_font_of_the_atlas(text):
    figure = Figure((4, 1), dpi=96)
    canvas = FigureCanvasAgg(figure)
    figure.text(0.1, 0.4, text, fontproperties=font(24.0), parse_math=False)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas.draw()
    assert np.asarray(canvas.buffer_rgba())[:, :, :3].min() < 100


def test_lines_break_at_spaces_and_fit(ruler):
    text = "one two three four five six seven eight nine ten"
    lines = ruler.wrap(text, 120, 12)
    assert " ".join(lines) == text
    assert len(lines) > 1
    assert all(ruler.width_px(item, 12) <= 121 for item in lines)


def test_thai_without_spaces_breaks_only_between_clusters(ruler):
    text = "เส้นแสดงโดยประมาณไม่ใช่เส้นเขตแดนตามกฎหมาย"
    lines = ruler.wrap(text, 90, 14)
    assert "".join(lines) == text
    assert len(lines) > 2
    assert all(item[0] not in "ะาำิีึืุู่้๊๋์" and item[-1] not in "เแโใไ" for item in lines)
    assert clusters("แม่น้ำ") == ["แม่", "น้ำ"]


def test_scale_bars_are_round_and_fit():
    assert scale_length_m(600.0, at_most_px=200) == 100_000
    assert scale_length_m(1.0, at_most_px=230) == 200
    assert scale_length_m(2500.0, at_most_px=210) == 500_000


def test_raster_rows_are_equal_steps_of_web_mercator():
    edges = mercator_rows(0.0, 60.0, 4)
    heights = np.diff(np.arctanh(np.sin(np.radians(edges))))
    assert edges[[0, -1]] == pytest.approx((60.0, 0.0))
    assert np.allclose(heights, heights[0])
    assert symbol_share(5.0) == 0.7
    assert symbol_share(9.0) == 1.0
