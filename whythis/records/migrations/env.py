"""Alembic's environment: runs the migrations on the connection that the store hands over."""

from alembic import context

from whythis.records import service_tables  # noqa: F401 - its tables belong to the schema too
from whythis.records.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
