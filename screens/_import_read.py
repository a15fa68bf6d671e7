"""Reading what was brought to *Import*: the files, and the choices for a whole file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from geo.briefing.importing import field_name, sentence_of
from geo.cleaning.encodings import READINGS
from geo.importers.fields import HEADINGS
from geo.importers.mapping import remembered, source_key
from geo.importers.options import PERSONAL, Options
from geo.importers.places import shipped_names
from geo.importers.preview import HeldRecords, Preview, preview
from geo.importers.reading import read_file, with_mapping
from geo.importers.recognising import Recognised, recognised
from geo.schema.vocabularies import CORE_COUNTRIES
from geo.store.imports import held_incidents, taken_ids
from screens import _state, _store
from screens._page import plain
from screens._state import say, translator

# What to do with rows that seem to tell of an event that another row tells.
LIKELY = ("leave", "store")
_READ, _MAPPINGS = "import_read", "import_mappings"
_CHOICES = MappingProxyType(
    {
        "two_digit": ("", "buddhist", "gregorian"),
        "order": ("", "day", "month"),
        "datum": ("", "wgs84", "indian_1975"),
        "epoch": ("", "1900", "1904"),
        "reading": ("", *READINGS),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One file as brought. key: the same for every file with the same columns."""

    name: str
    handle: Any
    digest: str
    sheets: tuple[Recognised, ...]
    key: str
    columns: tuple[str, ...]
    mapping: Mapping[str, str]


def sources(uploads: list[Any]) -> tuple[Source, ...]:
    """The files with what they are taken for. Errors: FileNotUnderstoodError."""
    return tuple(_source(upload) for upload in uploads)


def _source(upload: Any) -> Source:
    held = st.session_state.setdefault(_MAPPINGS, {})
    digest = hashlib.sha256(upload.getvalue()).hexdigest()
    bare = recognised(upload.name, upload, Options(as_of=_state.as_of()))
    columns = tuple(dict.fromkeys(name for sheet in bare for name in sheet.columns))
    key = source_key(columns)
    mapping = held.get(key)
    if mapping is None:
        mapping = remembered(columns)
    if mapping:
        bare = recognised(upload.name, upload, Options(as_of=_state.as_of(), mapping=mapping))
    return Source(upload.name, upload, digest, bare, key, columns, mapping)


def recognition(source: Source) -> None:
    """What a file is taken for, in words."""
    for sheet in source.sheets:
        st.caption(plain(sentence_of(sheet, translator())))
        if any(sheet.shape == known for known in ("acled", "ucdp_ged")):
            st.caption(plain(say(f"import.note.{sheet.shape}")))


def columns(source: Source, *, alone: bool) -> None:
    """The column of each field, to be corrected; open where a needed one is missing.

    alone: the only file, so that its name need not be said.
    """
    if any(sheet.missing for sheet in source.sheets):
        _mapping(source)
        return
    told = say("import.columns") if alone else plain(source.name[-40:])
    with st.popover(told, width="stretch", key=f"import_columns_{source.key}"):
        _mapping(source)


def _mapping(source: Source) -> None:
    """The column of each field in a table whose second column can be chosen."""
    used = {field: column for sheet in source.sheets for field, column in sheet.used}
    table = pd.DataFrame(
        {
            "field": [field_name(field, translator()) for field in HEADINGS],
            "column": [used.get(field, "") for field in HEADINGS],
        }
    )
    with st.form(f"import_mapping_{source.key}", border=False):
        edited = st.data_editor(
            table,
            hide_index=True,
            disabled=["field"],
            height=300,
            column_config={
                "field": say("import.column.field"),
                "column": st.column_config.SelectboxColumn(
                    say("import.column.column"), options=["", *source.columns]
                ),
            },
            key=f"import_mapping_table_{source.key}",
        )
        if st.form_submit_button(say("import.apply"), key=f"import_apply_{source.key}"):
            chosen = dict(zip(HEADINGS, edited["column"].fillna(""), strict=True))
            changed = {f: str(c) for f, c in chosen.items() if c != used.get(f, "")}
            st.session_state[_MAPPINGS][source.key] = {**source.mapping, **changed}
            st.rerun()


def choices() -> Options:
    """What a person may say about all the files, where the files cannot tell."""
    with st.popover(say("import.choices"), width="stretch", key="import_choices"):
        held = {name: _choice(name, words) for name, words in _CHOICES.items()}
        country = st.selectbox(
            say("import.choice.country"),
            ("", *translator().ordered(CORE_COUNTRIES)),
            format_func=lambda code: (
                translator().country(code) if code else say("import.choice.not_said")
            ),
            key="import_country",
        )
    return Options(
        as_of=_state.as_of(),
        two_digit=held["two_digit"],
        epoch=int(held["epoch"]) if held["epoch"] else None,
        month_first={"": None, "day": False, "month": True}[held["order"]],
        datum=held["datum"],
        reading=held["reading"],
        personal=st.session_state.get("import_personal", PERSONAL[0]),
        country=country,
        label="",
    )


def _choice(name: str, words: tuple[str, ...]) -> str:
    return str(
        st.selectbox(
            say(f"import.choice.{name}"),
            words,
            format_func=lambda word: (
                say(f"import.{name}.{word}") if word else say("import.choice.told")
            ),
            key=f"import_{name}",
        )
    )


def seen(found: tuple[Source, ...], options: Options) -> Preview:
    """All rows of the files understood, kept in this session; nothing is stored.

    Errors: FileNotUnderstoodError.
    """
    mappings = [tuple(sorted(one.mapping.items())) for one in found]
    asked = [getattr(options, name) for name in Options.__dataclass_fields__ if name != "mapping"]
    likely = st.session_state.get("import_likely", LIKELY[0]) == LIKELY[1]
    key = (tuple(one.digest for one in found), tuple(mappings), tuple(asked), likely)
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != key:
        with st.spinner(say("import.reading"), show_time=True):
            kept = (key, _preview(found, options, keep_likely=likely))
        st.session_state[_READ] = kept
    return kept[1]


def _preview(found: tuple[Source, ...], options: Options, *, keep_likely: bool) -> Preview:
    readings = tuple(
        read_file(one.name, one.handle, with_mapping(options, one.mapping), names=shipped_names())
        for one in found
    )
    store = _store.store()
    held = HeldRecords(partial(held_incidents, store), partial(taken_ids, store))
    return preview(readings, held=held, keep_likely=keep_likely)


def forget() -> None:
    """Let go of what was read."""
    st.session_state.pop(_READ, None)
