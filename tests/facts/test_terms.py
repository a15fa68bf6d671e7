"""Every word of a vocabulary has its text in English and Thai; unsourced Thai is marked."""

import pytest

from geo import reference
from geo.language import LANGUAGES, catalogue
from geo.schema import vocabularies as v

TERMS = {
    "category": v.CATEGORIES,
    "subtype": v.SUBTYPES,
    "precision": v.PRECISIONS,
    "date_precision": v.DATE_PRECISIONS,
    "origin": v.ORIGINS,
    "verification": v.VERIFICATIONS,
    "confidence": v.CONFIDENCES,
    "audit": v.AUDITS,
    "label": v.LABELS,
    "source_grade": v.SOURCE_GRADES,
    "information_grade": v.INFORMATION_GRADES,
    "tier": v.TIERS,
    "office_status": v.OFFICE_STATUSES,
    "counterpart_basis": v.COUNTERPART_BASES,
    "crossing_class": v.CROSSING_CLASSES,
    "crossing_status": v.CROSSING_STATUSES,
    "zone_kind": v.ZONE_KINDS,
    "zone_status": v.ZONE_STATUSES,
    "flag": v.ZONE_FLAGS,
    "flag_scope": v.FLAG_SCOPES,
    "centre": v.CENTRE_EVIDENCE,
    "persons_role": v.PERSONS_ROLES,
    "quantity_unit": v.QUANTITY_UNITS,
    "border_type": v.BORDER_TYPES,
    "mode": v.CROSSING_MODES,
    "yes_no": v.YES_NO,
    "year_basis": v.YEAR_BASES,
    "stretch_scope": v.STRETCH_SCOPES,
    "stretch_kind": v.STRETCH_KINDS,
    "junction_kind": v.JUNCTION_KINDS,
    "population_scope": v.POPULATION_SCOPES,
    "population_measure": v.POPULATION_MEASURES,
    "population_basis": v.POPULATION_BASES,
    "flow_direction": v.FLOW_DIRECTIONS,
    "flow_unit": v.FLOW_UNITS,
    "flow_period": v.FLOW_PERIODS,
    "value_qualifier": v.VALUE_QUALIFIERS,
    "count_scope": v.COUNT_SCOPES,
    "cost_subject": v.COST_SUBJECTS,
    "cost_basis": v.COST_BASES,
    "currency": v.CURRENCIES,
    "district_basis": v.DISTRICT_BASES,
    "glossary_basis": v.GLOSSARY_BASES,
    "glossary_group": v.GLOSSARY_GROUPS,
    "language": v.TERM_LANGUAGES,
    "shown_as": v.SHOWN_AS,
}
NOT_TERMS = {"COUNTRIES", "CORE_COUNTRIES", "NEIGHBOURS", "PAIRS", "INNER_PAIRS", "OUTER_PAIRS"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_text(language: str) -> None:
    texts = catalogue(language)
    wanted = [f"term.{name}.{word}" for name, words in TERMS.items() for word in words]
    wanted += [f"country.{code}" for code in v.COUNTRIES]
    assert [item for item in wanted if item not in texts or not texts[item].singular] == []


def test_no_vocabulary_is_forgotten() -> None:
    held = {name for name, value in vars(v).items() if name.isupper() and isinstance(value, tuple)}
    covered = {name for name in held if vars(v)[name] in TERMS.values()}
    assert held - covered == NOT_TERMS


def test_thai_that_no_source_bears_is_marked() -> None:
    glossary, thai = reference.table("glossary"), catalogue("th")
    sourced = glossary["sourced_languages"].str.split(";").map(lambda held: "th" in held)
    unread = glossary["needs_native_review"].str.split(";").map(lambda held: "th" in held)
    reviewed = set(glossary[sourced & ~unread]["th"]) | {"จังหวัด"}
    for item, entry in thai.items():
        same = (
            entry.singular == catalogue("en")[item].singular if item in catalogue("en") else False
        )
        if item.startswith(("term.", "country.")) and entry.reviewed and not same:
            assert entry.singular in reviewed, item
