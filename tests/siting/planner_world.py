"""A few offices, crossings, zones and towns on the real line between Cambodia and Thailand."""

import importlib.util
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd

AS_OF = date(2026, 6, 1)
PAIR = "KHM-THA"
# Two crossings, and a town far from the line.
POIPET, CHONG_CHOM, PHNOM_PENH = (102.558, 13.659), (103.690, 14.443), (104.92, 11.56)


def _toy():
    path = Path(__file__).parent.parent / "core" / "toy.py"
    spec = importlib.util.spec_from_file_location("siting_core_toy", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


toy = _toy()


def record(section="KHM-THA-050", **words):
    """An incident that may be used."""
    return toy.record(section=section, **words)


def office(key, country, at, **words):
    """An office at a point."""
    return toy.office(key, country, *at, **words)


def crossing(key, at, **words):
    """A crossing of the pair, open in May 2026."""
    row = {
        "id": key, "name_en": key.title(), "border_pair": PAIR, "side_a_country": "THA",
        "side_b_country": "KHM", "side_a_place": "", "side_b_place": "", "lon": at[0],
        "lat": at[1], "coord_precision": "exact", "status": "open", "status_date": "2026-05-01",
    }  # fmt: skip
    return row | words


def zone(key, at, **words):
    """A zone in Cambodia."""
    row = {
        "id": key, "name_en": key, "country": "KHM", "lon": at[0], "lat": at[1], "kind": "sez",
        "coord_precision": "site", "status": "operating", "confidence": "high",
    }  # fmt: skip
    return row | words


def flow(text, value, first, last, **words):
    """A dated count of movements."""
    row = {
        "id": f"{text}-{first}", "crossing_or_area": text, "border_pair": PAIR, "value": value,
        "period_from": first, "period_to": last, "unit": "persons", "per": "period",
    }  # fmt: skip
    return row | words


def town(key, country, at):
    """A populated place."""
    return {
        "id": key, "name_en": key, "country": country, "lon": at[0], "lat": at[1],
        "precision": "town", "kind": "populated_place", "population": 1000, "district_code": "",
    }  # fmt: skip


def _frame(rows, like):
    return pd.DataFrame(list(rows) or None, columns=list(like)).set_index("id", drop=False)


def world(*, records=(), offices=(), crossings=(), zones=(), flows=(), towns=()):
    """A world that holds these and nothing else."""
    made = toy.world(records or [record()], offices_table=toy.offices(*offices))
    snapshot = replace(
        made.snapshot, crossings=_frame(crossings, crossing("x", (0, 0))),
        zones=_frame(zones, zone("x", (0, 0))),
    )  # fmt: skip
    tables = {
        "flows": _frame(flows, flow("x", 0, "", "")),
        "places": _frame(towns, town("x", "THA", (0, 0))).drop(columns="id"),
    }
    return replace(made, snapshot=snapshot, tables=MappingProxyType(tables))
