"""Choose a record, an import or a category; see it as each audience does, with the check."""

import pandas as pd
import streamlit as st

from geo.briefing.sharing import (
    Column,
    audience_columns,
    level_counts,
    originator_of,
    record_name,
    record_rows,
    totals_hidden,
    totals_rows,
)
from geo.briefing.sharing_map import small_maps
from geo.briefing.sharing_views import Views, section_totals
from geo.release.totals import SMALLEST_COUNT
from geo.schema.vocabularies import CATEGORIES, CORE_COUNTRIES
from geo.store.tables import INCIDENT, KINDS
from layers.renderers.small_map import small_map
from screens import _cached, _sharing_acts, _sharing_cached, _viewer
from screens._page import plain
from screens._state import say, translator
from screens._tables import show_table, show_words

_KINDS = ("record", "import", "category")


def panel() -> None:
    """What is chosen, side by side; below it what its steward can do."""
    _viewer.require("steward")
    table, held = _chosen()
    if held is None or held.empty:
        _sharing_acts.done_last()
        st.info(plain(say("sharing.none_owned")))
        return
    columns = _columns(held)
    found = _sharing_cached.seen_by_all(
        _cached.stamp(), table, tuple(map(int, held.index)), tuple(c.audience for c in columns)
    )
    _check(found)
    if len(held) == 1:
        _one(found, columns, int(held.index[0]))
    else:
        _many(found, columns)
    _sharing_acts.acts(found, columns)


def _chosen() -> tuple[str, pd.DataFrame | None]:
    kind = st.segmented_control(
        say("sharing.kind"),
        _KINDS,
        default=_KINDS[0],
        required=True,
        format_func=lambda word: say(f"sharing.kind.{word}"),
        key="sharing_kind",
    )
    if kind == "import":
        return INCIDENT.name, _of_import()
    if kind == "category":
        word = st.selectbox(
            say("sharing.kind.category"),
            CATEGORIES,
            format_func=lambda code: say(f"term.category.{code}"),
            key="sharing_category",
        )
        return INCIDENT.name, _sharing_cached.owned(_cached.stamp(), "incident", category=word)
    return _record()


def _record() -> tuple[str, pd.DataFrame | None]:
    left, middle, right = st.columns([1, 3, 1.2], vertical_alignment="bottom")
    table = left.selectbox(
        say("sharing.table"),
        tuple(KINDS),
        index=tuple(KINDS).index(INCIDENT.name),
        format_func=lambda word: say(f"sharing.table.{word}"),
        key="sharing_table",
    )
    closed = right.toggle(say("sharing.closed_only"), value=True, key="sharing_closed")
    held = _sharing_cached.owned(_cached.stamp(), table, closed=closed)
    if held.empty:
        return table, None
    names = {row.Index: record_name(row, translator()) for row in held.itertuples()}
    key = middle.selectbox(
        say("sharing.kind.record"), tuple(names), format_func=names.get, key="sharing_record"
    )
    return table, held.loc[[key]]


def _of_import() -> pd.DataFrame | None:
    entries = _sharing_cached.all_imports(_cached.stamp())
    if not entries:
        return None
    names = {
        entry.number: f"{entry.number} · {entry.at[:10]} · {entry.files} · {entry.accepted}"
        for entry in entries
    }
    number = st.selectbox(
        say("sharing.kind.import"), tuple(names), format_func=names.get, key="sharing_import"
    )
    return _sharing_cached.owned(_cached.stamp(), "incident", import_number=number)


def _columns(held: pd.DataFrame) -> tuple[Column, ...]:
    order = translator().ordered(CORE_COUNTRIES)
    return audience_columns(order=order, originator=originator_of(held))


def _check(found: Views) -> None:
    """The machine check's sentence, before anything else."""
    n, audiences = len(found.held), len(found.seen)
    if not found.leaks:
        pairs = audiences * (audiences - 1) // 2
        st.success(plain(say("sharing.check.passed", n=n, audiences=audiences, pairs=pairs)))
        return
    write = translator()
    first = found.leaks[0]
    records = len({leak.key for leak in found.leaks})
    told = say("sharing.check.failed", n=records, audience=first.audience, what=write(first.what))
    st.error(plain(told))


def _one(found: Views, columns: tuple[Column, ...], key: int) -> None:
    write = translator()
    drawn = small_maps(found, key)
    if drawn is not None:
        for place, column in zip(st.columns(len(columns)), columns, strict=True):
            shown = drawn[column.audience]
            place.image(small_map(shown), width="stretch")
            place.markdown(f"**{plain(write(column.name))}**  \n{plain(write(shown.name))}")
        st.caption(plain(say("sharing.maps_note")))
    rows = {plain(write(name)): [plain(write(text)) for text in texts]
            for name, texts in record_rows(found, key)}  # fmt: skip
    names = [plain(write(column.name)) for column in columns]
    show_words(pd.DataFrame.from_dict(rows, orient="index", columns=names))


def _many(found: Views, columns: tuple[Column, ...]) -> None:
    write = translator()
    st.markdown(f"**{plain(say('sharing.counts', n=len(found.held)))}**")
    names = [plain(write(column.name)) for column in columns]
    rows = {plain(write(level)): list(counts) for level, counts in level_counts(found)}
    show_words(pd.DataFrame.from_dict(rows, orient="index", columns=names))
    if found.table == INCIDENT.name:
        _totals(found)


def _totals(found: Views) -> None:
    """Counts per section that may stand in public beside the CLEAR ones."""
    table, worked_out = section_totals(found)
    rows = totals_rows(table)
    with st.expander(say("sharing.totals", n=len(rows)), key="sharing_totals"):
        if worked_out:
            st.error(plain(say("sharing.totals.failed", n=len(worked_out))))
            return
        st.caption(plain(say("sharing.totals.note", k=SMALLEST_COUNT)))
        if totals_hidden(table):
            st.caption(plain(say("sharing.totals.no_sum")))
        hidden = say("sharing.totals.hidden")
        shown = [(name, clear, hidden if n is None else str(n)) for name, clear, n in rows]
        names = [say(f"sharing.totals.{word}") for word in ("section", "clear", "all")]
        show_table(pd.DataFrame(shown, columns=names), key="sharing_totals_table")
