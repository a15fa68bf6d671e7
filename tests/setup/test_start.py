"""Starting: the port, the cookie secret, and one sentence for each thing that can be wrong."""

import importlib.util
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from geo.errors import SetupError

ROOT = Path(__file__).resolve().parents[2]


def load(name: str):
    """A script of .ci as a module."""
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def start():
    return load("start")


@pytest.fixture
def taken():
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_named_free_port_is_taken(start, taken):
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    assert start.choose_port(str(port)) == port


def test_an_occupied_named_port_is_told_in_one_sentence(start, taken):
    with pytest.raises(SetupError, match=f"Another program uses port {taken}"):
        start.choose_port(str(taken))


def test_the_next_free_port_is_taken_when_none_is_named(start, taken, monkeypatch, capsys):
    monkeypatch.setattr(start, "FIRST_PORT", taken)
    monkeypatch.setattr(start, "LAST_PORT", taken + 20)
    assert taken < start.choose_port("") <= taken + 20
    assert f"uses port {taken}" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["0", "70000", "http", "-1", "85.1"])
def test_a_port_that_is_no_port_is_refused(start, word):
    with pytest.raises(SetupError, match=re.escape(repr(word))):
        start.choose_port(word)


def test_the_secret_is_made_once_kept_and_private(start, tmp_path, monkeypatch):
    monkeypatch.delenv("STREAMLIT_SERVER_COOKIE_SECRET", raising=False)
    first = start.cookie_secret(tmp_path)
    assert len(first) == 64
    assert start.cookie_secret(tmp_path) == first
    mode = (tmp_path / "cookie_secret.txt").stat().st_mode
    assert os.name == "nt" or stat.S_IMODE(mode) == 0o600


def test_two_installations_have_two_secrets(start, tmp_path, monkeypatch):
    monkeypatch.delenv("STREAMLIT_SERVER_COOKIE_SECRET", raising=False)
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    assert len({start.cookie_secret(folder) for folder in folders}) == 2


def test_a_secret_from_the_environment_wins(start, tmp_path, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "given")
    assert start.cookie_secret(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_secret_is_told(start, tmp_path, monkeypatch):
    monkeypatch.delenv("STREAMLIT_SERVER_COOKIE_SECRET", raising=False)
    (tmp_path / "cookie_secret.txt").write_text("short\n")
    with pytest.raises(SetupError, match="cut short"):
        start.cookie_secret(tmp_path)


def run_start(**environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / ".ci" / "start.py")]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def one_sentence(done: subprocess.CompletedProcess) -> str:
    """The only line on standard error; no traceback."""
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_occupied_port_ends_with_one_sentence(taken, tmp_path):
    done = run_start(PORT=str(taken), BORDER_ATLAS_HOME=str(tmp_path))
    assert f"port {taken}" in one_sentence(done)


def test_unusable_home_ends_with_one_sentence(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    done = run_start(BORDER_ATLAS_HOME=str(file / "records"))
    assert "BORDER_ATLAS_HOME" in one_sentence(done)


def test_old_python_is_told_in_one_sentence(tmp_path):
    done = subprocess.run(
        ["sh", str(ROOT / ".ci" / "python.sh")],
        env={"PATH": str(tmp_path), "PYTHON": "no-such-python"},
        executable="/bin/sh", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Python 3.11 or newer is needed" in one_sentence(done)
