"""*Look at my file*: seen on the same map with the same gate, listed where not understood."""

import pytest

from geo.store import open_store, revision

pytestmark = pytest.mark.browser
FILE = """วันที่,ประเภท,สถานที่,ละติจูด,ลองจิจูด,หมายเหตุ
12/03/2567,drug_smuggling,Mae Sai,20.4335,99.8762,a
05/03/2568,online_scam,Mae Sot,16.7130,98.5750,b
2567-01-09,drug_smuggling,somewhere,,,c
32/13/2567,drug_smuggling,Mae Sai,20.4335,99.8762,d
1/2/2567,parking,Mae Sai,20.4335,99.8762,e
1/2/2567,arms,Mae Sai,48.85,2.35,f
"""


def test_rows_are_drawn_counted_or_listed_and_nothing_is_kept(atlas, server):
    store = open_store(f"sqlite:///{server.home / 'atlas.sqlite'}")
    before = revision(store)
    files = sorted(path.name for path in server.home.iterdir())
    atlas.open(screen="file")
    atlas.keyed("file").locator("input").set_input_files(
        {"name": "records.csv", "mimeType": "text/csv", "buffer": FILE.encode("utf-8")}
    )
    atlas.wait_for_map()
    words = atlas.words()
    assert "หมายเหตุ" in words
    counts = atlas.map("picture.payload.furniture.counts")
    assert "2 recorded" in counts
    assert "2 used" in counts
    drawn = atlas.map(
        "picture.layers.find((one) => one.id === 'incidents').marks.flatMap((m) => m.ids)"
    )
    assert sorted(set(drawn)) == ["incident:row-2", "incident:row-3"]
    rows = atlas.table(1)
    assert [row["หมายเหตุ"] for row in rows] == ["c", "d", "e", "f"]
    for row, told in zip(rows, ("somewhere", "32/13/2567", "parking", "48.85"), strict=True):
        assert any(told in cell for name, cell in row.items() if name not in FILE.split(",")), told
    assert atlas.map("picture.payload.furniture.window") == "Period 12 Mar 2024 – 5 Mar 2025"
    assert revision(store) == before
    assert sorted(path.name for path in server.home.iterdir()) == files
    store.close()
    atlas.page.reload()
    atlas.page.wait_for_selector(".st-key-file")
    assert atlas.page.locator(".am-frame").count() == 0


def test_a_file_that_is_no_table_is_one_sentence(atlas):
    atlas.open(screen="file")
    atlas.keyed("file").locator("input").set_input_files(
        {"name": "picture.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\x00\xff"}
    )
    told = atlas.page.locator("[data-testid=stAlertContentError]")
    told.wait_for()
    assert "Traceback" not in told.inner_text()
    assert len(told.inner_text()) > 20
