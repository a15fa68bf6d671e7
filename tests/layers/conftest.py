"""A toy scene whose marks, tokens and counts can be worked out by hand."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.columns import IncidentColumns, Snapshot
from geo.query import LAYERS, Query
from geo.scene import Scene
from geo.schema.tables import TABLES
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, PRECISIONS
from geo.selection import Selection

AS_OF = date(2026, 11, 23)
DAY = (date(2024, 3, 9) - date(1970, 1, 1)).days


def frame(key: str, columns: tuple[str, ...], rows: list[dict]) -> pd.DataFrame:
    """Rows with every column that the layers may read, blank where the row says nothing."""
    held = pd.DataFrame([{name: row.get(name, "") for name in (key, *columns)} for row in rows])
    for name in ("lon", "lat", "from_lon", "from_lat", "to_lon", "to_lat", "stretch_km_on_line"):
        if name in held:
            held[name] = pd.to_numeric(held[name], errors="coerce")
    return held.set_index(key, drop=False)


def table(name: str, rows: list[dict]) -> pd.DataFrame:
    """Rows of a table of facts, with the columns of its contract."""
    contract = TABLES[name]
    names = tuple(column.name for column in contract.columns)
    return frame(names[0], names[1:], rows)


OFFICES = [
    {"id": "a", "name_en": "A", "country": "LAO", "status": "operating", "lon": 101.0, "lat": 18.0,
     "coord_precision": "town", "counterpart_id": "b", "counterpart_basis": "inferred"},
    {"id": "b", "name_en": "B", "name_local": "บี", "country": "THA", "status": "unknown",
     "lon": 101.0, "lat": 18.0, "coord_precision": "town", "counterpart_id": "a",
     "counterpart_basis": "stated"},
    {"id": "c", "name_en": "C", "country": "THA", "status": "planned", "lon": 102.0, "lat": 18.5,
     "coord_precision": "province", "counterpart_id": "d", "counterpart_basis": "inferred"},
    {"id": "d", "name_en": "D", "country": "LAO", "status": "unknown", "lon": 102.1, "lat": 18.6,
     "coord_precision": "district"},
    {"id": "e", "name_en": "E", "country": "LAO", "status": "closed", "coord_precision": "none"},
]  # fmt: skip
CROSSINGS = [
    {"id": "fresh", "name_en": "Fresh", "class": "permanent", "status": "open",
     "status_date": "2025-12-13", "coord_precision": "exact", "lon": 104.7, "lat": 16.6,
     "side_a_country": "THA", "side_a_place": "Mukdahan", "side_b_country": "LAO",
     "border_pair": "LAO-THA"},
    {"id": "old", "name_en": "Old", "class": "bilateral", "status": "closed",
     "status_date": "2022-06", "coord_precision": "town", "lon": 104.8, "lat": 16.7,
     "border_pair": "LAO-THA"},
    {"id": "undated", "name_en": "Undated", "class": "trade_relaxed", "status": "open",
     "coord_precision": "district", "lon": 104.9, "lat": 16.8, "border_pair": "LAO-THA"},
    {"id": "nowhere", "name_en": "Nowhere", "class": "local", "status": "unknown",
     "coord_precision": "none", "border_pair": "LAO-THA"},
]  # fmt: skip
ZONES = [
    {"id": "z1", "name_en": "Zone", "kind": "sez", "country": "KHM", "coord_precision": "town",
     "lon": 103.0, "lat": 11.0, "confidence": "high", "source_date": "2026-01-02",
     "risk_flags": "", "status": "operating"},
    {"id": "z2", "name_en": "Flagged zone", "kind": "sez", "country": "KHM",
     "coord_precision": "town", "lon": 103.1, "lat": 11.1, "confidence": "high",
     "source_date": "2026-01-02", "risk_flags": "casino;sanctions", "flag_scope": "operator",
     "flag_basis": "US Treasury OFAC, 12 Sep 2024", "flag_source_ids": "s1;s2"},
    {"id": "z3", "name_en": "Aged", "kind": "industrial_estate", "country": "THA",
     "coord_precision": "district", "lon": 100.0, "lat": 15.0, "confidence": "medium",
     "source_date": "2014-04-11"},
    {"id": "z4", "name_en": "Low", "kind": "sez", "country": "LAO", "coord_precision": "town",
     "lon": 102.0, "lat": 18.0, "confidence": "low"},
    {"id": "s1", "name_en": "Casino area", "kind": "casino_area", "country": "KHM",
     "coord_precision": "town", "lon": 102.5, "lat": 13.6, "confidence": "medium",
     "source_date": "2025-11", "risk_flags": "casino", "flag_scope": "area",
     "flag_basis": "Licensed casino"},
    {"id": "s2", "name_en": "Listed", "kind": "listed_site", "country": "MMR",
     "coord_precision": "province", "lon": 98.5, "lat": 16.8, "confidence": "high",
     "source_date": "2026-02-06", "flag_basis": "Listed"},
    {"id": "s3", "name_en": "Reported", "kind": "reported_site", "country": "KHM",
     "coord_precision": "town", "lon": 103.7, "lat": 14.4, "confidence": "high",
     "source_date": "2026-02-06"},
]  # fmt: skip
STRETCHES = [
    {"id": "long", "border_pair": "KHM-THA", "name_en": "Long", "scope": "stretch",
     "kind": "undemarcated", "from_lon": 104.09561, "from_lat": 14.3582, "to_lon": 105.206471,
     "to_lat": 14.343339, "stretch_km_on_line": 196.0, "position_side_1": "holds the map.",
     "position_side_2": "holds the watershed.", "status": "open", "status_date": "2025"},
    {"id": "temple", "border_pair": "KHM-THA", "name_en": "Ta Khwai / Ta Krabei temple",
     "name_th": "ปราสาทตาควาย", "name_km": "ប្រាសាទតាក្របី", "scope": "point",
     "kind": "contested", "lon": 103.37777, "lat": 14.35246, "position_side_1": "",
     "position_side_2": "places it in Surin.", "status": "undemarcated",
     "status_date": "2025-06-14"},
    {"id": "sea", "border_pair": "KHM-THA", "name_en": "Sea overlap", "scope": "area",
     "kind": "treaty_pending", "status_date": "2026-02-17"},
    {"id": "truce", "border_pair": "KHM-THA", "name_en": "Truce positions", "scope": "stretch",
     "kind": "ceasefire_line", "from_lon": 102.6, "from_lat": 13.7, "to_lon": 102.8,
     "to_lat": 13.8, "lon": 102.7, "lat": 13.75},
]  # fmt: skip
SOURCES = [
    {"source_id": "s1", "title": "A listing", "address": "https://a.example", "shown_as": "title"},
    {"source_id": "s2", "title": "A headline", "outlet": "b.example", "shown_as": "outlet_no_link",
     "address": "https://b.example"},
]  # fmt: skip


def incidents(rows: list[tuple[str, str, float, float]]) -> IncidentColumns:
    """Records of (category, precision, lon, lat), dated 9 March 2024, in Thailand."""
    n = len(rows)
    codes = {
        "key": np.arange(1, n + 1),
        "day_from": np.full(n, DAY, np.int32),
        "day_to": np.full(n, DAY, np.int32),
        "date_precision": np.zeros(n, np.int8),
        "category": np.array([CATEGORIES.index(row[0]) for row in rows], np.int8),
        "country": np.full(n, COUNTRIES.index("THA"), np.int8),
        "precision": np.array([PRECISIONS.index(row[1]) for row in rows], np.int8),
        "lon": np.array([row[2] for row in rows], float),
        "lat": np.array([row[3] for row in rows], float),
        "outlet": np.zeros(n, np.int16),
        "outlets": ("outlet.example",),
        "districts": (),
        "cells": np.zeros(0, np.uint64),
        "cell_resolution": 5,
    }
    absent = {f.name for f in fields(IncidentColumns)} - set(codes)
    return IncidentColumns(**codes, **{name: np.full(n, -1) for name in absent})


RECORDS = [
    ("drug_smuggling", "town", 100.0, 20.0),
    ("drug_smuggling", "town", 100.0, 20.0),
    ("online_scam", "exact", 98.5, 16.7),
    ("human_trafficking", "district", 102.0, 14.0),
    ("drug_smuggling", "district", 102.0, 14.0),
    ("other", "province", 99.0, 18.0),
    ("other", "none", float("nan"), float("nan")),
    ("armed_clash", "town", 103.0, 14.4),
]


def details(columns: IncidentColumns) -> pd.DataFrame:
    """Texts of records; the titles must never reach a card."""
    n = len(columns)
    held = {
        "id": [f"INC-{i:04d}" for i in range(1, n + 1)],
        "title": ["HEADLINE"] * n,
        "source_title": ["HEADLINE"] * n,
        "place": ["Place"] * n,
        "admin1": ["Province"] * n,
        "admin2": ["District"] * n,
        "source_address": ["https://outlet.example/1"] * n,
    }
    return pd.DataFrame(held, index=columns.key)


def make_scene(**changes: object) -> Scene:
    """The toy scene with some of its parts changed."""
    records = changes.pop("records", RECORDS)
    columns = incidents(records)
    held = {
        "revision": 1,
        "policy_hash": "toy",
        "viewer_class": "public",
        "incidents": columns,
        "offices": table("offices", OFFICES),
        "crossings": table("crossings", CROSSINGS),
        "zones": table("zones", ZONES),
        "district_status": table(
            "district_status",
            [
                {"district_code": "3702", "nts_target": "stated_target", "nts_source_id": "s1"},
                {"district_code": "3806", "nts_target": "unknown"},
            ],
        ),
    }
    snapshot = Snapshot(**held)
    everything = np.arange(len(columns))
    chosen = {"recorded": everything, "used": everything[:3], "set_aside": ()}
    days = {f.name: 0 for f in fields(Selection) if f.name not in chosen}
    scene = Scene(
        snapshot=snapshot,
        query=Query(layers=LAYERS),
        selection=Selection(**chosen, **days),
        as_of=AS_OF,
        tables={
            "sources": table("sources", SOURCES),
            "contested_stretches": table("contested_stretches", STRETCHES),
            "districts": frame(
                "code",
                ("official_code", "name_en", "name_local", "province_en", "country"),
                [
                    {"code": "TH3702", "official_code": "3702", "name_en": "Chanuman",
                     "name_local": "ชานุมาน", "country": "THA"},
                    {"code": "TH3806", "official_code": "3806", "name_en": "Bueng",
                     "country": "THA"},
                    {"code": "KH0102", "official_code": "3702", "name_en": "Other",
                     "country": "KHM"},
                ],
            ),
            "places": frame(
                "id",
                ("name_en", "name_local", "country", "lon", "lat"),
                [{"id": "p", "name_en": "Town", "country": "LAO", "lon": 102.0, "lat": 19.0}],
            ),
        },
        details=details(columns),
    )  # fmt: skip
    return replace(scene, **changes)


@pytest.fixture(scope="session")
def scene() -> Callable[..., Scene]:
    """Makes toy scenes."""
    return make_scene


def token_by_id(marks: object) -> dict[str, str]:
    """Token per feature id of one set of marks."""
    held = marks.features
    return {item: held.tokens[i] for item, i in zip(held.ids, held.token_of, strict=True)}


@pytest.fixture(name="token_by_id")
def token_by_id_fixture() -> Callable[[object], dict[str, str]]:
    """Reads tokens by feature id."""
    return token_by_id


@pytest.fixture
def card() -> Callable[[object, str, str], list]:
    """Reads the values of a card line of one feature."""

    def read(marks: object, feature_id: str, label: str) -> list:
        at = marks.features.ids.index(feature_id)
        wanted = f"layers.card.{label}"
        return [line.values[at] for line in marks.features.card if line.label.id == wanted]

    return read
