"""Which version of the tables a database has; to know that does not take Alembic, 10 MB of it."""

from sqlalchemy import Engine, inspect, text

NEWEST = "0001"  # what this release works with: the last of migrations/versions


def version_of(engine: Engine) -> str:
    """The version that a database has, empty for an empty one."""
    with engine.connect() as connection:
        connection.execution_options(qingdu_writes=False)
        if not inspect(connection).has_table("alembic_version"):
            return ""
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        return found.scalar_one_or_none() or ""
