"""Month words in English and Thai, long and short."""

import re
from types import MappingProxyType

_WORDS = (
    ("january", "jan", "มกราคม", "มกรา", "ม.ค", "มค"),
    ("february", "feb", "กุมภาพันธ์", "กุมภา", "ก.พ", "กพ"),
    ("march", "mar", "มีนาคม", "มีนา", "มี.ค", "มีค"),
    ("april", "apr", "เมษายน", "เมษา", "เม.ย", "เมย"),
    ("may", "พฤษภาคม", "พฤษภา", "พ.ค", "พค"),
    ("june", "jun", "มิถุนายน", "มิถุนา", "มิ.ย", "มิย"),
    ("july", "jul", "กรกฎาคม", "กรกฎา", "กรกฏาคม", "ก.ค", "กค"),
    ("august", "aug", "สิงหาคม", "สิงหา", "ส.ค", "สค"),
    ("september", "sept", "sep", "กันยายน", "กันยา", "ก.ย", "กย"),
    ("october", "oct", "ตุลาคม", "ตุลา", "ต.ค", "ตค"),
    ("november", "nov", "พฤศจิกายน", "พฤศจิกา", "พ.ย", "พย"),
    ("december", "dec", "ธันวาคม", "ธันวา", "ธ.ค", "ธค"),
)
MONTHS = MappingProxyType({word: at for at, words in enumerate(_WORDS, start=1) for word in words})
# Longer words first, so that "mar" does not end "march"; a dot may be followed by a space.
MONTH_WORD = (
    "(?:"
    + "|".join(
        re.escape(word).replace(r"\.", r"\.\s?") for word in sorted(MONTHS, key=len, reverse=True)
    )
    + r")\.?"
)
