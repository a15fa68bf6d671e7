"""The sheet of a Thai agency: what was seized tells the category, the district where."""

from geo.cleaning.texts import clean, text_of
from geo.importers.fields import Values, columns_by_heading

NAME = "thai_sheet"
ORIGIN = "agency"
HEADINGS_SEEN = (
    "ลำดับ", "วันที่", "เวลา", "สถานที่", "ตำบล", "อำเภอ", "จังหวัด", "พิกัด", "ของกลาง", "จำนวน",
    "ผู้ต้องหา", "หน่วยจับกุม",
)  # fmt: skip


def matches(headings: frozenset[str]) -> bool:
    """By Thai headings of date and place."""
    places = {"อำเภอ", "จังหวัด", "พิกัด", "สถานที่", "ตำบล"}
    dates = {"วันที่", "วันเกิดเหตุ", "วันที่เกิดเหตุ", "วันเดือนปี", "ว/ด/ป", "วดป", "วันที่จับกุม"}
    return bool(places & headings) and bool(dates & headings)


def columns(names: tuple[str, ...]) -> dict[str, str]:
    """Field to column; suspects are persons and are not read."""
    return columns_by_heading(names)


def prepare(values: Values) -> Values:
    """A quantity inside the cell of goods is read there; the country is Thailand unless said."""
    n = len(next(iter(values.values()), []))
    prepared = dict(values)
    if "quantity" not in values and "goods" in values:
        prepared["quantity"] = [_amount(text_of(cell)) for cell in values["goods"]]
    if "country" not in values:
        prepared["country"] = ["THA"] * n
    return prepared


def _amount(goods: str) -> str:
    """The part of a cell from its first digit on."""
    text = clean(goods)
    at = next((place for place, char in enumerate(text) if char.isdecimal()), None)
    return "" if at is None else text[at:]
