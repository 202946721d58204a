"""Databases for every test (tests/conftest.py has them in reach).

`database_url` and `database` give each test a fresh database with all tables, on SQLite and on
PostgreSQL; `postgresql` and `redis` give servers that are shared, and so must neither be stopped
nor frozen: a test that does so starts its own, `with PostgreSQL() as server:`, in an xdist group.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.accounts.database import Database
from tests.services import PostgreSQL, Redis, migrate


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server for this test process; not to be stopped or frozen."""
    with PostgreSQL() as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A Redis server for this test process; not to be stopped or frozen."""
    with Redis() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "accounts.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with all tables: the test runs once on each kind."""
    if request.param == "sqlite":
        file = tmp_path / "accounts.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        with server.fresh() as url:
            yield url


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with all tables: the test runs once on SQLite, once on PostgreSQL.

    Tests on PostgreSQL share the xdist group `postgresql`, so that one server serves them all.
    """
    database = Database(database_url, tmp_path / "state")
    yield database
    database.close()
