"""Shapes recognised by themselves, with rows made up in their form."""

import pytest

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,notes,fatalities\n"
    "MMR1,12 March 2024,2024,1,Political violence,Battles,Armed clash,A,Myanmar,Kayin,Myawaddy,,"
    "Myawaddy,16.6891,98.5089,1,S,text,3\n"
    "MMR2,12 March 2024,2024,3,Demonstrations,Protests,Peaceful protest,A,Myanmar,Kayin,,,Hpa-An,"
    "16.8895,97.6348,2,S,text,0\n"
    "MMR3,1 March 2024,2024,3,Political violence,Explosions/Remote violence,Air/drone strike,A,"
    "Myanmar,Kayin,,,Kayin,17.0,97.8,3,S,text,0\n"
)
KOBO = (
    "start;end;incident/date;incident/category;incident/place;_uuid;_submission_time;"
    "_validation_status;incident/_point_latitude;incident/_point_longitude;"
    "incident/_point_precision;_index\n"
    "x;x;2025-03-12;arms;Mae Sot;u-1;2025-03-13T01:00:00;validation_status_approved;16.713;98.571;8;1\n"  # noqa: E501
    "x;x;2025-03-12;arms;Mae Sot;u-2;2025-03-13T01:00:00;validation_status_not_approved;16.713;98.571;8;2\n"  # noqa: E501
)
ODK = (
    "SubmissionDate,date,category,place,gps-Latitude,gps-Longitude,gps-Altitude,gps-Accuracy,KEY\n"
    "2025-03-13T01:00:00Z,2025-03-12,arms,Mae Sot,16.713,98.571,200,4.5,uuid:1\n"
)
HXL = (
    "Event,When,What,State,P-code,Y,X\n"
    "#event+id,#date+occurred,#event+type,#adm1+name,#adm1+code,#geo+lat,#geo+lon\n"
    "E1,2025-03-12,armed_clash,Kayin,MMR003,16.7,98.3\n"
)
THAI = (
    "รายงานผลการจับกุม,,,,,,,,,,,\n"
    "ลำดับ,วันที่,เวลา,สถานที่,ตำบล,อำเภอ,จังหวัด,พิกัด,ของกลาง,จำนวน,ผู้ต้องหา,หน่วยจับกุม\n"
    '1,๑๒ มี.ค. ๒๕๖๘,23.30 น.,,,แม่สาย,เชียงราย,"20.4335, 99.8762",ยาบ้า,2 แสนเม็ด,นาย ก,ตชด.327\n'
    ",รวม,,,,,,,,200000,,\n"
)


def shape(found):
    return found.shapes[0]


def test_acled(read):
    found = read(ACLED)
    rows = found.parts[0].set_index("id")
    assert shape(found) == "acled"
    assert rows.loc["MMR1", ["category", "subtype", "coord_precision", "country"]].tolist() == [
        "armed_clash", "ground_clash", "town", "MMR",
    ]  # fmt: skip
    assert rows.loc["MMR3", ["subtype", "coord_precision", "date", "date_precision"]].tolist() == [
        "air_strike", "province", "2024-03", "month",
    ]  # fmt: skip
    assert [one.reasons[0].id for one in found.rejected] == ["import.reason.category"]
    assert (rows["origin"] == "dataset").all()


def test_old_acled_headings_in_capitals(read):
    old = ACLED.replace("event_id_cnty", "data_id")
    header, _, rest = old.partition("\n")
    assert shape(read(header.upper() + "\n" + rest)) == "acled"


def test_kobo_takes_the_event_date_and_refuses_what_was_not_approved(read):
    found = read(KOBO)
    row = found.parts[0].iloc[0]
    assert shape(found) == "kobo_odk"
    assert (row["date"], row["id"], row["lat"], row["coord_uncertainty_m"]) == (
        "2025-03-12", "u-1", 16.713, 8,
    )  # fmt: skip
    assert [one.reasons[0].id for one in found.rejected] == ["import.reason.refused"]


def test_odk_parts_of_a_point(read):
    found = read(ODK)
    row = found.parts[0].iloc[0]
    assert (shape(found), row["lon"], row["coord_uncertainty_m"]) == ("kobo_odk", 98.571, 4.5)


def test_hxl_tags_win_over_headings_and_are_no_row(read):
    found = read(HXL)
    row = found.parts[0].iloc[0]
    assert (shape(found), row["id"], row["admin1"], row["lat"]) == ("hxl", "E1", "Kayin", 16.7)
    assert {one.row: one.reasons[0].id for one in found.rejected} == {
        1: "import.reason.title",
        2: "import.reason.tags",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_thai_agency_sheet(read, encoding):
    found = read(THAI.encode(encoding))
    row = found.parts[0].iloc[0]
    assert shape(found) == "thai_sheet"
    assert (row["date"], row["time"], row["category"], row["quantity"], row["country"]) == (
        "2025-03-12", "23:30", "drug_smuggling", 200_000, "THA",
    )  # fmt: skip
    assert "ผู้ต้องหา" in found.ignored
    assert "นาย ก" not in found.parts[0].to_csv()


def test_a_category_that_is_not_known_is_rejected_never_other(row):
    assert row(category="weather") == ["category"]
