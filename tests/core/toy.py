"""Worlds of a few records with every code set by hand, on the real table of sections."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date

import numpy as np
import pandas as pd

from geo.borders import index, position
from geo.columns import NO_DAY, IncidentColumns, Snapshot
from geo.periods import to_day
from geo.profile import Profile
from geo.schema.vocabularies import (
    AUDITS,
    CATEGORIES,
    CONFIDENCES,
    COUNTRIES,
    DATE_PRECISIONS,
    ORIGINS,
    PAIRS,
    PRECISIONS,
    VERIFICATIONS,
    code,
)
from geo.selection import gate
from geo.store.encoding import day_bounds
from geo.world import World

AS_OF = date(2025, 6, 30)
SECTION = "MMR-THA-113"
NO_PROFILE = Profile()
DETAILS = (
    "id", "date", "category", "place", "coord_precision", "outlet", "source_address", "audit",
    "title", "source_title", "admin1", "admin2", "country", "source_date",
)  # fmt: skip
TYPES = {
    "key": np.int64, "day_from": np.int32, "day_to": np.int32, "date_precision": np.int8,
    "category": np.int8, "country": np.int8, "section": np.int16, "km_along": np.float32,
    "km_away": np.float32, "side": np.int8, "district": np.int16, "cell": np.int32,
    "precision": np.int8, "confidence": np.int8, "audit": np.int8, "origin": np.int8,
    "verification": np.int8, "outlet": np.int16, "lon": np.float64, "lat": np.float64,
    "uncertainty_m": np.float32, "moved_m": np.int16, "pair_bits": np.uint16,
}  # fmt: skip


def record(when: str = "2024-03-09", **words: object) -> dict[str, object]:
    """One record that a statistic may use, on the section at Myawaddy and Mae Sot.

    when: "2024", "2024-03", "2024-03-09" or "". words: section (id or ""), km_away, lon, lat, and
    words of the vocabularies.
    """
    first, last, precision = day_bounds(when) if when else (NO_DAY, NO_DAY, "none")
    section = str(words.get("section", SECTION))
    at = position(section) if section else -1
    known = index()
    pair = int(known.pair[at]) if at >= 0 else -1
    return {
        "day_from": first,
        "day_to": last,
        "date_precision": code(DATE_PRECISIONS, precision),
        "category": code(CATEGORIES, str(words.get("category", "drug_smuggling"))),
        "country": code(COUNTRIES, str(words.get("country", "THA"))),
        "section": at,
        "km_along": float(known.km_from[at]) if at >= 0 else np.nan,
        "km_away": words.get("km_away", 1.0 if at >= 0 else np.nan),
        "side": code(COUNTRIES, "THA"),
        "district": -1,
        "cell": -1,
        "precision": code(PRECISIONS, str(words.get("precision", "town"))),
        "confidence": code(CONFIDENCES, str(words.get("confidence", "high"))),
        "audit": code(AUDITS, str(words.get("audit", "checked-ok"))),
        "origin": code(ORIGINS, str(words.get("origin", "published"))),
        "verification": code(VERIFICATIONS, str(words.get("verification", ""))),
        "outlet": -1,
        "lon": words.get("lon", float(known.mid_lon[at]) if at >= 0 else 100.0),
        "lat": words.get("lat", float(known.mid_lat[at]) if at >= 0 else 15.0),
        "uncertainty_m": np.nan,
        "moved_m": words.get("moved_m", -1),
        "pair_bits": words.get("pair_bits", 1 << pair if pair >= 0 else 0),
    }


def columns(records: Iterable[dict[str, object]]) -> IncidentColumns:
    """Records as the snapshot holds them; keys count from 1."""
    rows = [{"key": at, **row} for at, row in enumerate(records, start=1)]
    arrays = {name: np.array([row[name] for row in rows], kind) for name, kind in TYPES.items()}
    rest = {
        "districts": (), "cells": np.zeros(0, np.uint64), "cell_resolution": 6, "outlets": (),
    }  # fmt: skip
    assert {item.name for item in fields(IncidentColumns)} == {*arrays, *rest}
    return IncidentColumns(**arrays, **rest)


def office(office_id: str, country: str, lon: float, lat: float, **words: str) -> dict[str, object]:
    """One office as a row."""
    row = {
        "id": office_id, "name_en": office_id.upper(), "country": country, "lon": lon, "lat": lat,
        "status": "operating", "coord_precision": "town", "border_pair": "MMR-THA",
        "counterpart_id": "", "counterpart_basis": "", "name_local": "",
    }  # fmt: skip
    return row | words


def offices(*rows: dict[str, object]) -> pd.DataFrame:
    """Offices, indexed by id."""
    held = list(office("x", "THA", 0, 0))
    return pd.DataFrame(list(rows), columns=held).set_index("id", drop=False)


def details(keys: np.ndarray) -> pd.DataFrame:
    """Texts of records; the id tells the key."""
    frame = pd.DataFrame("", index=pd.Index(np.asarray(keys), name="key"), columns=list(DETAILS))
    return frame.assign(id=[f"T-{key}" for key in keys], category="drug_smuggling")


def world(records: Iterable[dict[str, object]], *, offices_table: pd.DataFrame | None = None):
    """A world of these records, with no office, crossing, zone or named district."""
    incidents = columns(records)
    places = offices() if offices_table is None else offices_table
    crossings = places.iloc[:0].assign(status_date="", name_en="")
    snapshot = Snapshot(1, "toy", "public", incidents, places, crossings, places.iloc[:0], places)
    stretches = pd.DataFrame({"name_en": []}, index=pd.Index([], dtype=str))
    listed = pd.DataFrame(
        columns=["section_id", "side", "district_code", "km", "name_en", "name_local"]
    )
    return World(
        snapshot=snapshot,
        gate=gate(incidents),
        sections=index(),
        tables={"contested_stretches": stretches},
        section_districts=listed,
        details=details,
    )


def universe(*pairs: str) -> np.ndarray:
    """Mask of the tested sections of these pairs, the five inner ones by default."""
    known = index()
    wanted = [PAIRS.index(pair) for pair in pairs] if pairs else range(5)
    return np.isin(known.pair, list(wanted)) & ~known.is_link


def days(iso: str) -> int:
    """Days since 1970."""
    return to_day(date.fromisoformat(iso))
