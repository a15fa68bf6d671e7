"""Who is looking in this session: from sign-in alone; nothing of it is ever in a link."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from geo.errors import SetupError
from geo.signin import LOCAL, OIDC, AccessTable, access_table, sign_in_mode, viewer_of
from geo.signin.modes import check_local, check_oidc, proxy_user
from geo.signin.table import table_path
from geo.viewers import PUBLIC_VIEWER, Viewer, local_viewer
from screens import _store
from screens._state import say

_AS_EVERYONE, _CLASS = "atlas_as_everyone", "atlas_viewer_class"
# What a session may keep when its viewer changes: where it is, nothing that was computed or read.
_LASTING = (
    "atlas_as_everyone",
    "atlas_hotspots",
    "atlas_language",
    "atlas_notices",
    "atlas_opened",
    "atlas_present",
    "atlas_profile",
    "atlas_query",
    "atlas_screen",
    "atlas_viewer_class",
)
# What a sign-in calls one person, by mode.
_NAME, _USER = "sub", "user"


def check() -> None:
    """See that the mode of signing in is set up and that nobody is served whom it does not cover.

    Errors: SetupError.
    """
    mode = sign_in_mode()
    if mode == LOCAL:
        bound = str(st.get_option("server.address") or "")
        headers = [str(name) for name in st.context.headers]
        check_local(bound=bound, peer=_peer(), headers=headers)
    elif mode == OIDC:
        check_oidc(_secrets())
        if _table().rules and not _table().issuer:
            raise SetupError(f"Expected an issuer in {table_path().name}, found none; name it.")
    else:
        _proxy_user()


def viewer() -> Viewer:
    """The person of this session; the public viewer until somebody has signed in, or while the
    person looks at what everyone sees."""
    return PUBLIC_VIEWER if as_everyone() else signed_in()


def signed_in() -> Viewer:
    """The person who signed in, whatever this session looks at."""
    mode = sign_in_mode()
    if mode == LOCAL:
        here = _store.settings()
        return local_viewer(here.home_country, here.organisation)
    if mode == OIDC:
        return viewer_of(claims(), _table(), name=_NAME, now_s=time.time())
    claimed = {_USER: _proxy_user()}
    return viewer_of(claimed, _table(), name=_USER, now_s=time.time())


def claims() -> Mapping[str, Any]:
    """The claims of the session's sign-in with a provider; none before one."""
    known = st.user.to_dict()
    return known if known.pop("is_logged_in", False) is True else {}


def as_everyone() -> bool:
    """Whether the session looks at what everyone sees; it can only ever lower."""
    return bool(st.session_state.get(_AS_EVERYONE, False))


def look_as_everyone(on: bool) -> None:
    """Begin or end looking at what everyone sees."""
    st.session_state[_AS_EVERYONE] = on


def settle() -> None:
    """Forget what the session holds for another viewer than the one who looks now.

    A sign-in that ran out, or looking as everyone before a room, leaves no answer, file or place of
    before on the page.
    """
    now = viewer().audience.viewer_class
    before = st.session_state.setdefault(_CLASS, now)
    if before != now:
        for name in [str(name) for name in st.session_state]:
            if name not in _LASTING and not name.startswith("page_"):
                del st.session_state[name]
        st.session_state[_CLASS] = now


def require(role: str) -> Viewer:
    """The person of this session, who must hold a role; one sentence and no more without it."""
    found = viewer()
    if role not in found.roles:
        st.info(say(_lacking(role), role=say(f"access.role.{role}")))
        st.stop()
    return found


def _lacking(role: str) -> str:
    """What to tell of a role that the session does not hold."""
    if as_everyone() and role in signed_in().roles:
        return "access.role_lowered"
    if sign_in_mode() == LOCAL and not _store.settings().home_country:
        return "access.role_without_home"
    return "access.role_missing"


def seen_as() -> str:
    """Who the session is, in its language: whom everything on the screen is made for."""
    return say("access.seen_as", who=viewer().words)


def actor() -> str:
    """The word for this session's person in the audit chain."""
    return viewer().actor(_store.store().key)


def _secrets() -> Mapping[str, Any]:
    try:
        found = st.secrets.get("auth", {})
    except FileNotFoundError:
        return {}
    return dict(found)


def _table() -> AccessTable:
    path = table_path()
    return _read_table(path, path.stat().st_mtime_ns if path.exists() else 0)


@st.cache_resource(max_entries=2, show_spinner=False)
def _read_table(path: Path, changed: int) -> AccessTable:  # noqa: ARG001
    return access_table(path)


def _proxy_user() -> str:
    given = st.context.headers
    headers = {name.lower(): given.get_all(name) for name in given}
    return proxy_user(headers=headers, peer=_peer())


def _peer() -> str | None:
    """Where the connection comes from; None for this machine, and for a page without one."""
    found = st.context.ip_address
    return found if isinstance(found, str) else None
