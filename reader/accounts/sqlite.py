"""Connections to SQLite that never wait for long."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event

from reader.accounts.pools import POOL


def sqlite_engine(file: Path, patience: float, *, checks_keys: bool = True) -> Engine:
    """Connections to a file that is there; each waits `patience` seconds for other writers.

    Without `checks_keys` tables can be made anew without the loss of rows that refer to them.
    """

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=rw", uri=True,
            timeout=patience, isolation_level=None, check_same_thread=False,
        )  # fmt: skip

    engine = create_engine("sqlite://", creator=connect, **POOL)

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
