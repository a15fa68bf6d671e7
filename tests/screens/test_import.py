"""*Import* without a browser: who may, what it offers, the list and Undo; the tables it shows."""

import io
from datetime import date

import pytest
import streamlit as st

from geo.briefing import importing
from geo.importers.mapping import source_key
from geo.importers.options import Options
from geo.importers.places import shipped_names
from geo.importers.preview import preview
from geo.importers.reading import read_file
from geo.language import translator
from geo.messages import message
from geo.store import open_store
from geo.store.imports import ImportAbout, imports, store_import
from geo.store.installation import choose_home
from tests.importers.untidy import ROWS, untidy_workbook

AS_OF = date(2026, 1, 1)
CSV = "id,date,category,lat,lon\na,2025-03-12,arms,16.713,98.571\nb,x,arms,1,1\n"


@pytest.fixture(scope="module")
def seen():
    """The untidy workbook as understood."""
    content = io.BytesIO(untidy_workbook())
    return preview(
        [read_file("s.xlsx", content, Options(as_of=AS_OF, label=""), names=shipped_names())]
    )


def test_every_row_of_the_untidy_sheet_is_accounted_for(seen):
    # 200 rows, two title lines of which one is blank, and the total at the foot.
    assert seen.accepted + len(seen.rejected) + len(seen.duplicates) == ROWS + 2
    assert len(seen.duplicates) >= 1
    reasons = {row.reasons[0].id.removeprefix("import.reason.") for row in seen.rejected}
    assert reasons == {"title", "total", "date_blank"}
    assert all(one.shapes == ("thai_sheet",) for one in seen.readings)


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_tables_tell_before_and_after(seen, language):
    write = translator(language)
    columns, done = importing.step_table(seen.readings, write, doubts=False)
    _, doubts = importing.step_table(seen.readings, write, doubts=True)
    assert len(columns) == 5
    told = {row[0]: row for row in (*done, *doubts) if row[0]}
    assert not any("[" in name for name in told)
    swapped = told[write(message("import.step.swapped"))]
    before, after = swapped[3], swapped[4]
    assert [part.strip() for part in before.split(",")] == [
        f"{float(part):.4f}" for part in reversed(after.split(", "))
    ]
    assert 0 < importing.doubtful_rows(seen) < seen.accepted


def test_personal_data_is_masked_after_and_only_shown_before(seen):
    steps = {step.word: step for step in seen.readings[0].steps}
    one = steps["personal"].shown[0]
    assert "081-234-5678" in one.before
    assert "081-234-5678" not in one.after
    assert not any("081-234-5678" in text for part in seen.parts() for text in part["notes"])


def test_what_is_drawn_is_what_would_be_stored(seen):
    rows = importing.drawn(seen)
    assert len(rows) == seen.accepted
    assert rows.index.tolist() == list(range(1, len(rows) + 1))
    assert not any(str(kind) == "category" for kind in rows.dtypes)


def test_refused_rows_keep_their_cells_and_say_why(seen):
    columns, rows = importing.rejected_table(seen, translator("en"), most=3)
    assert len(rows) == 3
    assert columns[:4] == ("File", "Sheet", "Row", "Reason")
    assert all(row[3].endswith(".") for row in rows)


def test_nobody_in_particular_is_told_which_role_it_takes(opened_in, tmp_path, opened):
    del opened
    screen = opened_in(tmp_path)
    screen.app.query_params["screen"] = "import"
    screen.app.session_state["atlas_screen"] = "import"
    screen.app.run()
    assert [item.value for item in screen.app.info]
    assert not any(item.key.startswith("import_") for item in screen.app.button if item.key)


def test_a_steward_sees_the_list_and_can_undo(opened_in, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    choose_home(store, "THA", organisation="Agency", actor="tester")
    read = read_file(
        "a.csv", io.BytesIO(CSV.encode()), Options(as_of=AS_OF, label="CLEAR"),
        names=shipped_names(),
    )  # fmt: skip
    parts = [part.drop(columns="row") for part in preview([read]).parts()]
    store_import(store, parts, ImportAbout(("a.csv",), ("generic",), "CLEAR", 1, 0), actor="t")
    screen = opened_in(tmp_path)
    screen.app.session_state["atlas_screen"] = "import"
    screen.app.run()
    assert screen.faults == []
    assert "a.csv" in screen.words().replace("\\", "")
    assert {"import_template_xlsx", "import_template_csv"} <= {
        item.key for item in screen.app.get("download_button")
    }
    screen.press("import_undo_1")
    assert screen.faults == []
    assert not screen.has("import_undo_1")
    assert imports(store)[0].undone_revision > 0
    store.close()
    st.cache_resource.clear()


def bring(screen, name, content):
    """Choose a file on the screen."""
    screen.app.file_uploader[0].set_value((name, content, "text/csv")).run()


def imported(screen):
    """Go to the screen."""
    screen.app.session_state["atlas_screen"] = "import"
    screen.app.run()
    return screen


def test_columns_named_by_hand_are_remembered_for_the_next_file(opened_in, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    choose_home(store, "THA", organisation="Agency", actor="tester")
    store.close()
    head = "wann,was,breite,laenge\n"
    screen = imported(opened_in(tmp_path))
    bring(screen, "march.csv", (head + "2025-03-12,arms,16.713,98.571\n").encode())
    assert "wann" in screen.faults[0]
    key = source_key(["wann", "was", "breite", "laenge"])
    named = {"date": "wann", "category": "was", "lat": "breite", "lon": "laenge"}
    screen.app.session_state["import_mappings"] = {key: named}
    screen.app.run()
    assert (screen.faults, screen.metrics[0]) == ([], "1")
    assert not any(item.key == "import_store" and not item.disabled for item in screen.app.button)
    screen.app.session_state["import_label"] = "CLEAR"
    screen.app.run()
    screen.press("import_store")
    assert screen.has("import_see")
    again = imported(opened_in(tmp_path))
    bring(again, "april.csv", (head + "2025-04-12,arms,16.713,98.571\n").encode())
    assert (again.faults, again.metrics[0]) == ([], "1")
    st.cache_resource.clear()
