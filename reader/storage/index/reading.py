"""A process's connections to the index, and what changed in it since."""

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from reader.domain.errors import LibraryUnavailableError
from reader.domain.site import Site
from reader.storage.index.library import IndexLibrary
from reader.storage.index.schema import IndexFiles, open_for_reading
from reader.storage.index.search import SearchTerms

log = logging.getLogger(__name__)

_CONNECTIONS = 4  # more would wait for the interpreter's lock all the same
_FIRST_WAIT = 5.0  # seconds a first request waits for a first index
_PAUSE = 0.02
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)


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
        self._generation = 0

    @contextmanager
    def view(self) -> Iterator[IndexLibrary]:
        """The library of this moment; raises LibraryUnavailableError where there is none."""
        pool = self._current_pool()
        with pool.connection() as connection:
            library = IndexLibrary(
                connection, self._site, self._terms, lambda error: self._examine(error, pool)
            )
            try:
                yield library
            finally:
                with contextlib.suppress(sqlite3.Error):
                    library.close()

    def generation(self) -> int:
        """The newest generation; the last one known while the index is away."""
        with contextlib.suppress(LibraryUnavailableError, sqlite3.Error):
            with self._current_pool().connection() as connection:
                row = connection.execute("SELECT generation FROM state").fetchone()
            self._generation = row[0]
        return self._generation

    def changed_since(self, generation: int) -> frozenset[str] | None:
        """What pages can depend on that later generations changed; None: it may be anything."""
        try:
            with self._current_pool().connection() as connection:
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
            deadline = time.monotonic() + _FIRST_WAIT
            while True:
                try:
                    pool = _Pool(self._files)
                except sqlite3.Error as error:
                    if time.monotonic() > deadline:
                        raise LibraryUnavailableError(f"there is no index: {error}") from error
                else:
                    if pool.is_complete() or time.monotonic() > deadline:
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
            if not new.is_complete() and not old.is_broken:
                new.close()
                return old
            self._pool = new
        old.close()
        log.info("the index was replaced; reading the new one")
        return new

    def _examine(self, error: Exception, pool: "_Pool") -> None:
        """Leave word of a damaged index for the indexer; the new one is opened at once."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if isinstance(error, sqlite3.Error) and code not in _DAMAGED:
            return
        if not pool.is_broken:
            log.warning("the index is damaged (%s); it will be made anew", error)
        pool.is_broken = True
        with contextlib.suppress(OSError):
            self._files.damage.touch()


_CHECK = 0.1  # seconds between two looks whether the file is still the same


class _Pool:
    """Connections to one index file; `identity` says which."""

    def __init__(self, files: IndexFiles) -> None:
        self.process = os.getpid()
        self.identity = files.identity()
        self.checked = time.monotonic()
        self.is_broken = False
        self._free: list[sqlite3.Connection] = []
        self._turns = threading.Semaphore(_CONNECTIONS)
        self._closed = False
        # All at once: the file may be deleted, and these read on.
        try:
            for _ in range(_CONNECTIONS):
                self._free.append(open_for_reading(files))
        except sqlite3.Error:
            self.close()
            raise

    def is_complete(self) -> bool:
        with self.connection() as connection:
            return bool(connection.execute("SELECT is_complete FROM state").fetchone()[0])

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for one thread; waits for one to be free."""
        with self._turns:
            connection = self._free.pop()
            try:
                yield connection
            finally:
                if self._closed:
                    connection.close()
                else:
                    self._free.append(connection)

    def close(self) -> None:
        """Close those that are free now, the others when they come back."""
        self._closed = True
        while self._free:
            with contextlib.suppress(IndexError):
                self._free.pop().close()
