"""A process's connections to the index, which say what changed in it."""

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing

from reader.domain.errors import LibraryUnavailableError
from reader.storage.index.schema import IndexFiles, open_for_reading

log = logging.getLogger(__name__)

_CONNECTIONS = 4  # more would wait for the interpreter's lock all the same
_FIRST_WAIT = 10.0  # seconds a first request waits for a first index
_PAUSE = 0.02


class IndexFollower:
    """Asks the index file how new it is, and follows it when it is replaced.

    Connections are opened when first needed, in the process that needs them, and kept open: an
    index that is deleted goes on being read until a complete new one is in its place.
    """

    def __init__(self, files: IndexFiles) -> None:
        self._files = files
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._deadline = 0.0  # of waiting for a first index, on the monotonic clock
        self._generation = 0

    def generation(self) -> int:
        """The newest generation; the last one known while the index is away or not yet opened."""
        if self._pool is None:
            return self._generation
        with contextlib.suppress(LibraryUnavailableError, sqlite3.Error):
            with self._connection() as (_, connection):
                row = connection.execute("SELECT generation FROM state").fetchone()
            self._generation = row[0]
        return self._generation

    def changed_since(self, generation: int) -> frozenset[str] | None:
        """What pages can depend on that later generations changed; None: it may be anything.

        Raises LibraryUnavailableError while the index cannot be asked.
        """
        try:
            return self._changed_since(generation)
        except sqlite3.Error as error:
            raise LibraryUnavailableError(f"the index cannot be read: {error}") from error

    def still_shows(self, generation: int, keys: Iterable[str]) -> bool:
        """Whether these parts are as they were then; False while the index cannot be asked."""
        try:
            changed = self._changed_since(generation)
        except (LibraryUnavailableError, sqlite3.Error):
            return False
        return changed is not None and changed.isdisjoint(keys)

    def close(self) -> None:
        """Close what is open; the next question opens it again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.close()

    def _changed_since(self, generation: int) -> frozenset[str] | None:
        with self._connection() as (_, connection):
            newest, logged_from = connection.execute(
                "SELECT generation, logged_from FROM state"
            ).fetchone()
            rows = connection.execute(
                "SELECT key FROM changes WHERE generation > ?", (generation,)
            ).fetchall()
        is_logged = logged_from <= generation <= newest
        return frozenset(key for (key,) in rows) if is_logged else None

    def _connection(self) -> "_Loan":
        return _Loan(self._current_pool)

    def _current_pool(self) -> "Pool":
        pool = self._pool
        if pool is None or pool.process != os.getpid():
            return self._first_pool()
        if time.monotonic() >= pool.checked + _CHECK:
            pool.checked = time.monotonic()
            if pool.identity != self._files.identity():
                return self._replaced(pool)
        return pool

    def _first_pool(self) -> "Pool":
        """Open the index; wait a while for a first one that is being made."""
        with self._lock:
            if self._pool and self._pool.process == os.getpid():
                return self._pool
            self._deadline = self._deadline or time.monotonic() + _FIRST_WAIT
            while True:
                try:
                    pool = Pool(self._files)
                except sqlite3.Error as error:
                    if time.monotonic() > self._deadline:
                        raise LibraryUnavailableError(f"there is no index: {error}") from error
                else:
                    if pool.is_complete or time.monotonic() > self._deadline:
                        self._pool = pool
                        return pool
                    pool.close()
                time.sleep(_PAUSE)

    def _replaced(self, old: "Pool") -> "Pool":
        """The new index where it is complete, else the old one, open though it has no name."""
        with self._lock:
            if self._pool is not old:
                return self._pool or old
            try:
                new = Pool(self._files)
            except sqlite3.Error:
                return old
            if not new.is_complete and not old.is_broken:
                new.close()
                return old
            self._pool = new
        old.close()
        log.info("the index was replaced; reading the new one")
        return new


class _Loan:
    """Within it, a connection of the newest pool, which may be replaced at any moment."""

    __slots__ = ("_connection", "_current_pool", "_pool")

    def __init__(self, current_pool: Callable[[], "Pool"]) -> None:
        self._current_pool = current_pool

    def __enter__(self) -> tuple["Pool", sqlite3.Connection]:
        while True:
            pool = self._current_pool()
            connection = pool.take()
            if connection:
                self._pool, self._connection = pool, connection
                return pool, connection

    def __exit__(self, *_: object) -> None:
        self._pool.give_back(self._connection)


def has_whole_index(files: IndexFiles) -> bool:
    """Whether there is an index that can be read, and everything was taken into it once."""
    try:
        with closing(open_for_reading(files)) as connection:
            row = connection.execute("SELECT is_complete FROM state").fetchone()
    except sqlite3.Error:
        return False
    return bool(row[0])


_CHECK = 0.1  # seconds between two looks whether the file is still the same


class Pool:
    """Connections to one index file; `identity` says which."""

    def __init__(self, files: IndexFiles) -> None:
        self.process = os.getpid()
        self.identity = files.identity()
        self.checked = time.monotonic()
        self.is_broken = False
        self._free: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._turns = threading.Condition(self._lock)
        self._closed = False
        # All at once: the file may be deleted, and these read on.
        try:
            for _ in range(_CONNECTIONS):
                self._free.append(open_for_reading(files))
            row = self._free[0].execute("SELECT is_complete FROM state").fetchone()
        except sqlite3.Error:
            self.close()
            raise
        self.is_complete = bool(row[0])  # when it was opened

    def take(self) -> sqlite3.Connection | None:
        """A connection for one thread; waits for one to be free. None when all are closed."""
        with self._lock:
            while not (self._free or self._closed):
                self._turns.wait()
            return None if self._closed else self._free.pop()

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Let another thread have it."""
        with self._lock:
            if self._closed:
                connection.close()
            else:
                self._free.append(connection)
                self._turns.notify()

    def close(self) -> None:
        """Close those that are free now, the others when they come back."""
        with self._lock:
            self._closed = True
            for connection in self._free:
                connection.close()
            self._free.clear()
            self._turns.notify_all()
