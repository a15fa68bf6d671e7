"""The fields that a row may have, and the column headings that mean each, English and Thai."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from geo.search import fold

Values = dict[str, list[Any]]

# The first heading of each field is the template's, the second its Thai one where there is one.
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "รหัส", "event_id", "case_id", "record_id", "case no", "เลขคดี"),
        "date": ("date", "วันที่", "event_date", "day", "date occurred", "incident_date", "วันเกิดเหตุ", "วันที่เกิดเหตุ", "วัน เดือน ปี", "ว/ด/ป", "วดป", "วันที่จับกุม"),  # noqa: E501
        "time": ("time", "เวลา", "event_time", "เวลาเกิดเหตุ"),
        "category": ("category", "ประเภท", "type", "event_type", "incident_type", "crime_type", "หมวด", "ฐานความผิด", "ข้อหา", "ประเภทเหตุ", "ประเภทความผิด"),  # noqa: E501
        "subtype": ("subtype", "ชนิด", "sub_type", "subcategory", "sub_event_type"),
        "goods": ("goods", "ของกลาง", "substance", "drug", "drug_name", "seized", "item", "ชนิดยา", "ยาเสพติด", "รายการของกลาง"),  # noqa: E501
        "quantity": ("quantity", "จำนวน", "amount", "qty", "ปริมาณ", "amount_of_drug", "จำนวนของกลาง", "ปริมาณของกลาง"),  # noqa: E501
        "unit": ("quantity_unit", "หน่วย", "unit", "units", "drug_unit", "หน่วยนับ"),
        "country": ("country", "ประเทศ", "iso3", "country_code", "side"),
        "province": ("province", "จังหวัด", "admin1", "adm1", "adm_1", "state"),
        "district": ("district", "อำเภอ", "admin2", "adm2", "adm_2", "township", "amphoe", "เขต"),
        "subdistrict": ("subdistrict", "ตำบล", "admin3", "adm3", "tambon", "commune", "แขวง"),
        "place": ("place", "สถานที่", "location", "town", "village", "หมู่บ้าน", "สถานที่เกิดเหตุ", "ที่เกิดเหตุ", "จุดเกิดเหตุ", "place_name"),  # noqa: E501
        "lat": ("lat", "ละติจูด", "latitude", "y", "northing", "lat_dd", "ค่าพิกัด y"),
        "lon": ("lon", "ลองจิจูด", "lng", "long", "longitude", "x", "easting", "ลองติจูด", "ค่าพิกัด x"),
        "coords": ("coordinates", "พิกัด", "coords", "gps", "mgrs", "utm", "latlon", "lat_lon", "lat/lon", "latitude/longitude", "grid", "grid_ref", "พิกัด gps", "map_link", "ลิงก์แผนที่"),  # noqa: E501
        "zone": ("zone", "โซน", "utm_zone"),
        "datum": ("datum", "พื้นหลักฐาน", "map_datum"),
        "precision": ("coord_precision", "ความละเอียด", "precision"),
        "uncertainty": ("coord_uncertainty_m", "ความคลาดเคลื่อน (ม.)", "uncertainty_m", "accuracy"),
        "title": ("title", "เรื่อง", "headline", "summary", "หัวข้อ", "เหตุการณ์"),
        "notes": ("notes", "หมายเหตุ", "note", "description", "remarks", "details", "comment", "รายละเอียด", "พฤติการณ์"),  # noqa: E501
        "agencies": ("agencies", "หน่วยจับกุม", "agency", "unit_name", "หน่วยงาน", "หน่วยรับผิดชอบ", "หน่วย/กองร้อย"),  # noqa: E501
        "border_pair": ("border_pair", "แนวชายแดน", "pair"),
        "source_date": ("source_date", "วันที่รายงาน", "published", "publication_date", "report_date", "date_published", "วันที่เผยแพร่"),  # noqa: E501
        "label": ("label", "ชั้นความลับ", "tlp"),
        "originator": ("originator", "เจ้าของข้อมูล"),
    }
)  # fmt: skip
# Read and left out on purpose: serial numbers say nothing about an event, suspects are persons.
LEFT_OUT = (
    "ลำดับ",
    "ลำดับที่",
    "no",
    "no.",
    "#",
    "ผู้ต้องหา",
    "suspect",
    "suspects",
    "ผู้เสียหาย",
    "victim",
    "victims",
)


@cache
def known_headings() -> frozenset[str]:
    """Every heading that means a field in some shape, folded."""
    from geo.importers.shapes import SHAPES

    own = {fold(name) for names in HEADINGS.values() for name in names}
    left_out = {fold(name) for name in LEFT_OUT}
    return frozenset(own | left_out | {fold(n) for shape in SHAPES for n in shape.HEADINGS_SEEN})


def columns_by_heading(
    columns: Iterable[str], headings: Mapping[str, tuple[str, ...]] = HEADINGS
) -> dict[str, str]:
    """Field to column, the first heading of each field's list that the file has."""
    folded: dict[str, str] = {}
    for column in columns:
        folded.setdefault(fold(column), column)
        # "Date (dd/mm/yyyy)" is a date column too, where no other is.
        folded.setdefault(fold(column.split("(")[0]), column)
    used: dict[str, str] = {}
    taken: set[str] = set()
    for field, names in headings.items():
        found = next(
            (folded[fold(n)] for n in names if folded.get(fold(n)) not in (None, *taken)), None
        )
        if found is not None:
            used[field] = found
            taken.add(found)
    return used
