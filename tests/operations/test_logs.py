"""The log: JSON lines with words of code and whole numbers; nothing that somebody typed."""

import json
import logging
import sys
import threading
import warnings

import pytest

from geo.operations import logs

SECRET = "Somchai Jaidee 081-234-5678 16.71349"


@pytest.fixture
def lines(tmp_path, monkeypatch):
    """Configure the log into a file; a function that reads its lines. All is put back after."""
    root, own = logging.getLogger(), logging.getLogger(logs.OWN)
    held = (root.handlers[:], root.level, own.level, logging.raiseExceptions)
    hooks = (sys.excepthook, threading.excepthook)
    others = {
        logger: (logger.handlers[:], logger.propagate)
        for logger in logging.Logger.manager.loggerDict.values()
        if isinstance(logger, logging.Logger)
    }
    path = tmp_path / "log.jsonl"
    monkeypatch.setenv(logs.LOG_VARIABLE, str(path))
    assert logs.configure(port=1) == str(path)
    yield lambda: [json.loads(line) for line in path.read_text().splitlines()]
    logging.captureWarnings(capture=False)
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = held[0]
    root.setLevel(held[1])
    own.setLevel(held[2])
    logging.raiseExceptions = held[3]
    sys.excepthook, threading.excepthook = hooks
    for logger, (handlers, propagate) in others.items():
        logger.handlers[:], logger.propagate = handlers, propagate


def test_an_event_is_one_line_with_time_level_and_fields(lines):
    logs.event("store.write", action="edit.incident", records=2, ok=True)
    (line,) = lines()
    assert line["at"].endswith("+00:00")
    assert isinstance(line.pop("pid"), int)
    del line["at"]
    assert line == {
        "level": "info", "event": "store.write", "action": "edit.incident", "records": 2,
        "ok": True,
    }  # fmt: skip


@pytest.mark.parametrize("value", [SECRET, 16.71349, "two words", "ก", "a" * 200, None, {"a": 1}])
def test_what_is_no_word_or_whole_number_is_not_written(lines, value):
    logs.event("store.write", action=value)
    assert lines()[0]["action"] == "?"


def test_a_field_that_is_not_listed_is_left_out(lines):
    logs.event("store.write", place="Mae", records=1)
    assert "place" not in lines()[0]


def test_a_fault_keeps_its_type_and_places_and_loses_its_words(lines):
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        logs.fault("screen.fault", error)
    (line,) = lines()
    assert (line["error"], line["level"]) == ("ValueError", "error")
    assert line["frames"][0].startswith("tests/operations/test_logs.py:")
    assert "Somchai" not in json.dumps(line)


def test_other_libraries_lose_their_words(lines):
    other = logging.getLogger("other.library")
    other.info(SECRET)
    other.warning("read %s", SECRET)
    try:
        raise KeyError(SECRET)
    except KeyError:
        other.exception(SECRET)
    first, second = lines()
    assert (first["logger"], first["level"]) == ("other.library", "warning")
    assert second["error"] == "KeyError"
    assert "16.71349" not in json.dumps([first, second])


def test_what_would_end_as_a_traceback_is_a_line(lines, capsys):
    def fail():
        raise RuntimeError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except RuntimeError:
        sys.excepthook(*sys.exc_info())
    warnings.warn(SECRET, stacklevel=1)
    found = [line["event"] for line in lines()]
    assert found[:2] == ["thread.fault", "process.fault"]
    assert "Somchai" not in json.dumps(lines()) + capsys.readouterr().err


def test_a_logger_with_its_own_outlet_is_brought_home(lines, capsys):
    own = logging.getLogger("with.outlet")
    own.addHandler(logging.StreamHandler(sys.stderr))
    own.propagate = False
    logs.adopt_all()
    own.error(SECRET)
    assert lines()[-1]["logger"] == "with.outlet"
    assert capsys.readouterr().err == ""


def test_without_a_name_the_log_stands_in_home(lines, tmp_path, monkeypatch):
    monkeypatch.delenv(logs.LOG_VARIABLE)
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path / "home"))
    logging.getLogger().handlers[0].close()
    logs.configure(port=8501)
    logs.event("server.start", port=8501)
    assert "server.start" in (tmp_path / "home" / "logs" / "atlas-8501.jsonl").read_text()
