"""*Import* as a new user goes through it: an untidy Thai workbook of 200 rows from file to picture,
with clicks and seconds counted; data sets whose precision is kept; labels that need protection."""

import csv
import io
import time
from urllib.parse import urlsplit

import pytest

from geo.store import open_store, seed
from geo.store.imports import imports
from geo.store.installation import choose_home
from tests import conftest as shared
from tests.browser.conftest import IDLE, PAGE_LIMIT_MS, Atlas
from tests.importers.test_shapes import ACLED
from tests.importers.untidy import ROWS, untidy_workbook

pytestmark = pytest.mark.browser
MOST_CLICKS, MOST_SECONDS = 5, 180
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UCDP_HEADER = (
    "id,relid,year,type_of_violence,where_prec,where_coordinates,where_description,adm_1,adm_2,"
    "latitude,longitude,country,date_prec,date_start,date_end,best"
)
# Made up: two at a spot, one near it, one each on the points of a district, a state, the country.
UCDP = "\n".join(
    (
        UCDP_HEADER,
        "1,A,2025,1,1,Spot,x,Kayin state,Myawaddy township,16.70,98.40,Myanmar (Burma),1,2025-03-01,2025-03-01,2",  # noqa: E501
        "2,B,2025,1,1,Spot,x,Kayin state,Myawaddy township,16.72,98.42,Myanmar (Burma),1,2025-03-05,2025-03-05,1",  # noqa: E501
        "3,C,2025,1,2,Near,x,Kayin state,Myawaddy township,16.75,98.45,Myanmar (Burma),1,2025-03-07,2025-03-07,4",  # noqa: E501
        "4,D,2025,2,3,Area,x,Kayin state,Myawaddy township,16.60,98.30,Myanmar (Burma),1,2025-03-08,2025-03-08,1",  # noqa: E501
        "5,E,2025,1,4,State,x,Kayin state,,16.90,97.90,Myanmar (Burma),1,2025-03-09,2025-03-09,1",
        "6,F,2025,1,6,Country,x,,,21.00,96.00,Myanmar (Burma),1,2025-03-10,2025-03-10,9",
        "7,G,2025,3,1,Spot,x,Kayin state,,16.70,98.40,Myanmar (Burma),1,2025-03-11,2025-03-11,1",
    )
)

TWO_BAD = """date,category,lat,lon,notes
12/03/2568,arms,16.713,98.571,fine
12/03/2568,arms,1,1,=1+1
31/02/2568,arms,16.713,98.571,kept as it came
"""


class Person:
    """Somebody at a page who counts own clicks; choosing a file is one."""

    def __init__(self, atlas, start):
        self.atlas, self.clicks, self.start = atlas, 0, start

    def click(self, place):
        self.clicks += 1
        place.click()

    def bring(self, *files):
        self.clicks += 1
        self.atlas.page.locator("input[type=file]").first.set_input_files(list(files))
        self.atlas.page.locator(".st-key-import_store").wait_for(timeout=MOST_SECONDS * 1000)

    @property
    def seconds(self):
        return time.monotonic() - self.start


@pytest.fixture(scope="module")
def fresh_server(tmp_path_factory):
    """A server as it is first started: an empty folder, no home country."""
    home = tmp_path_factory.mktemp("first")
    running = shared.start_server(home, environment={"BORDER_ATLAS_AS_OF": "2026-01-01"})
    yield running
    shared.stop_server(running)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory):
    """A server whose installation has a home country, with records of its own."""
    home = tmp_path_factory.mktemp("import")
    store = open_store(f"sqlite:///{home / 'atlas.sqlite'}")
    seed(store)
    choose_home(store, "THA", organisation="Agency", actor="tester")
    store.close()
    running = shared.start_server(home, environment={"BORDER_ATLAS_AS_OF": "2026-01-01"})
    yield running
    shared.stop_server(running)


def at_the_machine(browser, server):
    """A page of the person at the machine, on the opening screen."""
    watch = shared.Watch(urlsplit(server.url).netloc)
    context = browser.new_context(**shared.WINDOW)
    context.set_default_timeout(PAGE_LIMIT_MS)
    watch.attach(context)
    start = time.monotonic()
    yield Person(Atlas(context.new_page(), server.url).open(), start)
    context.close()
    watch.check()


@pytest.fixture
def newcomer(browser, fresh_server):
    yield from at_the_machine(browser, fresh_server)


@pytest.fixture
def steward(browser, own_server):
    yield from at_the_machine(browser, own_server)


def may_store(atlas):
    """While a page is drawn anew its former button stands beside the new one for a moment."""
    buttons = atlas.keyed("import_store").locator("button")
    return buttons.evaluate_all("found => found.length === 1 && !found[0].disabled")


def choose_clear(person):
    person.click(person.atlas.keyed("import_label").get_by_text("CLEAR", exact=True))
    person.atlas.page.wait_for_selector(IDLE)
    person.atlas.until(lambda: may_store(person.atlas))


