"""A database that is away costs readers a moment, never a fault, and is used when it is back."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, insert, select, text

from reader.accounts import accounts as own
from reader.accounts.database import Database
from reader.accounts.tables import accounts, secrets
from reader.domain.errors import AccountsUnavailableError
from tests.conftest import ROOT
from tests.services import PostgreSQL

SOON = 5.0  # seconds
AT_ONCE = 0.5
BACK = 8.0

on_a_server = pytest.mark.xdist_group("postgresql-faults")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens to a database, nobody is shown a stack trace."""
    yield
    said = [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]
    assert said == []


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    """A server for all that a server must survive."""
    with PostgreSQL(connections=20) as server:
        yield server


@pytest.fixture
def remote(server: PostgreSQL, tmp_path: Path) -> Iterator[Database]:
    """A database on it."""
    with server.fresh() as url:
        database = Database(url, tmp_path)
        yield database
        database.close()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Database]:
    """An embedded database, in use."""
    database = Database("", tmp_path / "state")
    add(database)
    yield database
    database.close()


def add(database: Database) -> int:
    with database.begin() as connection:
        return own.create(connection, 1)


def count(database: Database) -> int:
    with database.begin(writes=False) as connection:
        return connection.execute(select(func.count()).select_from(accounts)).scalar_one()


def refused(act: Callable[[], object], within: float = SOON) -> str:
    """What the act is refused with, in that time."""
    begun = time.monotonic()
    with pytest.raises(AccountsUnavailableError) as raised:
        act()
    assert time.monotonic() - begun < within
    return str(raised.value)


def works_again(database: Database, within: float = BACK) -> None:
    limit = time.monotonic() + within
    while True:
        try:
            add(database)
        except AccountsUnavailableError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.05)
        else:
            return


# A server


@on_a_server
@pytest.mark.parametrize("connections", [0, 1, 6])
def test_a_stopped_server_is_missed_soon_and_used_when_it_is_back(
    server: PostgreSQL, remote: Database, connections: int
) -> None:
    with ThreadPoolExecutor(max(connections, 1)) as pool:
        list(pool.map(lambda _: add(remote), range(connections)))
    server.stop()
    try:
        refused(lambda: add(remote))
        for _ in range(20):
            refused(lambda: add(remote), AT_ONCE)
    finally:
        server.start()
    works_again(remote)
    assert count(remote) == connections + 1


@on_a_server
@pytest.mark.parametrize("is_known", [True, False])
def test_a_frozen_server_is_waited_for_once(
    server: PostgreSQL, remote: Database, is_known: bool
) -> None:
    if is_known:
        add(remote)
    server.freeze()
    begun = time.monotonic()
    try:
        refused(lambda: add(remote))
        while time.monotonic() < begun + 9:
            refused(lambda: add(remote), AT_ONCE)
            time.sleep(0.05)
    finally:
        server.thaw()
    works_again(remote)


@on_a_server
@pytest.mark.parametrize("is_known", [True, False])
def test_many_who_ask_a_frozen_server_are_all_refused_soon(
    server: PostgreSQL, remote: Database, is_known: bool
) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: add(remote), range(6 if is_known else 0)))
        server.freeze()
        try:
            list(pool.map(lambda _: refused(lambda: add(remote)), range(20)))
        finally:
            server.thaw()
    works_again(remote)


@on_a_server
def test_a_server_that_freezes_within_a_transaction_is_given_up(
    server: PostgreSQL, remote: Database
) -> None:
    def act() -> None:
        with remote.begin() as connection:
            own.create(connection, 1)
            server.freeze()
            own.create(connection, 2)

    try:
        refused(act)
    finally:
        server.thaw()
    works_again(remote)
    assert count(remote) == 1, "nothing of the transaction was kept"


@on_a_server
def test_a_server_may_be_restarted_between_two_uses(server: PostgreSQL, remote: Database) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: add(remote), range(6)))
        server.stop()
        server.start()
        list(pool.map(lambda _: add(remote), range(6)))
    assert count(remote) == 12


@on_a_server
def test_a_server_that_restarts_within_a_transaction_is_used_again(
    server: PostgreSQL, remote: Database
) -> None:
    def act() -> None:
        with remote.begin() as connection:
            own.create(connection, 1)
            server.stop()
            server.start()
            own.create(connection, 2)

    refused(act, 60)
    works_again(remote)
    assert count(remote) == 1


