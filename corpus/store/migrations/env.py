"""Alembic's entry: runs on the connection that `corpus.store.migrate` hands over, in its transaction."""

from alembic import context

from corpus.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
