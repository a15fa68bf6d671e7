"""The control in the page head: who the session is, signing in and out, what was set at first."""

import streamlit as st

from geo.errors import AtlasError
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES
from geo.signin import LOCAL, OIDC, sign_in_mode
from geo.store.installation import MAX_LETTERS, choose_home
from screens import _state, _store, _viewer
from screens._plain import plain
from screens._state import say


def person() -> None:
    """ "You see this as: …", opening on what can be done about it; plain words while presenting."""
    if _state.presenting():
        st.caption(plain(_viewer.seen_as()), width="content")
        return
    popover = st.popover(plain(_viewer.seen_as()), key="page_person", on_change="rerun")
    if not popover.open:
        return
    with popover:
        _signed_in()
        if sign_in_mode() == OIDC:
            _provider()
        if sign_in_mode() == LOCAL and not _store.settings().home_country:
            st.markdown(plain(say("setup.lead")))
            _home()
        elif "administrator" in _viewer.viewer().roles:
            with st.expander(say("setup.change"), key="setup_change"):
                _home()
        _protection()


def _signed_in() -> None:
    """Who it is and with which roles, and looking at what everyone sees."""
    person = _viewer.signed_in()
    if not person.roles and person.tier == "public":
        return
    roles = ", ".join(say(f"access.role.{role}") for role in sorted(person.roles))
    who = _state.translator()(person.words)
    st.markdown(f"**{plain(who)}**")
    st.markdown(plain(say("access.roles", roles=roles) if roles else say("access.no_roles")))
    if person.districts:
        st.caption(plain(say("access.districts", codes=", ".join(sorted(person.districts)))))
    lowered = _viewer.as_everyone()
    st.button(
        plain(say("access.as_self", who=person.words)) if lowered else say("access.as_everyone"),
        key="person_as_everyone",
        on_click=_viewer.look_as_everyone,
        args=(not lowered,),
    )


def _provider() -> None:
    claims = _viewer.claims()
    if not claims:
        st.markdown(plain(say("access.signed_out")))
        st.button(say("access.sign_in"), key="person_sign_in", on_click=st.login, type="primary")
        return
    name = str(claims.get("name") or claims.get("email") or claims.get("sub", ""))[:80]
    st.markdown(plain(say("access.signed_in", name=name)))
    if _viewer.signed_in().tier == "public":
        st.caption(plain(say("access.not_named")))
    st.button(say("access.sign_out"), key="person_sign_out", on_click=st.logout)


def _home() -> None:
    """Choose or change the home country and the organisation; an entry of the audit chain."""
    held = _store.settings()
    write = _state.translator()
    with st.form("setup_home", border=False):
        country = st.selectbox(
            say("setup.country"),
            (*write.ordered(CORE_COUNTRIES), *write.ordered(set(COUNTRIES) - set(CORE_COUNTRIES))),
            index=None,
            placeholder=write.country(held.home_country)
            if held.home_country
            else say("setup.none"),
            format_func=write.country,
            key="setup_country",
        )
        organisation = st.text_input(
            say("setup.organisation"),
            held.organisation,
            max_chars=MAX_LETTERS,
            key="setup_organisation",
            help=say("setup.organisation_help"),
        )
        if st.form_submit_button(say("setup.choose"), key="setup_choose"):
            _choose(country or held.home_country, organisation)


def first_home() -> None:
    """A button for each of the four countries, where none is the home of one's own machine yet."""
    if sign_in_mode() != LOCAL or _store.settings().home_country:
        return
    st.markdown(plain(say("setup.lead")))
    with st.container(horizontal=True, key="first_home"):
        for country in _state.translator().ordered(CORE_COUNTRIES):
            name = _state.translator().country(country)
            if st.button(plain(name), key=f"first_home_{country}"):
                _choose(country, "")


def _choose(country: str, organisation: str) -> None:
    if not country:
        st.warning(plain(say("setup.none")))
        return
    store = _store.store()
    actor = _viewer.signed_in().actor(store.key)
    try:
        choose_home(store, country, organisation=organisation, actor=actor)
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _protection() -> None:
    """Whether the records are encrypted and, on one's own machine, how they become so."""
    store = _store.store()
    if store.passphrase is not None:
        st.caption(plain(say("setup.encrypted")))
        return
    if sign_in_mode() != LOCAL or store.engine.url.get_backend_name() != "sqlite":
        return
    st.caption(plain(say("setup.not_encrypted")))
    with (
        st.expander(say("setup.encrypt"), key="setup_encrypt"),
        st.form("setup_passphrase", border=False, clear_on_submit=True),
    ):
        st.markdown(plain(say("setup.encrypt_note")))
        first = st.text_input(say("setup.passphrase"), type="password", key="setup_first")
        again = st.text_input(say("setup.passphrase_again"), type="password", key="setup_again")
        if st.form_submit_button(say("setup.encrypt"), key="setup_encrypt_now"):
            _encrypt(first, again)


def _encrypt(first: str, again: str) -> None:
    if first != again:
        st.error(plain(say("setup.passphrases_differ")))
        return
    try:
        with st.spinner(say("setup.encrypting")):
            _store.encrypt(first)
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.rerun()
