"""A plan as files: its sites and coverage as tables, its sites as features, its scenario."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.borders.lines import cut
from geo.briefing.plan_takeaway import (
    SIDE_COLUMNS,
    SITE_COLUMNS,
    Record,
    made_with,
    side_rows,
    site_rows,
)
from geo.errors import InputError
from geo.exports.about import about
from geo.exports.geodata import CRS, to_geojson, to_geopackage
from geo.exports.tables import neutral_cell, to_csv
from geo.layerspec import Furniture, Text
from geo.messages import message
from geo.planning.counterparts import Stated

# sites and sides: CSV. scenario: what can be given to the planner again; plan: the whole record.
FORMS = ("sites.csv", "sides.csv", "geojson", "gpkg", "scenario.json", "plan.json")
_GAP_COLUMNS = ("pair", "side", "km_from", "km_to")


def plan_about(
    record: Record, furniture: Furniture, *, translator: Callable[[Text], str], audit_head: str
) -> dict[str, str]:
    """The lines about a plan that stand in each of its files.

    furniture: from ``plan_frame``. audit_head: hash of the last entry of the audit chain, from
    ``geo.store.chain_head``.
    """
    return about(furniture, translator=translator) | {
        "made_with": " ".join(translator(line) for line in made_with(record)),
        "as_of_iso": record["as_of"],
        "data_hash": record["data"],
        "records_hash": record["records"],
        "seed": str(record["scenario"]["seed"]),
        "solver": record["solver"],
        "objective": f"{record['objective']}",
        "bound": f"{record['bound']}",
        "proven": "yes" if record["proven"] else "no",
        "audit_head": audit_head,
    }


def plan_tables(
    record: Record,
    form: str,
    *,
    furniture: Furniture,
    translator: Callable[[Text], str],
    audit_head: str,
    stated: Stated | None = None,
) -> bytes:
    """One file of a plan.

    form: of FORMS. furniture, audit_head: as in ``plan_about``. stated: how counterparts stand;
    none means that no column tells. Errors: InputError for another form.
    """
    if form not in FORMS:
        raise InputError(f"Expected a form among {', '.join(FORMS)}, found {form!r}.")
    if form == "scenario.json":
        return _json(record["scenario"])
    facts = plan_about(record, furniture, translator=translator, audit_head=audit_head)
    if form == "plan.json":
        return _json({"about": facts, **record})
    if form == "sides.csv":
        rows = [[getattr(row, name) for name in SIDE_COLUMNS] for row in side_rows(record)]
        return to_csv(_heads("side", SIDE_COLUMNS, translator), rows, about=facts)
    if form == "sites.csv":
        rows = [[getattr(row, name) for name in SITE_COLUMNS] for row in site_rows(record, stated)]
        return to_csv(_heads("site", SITE_COLUMNS, translator), rows, about=facts)
    frames = {"proposed_sites": site_frame(record, stated), "remaining_gaps": gap_frame(record)}
    if form == "geojson":
        layered = [frame.assign(layer=name) for name, frame in frames.items()]
        return to_geojson(layered, about=facts)
    return to_geopackage(frames, about=facts)


def site_frame(record: Record, stated: Stated | None = None) -> gpd.GeoDataFrame:
    """Every place that the plan opens, EPSG:4326, columns as SITE_COLUMNS.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    rows = site_rows(record, stated)
    columns = {name: [neutral_cell(getattr(row, name)) for row in rows] for name in SITE_COLUMNS}
    frame = pd.DataFrame(columns)
    numbers = [name for name in SITE_COLUMNS if rows and isinstance(getattr(rows[0], name), float)]
    frame[numbers] = frame[numbers].replace("", float("nan")).astype(float)
    points = shapely.points([row.lon for row in rows], [row.lat for row in rows])
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


def gap_frame(record: Record) -> gpd.GeoDataFrame:
    """Stretches that no office covers with the plan: pair, side, km_from, km_to, and their line."""
    columns = {name: [gap[name] for gap in record["gaps"]] for name in _GAP_COLUMNS}
    lines = [cut(gap["pair"], gap["km_from"], gap["km_to"]) for gap in record["gaps"]]
    return gpd.GeoDataFrame(columns, geometry=lines, crs=CRS)


def _heads(table: str, columns: tuple[str, ...], translator: Callable[[Text], str]) -> list[str]:
    return [translator(message(f"plan.{table}.{name}")) for name in columns]


def _json(values: Mapping[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
