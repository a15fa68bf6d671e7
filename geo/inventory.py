"""What the shipped facts amount to and every fault in them: behind ``python -m geo check``.

A check is a function without arguments that returns an ``Outcome``; ``CHECKS`` lists them in the
order of the report. Another room adds its own by one entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo import reference
from geo.errors import DataFileError, StoreError
from geo.schema.checks import reference_faults, sentence, text_frame
from geo.schema.placement import TOLERANCE_KM, misplaced
from geo.schema.relations import person_faults, relation_faults
from geo.schema.tables import EDITABLE, TABLES
from geo.schema.vocabularies import CORE_COUNTRIES, PAIRS

REPORTED_COUNTRY, REPORTED_DATE = "THA", "2021-03"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found. lines: (what, figure) of the report. faults: sentences; any of them
    fails the check. flags: rows to look at, which fail nothing. figures: the same for programs."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    figures: tuple[tuple[str, Any], ...] = ()


def check_files() -> Outcome:
    """Every table against its contract, its sources, and the rules between tables."""
    faults: list[str] = []
    tables: dict[str, pd.DataFrame] = {}
    for name, contract in TABLES.items():
        try:
            _, found = text_frame(reference.table_path(name), contract)
            faults += [sentence(contract.file, found)] if found else []
            tables |= {} if found else {name: reference.table(name)}
        except DataFileError as error:
            faults.append(str(error))
    if not faults:
        ids = set(tables["sources"].index)
        for name, contract in TABLES.items():
            found = reference_faults(contract, tables[name], source_ids=ids)
            faults += [sentence(contract.file, found)] if found else []
        tied = relation_faults(tables) + person_faults(tables)
        faults += [f"data/{fault.file}, {fault}." for fault in tied]
    rows = sum(map(len, tables.values()))
    lines = (("tables read", f"{len(tables)} of {len(TABLES)}"), ("rows", f"{rows:,}"))
    return Outcome(
        "Tables", lines, tuple(faults), figures=(("tables", len(tables)), ("rows", rows))
    )


def check_offices() -> Outcome:
    """Offices located here beside the reported totals; the two are never added."""
    offices = reference.table("offices")
    counts = reference.table("office_counts")
    counts = counts[(counts["date"] == REPORTED_DATE) & (counts["scope"] == "country")]
    reported = int(counts.set_index("countries")["number"][REPORTED_COUNTRY])
    here = offices["country"].value_counts()
    located = int(here[REPORTED_COUNTRY])
    lines = (
        (
            f"offices of {REPORTED_COUNTRY}",
            f"{located} located of {reported} reported (March 2021)",
        ),
        ("offices in six countries", f"{len(offices)} located (reported: over 100 in five)"),
        ("by country", ", ".join(f"{country} {here[country]}" for country in sorted(here.index))),
    )
    figures = (
        ("offices", len(offices)),
        ("offices_by_country", {country: int(here[country]) for country in sorted(here.index)}),
        ("offices_tha_reported", reported),
    )
    return Outcome("Offices", lines, figures=figures)


def check_records() -> Outcome:
    """How many crossings, zones, incidents and districts with centre evidence there are."""
    counted = {name: len(reference.table(name)) for name in ("crossings", "zones", "incidents")}
    districts = reference.table("district_status")
    named = districts["nts_confidence"].value_counts()
    high, medium = int(named.get("high", 0)), int(named.get("medium", 0))
    evidence = f"{high} named by the project + {medium} visited"
    lines = (
        *((name, str(count)) for name, count in counted.items()),
        ("districts with centre evidence", evidence),
        ("Thai border districts listed", str(len(districts))),
    )
    figures = (*counted.items(), ("centres_high", high), ("centres_medium", medium))
    return Outcome("Records", lines, figures=figures)


def check_lines() -> Outcome:
    """Length of each pair's full line, from its sections."""
    from geo import borders  # heavy; only this check needs it

    lengths = {pair: float(borders.sections(pair)["length_km"].sum()) for pair in PAIRS}
    sections = {pair: len(borders.sections(pair)) for pair in PAIRS}
    lines = tuple((pair, f"{lengths[pair]:,.1f} km in {sections[pair]} sections") for pair in PAIRS)
    rounded = {pair: round(length, 1) for pair, length in lengths.items()}
    return Outcome("Lines", lines, figures=(("line_km", rounded), ("sections", sections)))


def check_areas() -> Outcome:
    """How many districts and provinces are drawn per country."""
    from geo import areas  # heavy; only this check needs it

    districts = areas.districts()["country"].value_counts()
    provinces = areas.provinces()["country"].value_counts()
    counted = {
        "districts": {country: int(districts.get(country, 0)) for country in CORE_COUNTRIES},
        "provinces": {country: int(provinces.get(country, 0)) for country in CORE_COUNTRIES},
    }
    lines = tuple(
        (kind, ", ".join(f"{country} {number}" for country, number in units.items()))
        for kind, units in counted.items()
    )
    return Outcome("Areas", lines, figures=tuple(counted.items()))


def check_places() -> Outcome:
    """Points over 3 km outside the country their row states: flagged, never moved."""
    outside = [
        item
        for contract in EDITABLE
        for item in misplaced(contract, reference.table(contract.name), tolerance_km=0)
    ]
    far = [item for item in outside if item.km > TOLERANCE_KM]
    flags = tuple(
        f"{item.table} {item.id}: states {' or '.join(item.stated)}, lies in "
        f"{item.lies_in or 'no country'}, {item.km:.1f} km off ({item.precision})"
        for item in far
    )
    lines = (
        (f"points over {TOLERANCE_KM:g} km outside the stated country", str(len(far))),
        ("points outside it by less", str(len(outside) - len(far))),
    )
    figures = (("flagged", len(far)), ("outside_by_less", len(outside) - len(far)))
    return Outcome("Places", lines, flags=flags, figures=figures)


def check_store() -> Outcome:
    """The audit chain of the records kept on this machine, where there are any yet."""
    from geo.language import translator  # heavy; only this check needs them
    from geo.store import open_store, verify_chain
    from geo.store.engine import store_exists

    if not store_exists():
        return Outcome("Records kept here", (("store", "none yet"),))
    report = verify_chain(open_store())
    write = translator("en")
    lines = (("entries of the audit chain", str(report.entries)), ("records", str(report.records)))
    faults = tuple(write(problem) for problem in report.problems)
    return Outcome("Records kept here", lines, faults, figures=(("audit_head", report.head),))


CHECKS: tuple[Callable[[], Outcome], ...] = (
    check_files,
    check_offices,
    check_records,
    check_lines,
    check_areas,
    check_places,
    check_store,
)


def run_checks() -> tuple[Outcome, ...]:
    """Run every check; one that cannot run because of a named fault reports that fault."""
    outcomes = []
    for check in CHECKS:
        try:
            outcomes.append(check())
        except (DataFileError, StoreError) as error:
            title = check.__name__.removeprefix("check_").capitalize()
            outcomes.append(Outcome(title, faults=(str(error),)))
    return tuple(outcomes)
