"""Sections, cells and density: the query's measure decides; classes come from the results."""

import h3
import numpy as np
import pytest

from geo.borders import index
from geo.layerspec import Raster
from geo.messages import message
from geo.query import Query
from geo.scene import CellResults, DensityResults, SectionResults
from layers import cells, density, districts, sections
from layers._classes import chance, count_ranges, measure_ranges


@pytest.fixture
def results():
    """Three tested sections: none, one and five records; the last stands out."""
    n = len(index())
    blank = np.full(n, np.nan)
    held = {name: blank.copy() for name in ("rate", "rate_low", "rate_high", "p", "z")}
    tested, out = np.zeros(n, bool), np.zeros(n, bool)
    count, count_class = np.zeros(n, int), np.zeros(n, int)
    tested[:3], out[2] = True, True
    count[1:3], count_class[1:3] = (1, 5), (1, 2)
    held["rate"][:3] = (0.0, 1.0, 5.0)
    held["p"][:3] = (1.0, 0.4, 0.0001)
    return SectionResults(
        tested=tested, count=count, stands_out=out, count_class=count_class,
        rate_class=count_class, count_edges=(1.0, 2.0), rate_edges=(0.5, 2.5), **held,
    )  # fmt: skip


def test_counts_colour_the_line_and_findings_have_an_outline(scene, results, token_by_id):
    spec = sections.build(scene(sections=results, query=Query(measure="counts")))
    outline, drawn = spec.marks
    ids = index().ids
    assert token_by_id(outline) == {f"section:{ids[2]}": "section.stands_out"}
    tokens = token_by_id(drawn)
    assert [tokens[f"section:{ids[i]}"] for i in range(4)] == [
        "section.none",
        "section.class.1",
        "section.class.2",
        "section.untested",
    ]
    assert drawn.file == "sections_overview"
    assert drawn.detail_file == "sections_detail"
    assert message("layers.note.used", n=3, aside=5, km=25.0) in spec.notes
    assert message("layers.note.stand_out", n=1) in spec.notes
    assert message("layers.note.tested", n=3) in spec.notes


def test_every_inner_section_is_drawn(scene):
    (drawn,) = sections.build(scene()).marks
    assert len(drawn.features.ids) == int(np.sum(index().inner))
    assert drawn.features.tokens == ("section.none",)


def test_chance_shows_no_classes(scene, results):
    spec = sections.build(scene(sections=results, query=Query(measure="chance")))
    assert "section.class.1" not in spec.marks[-1].features.tokens
    assert spec.title == message("layers.sections.chance")
    assert spec.legend[0].token == "section.stands_out"


def test_rates_have_their_own_legend_and_interval(scene, results, card):
    spec = sections.build(scene(sections=results, query=Query(measure="rates")))
    assert message("layers.class.rate.between", low=0.5, high=2.5) in [e.text for e in spec.legend]
    (rate,) = card(spec.marks[-1], f"section:{index().ids[2]}", "rate")
    assert dict(rate.values)["value"] == 5.0


def test_ranges_of_counts_are_whole_numbers():
    assert count_ranges((1, 2, 4), unit="records") == [
        message("layers.class.records.one", n=1),
        message("layers.class.records.between", low=2, high=3),
        message("layers.class.records.from", low=4),
    ]
    assert count_ranges((), unit="records") == []
    assert measure_ranges((1.5,), unit="rate") == [message("layers.class.rate.from", low=1.5)]


def test_small_probabilities_are_never_written_as_nothing():
    assert chance(0.0004) == message("layers.card.p.rare", times=2500)
    assert chance(0.4) == message("layers.card.p.value", value=0.4)
    assert chance(float("nan")) is None


def test_cells_are_hexagons_around_their_centre(scene, token_by_id):
    cell = h3.str_to_int(h3.latlng_to_cell(20.4, 99.9, 5))
    one = CellResults(
        cell=np.array([cell], np.uint64), count=np.array([4]), p=np.array([0.001]),
        z=np.array([3.0]), stands_out=np.array([True]), count_class=np.array([1]),
        count_edges=(4.0,), resolution=5, cells_tested=812,
    )  # fmt: skip
    spec = cells.build(scene(cells=one))
    drawn, outline = spec.marks
    name = f"cell:{h3.int_to_str(cell)}"
    assert token_by_id(drawn) == {name: "cell.class.1"}
    assert token_by_id(outline) == {name: "cell.stands_out"}
    assert drawn.rings[0].shape == (6, 2)
    assert drawn.rings[0].mean(axis=0) == pytest.approx((99.9, 20.4), abs=0.12)
    assert message("layers.note.cells", n=812, resolution=5) in spec.notes


def test_density_tells_its_bandwidth_and_names_a_token_per_class(scene):
    grid = np.array([[0, 1], [2, 0]], np.uint8)
    held = DensityResults(grid, (97.0, 10.0, 107.0, 21.0), (0.1, 0.5), 30.0)
    spec = density.build(scene(density=held))
    (raster,) = spec.marks
    assert isinstance(raster, Raster)
    assert raster.tokens == ("density.class.1", "density.class.2")
    assert message("layers.note.bandwidth", km=30.0) in spec.notes
    assert density.build(scene()).marks == ()


def test_centres_are_marked_only_where_a_source_names_them(scene, token_by_id):
    (drawn,) = districts.build(scene()).marks
    assert token_by_id(drawn) == {
        "district:KH0102": "border.district",
        "district:TH3702": "district.centre.stated_target",
        "district:TH3806": "border.district",
    }
    assert message("layers.note.centre_unknown", n=1) in districts.build(scene()).notes
