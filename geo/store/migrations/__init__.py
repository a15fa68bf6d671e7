"""Steps between versions of the store's tables, in Alembic's form."""
