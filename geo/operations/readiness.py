"""Whether the atlas could serve a visitor now: its store, tables, facts and disk.

What is answered says no path, address or name of this machine, so that a monitor elsewhere may ask.
"""

import contextlib
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo import reference
from geo.errors import AtlasError
from geo.inventory import check_files
from geo.messages import Message, message
from geo.operations.logs import event
from geo.schema.tables import TABLES
from geo.store.engine import Store, own_key
from geo.store.faults import told
from geo.store.migrate import is_current

MIN_FREE_BYTES = 100_000_000
_KEPT_S = 1.0
_TRIAL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be in order. name: store, migrations, data or disk."""

    name: str
    ok: bool
    says: Message


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a look found."""

    checks: tuple[Check, ...]

    @property
    def ready(self) -> bool:
        """Whether everything is in order."""
        return all(check.ok for check in self.checks)


class Lookout:
    """Looks at the installation on demand and keeps the last answer for a second.

    Safe between threads. opened: gives the store that visitors are served from, or raises as they
    are told; folder: of what is the installation's own; min_free_bytes: below this the disk counts
    as full.
    """

    __slots__ = ("_asked", "_facts", "_folder", "_held", "_last", "_min_free_bytes", "_opened")

    def __init__(
        self,
        opened: Callable[[], Store],
        folder: Path,
        *,
        min_free_bytes: int = MIN_FREE_BYTES,
    ) -> None:
        self._opened, self._folder = opened, folder
        self._min_free_bytes = min_free_bytes
        self._held = threading.Lock()
        self._facts: tuple[object, bool] = (None, False)
        self._last: Readiness | None = None
        self._asked = 0.0

    def look(self) -> Readiness:
        """The state of the installation, at most a second old; a change of it is logged."""
        with self._held:
            if self._last is None or time.monotonic() - self._asked > _KEPT_S:
                found = self._look()
                _log(self._last, found)
                self._last, self._asked = found, time.monotonic()
            return self._last

    def _look(self) -> Readiness:
        store = _answered("store", self._store)
        tables = _answered("migrations", self._tables) if store.ok else _unknown("migrations")
        data = _answered("data", self._data)
        return Readiness((store, tables, data, _answered("disk", self._disk)))

    def _store(self) -> bool:
        store = self._opened()
        if store.engine.dialect.name == "sqlite" and not Path(store.place).is_file():
            return False
        with told(store.place):
            own_key(store.engine, store.folder)
        return True

    def _tables(self) -> bool:
        store = self._opened()
        with told(store.place):
            return is_current(store.engine)

    def _data(self) -> bool:
        """Reading all tables takes half a second, so it is done again only when a file changed."""
        stamp = tuple(_stamp(reference.table_path(name)) for name in TABLES)
        if self._facts[0] != stamp:
            self._facts = (stamp, not check_files().faults)
        return self._facts[1]

    def _disk(self) -> bool:
        return _writable(self._folder, self._min_free_bytes)


def _answered(name: str, look: Callable[[], bool]) -> Check:
    try:
        ok = look()
    except (AtlasError, OSError):
        ok = False
    return Check(name, ok, message(f"operations.{name}.{'ok' if ok else 'fault'}"))


def _unknown(name: str) -> Check:
    return Check(name, False, message(f"operations.{name}.unknown"))


def _stamp(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return path.name, found.st_mtime_ns, found.st_size


def _writable(folder: Path, min_free_bytes: int) -> bool:
    """Whether a small file can be written, kept and removed, with room to spare."""
    if shutil.disk_usage(folder).free < min_free_bytes:
        return False
    handle, path = tempfile.mkstemp(prefix=".trial-", dir=folder)
    try:
        os.write(handle, bytes(_TRIAL_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
        with contextlib.suppress(FileNotFoundError):
            Path(path).unlink()
    return True


def _log(before: Readiness | None, now: Readiness) -> None:
    held = {check.name: check.ok for check in before.checks} if before else {}
    for check in now.checks:
        if held.get(check.name, True) != check.ok:
            level = logging.INFO if check.ok else logging.ERROR
            event("readiness.changed", level=level, check=check.name, ok=check.ok)
