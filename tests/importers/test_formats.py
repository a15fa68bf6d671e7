"""The same two rows in every format, and files that mean harm."""

import io
import json
import zipfile
from datetime import datetime

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geo.errors import FileNotUnderstoodError
from geo.exports.tables import to_csv
from geo.importers import template

ROWS = [
    {"date": "12/03/2568", "category": "arms", "place": "แม่สอด", "lat": 16.713, "lon": 98.571},
    {"date": "2025-03-13", "category": "ยาเสพติด", "place": "เชียงของ", "lat": 20.26, "lon": 100.4},
]
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="s">{rows}</table:table></office:spreadsheet></office:body>
 </office:document-content>"""


def packed(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return target.getvalue()


def as_csv():
    return pd.DataFrame(ROWS).to_csv(index=False).encode()


def as_tsv():
    return pd.DataFrame(ROWS).to_csv(index=False, sep="\t").encode("utf-16")


def as_xlsx():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Report of the month"])
    sheet.merge_cells("A1:E1")
    sheet.append(list(ROWS[0]))
    for row in ROWS:
        sheet.append(list(row.values()))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_ods():
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = [list(ROWS[0]), *(list(row.values()) for row in ROWS)]
    rows = "".join(
        "<table:table-row>" + "".join(cell.format(value) for value in line) + "</table:table-row>"
        for line in lines
    )
    return packed(content__xml=ODS.format(rows=rows))


def frame():
    points = gpd.points_from_xy([row["lon"] for row in ROWS], [row["lat"] for row in ROWS])
    return gpd.GeoDataFrame(
        pd.DataFrame(ROWS).drop(columns=["lat", "lon"]), geometry=points, crs=4326
    )


def as_geojson():
    return frame().to_json().encode()


def as_gpkg(folder):
    path = folder / "a.gpkg"
    frame().to_crs(32647).to_file(path)
    return path.read_bytes()


def as_shapefile(folder, encoding="cp874"):
    frame().to_file(folder / "a.shp", encoding=encoding)
    (folder / "a.cpg").unlink()
    parts = {
        f"a__{ending}": (folder / f"a.{ending}").read_bytes()
        for ending in ("shp", "shx", "dbf", "prj")
    }
    return packed(**parts)


def as_kml():
    marks = "".join(
        "<Placemark><name>n</name><ExtendedData>"
        + "".join(f'<Data name="{k}"><value>{row[k]}</value></Data>' for k in ("date", "category", "place"))  # noqa: E501
        + f"</ExtendedData><Point><coordinates>{row['lon']},{row['lat']},0</coordinates></Point></Placemark>"  # noqa: E501
        for row in ROWS
    )  # fmt: skip
    return (
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'.encode()
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv), ("a.tsv", as_tsv), ("a.xlsx", as_xlsx), ("a.ods", as_ods),
        ("a.geojson", as_geojson), ("a.gpkg", as_gpkg), ("a.zip", as_shapefile), ("a.kml", as_kml),
        ("a.kmz", lambda: packed(doc__kml=as_kml())),
    ],
)  # fmt: skip
def test_every_format_gives_the_same_rows(read, tmp_path, name, content):
    made = content(tmp_path) if content in (as_gpkg, as_shapefile) else content()
    found = pd.concat(read(made, name=name).parts)
    assert found["date"].tolist() == ["2025-03-12", "2025-03-13"]
    assert found["category"].tolist() == ["arms", "drug_smuggling"]
    assert found["place"].tolist() == ["แม่สอด", "เชียงของ"]
    assert found[["lon", "lat"]].to_numpy().ravel().tolist() == pytest.approx(
        [98.571, 16.713, 100.4, 20.26], abs=1e-6
    )


def test_a_shapefile_in_utf_8_without_its_code_page(read, tmp_path):
    found = read(as_shapefile(tmp_path, "utf-8"), name="a.zip").parts[0]
    assert found["place"].tolist() == ["แม่สอด", "เชียงของ"]


def test_workbook_dates_hidden_rows_and_formulas(read):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["date", "category", "lat", "lon"])
    sheet.append([datetime(2568, 3, 12), "arms", 16.713, 98.571])  # noqa: DTZ001
    sheet.append([45728, "arms", 16.714, 98.571])
    sheet["E2"] = "=1+1"
    sheet.row_dimensions[3].hidden = True
    second = book.create_sheet("April")
    second.append(["date", "category", "lat", "lon"])
    second.append(["1/4/2568", "arms", 16.7, 98.5])
    target = io.BytesIO()
    book.save(target)
    found = read(target.getvalue(), name="a.xlsx")
    assert pd.concat(found.parts)["date"].tolist() == ["2025-03-12", "2025-03-12", "2025-04-01"]
    assert {"formulas", "hidden_rows"} <= {step.word for step in found.steps}


def test_the_template_is_understood_in_both_languages(read):
    for name, content in (("t.xlsx", template.template_xlsx()), ("t.csv", template.template_csv())):
        assert read(content, name=name).accepted == 0
    header = template.template_csv().decode("utf-8-sig").strip()
    line = ",".join(
        {"date": "12/3/2568", "category": "arms", "province": "ตาก"}.get(f, "")
        for f in template.FIELDS
    )
    found = read(f"{header}\n{line}\n").parts[0].iloc[0]
    assert (found["date"], found["admin1_code"]) == ("2025-03-12", "TH63")


def test_zip_bombs_are_refused_before_they_are_unpacked(read):
    content = packed(content__xml=b"0" * 60_000_000)
    for name in ("a.ods", "a.xlsx", "a.zip", "a.kmz"):
        with pytest.raises(FileNotUnderstoodError, match="unpack"):
            read(content, name=name)


@pytest.mark.parametrize("inner", ["../a.shp", "/etc/a.shp", "..\\a.shp", "C:/a.shp"])
def test_paths_that_leave_an_archive_are_refused(read, inner):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(inner, b"x")
    with pytest.raises(FileNotUnderstoodError, match="stay inside"):
        read(target.getvalue(), name="a.zip")


def test_entities_that_grow_are_refused(read):
    bomb = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><kml>&c;</kml>'
    with pytest.raises(FileNotUnderstoodError, match="document type"):
        read(bomb, name="a.kml")


def test_a_cell_of_ten_megabytes_is_read(read):
    text = "date,category,lat,lon,notes\n2025-03-12,arms,16.7,98.5," + "x" * 10_000_000 + "\n"
    assert len(read(text).parts[0]["notes"].iloc[0]) == 10_000_000


def test_formulas_of_rejected_cells_are_neutral_on_export(read):
    found = read("date,category,lat,lon\n=cmd(),=HYPERLINK(1),@x,+1\n")
    cells = list(found.rejected[0].original.values())
    text = to_csv(["a", "b", "c", "d"], [cells], about={}).decode()
    assert "'=cmd()" in text
    assert "'@x" in text


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.xlsx", b"no"), ("a.ods", b"PK\x03\x04"), ("a.gpkg", b"x"), ("a.zip", b"x"),
     ("a.kml", b"<kml>"), ("a.geojson", b"[1]"), ("a.doc", b"x"), ("a.csv", b"a,b\n1,2\n")],
)  # fmt: skip
def test_what_is_no_table_is_one_sentence(read, name, content):
    with pytest.raises(FileNotUnderstoodError) as told:
        read(content, name=name)
    assert len(str(told.value)) < 500


def test_geojson_with_nested_values(read):
    feature = {"type": "Feature", "properties": {"date": "2025-03-12", "category": "arms", "x": {"a": 1}},  # noqa: E501
               "geometry": {"type": "Point", "coordinates": [98.5, 16.7]}}  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert read(text, name="a.geojson").accepted == 1