@on_a_server
def test_a_server_without_room_for_more_is_missed_and_used_when_there_is(
    server: PostgreSQL, remote: Database
) -> None:
    with ExitStack() as others:
        with suppress(psycopg.OperationalError):
            while True:
                others.enter_context(psycopg.connect(server.url))
        refused(lambda: add(remote))
    works_again(remote)


@on_a_server
@pytest.mark.parametrize("kind", ["remote", "local"])
def test_nobody_waits_long_for_a_connection(request: pytest.FixtureRequest, kind: str) -> None:
    database: Database = request.getfixturevalue(kind)
    served = threading.Semaphore(0)

    def act(_: int) -> float:
        begun = time.monotonic()
        try:
            with database.begin(writes=False) as connection:
                connection.execute(select(accounts))
                time.sleep(1.5)
                served.release()
        except AccountsUnavailableError:
            pass
        return time.monotonic() - begun

    with ThreadPoolExecutor(30) as pool:
        assert max(pool.map(act, range(30))) < SOON
    assert served.acquire(blocking=False)
    add(database)


@on_a_server
def test_a_question_that_takes_too_long_ends_and_others_go_on(remote: Database) -> None:
    add(remote)

    def act() -> None:
        with remote.begin() as connection:
            connection.execute(text("SELECT pg_sleep(20)"))

    refused(act)
    add(remote)


@on_a_server
def test_a_row_that_another_holds_is_waited_for_in_vain(remote: Database) -> None:
    account = add(remote)
    address = remote.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as other:
        other.execute("UPDATE accounts SET seen = 5")

        def act() -> None:
            with remote.begin() as connection:
                own.set_passphrase(connection, account, "x")

        refused(act)
        assert count(remote) == 1
    act()


@on_a_server
def test_a_server_without_tables_says_what_to_do(server: PostgreSQL, tmp_path: Path) -> None:
    with server.empty() as url:
        database = Database(url, tmp_path)
        assert "qingdu accounts migrate" in refused(lambda: add(database))
        with database.migrations() as migrations:
            migrations.upgrade()
        add(database)
        with database.migrations() as migrations:
            migrations.downgrade("base")
        refused(lambda: add(database))
        assert "qingdu accounts migrate" in refused(lambda: add(database))
        database.close()


@on_a_server
def test_a_server_that_is_not_there_or_lets_nobody_in_is_away(
    server: PostgreSQL, tmp_path: Path
) -> None:
    for url in (
        "postgresql://u:secret@127.0.0.1:1/none",
        "postgresql://u:secret@nowhere.invalid/none",
        server.url + "nothing",
        server.url.replace("postgres@", "nobody:secret@"),
    ):
        database = Database(url, tmp_path)
        assert "secret" not in refused(lambda database=database: add(database))  # type: ignore[misc]
        database.close()


def test_errors_do_not_tell_what_was_asked(database: Database) -> None:
    def act() -> None:
        with database.begin() as connection:
            connection.execute(insert(secrets), {"name": "a", "value": "hush"})

    act()
    with pytest.raises(Exception, match="secrets") as raised:
        act()
    assert not isinstance(raised.value, AccountsUnavailableError)
    assert "hush" not in str(raised.value)


def test_tables_of_a_newer_release_are_left_alone(database: Database) -> None:
    add(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    later = Database(database.url.render_as_string(hide_password=False), Path())
    assert "migrate" in (said := refused(lambda: add(later))) or "9999" in said
    later.close()
    assert count(database) == 1


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=on_a_server)])
def test_of_many_who_migrate_at_once_one_does(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    program = (
        "import sys; from pathlib import Path; from reader.accounts.database import Database\n"
        "with Database(sys.argv[1], Path(sys.argv[2])).migrations() as m: m.upgrade()"
    )
    with ExitStack() as stack:
        url = ""
        if kind == "postgresql":
            url = stack.enter_context(request.getfixturevalue("server").empty())
        command = [sys.executable, "-c", program, url, str(tmp_path / "state")]
        others = [
            subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)
        ]
        said = [other.communicate(timeout=120)[1] for other in others]
        assert [other.returncode for other in others] == [0] * 4, said
        database = Database(url, tmp_path / "state")
        add(database)
        assert count(database) == 1
        database.close()


# A file


def file_of(database: Database) -> Path:
    return Path(database.url.database or "")


def test_nobody_else_may_read_the_file(local: Database) -> None:
    assert file_of(local).stat().st_mode & 0o777 == 0o600


