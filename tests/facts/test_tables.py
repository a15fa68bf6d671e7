"""Every row of every table of facts keeps its contract, and no row was lost."""

import pandas as pd
import pytest

from geo import reference
from geo.schema.checks import reference_faults, text_frame
from geo.schema.relations import relation_faults
from geo.schema.tables import TABLES

ROWS = {
    "offices": 82,
    "crossings": 147,
    "zones": 106,
    "incidents": 292,
    "district_status": 105,
    "contested_stretches": 36,
    "tripoints": 13,
    "river_borders": 17,
    "demarcation": 15,
    "population": 64,
    "flows": 17,
    "glossary": 168,
    "district_contacts": 123,
    "admin1_names": 86,
    "office_counts": 27,
    "costs": 8,
    "siting_reasons": 8,
    "sources": 599,
    "changes": 387,
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {name: reference.table(name) for name in TABLES}


@pytest.mark.parametrize("name", TABLES)
def test_file_keeps_its_contract_in_every_cell(name: str) -> None:
    _, faults = text_frame(reference.table_path(name), TABLES[name])
    assert [str(fault) for fault in faults] == []


def test_row_counts(tables: dict[str, pd.DataFrame]) -> None:
    assert {name: len(table) for name, table in tables.items()} == ROWS


def test_every_named_source_is_in_the_table_of_sources(tables: dict[str, pd.DataFrame]) -> None:
    ids = set(tables["sources"].index)
    lost = [
        str(fault)
        for name, contract in TABLES.items()
        for fault in reference_faults(contract, tables[name], source_ids=ids)
    ]
    assert lost == []


def test_rules_between_tables(tables: dict[str, pd.DataFrame]) -> None:
    assert [str(fault) for fault in relation_faults(tables)] == []


def test_originals_stand_beside_what_was_made_tidy() -> None:
    originals = {name: contract.originals for name, contract in TABLES.items()}
    assert originals["incidents"] == {
        "subtype": "subtype_written",
        "quantity_unit": "quantity_unit_written",
    }
    for name, columns in originals.items():
        assert set(columns.values()) <= set(TABLES[name].header), name


def test_offices_by_country_and_reported_totals_stay_apart(
    tables: dict[str, pd.DataFrame],
) -> None:
    here = tables["offices"]["country"].value_counts().to_dict()
    assert here == {"LAO": 21, "THA": 18, "VNM": 14, "KHM": 13, "MMR": 9, "CHN": 7}
    counts = tables["office_counts"].set_index(["date", "countries"])["number"]
    assert counts[("2021-03", "THA")] == 28


def test_centre_evidence(tables: dict[str, pd.DataFrame]) -> None:
    districts = tables["district_status"]
    assert districts["nts_confidence"].value_counts().to_dict() == {
        "": 67,
        "high": 32,
        "medium": 5,
        "low": 1,
    }
    facing = districts["faces"].str.contains("KHM|LAO") & (districts["border_km_mmr"].isna())
    known = districts[["border_km_khm", "border_km_lao"]].notna().any(axis=1)
    assert (facing & ~known).sum() == 1  # Nam Khun: no outline of it reaches the line


def test_incident_words(tables: dict[str, pd.DataFrame]) -> None:
    incidents = tables["incidents"]
    assert incidents["category"].value_counts().to_dict() == {
        "drug_smuggling": 145,
        "armed_clash": 34,
        "irregular_migration": 27,
        "human_trafficking": 21,
        "online_scam": 20,
        "migrant_smuggling": 20,
        "wildlife_timber": 11,
        "arms": 5,
        "money_laundering": 5,
        "other": 4,
    }
    written = incidents.groupby("subtype_written")["subtype"].nunique()
    assert len(written) == 55 and (written == 1).all()
    assert incidents["subtype"].nunique() == 29
    returns = incidents.loc[["INC-0159", "INC-0196", "INC-0207"]]
    assert set(returns["category"]) == {"other"}
    items = incidents[incidents["quantity_unit"] == "items"]["quantity_unit_written"]
    assert {"rifles", "phones", "rockets", "buildings"} <= set(items)


def test_crossing_classes_keep_what_was_written(tables: dict[str, pd.DataFrame]) -> None:
    crossings = tables["crossings"]
    closed = crossings[crossings["class_written"] == "closed"]
    assert closed.index.tolist() == ["pak-huai-kenthao"]
    assert closed["class"].tolist() == ["permanent"] and closed["status"].tolist() == ["closed"]
    split = crossings[crossings["class_written"] == "local/temporary"]["class"].value_counts()
    assert split.to_dict() == {"local": 26, "temporary": 3, "trade_relaxed": 1}


def test_flags_have_a_scope_and_a_basis(tables: dict[str, pd.DataFrame]) -> None:
    zones = tables["zones"]
    flagged = zones[zones["risk_flags"] != ""]
    assert len(flagged) == 34
    named = ["khm-sez-neang-kok-koh-kong", "khm-casino-jin-bei", "khm-casino-tc-capital"]
    assert set(zones.loc[[*named, "khm-casino-kb-hotel"], "flag_scope"]) == {"operator"}
    assert (zones.loc[named, "coord_precision"] == "town").all()


def test_status_year_comes_from_the_notes(tables: dict[str, pd.DataFrame]) -> None:
    offices = tables["offices"]
    told = offices["notes"].str.extract(r"last_documented=(\d{4})", expand=False)
    assert offices["status_year"].astype("string").fillna("").tolist() == told.fillna("").tolist()
    assert offices.loc["lao-ban-vang", "status_year"] is pd.NA
    by = offices[offices["year_established_basis"] == "at_latest"]
    assert len(by) == 6 and set(by["year_established"]) == {2004}


def test_callers_own_their_copy() -> None:
    mine = reference.table("offices")
    mine.loc["tha-mae-sai", "name_en"] = "changed"
    assert reference.table("offices").loc["tha-mae-sai", "name_en"] == "Mae Sai BLO"


def test_districts_use_the_codes_of_the_outlines(tables: dict[str, pd.DataFrame]) -> None:
    from geo import areas

    outlines = areas.districts()
    for name in ("district_status", "district_contacts"):
        codes = tables[name]["district_code"]
        assert codes.isin(outlines.index).all()
        assert (codes == "TH" + tables[name]["official_code"]).all()
    provinces = set(areas.provinces().index) | {""}
    for name in ("offices", "zones", "incidents", "population", "admin1_names"):
        assert set(tables[name]["admin1_code"]) <= provinces
