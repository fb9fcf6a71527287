"""Alembic's entry: runs on the connection that `corpus.store.migrate` hands over, in its transaction."""

from alembic import context

from corpus.store.migrations.fixed import order_by_bytes
from corpus.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
    order_by_bytes(connection)
