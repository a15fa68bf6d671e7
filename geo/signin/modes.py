"""The three ways to know who is looking, and what must hold before anything is served."""

import ipaddress
import os
from collections.abc import Collection, Mapping

from geo.errors import SetupError

SIGN_IN_VARIABLE = "BORDER_ATLAS_SIGN_IN"
LOCAL, OIDC, PROXY = MODES = ("local", "oidc", "proxy")
HEADER_VARIABLE = "BORDER_ATLAS_PROXY_HEADER"
PEER_VARIABLE = "BORDER_ATLAS_PROXY_PEER"
# With this variable empty the server tells the address that a connection comes from, and not one
# that a header claims.
FORWARDED_VARIABLE = "FORWARDED_ALLOW_IPS"
MIN_SECRET_LETTERS = 32
# What a proxy adds to a request that it passes on.
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


def sign_in_mode() -> str:
    """The installation's mode, one of MODES. Errors: SetupError for another word."""
    word = os.environ.get(SIGN_IN_VARIABLE) or LOCAL
    if word not in MODES:
        raise SetupError(
            f"Expected {SIGN_IN_VARIABLE} to be {', '.join(MODES)}, found {word!r}; correct it or "
            "remove it."
        )
    return word


def is_loopback(address: str) -> bool:
    """Whether an address or name is this machine's own."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def check_local(*, bound: str, peer: str | None, headers: Collection[str]) -> None:
    """See that ``local`` mode serves this machine alone: whoever comes has every role.

    Parameters: bound, the address the server listens on; peer, where the request comes from, None
    for this machine; headers, names of the request's headers. Errors: SetupError.
    """
    passed_on = sorted({name.lower() for name in headers} & set(_PASSED_ON))
    if is_loopback(bound) and (peer is None or is_loopback(peer)) and not passed_on:
        return
    found = (
        f"it listens on {bound or 'every address'}"
        if not is_loopback(bound)
        else "the request comes from elsewhere"
    )
    raise SetupError(
        f"Nobody signs in here ({SIGN_IN_VARIABLE}={LOCAL}), so the atlas serves this machine "
        f"only, but {found}; listen on 127.0.0.1, or set {SIGN_IN_VARIABLE} to {OIDC} or {PROXY}."
    )


def check_oidc(auth: Mapping[str, object]) -> None:
    """See that the section [auth] of the secrets file names a provider and a lasting secret.

    Errors: SetupError naming what is missing.
    """
    needed = ("redirect_uri", "client_id", "client_secret", "server_metadata_url")
    missing = [name for name in needed if not auth.get(name)]
    if len(str(auth.get("cookie_secret") or "")) < MIN_SECRET_LETTERS:
        missing.append(f"cookie_secret (at least {MIN_SECRET_LETTERS} letters)")
    if missing:
        raise SetupError(
            f"{SIGN_IN_VARIABLE}={OIDC} needs {', '.join(missing)} in [auth] of "
            ".streamlit/secrets.toml; see the readme."
        )


def proxy_user(*, headers: Mapping[str, Collection[str]], peer: str | None) -> str:
    """The name in the trusted header, blank where there is none that may be trusted.

    Parameters: headers, the values of each header by lower-case name; peer, the address that the
    connection comes from, None for this machine's loopback. Errors: SetupError when the mode is
    not set up as a whole.
    """
    header, trusted = (os.environ.get(name, "") for name in (HEADER_VARIABLE, PEER_VARIABLE))
    try:
        address = ipaddress.ip_address(trusted)
    except ValueError:
        address = None
    if not header or address is None or os.environ.get(FORWARDED_VARIABLE) != "":
        raise SetupError(
            f"{SIGN_IN_VARIABLE}={PROXY} needs {HEADER_VARIABLE} (a header that only the proxy "
            f"sets), {PEER_VARIABLE} (the proxy's address) and an empty {FORWARDED_VARIABLE}."
        )
    values = list(headers.get(header.lower(), ()))
    near = address.is_loopback if peer is None else _same(peer, address)
    # Two values: one of them is not the proxy's.
    return values[0].strip() if near and len(values) == 1 else ""


def _same(peer: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return ipaddress.ip_address(peer) == address
    except ValueError:
        return False
