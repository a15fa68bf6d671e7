"""The one open store of a process, and what it says of the installation."""

import streamlit as st

from geo.release import Policy
from geo.store import Store, open_store, revision, seed
from geo.store.cipher import Passphrase, new_passphrase
from geo.store.encrypting import encrypt_elsewhere
from geo.store.installation import Installation, installation
from geo.store.policies import policy_of


def store() -> Store:
    """The installation's store, opened once per process, seeded with the shipped facts.

    Errors: StoreError; LockedStoreError while it is encrypted and nobody has given its passphrase.
    """
    return _opened(None)


def unlock(text: str) -> Store:
    """Open an encrypted store with a passphrase; from now on it is open to this process.

    Errors: as ``store``, PassphraseError for the wrong one.
    """
    return _opened(Passphrase(text))


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _opened(_passphrase: Passphrase | None) -> Store:
    opened = open_store(passphrase=_passphrase)
    seed(opened)
    return opened


def encrypt(text: str) -> None:
    """Encrypt the installation's store with a passphrase and go on with it.

    Errors: PassphraseError, StoreError.
    """
    new_passphrase(text)
    store().close()
    encrypt_elsewhere(text)
    # What was read before still holds the plain file.
    st.cache_resource.clear()
    unlock(text)


def settings() -> Installation:
    """The installation's settings as they hold now."""
    return _settings(revision(store()))


@st.cache_resource(max_entries=2, show_spinner=False)
def _settings(at_revision: int) -> Installation:  # noqa: ARG001
    return installation(store())


def policy() -> Policy:
    """The rules for release as they hold now."""
    return policy_at(revision(store()))


@st.cache_resource(max_entries=2, show_spinner=False)
def policy_at(at_revision: int) -> Policy:  # noqa: ARG001
    """The rules for release as they hold at the store's present revision."""
    return policy_of(store())
