"""How much of what: numbers in words and digits, units, and several values for one thing.

Tablets and kilograms stay apart. Bundles, sacks and packages are never converted: what was written
is kept and said.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geo.cleaning.texts import clean, digits, is_unknown, text_of

# Written unit to the unit of the records and its factor.
_UNITS = (
    (r"ตัน|tonnes?|tons?|metric tons?", "kg", 1000.0),
    (r"กิโลกรัม|กิโล|กก\.?|kilograms?|kilos?|kgs?\.?", "kg", 1.0),
    (r"มิลลิกรัม|มก\.?|milligrams?|mg", "kg", 1e-6),
    (r"กรัม|ก\.|grams?|gr?\.?", "kg", 0.001),
    (r"เม็ด|tablets?|pills?|tabs?", "tablets", 1.0),
    (r"ลูกบาศก์เมตร|ลบ\.?\s?ม\.?|cubic met(?:re|er)s?|cu\.?\s?m|m3|m³", "m3", 1.0),
    (r"ตัว|animals?|heads?", "animals", 1.0),
    (r"นัด|rounds?", "rounds", 1.0),
    (r"บาท|baht|THB|฿", "THB", 1.0),
    (r"กระบอก|ชิ้น|รายการ|เครื่อง|items?|pieces?|pcs?\.?", "items", 1.0),
)
_KEPT = (
    r"กระสอบ|มัด|ห่อ|ถุง|ซอง|แพ็ค|แท่ง|ก้อน|หีบ|ลัง|กล่อง|ขวด|คัน|ลำ|ถัง|แกลลอน|ลิตร|ท่อน|แผ่น|คน|ราย"
    r"|sacks?|bundles?|bags?|packages?|packs?|packets?|parcels?|bricks?|boxes|box|bottles?|cars?|trucks?"
    r"|lit(?:re|er)s?|logs?|planks?|persons?|people|drums?"
)
_SCALES = {
    "พันล้าน": 1e9, "สิบล้าน": 1e7, "ร้อยล้าน": 1e8, "ล้าน": 1e6, "แสน": 1e5, "หมื่น": 1e4, "พัน": 1e3,
    "ร้อย": 100.0, "สิบ": 10.0, "billion": 1e9, "million": 1e6, "thousand": 1e3, "hundred": 100.0,
    "m": 1e6, "mn": 1e6, "k": 1e3,
}  # fmt: skip
_NUMBER_WORDS = {
    "หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9,  # noqa: E501
}  # fmt: skip
_WORD = "|".join(sorted((*_NUMBER_WORDS,), key=len, reverse=True))
_SCALE = "พันล้าน|ร้อยล้าน|สิบล้าน|ล้าน|แสน|หมื่น|พัน|ร้อย|สิบ|billion|million|thousand|hundred|mn(?![a-z])"
_NUMBER = rf"(?:\d[\d.,]*(?:\s?(?:{_SCALE}))*|(?:{_WORD}|{_SCALE})(?:{_WORD}|{_SCALE})*)"
_UNIT = "|".join(pattern for pattern, _, _ in _UNITS)
_PIECE = re.compile(rf"({_NUMBER})\s*(?:({_KEPT})|({_UNIT}))?(?![a-z])", re.IGNORECASE)
_KNOWN = tuple(
    (re.compile(pattern, re.IGNORECASE), unit, factor) for pattern, unit, factor in _UNITS
)
_SEVERAL = re.compile(
    r"(?:^|[\s\d])(?:or|then|to|หรือ|ถึง|against|and later)(?=[\s\d])|[–~]|(?<=\d)-(?=\d)|\s/\s",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\d{1,15}|[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
COUNTED = frozenset({"tablets", "animals", "items", "rounds"})


@dataclass(frozen=True, slots=True)
class QuantityReading:
    """value: the first of ``values``, None where none can be stored; unit: a word of
    QUANTITY_UNITS, "" where none was said or the one written is kept as it is. notes: number_words, converted_unit, unit_kept, several_values,
    thousands_mark, dash_is_zero, unit_unknown. problem: not_understood or "".
    """  # noqa: E501

    value: float | None = None
    unit: str = ""
    values: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


def read_quantity(value: Any, unit: Any = "", *, comma_decimals: bool = False) -> QuantityReading:
    """Understand a quantity cell and its unit cell.

    comma_decimals: the file writes 1.385,5; otherwise a comma parts thousands. A count of whole
    things written 1.385 is read as 1385, and that is said.
    """
    unit_text = clean(text_of(unit))
    plain_number = isinstance(value, int | float) and not isinstance(value, bool)
    if plain_number and value == value:
        return _finish([(float(value), *unit_meaning(unit_text))], (), unit_text)
    if isinstance(value, str) and not comma_decimals and _PLAIN.fullmatch(value):
        return _finish([(float(value.replace(",", "")), *unit_meaning(unit_text))], (), unit_text)
    text = digits(clean(text_of(value))).lstrip("'")
    if text in ("-", "–", "—"):
        return QuantityReading(0.0, unit_meaning(unit_text)[0], (0.0,), ("dash_is_zero",))
    if is_unknown(text):
        return QuantityReading()
    found = [_piece(piece, unit_text, comma_decimals) for piece in _PIECE.finditer(text)]
    pieces = [piece for piece in found if piece is not None]
    stated = [piece for piece in pieces if piece[1]]
    pieces = stated if stated and any(kept for *_, kept in pieces) else pieces
    if not pieces or len(pieces) > 8:
        return QuantityReading(problem="not_understood")
    notes = ("number_words",) if re.search(f"{_WORD}|{_SCALE}", text) else ()
    notes += ("thousands_mark",) if _counted_in_thousands(text, unit_text, comma_decimals) else ()
    if len(pieces) > 1 and (_SEVERAL.search(text) or not _one_sum(pieces)):
        return _several(pieces, notes)
    return _finish(pieces, notes, unit_text)


Piece = tuple[float, str, float, bool]


def _piece(found: re.Match[str], unit_text: str, comma_decimals: bool) -> Piece | None:
    written, kept, known = found.groups()
    unit, factor, is_kept = unit_meaning(known or kept or unit_text)
    number = _number(written, comma_decimals=comma_decimals, counted=unit in COUNTED)
    return None if number is None else (number, unit, factor, is_kept)


@lru_cache(maxsize=1_000)
def unit_meaning(text: str) -> tuple[str, float, bool]:
    """The records' unit, its factor, and whether what was written is kept as it is."""
    plain = text.strip().lower()
    if not plain:
        return "", 1.0, False
    for pattern, unit, factor in _KNOWN:
        if pattern.fullmatch(plain):
            return unit, factor, False
    return "", 1.0, True


