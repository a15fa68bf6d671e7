"""Trap by trap: what a sheet says, and what is stored. One row or more of the table per trap."""

import pandas as pd
import pytest

from geo.cleaning.dates import DateStyle, read_clock, read_date
from geo.cleaning.encodings import repairs
from geo.cleaning.texts import clean, is_zawgyi
from geo.importers.free_text import guarded

ONLY_NAMES = {"lat": None, "lon": None}
BUDDHIST = {"two_digit": "buddhist"}


@pytest.mark.parametrize(
    ("trap", "written", "stored", "told"),
    [
        (1, "12/03/2568", "2025-03-12", "buddhist"),
        (2, "29/02/2567", "2024-02-29", "buddhist"),
        (3, "12 มี.ค. 68", "2025-03-12", "two_digit"),
        (4, "7/9/2020", "2020-09-07", "ambiguous"),
        (4, "18/9/2563", "2020-09-18", "buddhist"),
        (5, "๑๒ มีนาคม พ.ศ. ๒๕๖๘", "2025-03-12", "thai_words"),
        (5, "12 มี.ค. 2568", "2025-03-12", "thai_words"),
        (5, "วันที่ 12 เดือน มีนาคม 2568", "2025-03-12", "thai_words"),
        (5, "12 ม.ค. 2568", "2025-01-12", "buddhist"),
        (5, "12 มิ.ย. 2568", "2025-06-12", "buddhist"),
        (5, "12 เม.ย. 2568", "2025-04-12", "buddhist"),
        (6, "45728", "2025-03-12", "serial"),
        (7, "03/12/2025", "2025-12-03", "ambiguous"),
        (7, "12/25/2025", "2025-12-25", "month_first"),
        (8, "ปีงบประมาณ 2568", "2025", "fiscal_year"),
    ],
)
def test_dates(row, trap, written, stored, told):
    options = BUDDHIST | ({"month_first": False} if trap == 7 else {})
    found = row(options, date=written)
    assert found["date"] == stored
    assert told in found["told"]


@pytest.mark.parametrize(
    ("trap", "written", "reason"),
    [
        (3, "12/3/68", "date_two_digit_year"),
        (2, "29/02/2568", "date_no_such_day"),
        (23, "July 2, 20205", "date_year_out_of_range"),
        (23, "12/03/2027", "date_after"),
    ],
)
def test_dates_that_are_no_dates(row, trap, written, reason):
    rows = pd.DataFrame({"date": [written, "1/1/2020", "2/2/2563"]}).assign(
        category="arms", lat="16.7", lon="98.5"
    )
    del trap
    found = row({"two_digit": ""}, date=written) if reason != "date_two_digit_year" else None
    if found is None:  # both calendars occur, so nothing tells the short years
        from datetime import date as day

        from geo.importers.options import Options
        from geo.importers.styles import date_style

        style, how = date_style(rows["date"], Options(as_of=day(2026, 1, 1)), epoch=1900)
        assert (how, read_date(written, style).problem) == ("", "two_digit_year")
    else:
        assert found == [reason]


def test_trap_3_one_calendar_in_the_file_tells_its_short_years(read):
    text = "date,category,lat,lon\n12/3/68,arms,16.7,98.5\n1/2/2567,arms,16.7,98.5\n"
    found = read(text)
    assert found.parts[0]["date"].tolist() == ["2025-03-12", "2024-02-01"]
    assert "two_digit_told" in {step.word for step in found.steps}


def test_trap_4_both_calendars_are_told(read):
    text = "date,category,lat,lon\n7/9/2020,arms,16.7,98.5\n18/9/2563,arms,16.7,98.5\n"
    steps = {step.word: step for step in read(text).steps}
    assert steps["both_calendars"].examples == (3,)


def test_trap_6_the_1904_system_and_its_workbook():
    assert read_date(45728, DateStyle(epoch=1904)).iso == "2029-03-13"


def test_trap_7_a_file_that_proves_month_first_is_read_so(read):
    text = "date,category,lat,lon\n03/12/2025,arms,16.7,98.5\n03/25/2025,arms,16.7,98.5\n"
    assert read(text).parts[0]["date"].tolist() == ["2025-03-12", "2025-03-25"]


def test_trap_8_times(row):
    assert read_clock("23.30 น.") == "23:30"
    fiscal = row(date="ปีงบประมาณ 2568")
    days = pd.Timestamp("1970-01-01") + pd.to_timedelta([fiscal["day_from"], fiscal["day_to"]], "D")
    assert [str(day.date()) for day in days] == ["2024-10-01", "2025-09-30"]
    # 17:40 UTC is 00:10 of the next day in Myanmar and 00:40 in Thailand.
    assert row(date="2025-03-11T17:40:00Z", country="Myanmar")["time"] == "00:10"
    assert row(date="2025-03-11T17:10:00Z", country="Myanmar")["date"] == "2025-03-11"
    assert row(date="2025-03-11T17:10:00Z", country="Thailand")["date"] == "2025-03-12"


