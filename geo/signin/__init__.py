"""How a person becomes a viewer: the mode of signing in, and the table from claims to viewers."""

from geo.signin.modes import LOCAL, MODES, OIDC, PROXY, sign_in_mode
from geo.signin.table import AccessTable, access_table, viewer_of

__all__ = [
    "LOCAL",
    "MODES",
    "OIDC",
    "PROXY",
    "AccessTable",
    "access_table",
    "sign_in_mode",
    "viewer_of",
]
