"""Which bytes a text was written in, and text that was read in the wrong ones."""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

BLOCK_BYTES = 1 << 20
LOST = "\ufffd"
# How Thai text was damaged: written in the first encoding, read in the second.
READINGS = ("cp874_as_latin1", "utf8_as_cp1252", "utf8_as_cp874")
_THAI = re.compile("[\u0e01-\u0e5b]")
_TELLING = {
    "cp874_as_latin1": re.compile("[\u00a1-\u00fb]{3,}"),
    "utf8_as_cp1252": re.compile("\u00e0[\u00b8\u00b9]"),
    "utf8_as_cp874": re.compile("(?:\u0e40[\u0e18\u0e19][^\u0e40]?){2,}"),
}
_BLANK_BYTE = 0xFF
# Thai writes vowels and tones over, under and around its consonants; a row of consonants alone is
# the letters of another font.
_VOWELS = re.compile("[\u0e30-\u0e3a\u0e40-\u0e4e]")
_MOST_LETTERS_PER_VOWEL = 5
# In cp1252 only five bytes have no letter; after E0 B9 the only common one of them is sara ae.
_SARA_AE_LOST = re.compile(rb"\xe0\xb9(?=\xe0|$)")


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to read damaged text again. lost: how many letters cannot be told any more."""

    reading: str
    text: str
    lost: int


def encoding_of(handle: BinaryIO) -> str:
    """The encoding of a text file, read through once in blocks: by its mark, else UTF-8 where all
    of it is, UTF-16 where every other byte is zero, else Thai Windows (cp874, TIS-620).

    The handle is left at its start.
    """
    handle.seek(0)
    start = handle.read(4096)
    handle.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if _is_utf8(handle) else "cp874"
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(zeros) > 8 and zeros.count(0) > 0.6 * len(zeros):
            return encoding
    return "utf-8" if _is_utf8(handle) else "cp874"


def _is_utf8(handle: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := handle.read(BLOCK_BYTES):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        handle.seek(0)
    return True


def repairs(text: str) -> tuple[Repair, ...]:
    """The three readings of a damaged Thai text, those that give Thai, the surest first.

    Empty for text that is not damaged. A byte that the wrong reading had no letter for is lost:
    it stands as U+FFFD.
    """
    if text.isascii():
        return ()
    found = [repair(text, reading) for reading in READINGS if _TELLING[reading].search(text)]
    good = [one for one in found if one is not None and not _damaged_still(one.text)]
    return tuple(sorted(good, key=lambda one: (one.lost, -len(_THAI.findall(one.text)))))


def repair(text: str, reading: str) -> Repair | None:
    """Read damaged text again in one of ``READINGS``; None where that gives no text at all."""
    if reading == "cp874_as_latin1":
        again = _bytes(text, "cp1252").decode("cp874", errors="replace")
    else:
        windows = reading == "utf8_as_cp1252"
        content = _bytes(text, "cp1252" if windows else "cp874")
        again = _utf8(_SARA_AE_LOST.sub(b"\xe0\xb9\x81", content) if windows else content)
    letters, vowels = len(_THAI.findall(again)), len(_VOWELS.findall(again))
    if not letters or letters > _MOST_LETTERS_PER_VOWEL * (vowels + again.count(LOST)):
        return None
    return Repair(reading, again, again.count(LOST))


def _damaged_still(text: str) -> bool:
    return any(telling.search(text) for telling in _TELLING.values())


def _bytes(text: str, encoding: str) -> bytes:
    """Bytes that a text came from; a character below U+0100 without its own stands for itself."""
    parts = bytearray()
    for char in text:
        try:
            parts += char.encode(encoding)
        except UnicodeEncodeError:
            parts.append(ord(char) if ord(char) < 0x100 else _BLANK_BYTE)
    return bytes(parts)


def _utf8(content: bytes) -> str:
    """UTF-8 in which the last byte of a letter may have been lost."""
    text = content.decode("utf-8", errors="replace")
    return re.sub(f"{LOST}+", LOST, text)
