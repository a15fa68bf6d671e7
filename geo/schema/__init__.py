"""Column contracts of the tables: vocabularies, types and checks."""
