"""Rows written many at a time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, literal_column, null

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
