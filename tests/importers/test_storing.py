"""Storing and undoing an import, and the command line, on each kind of store."""

import json

import pandas as pd
import pytest
from sqlalchemy import inspect

from geo.__main__ import main
from geo.errors import InputError, StoreError
from geo.store import edit, history, open_store, verify_chain
from geo.store.imports import ImportAbout, imports, store_import, taken_ids, undo_import

ABOUT = ImportAbout(("a.csv",), ("generic",), "CLEAR", 0, 0)
TEXT = (
    "title over the table\n"
    "id,date,category,goods,quantity,lat,lon\n"
    "a,2025-03-12,,ยาบ้า,100000 เม็ด,16.713,98.571\n"
    "b,2025-03-13,,ยาบ้า,101000 เม็ด,16.714,98.572\n"
    "c,29/02/2568,,ยาบ้า,5 เม็ด,16.713,98.571\n"
    "d,2025-03-12,weather,,,16.713,98.571\n"
    "e,12/03/2568,arms,,,16.713,98.571\n"
    "รวม,,,,201005,,\n"
)


def no_keys(frame):
    """Geometry's part without geometry: these tests are about storing."""
    n = len(frame)
    return pd.DataFrame(
        {"section": [-1] * n, "pair": [-1] * n, "km_along": float("nan"), "km_away": float("nan"),
         "side": [-1] * n, "district": [""] * n, "cell": [0] * n}
    ).astype({"section": "int16", "pair": "int8", "side": "int8", "cell": "uint64"})  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request, tmp_path, monkeypatch):
    """Address of a store that does not exist yet; its key will stand in ``tmp_path``."""
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path))
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'atlas.sqlite'}"
    started = request.getfixturevalue("postgresql")
    return started.lend(request.addfinalizer)


@pytest.fixture
def store(db):
    """A new store without records."""
    opened = open_store(db)
    yield opened
    opened.close()


def parts(read, text=TEXT, **options):
    found = read(text, label="CLEAR", **options)
    return [part.drop(columns="row") for part in found.parts]


def test_an_import_is_one_transaction_that_can_be_undone(store, read):
    entry = store_import(store, parts(read), ABOUT, actor="tester", keys=no_keys)
    assert (entry.number, entry.accepted) == (1, 3)
    assert taken_ids(store, ["a", "b", "c", "e"]) == {"a", "b", "e"}
    undone = undo_import(store, 1, actor="tester")
    assert (undone.withdrawn, undone.edited) == (3, 0)
    assert taken_ids(store, ["a", "b", "e"]) == set()
    assert len(history(store, "incident", "a")) == 1
    assert imports(store)[0].undone_revision == undone.revision
    assert verify_chain(store).problems == ()
    with pytest.raises(InputError, match="undone"):
        undo_import(store, 1, actor="tester")


def test_after_undoing_the_same_file_can_be_imported_again(store, read):
    store_import(store, parts(read), ABOUT, actor="tester", keys=no_keys)
    undo_import(store, 1, actor="tester")
    assert store_import(store, parts(read), ABOUT, actor="tester", keys=no_keys).number == 2


def test_an_edited_record_stays_when_its_import_is_undone(store, read):
    store_import(store, parts(read), ABOUT, actor="tester", keys=no_keys)
    edit(store, "incident", "a", {"title": "own words"}, actor="tester", keys=no_keys)
    undone = undo_import(store, 1, actor="tester")
    assert (undone.withdrawn, undone.edited) == (2, 1)
    assert taken_ids(store, ["a", "b"]) == {"a"}


def test_when_a_later_part_fails_nothing_is_stored(store, read):
    good = parts(read)[0]
    with pytest.raises(InputError, match="'a'"):
        store_import(store, [good, good], ABOUT, actor="tester", keys=no_keys)
    assert taken_ids(store, ["a"]) == set()
    assert imports(store) == ()


