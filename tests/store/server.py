"""A PostgreSQL server of the tests' own: on loopback, in a temporary folder, stopped by its pid."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

_PLACES = ("/usr/lib/postgresql", "/usr/local/opt")
_START_S = 60
# How a server is told to stop: at once, or as after a loss of power.
WAYS = ("fast", "immediate")
_SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def programs() -> Path | None:
    """The folder with initdb and postgres, or None where PostgreSQL is not installed."""
    found = [path.parent for place in _PLACES for path in Path(place).glob("*/bin/initdb")]
    onpath = shutil.which("initdb")
    return max(found, default=None) or (Path(onpath).parent if onpath else None)


@dataclass(slots=True)
class Server:
    """A server under way. Databases are made empty or as copies of another one.

    safe: what it stores survives a loss of power, as in real use; tests do without, to be quick.
    """

    port: int
    password: str
    folder: Path
    safe: bool = False
    process: subprocess.Popen | None = None
    numbers: count = field(default_factory=lambda: count(1))

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = (
            f"fsync={'on' if self.safe else 'off'}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
        )
        options = [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            program = [*_as_user(), programs() / "postgres", "-D", self.folder / "data"]
            self.process = subprocess.Popen(
                [*program, "-p", str(self.port), *options],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
            )  # fmt: skip
        _wait(self, self.process)

    def stop(self, how: str = "immediate") -> None:
        """Stop it in one of ``WAYS`` and wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(_SIGNALS[how])
            self.process.wait(timeout=30)
            self.process = None

    def url(self, database: str) -> str:
        """Address of one of its databases."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def database(self, *, like: str = "template1") -> str:
        """Name of a new database."""
        name = f"atlas_{next(self.numbers)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def lend(
        self, until_end: Callable[[Callable[[], None]], None], *, like: str = "template1"
    ) -> str:
        """Address of a new database that is dropped at an end: a gigabyte of them takes long to go.

        until_end: takes what is to be done at the end, as ``addfinalizer`` of a test's fixture.
        """
        name = self.database(like=like)
        until_end(lambda: self.do(f"DROP DATABASE {name} WITH (FORCE)"))
        return self.url(name)

    def do(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        url = self.url("postgres").replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def running(*, safe: bool = False):
    """A started server; stopped at once when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="atlas-server-"))
    server = None
    try:
        password = _prepare(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = Server(port, password, folder, safe)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path) -> str:
    password = secrets.token_hex(12)
    (folder / "password").write_text(password)
    if os.getuid() == 0:
        for path in (folder, folder / "password"):
            shutil.chown(path, _user())
    subprocess.run(
        [*_as_user(), programs() / "initdb", "-D", folder / "data", "-U", "postgres", "-A",
         "scram-sha-256", f"--pwfile={folder / 'password'}", "-E", "UTF8", "--locale=C", "-N"],
        check=True, capture_output=True, cwd=folder, timeout=_START_S,
    )  # fmt: skip
    return password


def _user() -> str:
    """PostgreSQL does not run as root: its own user where there is one."""
    users = Path("/etc/passwd").read_text()
    return "postgres" if "\npostgres:" in users else "nobody"


def _as_user() -> list[str]:
    # Set in the same process, so that the pid is the server's own.
    return ["setpriv", f"--reuid={_user()}", "--clear-groups"] if os.getuid() == 0 else []


def _wait(server: Server, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + _START_S
    while True:
        try:
            server.do("SELECT 1")
        except SQLAlchemyError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((server.folder / "log").read_text()[-2000:]) from None
            time.sleep(0.2)
        else:
            return
