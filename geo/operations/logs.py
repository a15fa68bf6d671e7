"""The log: one JSON object per line, about the program and never about a person or a place.

What may stand in a line is fixed: the names in ``FIELDS`` with whole numbers, yes or no, or short
words of code. Messages of other libraries and of faults are left out, since they may quote what
somebody typed; their logger, type and places in the code are kept, which is enough to find them.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from geo.home import home

LOG_VARIABLE = "BORDER_ATLAS_LOG"
TO_STDERR = "-"
OWN = "atlas"
FIELDS = frozenset(
    ("action", "check", "count", "error", "frames", "kind", "milliseconds", "ok", "port",
     "records", "revision", "version")
)  # fmt: skip
MAX_BYTES, KEPT_FILES = 5_000_000, 5
_MAX_FRAMES = 12
_WORD = re.compile(r"[A-Za-z0-9_.:/+-]{1,80}")
_ROOT = Path(__file__).resolve().parents[2]
# On the command line, where no log was asked for, an event is not printed.
logging.getLogger(OWN).addHandler(logging.NullHandler())


def event(name: str, *, level: int = logging.INFO, **fields: bool | int | str) -> None:
    """Write one line about what the program did.

    name: words joined by points, such as "store.write"; fields: of ``FIELDS`` only. Anything that
    is no whole number, yes or no, or short word of code is written as "?".
    """
    known = {key: _plain(value) for key, value in fields.items() if key in FIELDS}
    logging.getLogger(OWN).log(level, name, extra={"fields": known})


def fault(name: str, error: BaseException, **fields: bool | int | str) -> None:
    """Write one line about a fault: its type and places in the code, not its words."""
    known = {key: _plain(value) for key, value in fields.items() if key in FIELDS}
    extra = {"fields": known | _told(type(error), error.__traceback__)}
    logging.getLogger(OWN).error(name, extra=extra)


class JsonLines(logging.Formatter):
    """One JSON object per record; nothing of its message unless the atlas itself wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "pid": record.process}
        if record.name == OWN:
            line |= {"event": _plain(record.msg), **getattr(record, "fields", {})}
        else:
            where = f"{record.module}:{record.lineno}"
            line |= {"event": "log", "logger": _plain(record.name), "where": _plain(where)}
            if record.exc_info and record.exc_info[0]:
                line |= _told(record.exc_info[0], record.exc_info[2])
        return json.dumps(line)


def configure(*, port: int = 0) -> str:
    """Send every logger of this process, and what would end as a traceback, into the log.

    BORDER_ATLAS_LOG: "-" for standard error, a file, or blank for ``logs/atlas-PORT.jsonl`` in
    ``geo.home.home()``; a file is renamed when it reaches 5 MB and five older ones are kept.
    Returns where the log goes. Errors: StoreError when ``home()`` cannot be used; OSError when the
    file cannot be opened.
    """
    named = os.environ.get(LOG_VARIABLE, "")
    if named == TO_STDERR:
        handler: logging.Handler = logging.StreamHandler(sys.stderr)
    else:
        path = Path(named) if named else home() / "logs" / f"atlas-{port}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
        )
        named = str(path)
    handler.setFormatter(JsonLines())
    handler.addFilter(_worth_a_line)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(logging.INFO)
    # A full disk must not stop the atlas, nor print the line elsewhere.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    adopt_all()
    return named


def adopt(logger: logging.Logger) -> None:
    """Take a logger's own outlets away, so that it writes into the log only."""
    logger.handlers[:] = []
    logger.propagate = True


def adopt_all() -> None:
    """``adopt`` every logger that there is by now."""
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            adopt(logger)


def _worth_a_line(record: logging.LogRecord) -> bool:
    """The atlas's own events, and of other libraries only what went wrong."""
    return record.name == OWN or record.levelno >= logging.WARNING


def _plain(value: object) -> Any:
    """A value that may stand in the log, else "?"."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str) and _WORD.fullmatch(value):
        return value
    return "?"


def _told(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)[-_MAX_FRAMES:]
    return {"error": kind.__name__, "frames": [f"{_place(f.filename)}:{f.lineno}" for f in frames]}


def _place(filename: str) -> str:
    """A file of the atlas from its top, another by its name: no folder of the machine."""
    path = Path(filename)
    inside = path.is_relative_to(_ROOT) and "site-packages" not in path.parts
    return path.relative_to(_ROOT).as_posix() if inside else path.name


def _uncaught(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        fault("process.fault", error.with_traceback(trace))


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
        fault("thread.fault", told.exc_value)
