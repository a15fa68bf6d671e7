"""The atlas as a server: its screens, /health and /ready, its log, and an end that loses nothing.

On SIGTERM no new change begins, running ones finish, the store is closed and the process ends;
after ``STOP_LIMIT_S`` seconds it ends whatever runs, and the database undoes what was half done.
"""

import asyncio
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit.logger
from held_files import HeldFiles
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.starlette import App

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from geo.errors import AtlasError  # noqa: E402
from geo.home import home  # noqa: E402
from geo.language import Translator  # noqa: E402
from geo.operations import logs  # noqa: E402
from geo.operations.readiness import Lookout  # noqa: E402
from screens import _store  # noqa: E402

STOP_LIMIT_S = 30
WRITES_LIMIT_S = 25
_NOT_KEPT = {"Cache-Control": "no-store"}


def serve(port: int, *, browser: bool) -> int:
    """Serve on ``port`` of this machine until told to stop. browser: open one at the start."""
    logs.configure(port=port)
    streamlit.logger.setup_formatter = logs.adopt
    streamlit.logger.update_formatter()
    lookout = Lookout(_store.store, home())
    app = App(
        ROOT / "dashboard.py",
        routes=[Route("/health", health), Route("/ready", _ready(lookout))],
        lifespan=_lifespan(port, browser),
        on_script_error=_script_error,
        middleware=[_held_files()],
    )
    app.run(config={"server.port": port, "server.headless": True, **_secrets_file()})
    return 0


def _secrets_file() -> dict[str, list[str]]:
    """The framework reads this variable from its own command line alone, which is not used here."""
    named = os.environ.get("STREAMLIT_SECRETS_FILES")
    return {"secrets.files": [named]} if named else {}


def _held_files() -> Middleware:
    framework = "/static/"
    folders = {
        framework: Path(streamlit.__file__).parent / "static" / "static",
        "/app/static/": ROOT / "static",
    }
    return Middleware(HeldFiles, folders=folders, lasting=frozenset({framework}))


async def health(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"alive": True}, headers=_NOT_KEPT)


def _ready(lookout: Lookout) -> Callable[[Request], Response]:
    """200 when a visitor could be served, else 503; one English sentence per check."""

    def ready(_request: Request) -> Response:
        found = lookout.look()
        say = Translator("en", False)
        told = [{"name": one.name, "ok": one.ok, "says": say(one.says)} for one in found.checks]
        status = 200 if found.ready else 503
        return JSONResponse({"ready": found.ready, "checks": told}, status, _NOT_KEPT)

    return ready


def _lifespan(port: int, browser: bool) -> Callable[[App], Any]:
    @asynccontextmanager
    async def lifespan(_app: App) -> AsyncIterator[None]:
        logs.adopt_all()
        _limit_the_end()
        logs.event("server.start", port=port, version=streamlit.__version__)
        await asyncio.to_thread(_open_store)
        if browser:
            threading.Thread(target=_show, args=(port,), daemon=True).start()
        yield
        await asyncio.to_thread(_close_store)
        logs.event("server.stop")

    return lifespan


def _open_store() -> None:
    """Make or upgrade the store before the first visitor; a fault is told to each of them."""
    start = time.monotonic()
    try:
        _store.store()
    except AtlasError as error:
        logs.fault("store.not_opened", error)
    else:
        logs.event("store.opened", milliseconds=round((time.monotonic() - start) * 1000))


def _close_store() -> None:
    try:
        held = _store.store()
    except AtlasError:
        return
    ended = held.writes.close(wait_s=WRITES_LIMIT_S)
    logs.event("store.closed", ok=ended)
    held.close()


def _limit_the_end() -> None:
    """From the first signal on, the process has ``STOP_LIMIT_S`` seconds."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _with_limit(signal.getsignal(number)))


def _with_limit(following: Any) -> Callable[[int, Any], None]:
    def stop(number: int, frame: Any) -> None:
        limit = threading.Timer(STOP_LIMIT_S, _end_now)
        limit.daemon = True
        limit.start()
        if callable(following):
            following(number, frame)

    return stop


def _end_now() -> None:
    logs.event("server.stop_forced")
    os._exit(1)


def _script_error(error: Exception) -> None:
    logs.fault("screen.fault", error)


def _show(port: int) -> None:
    webbrowser.open(f"http://localhost:{port}")


def main() -> int:
    """Serve on the port given; 1 with one sentence when the log cannot be written."""
    port, browser = int(sys.argv[1]), "--browser" in sys.argv[2:]
    # What follows the program's name is for this file, not for the screens.
    del sys.argv[1:]
    try:
        return serve(port, browser=browser)
    except KeyboardInterrupt:
        return 130
    except (AtlasError, OSError) as error:
        print(f"The atlas does not start: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
