"""Opens the atlas on this machine only: picks the port, keeps the cookie secret, starts the server.

PORT names a port; without it the first free one from 8501 is taken. HEADLESS=1 opens no browser.
"""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from geo.errors import AtlasError, SetupError  # noqa: E402
from geo.home import home  # noqa: E402

ADDRESS = "127.0.0.1"
FIRST_PORT = 8501
LAST_PORT = 8520
SECRET_BYTES = 32


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` of this machine."""
    with socket.socket() as trial:
        if os.name != "nt":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def choose_port(named: str) -> int:
    """The named port, or the first free one; SetupError when there is none."""
    if named and not (named.isdecimal() and 0 < int(named) < 65536):
        raise SetupError(f"Expected PORT to be a number from 1 to 65535, found {named!r}.")
    wanted = [int(named)] if named else range(FIRST_PORT, LAST_PORT + 1)
    port = next((port for port in wanted if is_free(port)), None)
    if port is None:
        tried = named or f"{FIRST_PORT} to {LAST_PORT}"
        raise SetupError(
            f"Another program uses port {tried} of this machine; close it, or choose a port as in "
            "'make run PORT=8600'."
        )
    if not named and port != FIRST_PORT:
        print(f"Another program uses port {FIRST_PORT}; the atlas takes {port}.", flush=True)
    return port


def cookie_secret(folder: Path) -> str:
    """The installation's secret that signs cookies: from the environment, or kept in ``folder``."""
    given = os.environ.get("STREAMLIT_SERVER_COOKIE_SECRET")
    if given:
        return given
    path = folder / "cookie_secret.txt"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) < SECRET_BYTES:
            raise SetupError(
                f"The file {path} should hold the secret that signs cookies and is cut short; "
                "delete it, and the next start writes a new one."
            ) from None
        return kept
    with os.fdopen(handle, "w", encoding="ascii") as file:
        fresh = secrets.token_hex(SECRET_BYTES)
        file.write(fresh + "\n")
    return fresh


def shows_browser() -> bool:
    """Whether a browser should be opened: a person sits here and has a screen."""
    if os.environ.get("HEADLESS") or os.environ.get("CI") or not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def command(port: int) -> list[str]:
    """How the server is started."""
    if not (ROOT / "dashboard.py").is_file():
        raise SetupError("The file dashboard.py is missing; copy the whole folder again.")
    shown = ["--browser"] if shows_browser() else []
    return [sys.executable, str(ROOT / ".ci" / "serving.py"), str(port), *shown]


def main() -> int:
    """Start the server in place of this process; 1 with one sentence when it cannot start."""
    try:
        os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] = cookie_secret(home())
        line = command(choose_port(os.environ.get("PORT", "")))
    except (AtlasError, OSError) as error:
        print(f"The atlas does not start: {error}", file=sys.stderr)
        return 1
    os.chdir(ROOT)
    if os.name != "nt":
        os.execv(line[0], line)  # noqa: S606
    return subprocess.run(line, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
