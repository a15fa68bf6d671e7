"""Files answered from memory: the same bytes, nothing outside the folders, changes seen."""

import gzip
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from held_files import HeldFiles  # noqa: E402

SCRIPT = "const name = 'map';\n" * 40


class Answer:
    """What one request was answered: status, headers by name, body; handed_on: not by us."""

    def __init__(self) -> None:
        self.status, self.body, self.handed_on = 0, b"", False
        self.headers: dict[str, str] = {}

    async def take(self, sent: Any) -> None:
        if sent["type"] == "http.response.start":
            self.status = sent["status"]
            self.headers = {name.decode(): text.decode() for name, text in sent["headers"]}
        else:
            self.body += sent["body"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two served folders beside a file that is nobody's business."""
    for name, text in (("lasting/a.js", SCRIPT), ("own/b.json", "[1]"), ("secret.txt", "no")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def ask(folder: Path, path: str, *, method: str = "GET", **headers: str) -> Answer:
    """The answer to one request of a fresh middleware."""
    return ask_of(middleware(folder), path, method=method, **headers)


def middleware(folder: Path) -> HeldFiles:
    async def beyond(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 418, "headers": []})

    folders = {"/static/": folder / "lasting", "/app/static/": folder / "own"}
    return HeldFiles(beyond, folders, frozenset({"/static/"}))


def ask_of(held: HeldFiles, path: str, *, method: str = "GET", **headers: str) -> Answer:
    answer = Answer()
    named = [(n.replace("_", "-").encode(), text.encode()) for n, text in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": named}
    _run(held(scope, _nothing, answer.take))
    answer.handed_on = answer.status == 418
    return answer


def _run(answering: Coroutine[Any, Any, None]) -> None:
    """Run what waits for nothing, also where a browser's event loop is running."""
    with pytest.raises(StopIteration):
        answering.send(None)


async def _nothing() -> dict[str, str]:
    return {"type": "http.disconnect"}


def test_plain_and_packed_bytes_are_the_file(folder: Path) -> None:
    plain = ask(folder, "/static/a.js")
    packed = ask(folder, "/static/a.js", accept_encoding="gzip, br")
    assert plain.body == SCRIPT.encode()
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == SCRIPT.encode()
    assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body)
    assert "javascript" in packed.headers["content-type"]


def test_only_lasting_files_may_be_kept_unasked(folder: Path) -> None:
    assert "immutable" in ask(folder, "/static/a.js").headers["cache-control"]
    assert ask(folder, "/app/static/b.json").headers["cache-control"] == "no-cache"


def test_a_file_too_small_to_pack_is_sent_as_it_is(folder: Path) -> None:
    answer = ask(folder, "/app/static/b.json", accept_encoding="gzip")
    assert answer.body == b"[1]"
    assert "content-encoding" not in answer.headers


def test_whoever_has_the_file_is_told_so(folder: Path) -> None:
    mark = ask(folder, "/app/static/b.json").headers["etag"]
    again = ask(folder, "/app/static/b.json", if_none_match=mark)
    assert (again.status, again.body) == (304, b"")


def test_a_changed_file_is_read_again(folder: Path) -> None:
    held = middleware(folder)
    before = ask_of(held, "/app/static/b.json")
    path = folder / "own" / "b.json"
    path.write_text("[2]")
    os.utime(path, ns=(1, 1))
    after = ask_of(held, "/app/static/b.json", if_none_match=before.headers["etag"])
    assert (after.status, after.body) == (200, b"[2]")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../secret.txt",
        "/static/%2e%2e/secret.txt",
        "/app/static//etc/passwd",
        "/static/",
        "/secret.txt",
        "/static/a.js/",
    ],
)
def test_every_other_address_is_handed_on(folder: Path, path: str) -> None:
    assert ask(folder, path).handed_on


def test_other_methods_and_vanished_files_are_handed_on(folder: Path) -> None:
    held = middleware(folder)
    assert ask_of(held, "/static/a.js", method="POST").handed_on
    (folder / "lasting" / "a.js").unlink()
    assert ask_of(held, "/static/a.js").handed_on


def test_a_head_request_has_no_body(folder: Path) -> None:
    answer = ask(folder, "/static/a.js", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(len(SCRIPT))
