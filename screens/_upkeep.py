"""What a process does beside its screens: it forgets what was erased, and erases what is due."""

import gc
import sys

import streamlit as st

from geo.store import revision
from geo.store.erasure import erasures_known
from geo.store.retention import Schedule, start
from layers.renderers import payload
from screens._store import store

_OWN = "screens."
# The open store, its settings, and what is known here hold no records.
_NO_RECORDS = ("screens._store", "screens._upkeep")


def upkeep() -> None:
    """Start the schedule of retention once; empty the caches after an erasure, whoever made it."""
    _schedule()
    _emptied(_erasures(revision(store())))


# Caches that are emptied would leave it behind, to open a store later that nobody asked for.
@st.cache_resource(show_spinner=False, on_release=Schedule.end)
def _schedule() -> Schedule:
    return start(store)


@st.cache_resource(max_entries=1, show_spinner=False)
def _erasures(at_revision: int) -> int:  # noqa: ARG001
    return erasures_known(store())


@st.cache_resource(max_entries=1, show_spinner=False)
def _emptied(erasures: int) -> int:
    """Every cached call of the screens forgets; worlds were frozen, so they are freed by hand."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(_OWN)]
    for module in modules:
        if module.__name__ not in _NO_RECORDS:
            for cached in list(vars(module).values()):
                if hasattr(cached, "__wrapped__") and callable(getattr(cached, "clear", None)):
                    cached.clear()
    payload.forget()
    gc.unfreeze()
    gc.collect()
    return erasures