@pytest.mark.parametrize(
    ("trap", "written", "more", "lon", "lat", "told"),
    [
        (9, "454783 1847503", {"province": "Tak", "datum": "Indian 1975"}, 98.5710, 16.7130, "indian_1975"),  # noqa: E501
        (9, "47Q 454267 1847855", {}, 98.5710, 16.7130, "datum_not_said"),
        (10, "476633 1923819", {"province": "นครพนม"}, 104.7800, 17.4000, "zone_from_province"),
        (10, "47Q 476633 1923819", {"province": "Nakhon Phanom"}, 104.7800, 17.4000, "zone_corrected"),  # noqa: E501
        (11, "VE ๒๐๔๕๐๘", {}, 104.2496, 17.6426, "letter_grid"),
        (11, "48QVE204508", {"datum": "indian_1975"}, 104.2440, 17.6459, "indian_1975"),
        (11, "MU 534382", {}, 98.5635, 16.6262, "letter_grid"),
        (12, "N16 42.780 E98 34.260", {}, 98.5710, 16.7130, "decimal_minutes"),
        (12, "16°42′46.8″N 98°34′15.6″E", {}, 98.5710, 16.7130, "dms"),
        (12, "16?42?46.8?N 98?34?15.6?E", {}, 98.5710, 16.7130, "dms"),
        (12, "16.42.46 N 98.34.15 E", {}, 98.5708, 16.7128, "dotted_dms"),
        (12, "16,713 ; 98,571", {}, 98.5710, 16.7130, "joined"),
        (12, "๑๖.๗๑๓๐, ๙๘.๕๗๑๐", {}, 98.5710, 16.7130, "joined"),
        (12, "98.5710, 16.7130", {}, 98.5710, 16.7130, "swapped"),
        (12, "https://maps.example/@16.713,98.571,17z", {}, 98.5710, 16.7130, "link"),
    ],
)  # fmt: skip
def test_points(row, trap, written, more, lon, lat, told):
    found = row(coordinates=written, **ONLY_NAMES, **more)
    # A letter grid of six digits names a square of 100 m.
    reach = 0.0006 if trap == 11 else 0.0001
    assert (found["lon"], found["lat"]) == pytest.approx((lon, lat), abs=reach)
    assert told in found["told"]


def test_trap_10_without_zone_or_province_a_position_is_not_guessed(row):
    assert row(coordinates="476633 1923819", **ONLY_NAMES) == ["point_zone_missing"]


def test_trap_12_nothing_at_zero_zero(row):
    assert row(lat="0", lon="0") == ["no_place"]
    named = row(lat="0", lon="0", place="แม่สอด")
    assert (named["coord_precision"], "null_island" in named["told"]) == ("town", True)


def test_trap_13_precision_codes_are_kept(read):
    text = (
        "id,type_of_violence,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,"
        "longitude,country,date_prec,date_start,date_end,best\n"
        "1,1,1,x,x,,,16.7,98.5,Myanmar (Burma),1,2023-05-01,2023-05-01,3\n"
        "2,1,4,x,x,,,17.0,97.8,Myanmar (Burma),4,2023-05-01,2023-05-31,3\n"
        "3,2,6,x,x,,,21.0,96.0,Myanmar (Burma),5,2023-01-01,2023-12-31,3\n"
    )
    found = read(text).parts[0]
    assert found["coord_precision"].tolist() == ["exact", "province", "country"]
    assert found["coord_note"].tolist() == ["where_prec 1", "where_prec 4", "where_prec 6"]
    assert found["date_precision"].tolist() == ["day", "month", "year"]


def test_trap_14_a_point_on_the_other_bank_is_told_and_stays(row):
    near = row(lat="16.6891", lon="98.5089", country="THA")  # Myawaddy town, 1.8 km over the line
    assert (near["country"], "other_country" in near["told"]) == ("THA", False)
    far = row(lat="16.80", lon="97.60", country="THA")
    assert (far["country"], far["lon"]) == ("THA", 97.60)
    assert "other_country" in far["told"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874", "tis-620"])
def test_trap_15_encodings(read, encoding):
    content = "วันที่\tประเภท\tสถานที่\n12/03/2568\tอาวุธ\tแม่สอด\n".encode(encoding)
    found = read(content).parts[0].iloc[0]
    assert (found["date"], found["place"], found["category"]) == ("2025-03-12", "แม่สอด", "arms")


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [("áÁèÊÍ´", "แม่สอด"), ("à¹à¸¡à¹ˆ", "แม่"), ("เน�เธกเน�เธชเธญเธ”", "\ufffdม\ufffdสอด")],
)
def test_trap_15_damaged_text_is_read_again(damaged, whole):
    assert repairs(damaged)[0].text == whole


@pytest.mark.parametrize("whole", ["แม่สอด", "เนินสง่า", "Café du Laos", "เธอ", "Mae Sot"])
def test_trap_15_whole_text_is_left_alone(whole):
    assert repairs(whole) == ()


def test_trap_15_the_three_readings_are_offered(read):
    text = "date,category,place\n2025-03-12,arms,áÁèÊÍ´\n"
    found = read(text)
    assert dict(found.readings)["cp874_as_latin1"] == "แม่สอด"
    assert len(found.readings) == 4
    assert found.parts[0].iloc[0]["place"] == "แม่สอด"


