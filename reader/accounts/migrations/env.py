"""What Alembic runs: the migrations of the connection it was given."""

from alembic import context

from reader.accounts.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
