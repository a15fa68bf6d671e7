"""Free text of rows: personal data in it is found, and masked or dropped as chosen."""

import re
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.cleaning.persons import mask, personal_data
from geo.cleaning.texts import clean, text_of
from geo.importers.distinct import as_objects

# Letters, digits and words without which nothing personal can be found: most texts have none. In
# forms that engines of regular expressions for whole columns know too: no \b, \d, \s.
_ASCII_MARKS: Final = (
    "@|(?:^|[^0-9.])0[0-9]{1,2}[ -]?[0-9]{3}|[+][0-9]|[0-9][ -]?[0-9]{4}[ -]?[0-9]{5}"
    "|[A-Z][0-9]{6}|[A-Z][0-9]{2}[A-Z]{2}[0-9]|[0-9] *(?:yo|y/o)"
    "|(?i:age:|aged? +[0-9]|years?[ -]old|passport|named|name is|name:)"
    "|(?:M[rs]|Mrs|Miss|Master|Mme|Dr|Capt|Maj|Col|Gen|Sgt|Pol)[.]? +[A-Z]"
    "|(?:Daw|Saw|Naw|Maung) +[A-Z]"
)
_MARKS: Final = re.compile(
    _ASCII_MARKS
    + r"|[๐-๙]|อายุ|วัย|หนังสือเดินทาง|นาย|นาง|น\.ส|ด\.[ชญต]|เด็ก|ชื่อ|ร\.ต|พ\.ต|จ\.ส|ທ້າວ|ນາງ|ທ່ານ"
)
# Text that ``clean`` would change, or whose letters only the full look knows.
_LOOK: Final = f"{_ASCII_MARKS}|[^ -~]|  "


def guarded(text: str, choice: str) -> tuple[str, bool]:
    """The text to keep, and whether personal data stood in it. choice: mask, keep or drop."""
    if not text:
        return "", False
    plain = clean(text)
    if not _MARKS.search(plain) or not personal_data(plain):
        return plain, False
    if choice == "drop":
        return "", True
    return (mask(plain) if choice == "mask" else plain), True


def guarded_column(cells: list[Any], choice: str) -> tuple[np.ndarray, np.ndarray]:
    """A column's texts to keep, and the positions of those that held personal data."""
    if not any(cells):
        return as_objects([""] * len(cells)), np.empty(0, dtype=np.int64)
    texts = as_objects([text_of(cell) if cell else "" for cell in cells])
    # Letters cut in half, as some files hold, have no place in a column of text.
    column = pd.Series(pd.array([_whole(text) for text in texts], dtype="str"))
    look = column.str.contains(_LOOK).to_numpy(dtype=bool)
    personal = []
    for at in np.flatnonzero(look).tolist():
        texts[at], found = guarded(texts[at], choice)
        if found:
            personal.append(at)
    return texts, np.array(personal, dtype=np.int64)


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
