"""Storing what was read in *Import*: label, grades and originator, the outcome, the list, Undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from geo.briefing.importing import import_table, likely_repeats
from geo.errors import AtlasError
from geo.importers.mapping import remember
from geo.importers.marks import MAX_AGENCY_LETTERS, Marks, marked, originator_of
from geo.importers.options import PERSONAL
from geo.importers.preview import Preview
from geo.schema.vocabularies import (
    CATEGORIES,
    COUNTRIES,
    INFORMATION_GRADES,
    LABELS,
    SOURCE_GRADES,
)
from geo.signin import LOCAL, sign_in_mode
from geo.store.imports import ImportAbout, ImportEntry, imports, store_import, undo_import
from geo.store.protection import may_hold
from screens import _import_read, _import_shown, _state, _store, _viewer
from screens._import_read import LIKELY, Source
from screens._page import plain
from screens._state import say, translator

DEFAULT_LABEL = "AMBER+STRICT"
MOST_LISTED = 20
_DONE, _FAULT, _ROUND = "import_done", "import_fault", "import_round"
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What the last import of this session did, and what it left out."""

    entry: ImportEntry
    seen: Preview
    categories: tuple[str, ...]
    first: date
    last: date


def uploader_key() -> str:
    """A new one after every import, so that the box is empty again."""
    return f"import_files_{st.session_state.get(_ROUND, 0)}"


def form(seen: Preview, found: tuple[Source, ...]) -> None:
    """Label, grades, originator, personal data, and the button that stores."""
    _personal(seen)
    _likely(seen)
    label = st.pills(
        say("import.label"),
        LABELS,
        default=DEFAULT_LABEL,
        required=True,
        key="import_label",
        help=say("import.label_help"),
    )
    _originator()
    left, right = st.columns(2, gap="small")
    with left:
        _grade("source_grade", SOURCE_GRADES)
    with right:
        _grade("information_grade", INFORMATION_GRADES)
    refused = _refused(seen, label or DEFAULT_LABEL)
    if refused:
        st.warning(plain(say("import.closed", labels=", ".join(refused))))
        if sign_in_mode() == LOCAL:
            st.caption(say("import.protect"))
    if told := st.session_state.pop(_FAULT, ""):
        st.error(plain(told))
    with st.container(horizontal=True):
        for key, kind, action in (
            ("import_store_see", "primary", _store_and_see),
            ("import_store", "secondary", _store_now),
        ):
            st.button(
                say(key.replace("_", ".", 1), n=seen.accepted),
                type=kind,
                disabled=bool(refused) or not seen.accepted,
                key=key,
                on_click=action,
                args=(seen, found),
            )


def _personal(seen: Preview) -> None:
    """The offer to mask or drop what free text tells of persons, where it tells anything."""
    steps = (step for reading in seen.readings for step in reading.steps)
    n = sum(step.rows for step in steps if step.word == "personal")
    if n or st.session_state.get("import_personal", PERSONAL[0]) != PERSONAL[0]:
        st.segmented_control(
            say("import.personal", n=n),
            PERSONAL,
            default=PERSONAL[0],
            required=True,
            format_func=lambda word: say(f"import.personal.{word}"),
            key="import_personal",
        )


def _likely(seen: Preview) -> None:
    """The question what to do with rows that seem to tell what another one tells."""
    n = likely_repeats(seen)
    if n or st.session_state.get("import_likely", LIKELY[0]) != LIKELY[0]:
        st.segmented_control(
            say("import.likely", n=n) if n else say("import.likely_kept", n=len(seen.differing)),
            LIKELY,
            default=LIKELY[0],
            required=True,
            format_func=lambda word: say(f"import.likely.{word}"),
            key="import_likely",
        )


def _originator() -> None:
    """Country and agency that own the records."""
    write, viewer = translator(), _viewer.viewer()
    countries = write.ordered(COUNTRIES)
    left, right = st.columns([0.4, 0.6], gap="small")
    with left:
        st.selectbox(
            say("import.owner_country"),
            countries,
            index=countries.index(viewer.country) if viewer.country in countries else None,
            format_func=write.country,
            key="import_owner_country",
        )
    with right:
        st.text_input(
            say("import.owner_agency"),
            viewer.organisation,
            max_chars=MAX_AGENCY_LETTERS,
            key="import_owner_agency",
        )


def _grade(name: str, words: tuple[str, ...]) -> None:
    st.selectbox(
        say(f"import.{name}"),
        ("", *words),
        format_func=lambda word: say(f"term.{name}.{word}") if word else say("import.ungraded"),
        key=f"import_{name}",
    )


def _refused(seen: Preview, label: str) -> list[str]:
    """Labels of these records that the store may not hold."""
    parts = (part for reading in seen.readings for part in reading.parts)
    own = {word for part in parts for word in part["label"].cat.categories}
    return [w for w in LABELS if w in {label, *own} and not may_hold(_store.store(), w)]