def test_trap_16_look_alikes_are_one(row):
    assert clean("ตําบล") == "ตำบล"
    assert clean("เเม่\u200bสาย") == "แม่สาย"
    found = row(**ONLY_NAMES, district="อ.เเม่\u200bสาย", province="จ.เชียงราย")
    assert (found["admin1_code"], found["coord_precision"]) == ("TH57", "district")


def test_trap_17_old_fonts_are_refused_with_a_reason(row):
    assert is_zawgyi("ျမန္မာ")
    assert not is_zawgyi("မြန်မာ")
    assert row(**ONLY_NAMES, place="ျမဝတီ") == ["zawgyi"]
    assert row(**ONLY_NAMES, place="®½¡Á¦ñ¤") == ["legacy_font"]


@pytest.mark.parametrize(
    ("spellings", "precision"),
    [
        (("Poipet", "Paoy Paet", "Poi Pet"), "town"),
        (("Houayxay", "Huay Xai", "Ban Houei Sai"), "town"),
        (("Tachileik", "Tachilek"), "town"),
        (("Myawaddy", "Myawadi"), "town"),
    ],
)
def test_trap_18_spellings_of_one_place(row, spellings, precision):
    points = {(row(**ONLY_NAMES, place=name)["lon"]) for name in spellings}
    assert len(points) == 1
    assert row(**ONLY_NAMES, place=spellings[0])["coord_precision"] == precision


def test_trap_18_areas_with_several_names(row):
    for one, other in (("Si Sa Ket", "Srisaket"), ("Nong Khai", "Nongkhai"), ("Kayin", "Karen")):
        first, second = (row(**ONLY_NAMES, province=name) for name in (one, other))
        assert first["admin1_code"] == second["admin1_code"] != ""
    central = row(**ONLY_NAMES, district="เมือง", province="นครพนม")
    assert (central["coord_precision"], central["admin1_code"]) == ("district", "TH48")


@pytest.mark.parametrize(
    ("written", "quantity", "unit", "told"),
    [
        ("4.2 ล้านเม็ด", 4_200_000, "tablets", "number_words"),
        ("20 กระสอบ", 20, "", "unit_kept"),
        ("200 มัด", 200, "", "unit_kept"),
        ("358 กก.", 358, "kg", ""),
        ("1 ตัน 500 กก.", 1_500, "kg", "converted_unit"),
        ("๖.๑ ล้าน", 6_100_000, "", "number_words"),
        ("1,385", 1_385, "", "unit_unknown"),
        ("1.385 เม็ด", 1_385, "tablets", "thousands_mark"),
        ("สองล้านห้าแสนเม็ด", 2_500_000, "tablets", "number_words"),
        ("355 bundles (710,000 tablets)", 710_000, "tablets", ""),
    ],
)
def test_trap_19_quantities(row, written, quantity, unit, told):
    found = row(quantity=written)
    assert (found["quantity"], found["quantity_unit"]) == (quantity, unit)
    assert not told or told in found["told"]
    assert not told or found["quantity_written"] == written


def test_trap_20_several_counts_are_all_kept(row):
    found = row(quantity="358 kg or nearly 600 kg")
    assert (found["quantity"], found["quantity_values"]) == (358, "358;600")


def test_trap_22_workbook_habits(row):
    found = row(lat="'16.713°", lon="98.571°", quantity="-", country="ไม่ทราบ")
    assert (found["lat"], found["lon"], found["quantity"], found["country"]) == (
        16.713,
        98.571,
        0,
        "",
    )


def test_trap_23_a_date_long_before_its_publication_is_in_doubt(row):
    found = row(date="November 4, 2015", source_date="2025-11-05")
    assert (found["confidence"], "date_long_before" in found["told"]) == ("low", True)
    assert row(date="2025-11-08", source_date="2025-11-05") == ["date_after"]


def test_trap_24_personal_data_in_free_text(row):
    text = "จับ นายสมชาย ใจดี อายุ 15 ปี โทร 081-234-5678 passport AB1234567"
    masked = row(notes=text)["notes"]
    assert masked == "จับ [name] [minor_age] โทร [phone] [passport]"
    assert row({"personal": "keep"}, notes=text)["notes"] == text
    assert row({"personal": "drop"}, notes=text)["notes"] == ""
    plain = "Seizure of 200,000 tablets near Mae Sot on 12 March 2025"
    assert row(notes=plain)["notes"] == plain


@pytest.mark.parametrize(
    "text",
    ["a 15-year-old girl", "โทร 081-234-5678", "08 1234 5678", "AB1234567", "นายสมชาย ใจดี",
     "1-2345-67890-12-3", "a@b.example", "17 yo", "my name is John", "ผู้เสียหาย วัย 14", "Ms. Htwe"],
)  # fmt: skip
def test_trap_24_the_quick_look_misses_nothing_that_the_full_one_finds(text):
    assert guarded(text, "mask")[0] != text
