"""Free text of a row: personal data in it is found, and masked or dropped as chosen."""

import re

from geo.cleaning.persons import mask, personal_data
from geo.cleaning.texts import clean

# Letters, digits and words without which nothing personal can be found: most texts have none.
_MAY_HOLD = re.compile(
    r"[@๐-๙]|\d{5}|\d[ -]\d{3}|[A-Z]\d{2}[A-Z]|อายุ|วัย|หนังสือเดินทาง|\d ?(?:yo|y/o)"
    r"|(?i:\baged?\b|\byears?\b|years|-year|\bpassport)|นาย|นาง|น\.ส|ด\.[ชญต]|เด็ก|ชื่อ|ร\.ต|พ\.ต|จ\.ส|ທ້າວ|ນາງ|ທ່ານ"
    r"|\b(?:M[rs]{1,2}s?|Miss|Master|Mme|Dr|Capt|Maj|Col|Gen|Sgt|Pol|Daw|Saw|Naw|Maung|[Nn]amed|[Nn]ame)\b"
)


def guarded(text: str, choice: str) -> tuple[str, bool]:
    """The text to keep, and whether personal data stood in it. choice: mask, keep or drop."""
    if not text:
        return "", False
    plain = clean(text)
    if not _MAY_HOLD.search(plain) or not personal_data(plain):
        return plain, False
    if choice == "drop":
        return "", True
    return (mask(plain) if choice == "mask" else plain), True
