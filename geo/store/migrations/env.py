"""Runs the steps on the connection that ``geo.store.migrate`` holds under the store's lock."""

from alembic import context

from geo.store.tables import metadata


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


_run()
