"""*Import*: files of records, read and shown with every doubt, then stored as one transaction."""

import streamlit as st

from geo.errors import AtlasError
from geo.importers.formats import READERS
from geo.importers.options import Options
from geo.importers.template import template_csv, template_xlsx
from screens import _import_read, _import_shown, _import_store, _person, _state, _viewer
from screens._import_read import Source
from screens._page import heading, plain
from screens._state import say

ROLES = ("steward", "administrator")


def page() -> None:
    """For stewards and administrators: bring files, look at what they hold, store, or undo."""
    heading()
    _state.follow()
    if not set(ROLES) & _viewer.viewer().roles:
        _person.first_home()
        _viewer.require(ROLES[0])
    uploads = _bring()
    if uploads:
        _look(uploads)
    else:
        _import_store.outcome()
    _import_store.listed()


def _bring() -> list[object]:
    left, right = st.columns([0.7, 0.3], gap="medium", vertical_alignment="center")
    with left:
        uploads = st.file_uploader(
            say("import.lead"),
            type=list(READERS),
            accept_multiple_files=True,
            key=_import_store.uploader_key(),
        )
    with right:
        st.caption(say("import.template"))
        with st.container(horizontal=True):
            for ending, make in (("xlsx", template_xlsx), ("csv", template_csv)):
                st.download_button(
                    ending.upper(),
                    make,
                    file_name=f"border-atlas-template.{ending}",
                    key=f"import_template_{ending}",
                    on_click="ignore",
                )
    return list(uploads or ())


def _understood(found: tuple[Source, ...]) -> Options:
    """What the files are taken for, what can be corrected, and what a person has said of them."""
    distinct = {one.key: one for one in found}.values()
    for source in distinct:
        _import_read.recognition(source)
    left, right = st.columns(2, gap="small")
    with left:
        for source in distinct:
            _import_read.columns(source, alone=len(distinct) == 1)
    with right:
        return _import_read.choices()


def _look(uploads: list[object]) -> None:
    """What the files hold and what will become of each row; nothing is stored yet."""
    try:
        found = _import_read.sources(uploads)
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    left, right = st.columns([0.62, 0.38], gap="medium")
    with right:
        options = _understood(found)
    try:
        seen = _import_read.seen(found, options)
    except AtlasError as error:
        left.error(plain(str(error)))
        return
    with left:
        _import_shown.counts(seen)
        _import_shown.map_of(seen)
    with right:
        _import_store.form(seen, found)
    _import_shown.details(seen)
