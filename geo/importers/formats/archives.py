"""Archives of strangers: sizes are checked before anything is unpacked, names never followed."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from geo.errors import FileNotUnderstoodError

MAX_UNPACKED_BYTES = 1_500_000_000
MAX_RATIO = 200
# Small files pack well without being bombs.
_RATIO_FROM_BYTES = 50_000_000
MAX_PARTS = 10_000
DAMAGED = (
    zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, TypeError, AttributeError,
    OSError, EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn what a damaged file raises deep inside a reader into one sentence."""
    try:
        yield
    except FileNotUnderstoodError:
        raise
    except DAMAGED as error:
        raise FileNotUnderstoodError(
            f"Expected {what}, found a file that is damaged, locked or of another kind "
            f"({type(error).__name__}: {str(error)[:120]}); save it again and bring it anew."
        ) from error


def open_archive(handle: BinaryIO, what: str) -> zipfile.ZipFile:
    """An archive whose parts are of a bearable number, size and density, and stay inside it.

    Errors: FileNotUnderstoodError.
    """
    with told(what):
        archive = zipfile.ZipFile(handle)
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise FileNotUnderstoodError(
            f"Expected {what} of at most {MAX_UNPACKED_BYTES // 1_000_000:,} MB unpacked in "
            f"{MAX_PARTS:,} parts, found {unpacked / 1e6:,.0f} MB in {len(parts):,}; nothing was "
            "unpacked."
        )
    if unpacked > _RATIO_FROM_BYTES and unpacked / packed > MAX_RATIO:
        raise FileNotUnderstoodError(
            f"Expected {what}, found one that would unpack to {unpacked / packed:,.0f} times its "
            "size; nothing was unpacked."
        )
    for part in parts:
        _stays_inside(part.filename, what)
    return archive


def _stays_inside(name: str, what: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise FileNotUnderstoodError(
            f"Expected {what} whose parts stay inside it, found a part named {name[:80]!r}; "
            "nothing was unpacked."
        )


def read_part(archive: zipfile.ZipFile, name: str, *, most_bytes: int) -> bytes:
    """One part's content, refused when it is larger than it may be, whatever its header says."""
    with archive.open(name) as part:
        content = part.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise FileNotUnderstoodError(
            f"Expected a part of at most {most_bytes // 1_000_000} MB in the archive, found more "
            f"in {name[:80]!r}."
        )
    return content
