"""Putting a world together from a store: the one place where store, areas and lines meet."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo import areas, reference
from geo.borders import index
from geo.columns import Snapshot
from geo.release import PUBLIC, Audience
from geo.schema.tables import TABLES
from geo.selection import gate
from geo.snapshot import details, snapshot
from geo.store import Store
from geo.world import Details, World

# Up to so many incidents their texts are read once per world and not once per query.
MAX_HELD_TEXTS = 5_000


def build_world(
    store: Store, *, audience: Audience = PUBLIC, previous: Snapshot | None = None
) -> World:
    """Everything that one viewer class may know at the store's present revision.

    previous: an earlier snapshot of the same class; only what changed since is read again.
    Errors: StoreError, DataFileError.
    """
    seen = snapshot(store, audience=audience, previous=previous)
    return World(
        snapshot=seen,
        gate=gate(seen.incidents),
        sections=index(),
        tables=reference_tables(),
        section_districts=_named_section_districts(),
        details=_details(store, audience, seen.incidents.key),
    )


def _details(store: Store, audience: Audience, every: np.ndarray) -> Details:
    """Reads the released texts of some incidents; of few incidents in all, from memory."""
    if len(every) > MAX_HELD_TEXTS:
        return lambda keys: details(store, audience=audience, keys=keys)

    @cache
    def held() -> pd.DataFrame:
        return details(store, audience=audience, keys=every)

    def some(keys: np.ndarray) -> pd.DataFrame:
        wanted = pd.Index(np.asarray(keys), dtype=np.int64, name="key").unique()
        return held().loc[wanted[wanted.isin(held().index)]]

    return some


def reference_tables() -> Mapping[str, pd.DataFrame]:
    """The tables of facts and the areas, by name; not to be written into."""
    drawn = {
        "districts": areas.districts(),
        "provinces": areas.provinces(),
        "rivers": areas.rivers(),
        "places": areas.places().set_index("id"),
    }
    return MappingProxyType({name: reference.table(name) for name in TABLES} | drawn)


def _named_section_districts() -> pd.DataFrame:
    names = areas.districts()[["name_en", "name_local"]]
    return areas.section_districts().join(names, on="district_code")