def drawn(atlas):
    return atlas.map(
        "picture.layers.filter((one) => one.id === 'incidents')"
        ".flatMap((one) => one.marks.flatMap((m) => m.ids || []))"
    )


def test_a_newcomer_has_last_months_sheet_on_the_map_in_five_clicks(newcomer, fresh_server):
    atlas = newcomer.atlas
    newcomer.click(atlas.keyed("page_screen").get_by_role("radio", name="Import"))
    newcomer.click(atlas.keyed("first_home_THA").get_by_role("button"))
    atlas.page.locator("input[type=file]").first.wait_for(state="attached")
    newcomer.bring({"name": "ต.ค. 68.xlsx", "mimeType": XLSX, "buffer": untidy_workbook()})
    preview = [int(text.replace(",", "")) for text in atlas.metrics()]
    assert preview[0] > 0.9 * ROWS
    choose_clear(newcomer)
    newcomer.click(atlas.keyed("import_store_see").get_by_role("button"))
    told = atlas.page.locator("[data-testid=stToast]")
    told.wait_for()
    assert f"{preview[0]} rows stored" in told.inner_text()
    atlas.keyed("import_store_see").wait_for(state="detached")
    atlas.wait_for_map()
    atlas.until(lambda: len(set(drawn(atlas))) > 0.5 * ROWS)
    on_the_map = (newcomer.clicks, newcomer.seconds)
    assert newcomer.clicks <= MOST_CLICKS
    assert newcomer.seconds <= MOST_SECONDS
    newcomer.click(atlas.keyed("take_open").get_by_role("button"))
    picture = atlas.fetch("take.picture.wide.en")
    assert picture.startswith(b"\x89PNG")
    print(
        f"on the map: {on_the_map[0]} clicks, {on_the_map[1]:.0f} s; "
        f"as a picture: {newcomer.clicks + 1} clicks, {newcomer.seconds:.0f} s"
    )
    store = open_store(f"sqlite:///{fresh_server.home / 'atlas.sqlite'}")
    entry = imports(store)[0]
    store.close()
    assert (entry.accepted, entry.undone_revision) == (preview[0], 0)


def test_rows_that_are_not_read_download_with_their_reasons_and_cells(steward):
    atlas = steward.atlas.open(screen="import")
    atlas.page.locator("input[type=file]").first.wait_for(state="attached")
    steward.bring({"name": "s.csv", "mimeType": "text/csv", "buffer": TWO_BAD.encode()})
    assert atlas.metrics()[2] == "2"
    atlas.keyed("import_tabs").get_by_role("tab", name="Not read").click()
    text = atlas.fetch("import_rejected_download").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Row"] for row in rows] == ["3", "4"]
    assert all(row["Reason"].endswith(".") for row in rows)
    # A formula stays what it was, and no spreadsheet runs it.
    assert [row["notes"] for row in rows] == ["'=1+1", "kept as it came"]
    assert rows[1]["date"] == "31/02/2568"


def test_what_is_not_clear_waits_for_an_encrypted_store(steward):
    atlas = steward.atlas.open(screen="import")
    atlas.page.locator("input[type=file]").first.wait_for(state="attached")
    steward.bring({"name": "a.csv", "mimeType": "text/csv", "buffer": UCDP.encode()})
    told = atlas.page.locator("[data-testid=stAlertContentWarning]").first
    told.wait_for()
    assert "encrypt" in told.inner_text()
    assert not may_store(atlas)


def test_the_precision_gate_of_data_sets_is_seen_on_the_map_and_undo_takes_them_back(steward):
    atlas = steward.atlas.open(screen="import")
    atlas.page.locator("input[type=file]").first.wait_for(state="attached")
    steward.bring(
        {"name": "ged.csv", "mimeType": "text/csv", "buffer": UCDP.encode()},
        {"name": "acled.csv", "mimeType": "text/csv", "buffer": ACLED.encode()},
    )
    # Seven and three rows; one-sided violence and a protest have no category here.
    assert atlas.metrics()[0] == "8"
    choose_clear(steward)
    steward.click(atlas.keyed("import_store").get_by_role("button"))
    atlas.keyed("import_see").wait_for()
    steward.click(atlas.keyed("import_see").get_by_role("button"))
    atlas.wait_for_map()
    atlas.until(lambda: len(atlas.metrics()) >= 2)
    recorded, used = (int(text) for text in atlas.metrics()[:2])
    # Of the eight, two exact ones and ACLED's town are used; near, district, twice a state and the
    # country are set aside. Shipped records of the same year stand beside them.
    assert (recorded >= 8, recorded - used) == (True, 5)
    atlas.open(screen="import")
    atlas.press("import_undo_1")
    atlas.page.locator("[data-testid=stAlertContentSuccess]").wait_for()
    assert "8 records withdrawn" in atlas.words()
