"""Rows written many at a time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, func, insert, literal_column, null, select
from sqlalchemy.exc import IntegrityError

from geo.errors import InputError
from geo.store.encoding import alike


def insert_rows(connection: Connection, table: Table, columns: Mapping[str, list[Any]]) -> None:
    """Write rows given as columns of one length, by the fastest way that the database has.

    columns: by name, those of the table that have no value of their own. Errors: the database's.
    """
    names, dialect = list(columns), connection.dialect
    if dialect.positional:
        # Plain tuples to the driver, and what all rows have in common in the statement: a million
        # records in seconds instead of minutes.
        shared = {name: _written_out(values) for name, values in columns.items() if alike(values)}
        shared = {name: value for name, value in shared.items() if value is not None}
        order = [name for name in names if name not in shared]
        statement = insert(table).values(shared)
        compiled = statement.compile(dialect=dialect, column_keys=order)
        order = compiled.positiontup or order
        rows = list(zip(*(columns[name] for name in order), strict=True))
        connection.exec_driver_sql(str(compiled), rows)
        return
    told = zip(*columns.values(), strict=True)
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in told])


def _written_out(values: list[Any]) -> Any:
    """A whole number or a blank as it stands in a statement; None for a text, which never does."""
    if values[0] is None:
        return null()
    return literal_column(str(values[0])) if type(values[0]) is int else None


@contextmanager
def ids_indexed_after(connection: Connection, table: Table) -> Iterator[Callable[[int], None]]:
    """Make the index of ids anew when the block ends, if it wrote more rows than there were: ids
    that come in no order cost less sorted once than put in place one by one.

    Yields what the block tells how many rows it has written so far. All of it is part of the
    transaction. PostgreSQL, where others would wait for an index to be dropped, keeps its own.
    Errors: InputError naming an id that two records in use have.
    """
    index = next(one for one in table.indexes if one.columns.keys() == ["id"])
    held = connection.execute(select(func.count()).select_from(table)).scalar_one()
    dropped = False

    def written(rows: int) -> None:
        nonlocal dropped
        if not dropped and rows > held and connection.dialect.name == "sqlite":
            index.drop(connection)
            dropped = True

    yield written
    if dropped:
        try:
            index.create(connection)
        except IntegrityError as error:
            raise id_taken(_twice(connection, table)) from error


def _twice(connection: Connection, table: Table) -> str:
    ids = table.c.id
    several = select(ids).where(table.c.valid_to.is_(None)).group_by(ids)
    found = connection.execute(several.having(func.count() > 1).order_by(ids).limit(1))
    return str(found.scalar_one())


def id_taken(record_id: str) -> InputError:
    """What is told of an import with an id that is in use."""
    return InputError(
        f"Expected new ids, found {record_id!r} in the store already or twice in what is brought; "
        "read the file again to see which rows it tells twice."
    )
