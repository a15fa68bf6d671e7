"""What was changed on the way into ``data/`` is told, row by row, and is what the tables hold."""

import pandas as pd
import pytest

from geo import reference
from geo.schema.checks import read_rows
from geo.schema.tables import TABLES

WITHHELD = "(withheld)"


@pytest.fixture(scope="module")
def changes() -> pd.DataFrame:
    return reference.table("changes")


def written(name: str) -> pd.DataFrame:
    """The file as it stands, by key."""
    header, rows = read_rows(reference.table_path(name))
    return pd.DataFrame(rows, columns=header, dtype=str).set_index(TABLES[name].key, drop=False)


def test_every_change_is_in_the_table_it_names(changes: pd.DataFrame) -> None:
    for name, part in changes.groupby("table"):
        table = written(str(name))
        for row in part.to_dict("records"):
            assert table.at[row["row_id"], row["column"]] == row["to"], row


def test_nothing_withheld_is_repeated(changes: pd.DataFrame) -> None:
    safe = changes[changes["why"].str.startswith("persons first")]
    assert len(safe) == 2 + 7 + 19 + 21
    assert set(safe["from"]) == {WITHHELD}
    assert (changes.loc[changes["from"] == WITHHELD, "why"].str.startswith("persons first")).all()


def test_a_change_changes_something_and_says_why(changes: pd.DataFrame) -> None:
    assert (changes["from"] != changes["to"]).all()
    assert (changes["why"].str.len() > 8).all()
    assert not changes.duplicated(["table", "row_id", "column"]).any()


def test_roles_are_read_not_guessed(changes: pd.DataFrame) -> None:
    roles = changes[(changes["table"] == "incidents") & (changes["column"] == "persons_role")]
    assert set(roles["from"]) == {"persons", "graves", "arrested or involved"}
    assert (roles["to"] == "").sum() == 10
    blank = roles[roles["to"] == ""]
    assert blank["why"].str.contains("left blank").all()
