"""The versions of the tables: each can be reached and left, and the last is what tables.py says."""

from sqlalchemy import Engine, inspect
from sqlalchemy.engine.interfaces import ReflectedIndex

from reader.accounts.database import Database
from reader.accounts.migrating import Migrations
from reader.accounts.tables import metadata
from reader.accounts.versions import NEWEST


def shape(engine: Engine) -> dict[str, list[str]]:
    """Every column, key and index of a database, as it describes them itself."""
    inspector = inspect(engine)
    return {
        table: [
            *(
                str(column | {"type": repr(column["type"])})
                for column in inspector.get_columns(table)
            ),
            str(inspector.get_pk_constraint(table)),
            *sorted(map(str, inspector.get_foreign_keys(table))),
            *sorted(map(str, inspector.get_unique_constraints(table))),
            *sorted(map(_index, inspector.get_indexes(table))),
        ]
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def _index(index: ReflectedIndex) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def test_the_tables_are_those_of_this_release(database: Database) -> None:
    migrated = shape(database.engine)
    Migrations(database.engine).downgrade("base")
    metadata.create_all(database.engine)
    assert shape(database.engine) == migrated


def test_every_version_can_be_left_and_reached(database: Database) -> None:
    migrations = Migrations(database.engine)
    assert migrations.version() == migrations.versions()[-1] == NEWEST
    migrations.downgrade("base")
    assert migrations.version() == ""
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    for revision in migrations.versions():
        migrations.upgrade(revision)
        assert migrations.version() == revision
        migrations.downgrade("-1")
        migrations.upgrade(revision)
    assert migrations.version() == migrations.versions()[-1] == NEWEST
