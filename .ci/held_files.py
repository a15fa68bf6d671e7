"""The page's own files, answered from memory: an opening asks for some 180 of them.

The framework reads each from the disk in small pieces, through a thread, for every visitor. Here a
file is read and compressed once. Only files known at the start are answered; every other address
is left to the framework.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_PACKED = frozenset({".css", ".js", ".json", ".svg", ".ttf"})
_YEAR_S = 31_536_000
Named = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file as it is sent. packed: gzip's bytes, or None where they save nothing."""

    plain: bytes
    packed: bytes | None
    headers: Named
    mark: bytes

    def answer(self, *, gzip_accepted: bool) -> tuple[Named, bytes]:
        """Headers and body for a browser."""
        if self.packed is None or not gzip_accepted:
            return (*self.headers, _length(self.plain)), self.plain
        return (*self.headers, (b"content-encoding", b"gzip"), _length(self.packed)), self.packed


class HeldFiles:
    """Middleware that answers the files below some folders.

    folders: by the start of their addresses, with both slashes. lasting: those of ``folders`` whose
    files carry their content in their name, so that a browser need never ask twice.
    """

    def __init__(self, app: ASGIApp, folders: Mapping[str, Path], lasting: frozenset[str]) -> None:
        self._app = app
        self._files = dict(_listed(folders, lasting))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a file that is held; hand on whatever else is asked."""
        known = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if known is None or scope["method"] not in ("GET", "HEAD") or not known[0].is_file():
            await self._app(scope, receive, send)
            return
        path, lasting = known
        asked = Headers(scope=scope)
        held = _held(path, path.stat().st_mtime_ns, lasting)
        status, headers, body = 304, held.headers, b""
        if asked.get("if-none-match", "").encode() != held.mark:
            headers, body = held.answer(gzip_accepted="gzip" in asked.get("accept-encoding", ""))
            status = 200
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )


def _listed(
    folders: Mapping[str, Path], lasting: frozenset[str]
) -> Iterator[tuple[str, tuple[Path, bool]]]:
    for start, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield start + path.relative_to(folder).as_posix(), (path, start in lasting)


@lru_cache(maxsize=1024)
def _held(path: Path, changed_ns: int, lasting: bool) -> HeldFile:  # noqa: ARG001
    plain = path.read_bytes()
    packed = gzip.compress(plain, 6, mtime=0) if path.suffix in _PACKED else None
    mark = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'.encode()
    kind = _kind(path.name)
    kept = f"public, immutable, max-age={_YEAR_S}" if lasting else "no-cache"
    headers = (
        (b"content-type", kind.encode()),
        (b"cache-control", kept.encode()),
        (b"etag", mark),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
    )
    return HeldFile(plain, packed if packed and len(packed) < len(plain) else None, headers, mark)


def _kind(name: str) -> str:
    """The content type by a table of its own: the system's may call a script plain text."""
    table = mimetypes.MimeTypes()
    for suffix in ("ttf", "woff2"):
        table.add_type(f"font/{suffix}", f".{suffix}")
    return table.guess_type(name)[0] or "application/octet-stream"


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()
