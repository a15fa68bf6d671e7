"""Offices and crossings: located here beside what is reported, never added."""

from dataclasses import fields
from datetime import date

import pandas as pd
import pytest

from geo.briefing.network import Network, current_status, network
from geo.briefing.sources import table_lines
from geo.schema.vocabularies import CROSSING_STATUSES, PAIRS

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def found(shipped):
    """The network on the shipped facts."""
    return network(shipped, as_of=AS_OF)


def test_thailand_has_eighteen_of_twenty_eight(found):
    line = next(item for item in found.countries if item.country == "THA")
    assert (line.located, line.reported.number, line.reported.date) == (18, 28, "2021-03")
    assert line.reported.countries == ("THA",)
    assert line.operating <= line.located


def test_eighty_two_located_in_six_countries(found, shipped):
    assert (found.located, found.located_countries) == (82, 6)
    assert sum(line.located for line in found.countries) == 82
    codes = [line.country for line in found.countries]
    assert codes == sorted(codes)
    assert found.located == len(shipped.tables["offices"])


def test_over_one_hundred_in_five_countries_stands_apart(found):
    region = [item for item in found.reported if item.number == 100]
    assert any(item.qualifier == "more_than" and item.date == "2021-03" for item in region)
    assert all(item.qualifier != "own_count" for item in found.reported)
    assert [item.date for item in found.reported] == sorted(item.date for item in found.reported)


def test_no_figure_is_a_sum_of_located_and_reported(found):
    """82 located and "over 100" reported overlap: nothing printed adds them."""
    numbers = [getattr(found, item.name) for item in fields(Network)]
    numbers += [number for line in found.countries for number in (line.located, line.operating)]
    forbidden = {82 + item.number for item in found.reported} | {
        line.located + line.reported.number for line in found.countries if line.reported
    }
    assert not forbidden & {number for number in numbers if isinstance(number, int)}


def test_every_crossing_is_counted_on_its_pair(found, shipped):
    lines = {line.pair: line for line in found.pairs}
    assert tuple(lines) == PAIRS
    assert found.crossings == len(shipped.tables["crossings"]) == 147
    assert sum(line.crossings for line in found.pairs) == 147
    for line in found.pairs:
        assert tuple(word for word, _ in line.by_status) == CROSSING_STATUSES
        assert sum(number for _, number in line.by_status) == line.crossings


def test_offices_per_side_come_from_the_table(found, shipped):
    table = shipped.tables["offices"]
    for line in found.pairs:
        at = table[table["border_pair"].str.split(";").map(lambda words, p=line.pair: p in words)]
        sides = line.pair.split("-")
        assert line.offices == tuple(int((at["country"] == side).sum()) for side in sides)


@pytest.mark.parametrize(
    ("status", "stated", "shown"),
    [
        ("open", "2025-06-24", "open"),
        ("closed", "2024-11-23", "closed"),
        ("closed", "2024-11-22", "unknown"),
        ("open", "2024", "unknown"),
        ("open", "", "unknown"),
        ("open", None, "unknown"),
        ("open", float("nan"), "unknown"),
    ],
)
def test_an_old_status_is_unknown(status, stated, shown):
    assert current_status(status, stated, as_of=AS_OF) == shown


def test_two_offices_that_name_each_other_are_one_pairing(toy, shipped):
    rows = [
        toy.office("a", "MMR", 98, 16, counterpart_id="b", counterpart_basis="stated"),
        toy.office("b", "THA", 98, 16, counterpart_id="a", counterpart_basis="stated"),
        toy.office("c", "THA", 98, 16, counterpart_id="d", counterpart_basis="inferred"),
        toy.office("d", "MMR", 98, 16, status="planned"),
        toy.office("e", "THA", 98, 16, counterpart_basis="inferred"),
    ]
    world = toy.world([], offices_table=toy.offices(*rows))
    world.snapshot.crossings["border_pair"] = world.snapshot.crossings["border_pair"].astype(str)
    held = {"office_counts": shipped.tables["office_counts"], "sources": shipped.tables["sources"]}
    object.__setattr__(world, "tables", held)
    line = next(item for item in network(world, as_of=AS_OF).pairs if item.pair == "MMR-THA")
    assert (line.offices, line.stated, line.inferred) == ((2, 3), 1, 1)
    assert (line.crossings, dict(line.by_status)["open"]) == (0, 0)


def test_sources_count_what_is_named(shipped):
    lines = {line.name: line for line in table_lines(shipped.tables)}
    assert list(lines) == sorted(shipped.tables)
    assert lines["incidents"].rows == 292
    assert sum(number for _, number in lines["incidents"].precisions) == 292
    status = shipped.tables["district_status"]["source_id"]
    assert (status == "").any()
    assert lines["district_status"].sources == len(set(status) - {""})
    for line in lines.values():
        assert sum(number for _, number in line.audits) <= line.rows


def test_blank_cells_are_no_source_and_no_precision(shipped):
    frame = pd.DataFrame({"source_id": ["a", "", "a"], "coord_precision": ["town", "", "site"]})
    sources = shipped.tables["sources"]
    line = next(item for item in table_lines({"t": frame, "sources": sources}) if item.name == "t")
    assert (line.rows, line.sources) == (3, 1)
    assert line.precisions == (("site", 1), ("town", 1))
