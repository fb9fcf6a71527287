"""The databases that a store can lie in: SQLite, a file in the home; PostgreSQL, for several machines.

Everything that differs between them is here and in `corpus.store.migrations.fixed` (triggers). The rest of the
program speaks SQLAlchemy Core to both.
"""
