"""Copies of the accounts: made and put back in use, kept before an upgrade, and what is refused."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config

import reader.accounts.migrations
from reader.accounts import accounts, backup, favourites
from reader.accounts import database as databases
from reader.accounts.backup import BackupError
from reader.accounts.database import Database
from reader.accounts.migrating import Migrations
from reader.domain.errors import AccountsUnavailableError

NOW = 1_800_000_000
NEXT = '''"""A version that is yet to come."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "0001"

def upgrade() -> None:
    op.add_column("accounts", sa.Column("colour", sa.Text(), nullable=True))

def downgrade() -> None:
    op.drop_column("accounts", "colour")
'''


@pytest.fixture
def embedded(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "accounts.sqlite3"
    shutil.copyfile(migrated_file, file)
    database = Database(f"sqlite:///{file}", tmp_path)
    yield database
    database.close()


def keep(database: Database, *paths: str) -> None:
    with database.begin() as connection:
        own = accounts.create(connection, NOW)
        for path in paths:
            favourites.add(connection, own, [path], "题", NOW)


def kept(database: Database) -> list[str]:
    with database.begin(writes=False) as connection:
        rows = connection.exec_driver_sql("SELECT path FROM favourites ORDER BY path")
        return [path for (path,) in rows]


def test_a_copy_made_in_use_is_put_back_in_use(embedded: Database, tmp_path: Path) -> None:
    file, copy = tmp_path / "accounts.sqlite3", tmp_path / "copy"
    keep(embedded, "a")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # somebody is writing
        other.execute("UPDATE favourites SET path = 'half'")
        backup.back_up(file, copy)
        other.execute("ROLLBACK")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    keep(embedded, "b")
    assert kept(embedded) == ["a", "b"]
    backup.put_back(copy, file)
    assert kept(embedded) == ["a"]
    keep(embedded, "c")
    assert kept(embedded) == ["a", "c"]
    backup.check(file)


def test_a_copy_on_a_new_machine_is_all_that_it_takes(embedded: Database, tmp_path: Path) -> None:
    keep(embedded, "a")
    new = tmp_path / "new"
    new.mkdir()
    (new / "accounts.sqlite3-wal").write_bytes(b"of a file that is gone")
    backup.back_up(tmp_path / "accounts.sqlite3", tmp_path / "copy")
    backup.put_back(tmp_path / "copy", new / "accounts.sqlite3")
    database = Database("", new)
    assert kept(database) == ["a"]
    database.close()


@pytest.mark.parametrize("content", [b"", b"no database " * 1000, None])
def test_what_is_no_copy_is_refused_and_changes_nothing(
    embedded: Database, tmp_path: Path, content: bytes | None
) -> None:
    keep(embedded, "a")
    copy = tmp_path / "copy"
    if content is None:
        with closing(sqlite3.connect(copy)) as other:
            other.execute("CREATE TABLE other (number)")
    else:
        copy.write_bytes(content)
    with pytest.raises(BackupError):
        backup.put_back(copy, tmp_path / "accounts.sqlite3")
    assert kept(embedded) == ["a"]


def test_a_copy_that_was_cut_off_is_refused(embedded: Database, tmp_path: Path) -> None:
    keep(embedded, *map(str, range(2000)))
    copy = tmp_path / "copy"
    backup.back_up(tmp_path / "accounts.sqlite3", copy)
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    with pytest.raises(BackupError):
        backup.check(copy)


def test_where_there_is_no_room_the_copy_before_stays(embedded: Database, tmp_path: Path) -> None:
    keep(embedded, "a")
    target = tmp_path / "nowhere" / "copy"
    with pytest.raises(BackupError, match="nowhere"):
        backup.back_up(tmp_path / "accounts.sqlite3", target)
    with pytest.raises(BackupError, match="nobody has kept"):
        backup.back_up(tmp_path / "none.sqlite3", tmp_path / "copy")
    assert not list(tmp_path.glob(".*"))


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """What comes after this release has one more version of the tables."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(reader.accounts.migrations.__path__[0]), folder)
    (folder / "versions" / "v9999_next.py").write_text(NEXT, "utf-8")
    config = Config()
    config.set_main_option("script_location", str(folder))
    monkeypatch.setattr(Migrations, "_config", config)
    monkeypatch.setattr(databases, "NEWEST", "9999")
    return monkeypatch


def test_an_upgrade_keeps_a_copy_and_can_be_rolled_back(
    embedded: Database, tmp_path: Path, next_release: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "accounts.sqlite3"
    with closing(sqlite3.connect(file)) as other:
        other.execute(
            "INSERT INTO accounts (id, preferences, keeps_history, created, seen)"
            " VALUES (7, '', 0, 1, 1)"
        )
        other.commit()
    after = Database(f"sqlite:///{file}", tmp_path)
    with after.begin(writes=False) as connection:  # the new release opens it
        rows = connection.exec_driver_sql("SELECT id, colour FROM accounts").all()
    assert [tuple(row) for row in rows] == [(7, None)]
    after.close()
    copy = tmp_path / "accounts.sqlite3.0001"
    backup.check(copy)
    next_release.undo()  # the old release again
    with pytest.raises(AccountsUnavailableError, match="9999"), embedded.begin():
        pass
    backup.put_back(copy, file)
    with embedded.begin(writes=False) as connection:
        assert connection.exec_driver_sql("SELECT id FROM accounts").scalar_one() == 7


def test_an_upgrade_of_no_tables_keeps_no_copy(tmp_path: Path) -> None:
    database = Database("", tmp_path)
    with database.begin():
        pass
    database.close()
    assert not list(tmp_path.glob("accounts.sqlite3.*"))
