"""Personal data in free text: found, counted by kind, and masked where asked."""

import re
from dataclasses import dataclass

from geo.cleaning.texts import digits

KINDS = ("name", "minor_age", "national_id", "passport", "phone", "email")
_THAI_NAME = r"[\u0e01-\u0e4e]+(?:\s+(?!อายุ|และ|ที่|ถูก|ได้|พร้อม|จาก|ใน|สัญชาติ)[\u0e01-\u0e4e]+)?"
_LATIN_NAME = r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,3}"
_PATTERNS = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("national_id", re.compile(r"(?<!\d)\d[ -]?\d{4}[ -]?\d{5}[ -]?\d{2}[ -]?\d(?!\d)")),
    ("phone", re.compile(r"(?<![\d.])(?:\+(?:66|95|85[56]|86|84)[\s-]?\d{1,2}|0\d{1,2})[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)")),  # noqa: E501
    ("passport", re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}\d{6,8}|[A-Z]\d{2}[A-Z]{2}\d{4})(?![A-Za-z0-9])")),  # noqa: E501
    ("passport", re.compile(r"(?i:passport(?:\s*(?:no\.?|number))?|หนังสือเดินทาง(?:\s*เลขที่)?)\s*:?\s*([A-Z0-9]{6,9})")),  # noqa: E501
    ("name", re.compile(
        r"(?:นางสาว|นาง|นาย|น\.ส\.|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง|ร\.ต\.อ\.|พ\.ต\.ท\.|ด\.ต\.|จ\.ส\.อ\.)\s*"
        + _THAI_NAME)),
    ("name", re.compile(r"(?:ທ້າວ|ນາງ|ທ່ານ)\s*[\u0e80-\u0eff]+(?:\s+[\u0e80-\u0eff]+)?")),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Master|Mme|Dr|Capt|Maj|Col|Gen|Sgt|Pol)\.?\s+" + _LATIN_NAME)),  # noqa: E501
    ("name", re.compile(r"\b(?:Daw|Saw|Naw|Maung)\s+" + _LATIN_NAME)),
    ("name", re.compile(r"(?i:\bnamed|\bname is|\bname:|\bชื่อ|ชื่อว่า)\s*(" + _LATIN_NAME + "|" + _THAI_NAME + ")")),  # noqa: E501
    ("minor_age", re.compile(r"(?:อายุ|วัย)\s*(\d{1,2})\s*(?:ปี|ขวบ)?|(?i:\baged?\s+|\bage:\s*)(\d{1,2})\b"  # noqa: E501
                             r"|\b(\d{1,2})[\s-]years?[\s-]olds?\b|\b(\d{1,2})\s*(?:yo|y/o)\b")),
)  # fmt: skip
_NOT_NAMES = re.compile(r"นาย(?:อำเภอ|ก|จ้าง|หน้า|ทหาร|ตำรวจ|ทุน|ทะเบียน)|นาง(?:รอง|แล)")
ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: its kind, and where it stands in the text."""

    kind: str
    start: int
    end: int


def personal_data(text: str) -> tuple[Finding, ...]:
    """Names with titles, ages under 18, identity and passport numbers, phones, addresses.

    Left to right without overlap; a name without a title or the word "named" is not found.
    """
    plain = digits(text)
    found = [
        Finding(kind, match.start(), match.end())
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(plain)
        if _counts(kind, match)
    ]
    result: list[Finding] = []
    for one in sorted(found, key=lambda item: (item.start, -item.end)):
        if not result or one.start >= result[-1].end:
            result.append(one)
    return tuple(result)


def _counts(kind: str, match: re.Match[str]) -> bool:
    if kind == "minor_age":
        return int(next(group for group in match.groups() if group)) < ADULT_AGE
    return kind != "name" or not _NOT_NAMES.match(match[0])


def mask(text: str) -> str:
    """The text with each finding replaced by its kind in square brackets."""
    parts, at = [], 0
    for one in personal_data(text):
        parts += [text[at : one.start], f"[{one.kind}]"]
        at = one.end
    return "".join([*parts, text[at:]])
