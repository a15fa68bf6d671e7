"""Every table of facts with its contract, by name."""

from types import MappingProxyType
from typing import Final

from geo.schema import context, records
from geo.schema.contract import TableContract

# Tables whose rows people may edit; they enter the store.
EDITABLE: Final = (
    records.OFFICES,
    records.CROSSINGS,
    records.ZONES,
    records.INCIDENTS,
    records.DISTRICT_STATUS,
)
CONTEXT: Final = (
    context.CONTESTED_STRETCHES,
    context.TRIPOINTS,
    context.RIVER_BORDERS,
    context.DEMARCATION,
    context.POPULATION,
    context.FLOWS,
    context.GLOSSARY,
    context.DISTRICT_CONTACTS,
    context.ADMIN1_NAMES,
    context.OFFICE_COUNTS,
    context.COSTS,
    context.SITING_REASONS,
    context.SOURCES,
    context.CHANGES,
)
TABLES: Final = MappingProxyType({contract.name: contract for contract in (*EDITABLE, *CONTEXT)})

__all__ = ["CONTEXT", "EDITABLE", "TABLES", "TableContract"]
