"""Cached calls of *Who sees what*; keyed by who looks, so that nobody is served another's."""

import pandas as pd
import streamlit as st

from geo.briefing.sharing_views import Views, views
from geo.release import Audience, audience_of_class
from geo.store.imports import ImportEntry, imports
from geo.store.originals import originals
from screens._cached import Stamp
from screens._store import store


@st.cache_resource(max_entries=8, show_spinner=False)
def owned(
    stamp: Stamp, table: str, closed: bool = False, import_number: int = 0, category: str = ""
) -> pd.DataFrame:
    """Records that the stamp's viewer class owns, as held."""
    return originals(
        store(),
        table,
        audience=audience_of_class(stamp[2]),
        closed=closed,
        import_number=import_number,
        category=category,
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def seen_by_all(
    stamp: Stamp, table: str, keys: tuple[int, ...], audiences: tuple[Audience, ...]
) -> Views:
    """Some of these records as each audience is given them, with the machine check."""
    held = originals(store(), table, audience=audience_of_class(stamp[2]), keys=keys)
    return views(store(), table, held, audiences)


@st.cache_resource(max_entries=2, show_spinner=False)
def all_imports(stamp: Stamp) -> tuple[ImportEntry, ...]:  # noqa: ARG001
    """Imports whose records are in use, the newest first."""
    return tuple(entry for entry in imports(store()) if not entry.undone_revision)
