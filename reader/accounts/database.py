"""The database of the user centre, which is asked for a short while only."""

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from reader.accounts.migrating import Migrations
from reader.domain.errors import AccountsUnavailableError, SettingsError

ANSWER = 3.0  # seconds that a statement may take
_CONNECT = 2  # seconds; whole ones for libpq
_WAIT = 1.0  # seconds for a connection of this process to be free
_CONNECTIONS = 6  # of a process: the other threads go on answering articles
_REST = 1.0  # seconds in which a database that was away is not asked again


class Database:
    """Connections to an accounts database, made when the first is wanted (so after a fork).

    A database of our own, SQLite in the state folder, is brought up to date by whoever opens it
    first; another is its operator's to migrate.
    """

    def __init__(self, url: str, state: Path) -> None:
        self.url = _address(url, state)
        self.is_own = self.url.get_backend_name() == "sqlite"
        self._lock = threading.Lock()
        self._is_current = False
        self._away_until = 0.0

    @cached_property
    def engine(self) -> Engine:
        """The engine; its pool belongs to this process."""
        if self.is_own:
            return _sqlite(self.url)
        return _postgresql(self.url)

    @contextmanager
    def begin(self, *, writes: bool = True) -> Iterator[Connection]:
        """A transaction, committed at the end; raises AccountsUnavailableError at once or soon.

        One that `writes` waits, in the embedded database, for another before it reads, so that
        what it read holds when it writes.
        """
        if time.monotonic() < self._away_until:
            raise AccountsUnavailableError("the accounts database was away a moment ago")
        try:
            self._bring_up_to_date()
            with self.engine.connect() as connection:
                connection.execution_options(qingdu_writes=writes)
                with connection.begin():
                    yield connection
        except (DBAPIError, PoolTimeout, OSError) as error:
            if isinstance(error, DBAPIError) and not _is_away(error):
                raise
            self._away_until = time.monotonic() + (0 if self.is_own else _REST)
            raise AccountsUnavailableError(f"the accounts database is away: {error}") from error

    def _bring_up_to_date(self) -> None:
        if self._is_current:
            return
        with self._lock:
            if self._is_current:
                return
            migrations = Migrations(self.engine)
            if self.is_own:
                migrations.upgrade()
            elif not migrations.are_applied():
                raise AccountsUnavailableError(
                    "the accounts database has not the tables of this release: run "
                    "`qingdu accounts migrate`"
                )
            self._is_current = True

    def close(self) -> None:
        """Let go of all connections."""
        if "engine" in self.__dict__:
            self.engine.dispose()


def _address(url: str, state: Path) -> URL:
    """The address of a database, `state/accounts.sqlite3` where none is given; SettingsError."""
    if not url:
        return URL.create("sqlite", database=str(state / "accounts.sqlite3"))
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError(f"QINGDU_DATABASE_URL: {error}") from error
    is_postgresql = parsed.get_backend_name() == "postgresql"
    return parsed.set(drivername="postgresql+psycopg") if is_postgresql else parsed


def _is_away(error: DBAPIError) -> bool:
    """Whether it is the database that failed, not what was asked of it."""
    name = type(error.orig).__name__
    is_refusal = isinstance(error.orig, psycopg.errors.IntegrityError | psycopg.errors.DataError)
    return name in {"OperationalError", "InterfaceError"} and not is_refusal


def _sqlite(url: URL) -> Engine:
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_WAIT,
        connect_args={"timeout": ANSWER, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("qingdu_writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)

    def connect() -> psycopg.Connection[Any]:
        return _Bounded.connect(
            address,
            connect_timeout=_CONNECT,
            options=f"-c statement_timeout={int(ANSWER * 1000)} -c lock_timeout=2000",
            application_name="qingdu",
        )

    return create_engine(
        "postgresql+psycopg://",
        creator=connect,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_WAIT,
        pool_pre_ping=True,
        pool_recycle=1800,
    )


class _Bounded(psycopg.Connection[Any]):
    """A connection that gives up on a server which says nothing, as one does that is frozen."""

    def wait(
        self,
        gen: Generator[Wait, Ready | int, Any],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Any:
        """Run a generator of psycopg's until it is done; raises OperationalError after a while."""
        try:
            return super().wait(gen, interval, ANSWER if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()  # what it would say later belongs to nobody
            raise psycopg.OperationalError(f"no answer within {ANSWER:g} s") from error
