"""A process's connections to the index, and what changed in it since."""

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from reader.domain.errors import LibraryUnavailableError
from reader.domain.library import Glance
from reader.domain.site import Site
from reader.storage.index.glances import glance
from reader.storage.index.library import IndexLibrary, Memory
from reader.storage.index.schema import IndexFiles, is_damage, open_for_reading
from reader.storage.index.search_terms import SearchTerms

log = logging.getLogger(__name__)

_CONNECTIONS = 4  # more would wait for the interpreter's lock all the same
_FIRST_WAIT = 10.0  # seconds a first request waits for a first index
_PAUSE = 0.02


class IndexReader:
    """Answers from the index file, and follows it when it is replaced.

    Connections are opened when first needed, in the process that needs them, and kept open: an
    index that is deleted goes on being read until a complete new one is in its place.
    """

    def __init__(self, files: IndexFiles, site: Site, terms: SearchTerms) -> None:
        self._files = files
        self._site = site
        self._terms = terms
        self._lock = threading.Lock()
        self._pool: _Pool | None = None
        self._deadline = 0.0  # of waiting for a first index, on the monotonic clock
        self._generation = 0
        self._memory = Memory()

    @contextmanager
    def view(self) -> Iterator[IndexLibrary]:
        """The library of this moment; raises LibraryUnavailableError where there is none."""
        with self._connection() as (pool, connection):
            try:
                yield IndexLibrary(
                    connection,
                    self._site,
                    self._terms,
                    partial(self._examine, pool=pool),
                    self._memory,
                )
            finally:
                _end_transaction(connection)

    def glance(self, path: str) -> Glance | None:
        """An article by one statement, outside of any view; None where only a view can tell.

        That is also where the index is away: who asks for a view then learns why.
        """
        try:
            with self._connection() as (_, connection):
                return glance(connection, path, self._memory.columns)
        except (LibraryUnavailableError, sqlite3.Error):
            return None

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
        """What pages can depend on that later generations changed; None: it may be anything."""
        try:
            with self._connection() as (_, connection):
                newest, logged_from = connection.execute(
                    "SELECT generation, logged_from FROM state"
                ).fetchone()
                rows = connection.execute(
                    "SELECT key FROM changes WHERE generation > ?", (generation,)
                ).fetchall()
        except (LibraryUnavailableError, sqlite3.Error):
            return frozenset()
        is_logged = logged_from <= generation <= newest
        return frozenset(key for (key,) in rows) if is_logged else None

    def close(self) -> None:
        """Close what is open; the next question opens it again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.close()

    def _connection(self) -> "_Loan":
        return _Loan(self._current_pool)

    def _current_pool(self) -> "_Pool":
        pool = self._pool
        if pool is None or pool.process != os.getpid():
            return self._first_pool()
        if time.monotonic() >= pool.checked + _CHECK:
            pool.checked = time.monotonic()
            if pool.identity != self._files.identity():
                return self._replaced(pool)
        return pool

    def _first_pool(self) -> "_Pool":
        """Open the index; wait a while for a first one that is being made."""
        with self._lock:
            if self._pool and self._pool.process == os.getpid():
                return self._pool
            self._deadline = self._deadline or time.monotonic() + _FIRST_WAIT
            while True:
                try:
                    pool = _Pool(self._files)
                except sqlite3.Error as error:
                    if time.monotonic() > self._deadline:
                        raise LibraryUnavailableError(f"there is no index: {error}") from error
                else:
                    if pool.is_complete or time.monotonic() > self._deadline:
                        self._pool = pool
                        return pool
                    pool.close()
                time.sleep(_PAUSE)

    def _replaced(self, old: "_Pool") -> "_Pool":
        """The new index where it is complete, else the old one, open though it has no name."""
        with self._lock:
            if self._pool is not old:
                return self._pool or old
            try:
                new = _Pool(self._files)
            except sqlite3.Error:
                return old
            if not new.is_complete and not old.is_broken:
                new.close()
                return old
            self._pool = new
        old.close()
        log.info("the index was replaced; reading the new one")
        return new

    def _examine(self, error: sqlite3.Error, pool: "_Pool") -> None:
        """Leave word of a damaged index for the indexer; the new one is opened at once."""
        if not is_damage(error):
            return
        if not pool.is_broken:
            log.warning("the index is damaged (%s); it will be made anew", error)
        pool.is_broken = True
        if pool.identity == self._files.identity():  # no new one has come meanwhile
            with contextlib.suppress(OSError):
                self._files.damage.touch()


class _Loan:
    """Within it, a connection of the newest pool, which may be replaced at any moment."""

    __slots__ = ("_connection", "_current_pool", "_pool")

    def __init__(self, current_pool: Callable[[], "_Pool"]) -> None:
        self._current_pool = current_pool

    def __enter__(self) -> tuple["_Pool", sqlite3.Connection]:
        while True:
            pool = self._current_pool()
            connection = pool.take()
            if connection:
                self._pool, self._connection = pool, connection
                return pool, connection

    def __exit__(self, *_: object) -> None:
        self._pool.give_back(self._connection)


_CHECK = 0.1  # seconds between two looks whether the file is still the same


class _Pool:
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


def _end_transaction(connection: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("COMMIT")
