"""Text as it should have arrived: one spelling for look-alikes, digits of any script as 0 to 9."""

import re
import unicodedata
from typing import Any

# Nikhahit and sara aa, with a tone mark between or not, are one letter: sara am after the tone.
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_SARA_AM_BEFORE_TONE = re.compile("\u0e33([\u0e48-\u0e4b])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_SPACES = re.compile(r"[\s\u00a0\u3000]+")
# Words that stand for "not known" in sheets of the region; folded to lower case.
UNKNOWN_WORDS = frozenset(
    {"ไม่ทราบ", "ไม่ระบุ", "ไม่มีข้อมูล", "unknown", "n/a", "na", "none", "null", "nan", "#n/a", "?", "-", "–", "—"}  # noqa: E501
)  # fmt: skip
# Marks that Zawgyi uses and Unicode Burmese does not, or in an order that Unicode never has:
# a vowel sign or medial at the start of a word, and the letters Zawgyi keeps for stacked forms.
_ZAWGYI = re.compile(
    "[\u1060-\u1097]|(?:^|[\\s\u104a\u104b])[\u1031\u103b-\u103e][\u1000-\u1021]"
    "|\u1031\u1031|\u103a[\u102b-\u1030]|\u1039(?![\u1000-\u1021])"
)
# Khmer Limon and Lao Saysettha files are Latin letters and Latin-1 signs under a font. Such text
# has several signs of 0xA1 to 0xFF inside words, which no language of these sheets does.
_FONT_SIGNS = re.compile("[\u00a1-\u00bf\u00c0-\u00ff\u0192\u02c6\u02dc\u2018-\u2022\u2020-\u203a]")


def text_of(value: Any) -> str:
    """A cell as trimmed text; blank for an empty one. A whole float loses its ``.0``."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def digits(text: str) -> str:
    """The text with decimal digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def clean(text: str) -> str:
    """One form for look-alikes: NFC, sara am as one letter, two sara e as sara ae, no invisible
    marks, single spaces.
    """
    if text.isascii():
        return _SPACES.sub(" ", text).strip()
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _SARA_AM.sub("\\1\u0e33", text)
    text = _SARA_AM_BEFORE_TONE.sub("\\1\u0e33", text).replace("\u0e40\u0e40", "\u0e41")
    return _SPACES.sub(" ", text).strip()


def is_unknown(text: str) -> bool:
    """Whether a cell says that the value is not known; a blank cell does."""
    return not text or clean(text).lower() in UNKNOWN_WORDS


def is_zawgyi(text: str) -> bool:
    """Whether Burmese text is in the Zawgyi order, which looks right in one font only."""
    return any("\u1000" <= char <= "\u109f" for char in text) and bool(_ZAWGYI.search(text))


def is_legacy_font(text: str) -> bool:
    """Whether text was typed under an old Lao or Khmer font: Latin signs standing for letters.

    Text that becomes Thai when its bytes are read again is damaged, not typed so; ask
    ``geo.cleaning.encodings`` first.
    """
    signs = len(_FONT_SIGNS.findall(text))
    letters = sum(char.isalpha() and char.isascii() for char in text)
    return signs >= 3 and signs + letters >= 6 and signs * 5 >= signs + letters
