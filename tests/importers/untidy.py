"""A month of a Thai agency as such sheets are: 200 rows made by seed, none of them a record."""

import io
import random
from datetime import date, timedelta

import openpyxl

SEED = 20_261_123
ROWS = 200
HEADER = ("ลำดับ", "วันที่", "เวลา", "สถานที่", "ตำบล", "อำเภอ", "จังหวัด", "พิกัด", "ของกลาง",
          "จำนวน", "ผู้ต้องหา", "หน่วยจับกุม", "หมายเหตุ")  # fmt: skip
# District, province and a point in it: lon, lat.
PLACES = (
    ("แม่สาย", "เชียงราย", 99.88, 20.42), ("เชียงแสน", "เชียงราย", 100.08, 20.27),
    ("เชียงของ", "เชียงราย", 100.40, 20.25), ("แม่สอด", "ตาก", 98.57, 16.71),
    ("ท่าอุเทน", "นครพนม", 104.55, 17.58), ("ธาตุพนม", "นครพนม", 104.72, 16.94),
    ("อรัญประเทศ", "สระแก้ว", 102.50, 13.68),
)  # fmt: skip
MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
GOODS = (
    ("ยาบ้า", ("{n} แสนเม็ด", "4.{n} ล้านเม็ด", "{n},000 เม็ด", "{n} มัด", "1.{n} เม็ด")),
    ("ไอซ์", ("{n} กก.", "1 ตัน {n} กก.", "{n} กระสอบ")),
    ("เฮโรอีน", ("{n} กก.", "{n} กรัม")),
    ("ไม้พะยูง", ("{n} ท่อน",)),
    ("อาวุธปืน", ("{n} กระบอก",)),
)
NOTES = ("", "", "ตรวจค้นรถกระบะ", "ผู้ต้องหา นายสมมติ ตัวอย่าง อายุ 17 ปี โทร 081-234-5678", "=1+1")


def untidy_workbook(*, year: int = 2025, month: int = 10, rows: int = ROWS) -> bytes:
    """The sheet as a workbook: titles on top, two calendars, totals at the foot, a repeat."""
    random_ = random.Random(SEED)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ต.ค. 68"
    sheet.append(["รายงานผลการจับกุมประจำเดือน"])
    sheet.merge_cells("A1:M1")
    sheet.append([])
    sheet.append(list(HEADER))
    lines = [_line(number, random_, date(year, month, 1)) for number in range(1, rows + 1)]
    # The same case copied into the list again, as sheets of several units do.
    lines[-1] = list(lines[0])
    for line in lines:
        sheet.append(line)
    sheet.append(["", "รวม", *[""] * 7, "12 ล้านเม็ด", "", "", ""])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _line(number: int, random_: random.Random, first: date) -> list[object]:
    district, province, lon, lat = random_.choice(PLACES)
    goods, amounts = random_.choice(GOODS)
    day = first + timedelta(days=random_.randrange(28))
    return [
        number,
        _date(number, day),
        f"{random_.randrange(24):02d}.{random_.randrange(60):02d} น.",
        "ด่านตรวจ",
        "",
        f"อ.{district}",
        f"จ.{province}",
        _point(number, lon + random_.uniform(-0.02, 0.02), lat + random_.uniform(-0.02, 0.02)),
        goods,
        random_.choice(amounts).format(n=random_.randrange(100, 1_000)),
        "นาย ก",
        "ตชด.327",
        random_.choice(NOTES),
    ]


def _date(number: int, day: date) -> object:
    """A day as different hands write it; one row in 40 has none."""
    buddhist = day.year + 543
    if number % 40 == 0:
        return "ไม่ทราบ"
    dresses = (
        f"{day.day}/{day.month}/{buddhist}",
        f"{day.day} {MONTHS[day.month - 1]} {buddhist}".translate(THAI_DIGITS),
        day,
        f"วันที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {buddhist}",
        f"{day.day:02d}-{day.month:02d}-{day.year}",
    )
    return dresses[number % len(dresses)]


def _point(number: int, lon: float, lat: float) -> str:
    """A point as different hands write it; some rows name the district alone."""
    dresses = (
        f"{lat:.4f}, {lon:.4f}",
        f"{lon:.4f}, {lat:.4f}",
        f"{lat:.4f}, {lon:.4f}".translate(THAI_DIGITS),
        f"N{int(lat)} {lat % 1 * 60:.3f} E{int(lon)} {lon % 1 * 60:.3f}",
        "",
        f"https://maps.example/@{lat:.5f},{lon:.5f},17z",
        "-",
    )
    return dresses[number % len(dresses)]
