"""Alembic asks this file what to work on: the connection that `opening` holds, and the tables as they should be."""

from alembic import context

from schakel.desk.database.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
