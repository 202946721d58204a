"""Connections to SQLite and PostgreSQL that never wait for long."""

import sqlite3
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

_CONNECT = 2  # seconds; whole ones for libpq
_WAIT = 1.0  # seconds for a connection of this process to be free
_CONNECTIONS = 6  # of a process: the other threads go on answering articles
_PING = 1.0  # seconds in which a connection that was idle says that it lives
_MARGIN = 0.5  # seconds in which the server says itself that it took too long
_POOL = {
    "poolclass": QueuePool,
    "pool_size": _CONNECTIONS,
    "max_overflow": 0,
    "pool_timeout": _WAIT,
    "hide_parameters": True,  # in what errors say
}


def sqlite(file: Path, patience: float, *, checks_keys: bool = True) -> Engine:
    """Connections to a file that is there; each waits `patience` seconds for other writers.

    Without `checks_keys` tables can be made anew without the loss of rows that refer to them.
    """

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=rw", uri=True,
            timeout=patience, isolation_level=None, check_same_thread=False,
        )  # fmt: skip

    engine = create_engine("sqlite://", creator=connect, **_POOL)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        _use_wal(connection, time.monotonic() + patience)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if checks_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("qingdu_writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _use_wal(connection: sqlite3.Connection, until: float) -> None:
    """Switch to the write-ahead log; of several who do so at once all but one are turned away."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def postgresql(url: URL, patience: float) -> Engine:
    """Connections to a server; whoever takes one has `patience` seconds until he returns it."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    waits = int(patience * 1000)  # milliseconds, for locks a part of them
    options = f"-c statement_timeout={waits} -c lock_timeout={waits * 2 // 3}"

    def connect() -> psycopg.Connection[Any]:
        return _Bounded.connect(
            address, connect_timeout=_CONNECT, options=options, application_name="qingdu"
        )

    engine = create_engine("postgresql+psycopg://", creator=connect, pool_recycle=1800, **_POOL)

    @event.listens_for(engine, "checkout")
    def _revive(connection: _Bounded, _record: object, _proxy: PoolProxiedConnection) -> None:
        connection.until = time.monotonic() + _PING
        try:
            engine.dialect.do_ping(connection)  # type: ignore[arg-type] # psycopg's, as it is
        except SilentError:
            raise  # nor will a new connection be answered
        except psycopg.OperationalError as error:
            raise DisconnectionError from error
        connection.until = time.monotonic() + patience + _MARGIN

    return engine


class SilentError(psycopg.OperationalError):
    """A server takes what it is told, and says nothing."""


class _Bounded(psycopg.Connection[Any]):
    """A connection that gives up on a server which says nothing, as one does that is frozen."""

    until = 0.0  # by the monotonic clock; a moment is left in any case, to roll back

    def wait(
        self,
        gen: Generator[Wait, Ready | int, Any],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Any:
        """Run a generator of psycopg's until it is done; raises SilentError after a while."""
        left = max(_PING, self.until - time.monotonic())
        try:
            return super().wait(gen, interval, left if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()  # what it would say later belongs to nobody
            raise SilentError(f"no answer within {left:.1f} s") from error
