"""The closed vocabularies of the atlas; a code in an integer column is a position in one of these.

Order is part of the contract: new words are appended, none is moved or removed. Countries stand in
alphabetical order of their ISO 3166-1 alpha-3 codes, so that no order expresses a judgement.
"""

from types import MappingProxyType
from typing import Final

CORE_COUNTRIES: Final = ("KHM", "LAO", "MMR", "THA")
NEIGHBOURS: Final = ("BGD", "CHN", "IND", "MYS", "VNM")
COUNTRIES: Final = CORE_COUNTRIES + NEIGHBOURS
INNER_PAIRS: Final = ("KHM-LAO", "KHM-THA", "LAO-MMR", "LAO-THA", "MMR-THA")
OUTER_PAIRS: Final = (
    "BGD-MMR",
    "CHN-LAO",
    "CHN-MMR",
    "IND-MMR",
    "KHM-VNM",
    "LAO-VNM",
    "MYS-THA",
)
PAIRS: Final = INNER_PAIRS + OUTER_PAIRS

CATEGORIES: Final = (
    "drug_smuggling",
    "human_trafficking",
    "migrant_smuggling",
    "irregular_migration",
    "online_scam",
    "wildlife_timber",
    "arms",
    "money_laundering",
    "armed_clash",
    "other",
)
# Best to worst; comparisons on the position are comparisons of precision.
PRECISIONS: Final = (
    "exact",
    "site",
    "bridge",
    "arcminute",
    "town",
    "district",
    "province",
    "country",
    "none",
)
DATE_PRECISIONS: Final = ("day", "month", "year", "none")
ORIGINS: Final = ("published", "agency", "dataset", "public_report")
VERIFICATIONS: Final = (
    "received",
    "triaged",
    "corroborated",
    "verified",
    "refuted",
    "referred",
    "closed",
)
CONFIDENCES: Final = ("high", "medium", "low")
AUDITS: Final = ("checked-ok", "corrected", "not-checked", "doubtful")
LABELS: Final = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
SOURCE_GRADES: Final = ("A", "B", "C", "D", "X")
INFORMATION_GRADES: Final = ("1", "2", "3", "4", "X")
TIERS: Final = ("public", "partner", "restricted")

OFFICE_STATUSES: Final = ("operating", "unknown", "planned", "closed")
COUNTERPART_BASES: Final = ("stated", "inferred")
CROSSING_CLASSES: Final = (
    "permanent",
    "temporary",
    "trade_relaxed",
    "international",
    "bilateral",
    "local",
)
CROSSING_STATUSES: Final = ("open", "restricted", "closed", "unknown")
ZONE_KINDS: Final = (
    "border_economic_zone",
    "industrial_estate",
    "sez",
    "casino_area",
    "listed_site",
    "reported_site",
)
ZONE_STATUSES: Final = ("operating", "under_development", "planned", "suspended", "unknown")
ZONE_FLAGS: Final = ("casino", "online_scam", "trafficking", "money_laundering", "sanctions")
FLAG_SCOPES: Final = ("site", "operator", "owner", "area")
CENTRE_EVIDENCE: Final = ("stated_target", "centre_reported", "visited", "not_in_scope", "unknown")

SUBTYPES: Final = (
    "methamphetamine_tablets",
    "crystal_meth_synthetic",
    "cannabis",
    "heroin",
    "ketamine",
    "precursor",
    "trafficking_camp",
    "forced_work",
    "exploitation",
    "forced_marriage",
    "site_exit",
    "recruitment",
    "people_found",
    "irregular_crossing",
    "transport",
    "site_raid",
    "site_demolition",
    "repatriation",
    "deportation",
    "mule_account",
    "mass_movement",
    "timber",
    "wildlife",
    "weapons",
    "cash_gold",
    "ground_clash",
    "air_strike",
    "shelling",
    "landmine",
)
PERSONS_ROLES: Final = ("arrested", "detained", "found", "injured", "killed", "displaced")
QUANTITY_UNITS: Final = ("kg", "tablets", "m3", "animals", "items", "THB", "rounds")
BORDER_TYPES: Final = ("land", "river", "sea")
CROSSING_MODES: Final = ("road", "rail", "ferry", "footbridge", "mixed")
YES_NO: Final = ("yes", "no")
YEAR_BASES: Final = ("stated", "at_latest")
STRETCH_SCOPES: Final = ("point", "stretch", "area", "pair")
STRETCH_KINDS: Final = ("undemarcated", "contested", "islet", "treaty_pending", "ceasefire_line")
JUNCTION_KINDS: Final = ("tripoint", "terminus")
POPULATION_SCOPES: Final = ("admin1", "country")
POPULATION_MEASURES: Final = ("registered", "census", "census_enumerated", "census_provisional")
POPULATION_BASES: Final = ("seen", "seen_in_a_copy", "derived")
FLOW_DIRECTIONS: Final = ("into", "both")
FLOW_UNITS: Final = ("persons", "movements", "interviews")
FLOW_PERIODS: Final = ("period", "month", "day")
VALUE_QUALIFIERS: Final = (
    "stated",
    "about",
    "more_than",
    "as_many_as",
    "usual",
    "estimate",
    "own_count",
    "ordinal",
)
COUNT_SCOPES: Final = ("country", "five_countries", "six_countries", "greater_mekong")
COST_SUBJECTS: Final = ("office_building", "office_equipment", "comparison", "not_an_office")
COST_BASES: Final = ("published", "own_estimate")
CURRENCIES: Final = ("LAK", "THB", "USD")
DISTRICT_BASES: Final = ("source_and_geometry", "source", "geometry", "judgement")
GLOSSARY_BASES: Final = ("sourced", "mixed", "own_translation", "keep_as_is")
GLOSSARY_GROUPS: Final = (
    "office",
    "border",
    "crossing",
    "zone",
    "incident",
    "report",
    "label",
    "place",
    "analysis",
    "interface",
)
TERM_LANGUAGES: Final = ("km", "lo", "my", "th")
# The language of a country's own names (ISO 639-1).
OWN_LANGUAGE: Final = MappingProxyType({"KHM": "km", "LAO": "lo", "MMR": "my", "THA": "th"})
# How a source may be shown: headlines of press reports are not, and rows on trafficking carry no
# link, since the address tells more than district and month.
SHOWN_AS: Final = ("title", "outlet", "outlet_no_link")


def code(vocabulary: tuple[str, ...], word: str) -> int:
    """Position of ``word`` in ``vocabulary``, or -1 where it is blank or not in it."""
    return vocabulary.index(word) if word in vocabulary else -1