def test_a_file_that_another_program_holds_is_read_and_written_when_it_is_free(
    local: Database,
) -> None:
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, file_of(local)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        assert "locked" in refused(lambda: add(local))
        assert count(local) == 1
        late = Database("", file_of(local).parent)
        assert count(late) == 1, "to open it is not to write"
        late.close()
        other.communicate("")
    add(local)
    assert count(local) == 2


def test_what_was_kept_outlasts_a_process_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from reader.accounts.database import Database\n"
        "from reader.accounts.accounts import create\n"
        "d = Database('', Path(sys.argv[1]))\n"
        "for _ in range(5):\n"
        "    with d.begin() as c: create(c, 1)\n"
        "with d.begin() as c:\n"
        "    create(c, 1); print('begun', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "begun\n"
        other.send_signal(signal.SIGKILL)
    database = Database("", tmp_path)
    assert count(database) == 5
    add(database)
    database.close()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], None]]:
    """A disk of its own; what is given changes how it is mounted."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size}"]
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", *options, "tmpfs", folder], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("only root may mount a small disk")

    def mount(how: str) -> None:
        subprocess.run(["mount", "-o", how, folder], check=True)

    try:
        yield mount
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_may_only_be_read_is_no_fault(tmp_path: Path) -> None:
    with small_disk(tmp_path / "state", "8m") as mounted:
        mounted("remount,ro")
        database = Database("", tmp_path / "state")
        refused(lambda: add(database))
        mounted("remount,rw")
        add(database)
        database.close()
        mounted("remount,ro")
        refused(lambda: add(database))
        mounted("remount,rw")
        works_again(database)
        database.close()


def test_a_full_disk_is_no_fault(tmp_path: Path) -> None:
    with small_disk(tmp_path / "state", "2m"):
        database = Database("", tmp_path / "state")
        add(database)
        ballast = tmp_path / "state/ballast"
        with ballast.open("wb", buffering=0) as opened, suppress(OSError):
            while True:
                opened.write(bytes(4096))

        def act() -> None:
            for _ in range(200):
                with database.begin() as connection:
                    own.set_passphrase(connection, own.create(connection, 1), "x" * 4000)

        assert "full" in refused(act)
        kept = count(database)
        ballast.unlink()
        add(database)
        assert count(database) == kept + 1
        database.close()


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    database = Database("", tmp_path / "file/state")
    refused(lambda: add(database))
    (tmp_path / "file").unlink()
    add(database)
    database.close()


def test_a_file_that_is_gone_is_not_made_anew_while_somebody_uses_it(local: Database) -> None:
    file = file_of(local)
    away = file.with_name("away")
    for _ in range(3):
        add(local)
    file.rename(away)
    assert "put it back" in refused(lambda: add(local))
    assert "put it back" in refused(lambda: count(local), AT_ONCE)
    assert not file.exists()
    away.rename(file)
    assert count(local) == 4
    add(local)


def test_a_file_that_was_restored_is_used(local: Database) -> None:
    file = file_of(local)
    copy = file.with_name("copy")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for _ in range(3):
        add(local)
    assert count(local) == 4
    for name in ("accounts.sqlite3-wal", "accounts.sqlite3-shm"):
        file.with_name(name).unlink(missing_ok=True)
    copy.replace(file)
    assert count(local) == 1
    add(local)
    assert count(local) == 2


@pytest.mark.parametrize("is_in_use", [True, False])
@pytest.mark.parametrize("is_moved", [True, False])
@pytest.mark.parametrize("garbage", [b"no database at all " * 4096, b""])
def test_garbage_is_told_from_a_database_and_left_as_it_is(
    local: Database, is_in_use: bool, is_moved: bool, garbage: bytes
) -> None:
    file = file_of(local)
    if not is_in_use:
        local.close()
        local = Database("", file.parent)
    good = file.with_name("good")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(good)) as target:
        source.backup(target)
    if not garbage and not is_in_use:
        return  # that is how databases begin
    for name in ("accounts.sqlite3-wal", "accounts.sqlite3-shm"):
        file.with_name(name).unlink(missing_ok=True)
    if is_moved:
        file.with_name("garbage").write_bytes(garbage)
        file.with_name("garbage").replace(file)
    else:
        file.write_bytes(garbage)
    for _ in range(3):
        refused(lambda: add(local))
        refused(lambda: count(local))
    assert file.read_bytes() == garbage
    shutil.copy(good, good.with_name("again"))
    good.replace(file)
    works_again(local)
    local.close()