def _store_now(seen: Preview, found: tuple[Source, ...]) -> None:
    """Store in one transaction; remember how the columns were read; begin anew."""
    asked = st.session_state
    try:
        owner = originator_of(
            asked.get("import_owner_country") or "", asked.get("import_owner_agency") or ""
        )
        marks = Marks(
            asked["import_label"],
            asked["import_source_grade"],
            asked["import_information_grade"],
            owner,
        )
        parts = (part.drop(columns=["row"]) for part in marked(seen.parts(), marks))
        about = _about(seen, marks.label)
        entry = store_import(_store.store(), parts, about, actor=_viewer.actor())
        for source in found:
            _remember(source.columns, source.mapping)
    except AtlasError as error:
        asked[_FAULT] = str(error)
        return
    asked[_DONE] = _done(entry, seen)
    asked[_ROUND] = asked.get(_ROUND, 0) + 1
    _import_read.forget()


def _store_and_see(seen: Preview, found: tuple[Source, ...]) -> None:
    """Store, then go to the map of what was stored; the outcome with Undo waits on this screen."""
    _store_now(seen, found)
    if _FAULT not in st.session_state:
        done: Done = st.session_state[_DONE]
        st.toast(plain(_told(done.entry)), duration="long")
        _see(done)


def _about(seen: Preview, label: str) -> ImportAbout:
    return ImportAbout(
        tuple(reading.file for reading in seen.readings),
        tuple(shape for reading in seen.readings for shape in reading.shapes),
        label,
        len(seen.rejected),
        len(seen.duplicates),
    )


def _remember(columns: tuple[str, ...], mapping: Mapping[str, str]) -> None:
    if mapping:
        remember(columns, mapping)


def _done(entry: ImportEntry, seen: Preview) -> Done:
    parts = list(seen.parts())
    said = {word for part in parts for word in part["category"].unique()}
    days = [int(part[name].agg(how)) for part in parts
            for name, how in (("day_from", "min"), ("day_to", "max"))]  # fmt: skip
    first, last = (_EPOCH + timedelta(days=day) for day in (min(days), max(days)))
    return Done(entry, seen, tuple(word for word in CATEGORIES if word in said), first, last)


def outcome() -> None:
    """What the last import did: counts, rows not read, Undo, and the way to the map."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    entry = done.entry
    with st.container(border=True, key="import_outcome"):
        st.markdown(f"**{plain(_told(entry))}**")
        with st.container(horizontal=True):
            st.button(
                say("import.see"), type="primary", key="import_see", on_click=_see, args=(done,)
            )
            st.button(
                say("import.undo", number=entry.number),
                key="import_undo",
                on_click=_undo,
                args=(entry.number,),
            )
        if done.seen.rejected:
            with st.expander(say("import.tab.rejected"), key="import_outcome_rejected"):
                _import_shown.refused(done.seen, key="import_outcome")


def _told(entry: ImportEntry) -> str:
    return say(
        "import.stored",
        n=entry.accepted,
        number=entry.number,
        rejected=entry.rejected,
        duplicates=entry.duplicates,
    )


def _see(done: Done) -> None:
    """Go to the map of the days and categories that were imported."""
    _state.change(
        period="own",
        date_from=done.first,
        date_to=done.last,
        categories=done.categories,
        pairs=(),
        section="",
    )
    _state.go("situation")


def _undo(number: int) -> None:
    try:
        undone = undo_import(_store.store(), number, actor=_viewer.actor())
    except AtlasError as error:
        st.session_state[_FAULT] = str(error)
        return
    st.session_state.pop(_DONE, None)
    st.session_state["import_undone"] = (number, undone.withdrawn, undone.edited)


def listed() -> None:
    """All imports, the newest first, each with Undo while its records are in use."""
    if told := st.session_state.pop("import_undone", None):
        number, withdrawn, edited = told
        st.success(plain(say("import.undone", number=number, n=withdrawn, edited=edited)))
    if told := st.session_state.pop(_FAULT, ""):
        st.error(plain(told))
    entries = imports(_store.store())[:MOST_LISTED]
    if not entries:
        return
    st.subheader(say("import.list"), anchor=False)
    widths = [0.06, 0.13, 0.31, 0.1, 0.1, 0.1, 0.1, 0.1]
    headings, rows = import_table(entries, translator())
    for place, heading in zip(st.columns(widths), (*headings, ""), strict=True):
        place.caption(plain(heading))
    for entry, row in zip(entries, rows, strict=True):
        places = st.columns(widths, vertical_alignment="center")
        for place, cell in zip(places, row, strict=False):
            place.markdown(plain(f"{cell:,}" if isinstance(cell, int) else str(cell)[:120]))
        with places[-1]:
            if entry.undone_revision:
                st.caption(say("import.was_undone"))
            else:
                st.button(
                    say("import.undo_short"),
                    key=f"import_undo_{entry.number}",
                    on_click=_undo,
                    args=(entry.number,),
                )
