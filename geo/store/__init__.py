"""Where the records live: tables, migrations, seeding, changes and their audit chain."""

from geo.store.audit import ChainReport, chain_head, verify_chain
from geo.store.engine import Store, open_store, revision
from geo.store.records import add, edit, history, withdraw
from geo.store.seeding import SeedReport, conflicts, seed

__all__ = [
    "ChainReport",
    "SeedReport",
    "Store",
    "add",
    "chain_head",
    "conflicts",
    "edit",
    "history",
    "open_store",
    "revision",
    "seed",
    "verify_chain",
    "withdraw",
]
