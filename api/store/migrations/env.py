"""Run migrations on the connection that the program hands over; there is no other way to run them."""

from alembic import context
from sqlmodel import SQLModel

from api.store import account_tables, import_tables, job_tables, request_counts, sign_in_minutes, tables  # noqa: F401 -- makes the tables known

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
context.run_migrations()