@pytest.mark.parametrize("held", [1, 9], ids=["few held before", "many held before"])
def test_an_id_is_in_use_once_however_many_rows_come(store, read, held):
    """An import larger than the store makes the index of ids anew; a smaller one keeps it."""
    part = parts(read)[0]
    before = pd.concat([part] * held, ignore_index=True)
    before["id"] = ["a", *(f"held-{at}" for at in range(len(before) - 1))]
    store_import(store, [before], ABOUT, actor="tester", keys=no_keys)
    fresh = part.assign(id=["x", "y", "z"])
    for bad in ([fresh, part], [fresh, fresh]):
        with pytest.raises(InputError, match=r"'a'|'x'"):
            store_import(store, bad, ABOUT, actor="tester", keys=no_keys)
    assert taken_ids(store, ["a", "x"]) == {"a"}
    store_import(store, [fresh, fresh.assign(id=["u", "v", "w"])], ABOUT, actor="t", keys=no_keys)
    with pytest.raises(InputError, match="'u'"):
        store_import(store, [part.assign(id=["u", "s", "t"])], ABOUT, actor="t", keys=no_keys)
    found = inspect(store.engine).get_indexes("incident")
    assert [bool(one["unique"]) for one in found if one["column_names"] == ["id"]] == [True]


@pytest.mark.parametrize("asked", [2, 30], ids=["fewer than held", "more than held"])
def test_taken_ids_are_found_by_either_way(store, read, asked):
    store_import(store, parts(read), ABOUT, actor="tester", keys=no_keys)
    others = [f"other-{at}" for at in range(asked - 1)]
    assert taken_ids(store, ["b", *others]) == {"b"}


def test_records_that_are_not_clear_are_refused_in_one_sentence(store, read):
    closed = [part.drop(columns="row") for part in read(TEXT).parts]
    with pytest.raises(StoreError, match="passphrase") as told:
        store_import(store, closed, ABOUT, actor="tester", keys=no_keys)
    assert "AMBER+STRICT" in str(told.value)
    assert imports(store) == ()


@pytest.fixture
def run(tmp_path, db):
    """Run the command on a file; the result as read back."""

    def one(text=TEXT, *arguments):
        (tmp_path / "bring.csv").write_text(text, encoding="utf-8")
        out = tmp_path / "result.json"
        code = main(
            ["import", str(tmp_path / "bring.csv"), "--db", db, "--out", str(out), *arguments]
        )
        return code, json.loads(out.read_text(encoding="utf-8"))

    return one


def test_every_row_is_in_exactly_one_list(run):
    code, result = run(TEXT, "--label", "CLEAR")
    lists = {
        name: [row["row"] for row in result[name]]
        for name in ("accepted", "rejected", "duplicates")
    }
    assert code == 0
    assert lists == {"accepted": [3, 7], "rejected": [1, 5, 6, 8], "duplicates": [4]}
    assert result["stored"] == 2
    reasons = {row["row"]: row["reason_ids"] for row in result["rejected"]}
    assert reasons == {1: ["title"], 5: ["date_no_such_day"], 6: ["category"], 8: ["total"]}
    assert result["rejected"][1]["original"]["date"] == "29/02/2568"
    assert all(reason.endswith(".") for row in result["rejected"] for reason in row["reasons"])
    first = result["accepted"][0]
    assert {
        "row",
        "id",
        "date",
        "lat",
        "lon",
        "category",
        "coord_precision",
        "quantity",
        "quantity_unit",
    } <= set(first)


def test_the_same_file_again_is_all_duplicates_and_undo_takes_it_back(run, db, capsys):
    run(TEXT, "--label", "CLEAR")
    _, again = run(TEXT, "--label", "CLEAR")
    assert [row["row"] for row in again["duplicates"]] == [3, 4, 7]
    assert again["accepted"] == []
    assert main(["import", "--undo", "1", "--db", db]) == 0
    assert "2 records withdrawn" in capsys.readouterr().out


def test_without_a_label_the_result_is_written_and_nothing_is_stored(run, capsys):
    code, result = run()
    assert code == 1
    assert len(result["accepted"]) == 2
    assert result["stored"] == 0
    assert capsys.readouterr().err.count("\n") == 1


def test_preview_stores_nothing_and_succeeds(run):
    code, result = run(TEXT, "--preview")
    assert (code, result["stored"], len(result["accepted"])) == (0, 0, 2)


def test_a_mapping_names_columns_that_are_not_recognised(run):
    text = "wann,was,breite,laenge\n2025-03-12,arms,16.7,98.5\n"
    maps = [
        part
        for pair in ("date=wann", "category=was", "lat=breite", "lon=laenge")
        for part in ("--map", pair)
    ]
    assert len(run(text, "--preview", *maps)[1]["accepted"]) == 1


def test_a_missing_file_is_one_sentence(capsys, tmp_path):
    db = f"sqlite:///{tmp_path}/a.sqlite"
    assert main(["import", str(tmp_path / "none.csv"), "--db", db]) == 1
    assert capsys.readouterr().err.count("\n") == 1
