"""Where an installation keeps what is its own: records, profile, logs."""

import os
from pathlib import Path

from geo.errors import StoreError

HOME_VARIABLE = "BORDER_ATLAS_HOME"
_DEFAULT = Path(__file__).resolve().parent.parent / "var"


def home() -> Path:
    """The installation's own folder, made when missing.

    Errors: StoreError when it cannot be made or written.
    """
    path = Path(os.environ.get(HOME_VARIABLE) or _DEFAULT)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"Expected a folder to keep records in at {path}, but it cannot be made "
            f"({error.strerror}); set {HOME_VARIABLE} to a folder you may write to."
        ) from error
    if not os.access(path, os.W_OK):
        raise StoreError(
            f"Expected to write to {path}, but it is read-only for this user; "
            f"set {HOME_VARIABLE} to a folder you may write to."
        )
    return path