def _number(written: str, *, comma_decimals: bool, counted: bool) -> float | None:
    digits_part = re.match(r"[\d.,]*", written)[0].rstrip(".,")
    words = written[len(re.match(r"[\d.,]*", written)[0]) :].strip()
    if not digits_part:
        return _word_number(words)
    number = _digits_number(digits_part, comma_decimals=comma_decimals, counted=counted)
    for scale in re.findall(_SCALE, words, re.IGNORECASE):
        number = None if number is None else number * _SCALES[scale.lower()]
    return number


def _digits_number(text: str, *, comma_decimals: bool, counted: bool) -> float | None:
    if comma_decimals:
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", text) or (
        counted and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text)
    ):
        text = text.replace(".", "")
    elif re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    else:
        text = text.replace(",", "")
    return float(text) if text.count(".") <= 1 else None


def _counted_in_thousands(text: str, unit_text: str, comma_decimals: bool) -> bool:
    found = _PIECE.search(text)
    unit = unit_meaning((found[3] or found[2] or unit_text) if found else "")[0]
    return bool(
        not comma_decimals
        and unit in COUNTED
        and re.search(r"(?<![\d.])[1-9]\d{0,2}\.\d{3}(?!\d)(?!\s?(?:" + _SCALE + "))", text)
    )


def _word_number(words: str) -> float | None:
    """A number in Thai words: the tens of a million are counted in millions."""
    total = part = 0.0
    for token in re.findall(f"{_WORD}|{_SCALE}", words):
        if token in _NUMBER_WORDS:
            part += _NUMBER_WORDS[token]
        elif _SCALES[token] >= 1e6:
            total, part = (total + (part or 1)) * _SCALES[token], 0.0
        else:
            total, part = total + (part or 1) * _SCALES[token], 0.0
    return total + part or None


def _one_sum(pieces: list[Piece]) -> bool:
    """Whether the pieces are one amount in falling units of one kind, such as tons and kilograms."""  # noqa: E501
    units = {unit for _, unit, _, _ in pieces}
    factors = [factor for _, _, factor, _ in pieces]
    return len(units) == 1 and "" not in units and factors == sorted(set(factors), reverse=True)


def _several(pieces: list[Piece], notes: tuple[str, ...]) -> QuantityReading:
    """Values that do not agree: every one is kept, the first stands for all."""
    units = [unit for _, unit, _, _ in pieces if unit]
    unit, factors = (units[-1], [f for _, u, f, _ in pieces if u]) if units else ("", [1.0])
    if len(set(units)) > 1 or (not units and any(kept for *_, kept in pieces)):
        return QuantityReading(notes=(*notes, "unit_kept"))
    values = tuple(round(n * (f if u else factors[-1]), 9) for n, u, f, _ in pieces)
    return QuantityReading(values[0], unit, values, (*notes, "several_values"))


def _finish(pieces: list[Piece], notes: tuple[str, ...], unit_text: str) -> QuantityReading:
    if any(kept for *_, kept in pieces):
        alone = pieces[0][0] if len(pieces) == 1 else None
        return QuantityReading(alone, "", (alone,) if alone else (), (*notes, "unit_kept"))
    unit = pieces[0][1]
    value = round(sum(number * factor for number, _, factor, _ in pieces), 9)
    if any(factor != 1.0 for _, _, factor, _ in pieces):
        notes += ("converted_unit",)
    if not unit and not unit_text:
        notes += ("unit_unknown",)
    return QuantityReading(value, unit, (value,), notes)


def writes_decimal_commas(values: list[Any]) -> bool:
    """Whether a file writes 1.385,5: some cell can be read in no other way."""
    return any(re.search(r"\d\.\d{3},\d|^\d+,\d{1,2}$", text_of(value)) for value in values)
