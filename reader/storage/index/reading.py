"""The library of this moment, read from the index by any thread of any process."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from reader.domain.errors import LibraryUnavailableError
from reader.domain.library import Glance
from reader.domain.site import Site
from reader.storage.index.following import IndexFollower, Pool
from reader.storage.index.glances import glance
from reader.storage.index.library import IndexLibrary, Memory
from reader.storage.index.schema import IndexFiles, is_damage
from reader.storage.index.search_terms import SearchTerms

log = logging.getLogger(__name__)


class IndexReader(IndexFollower):
    """Answers from the index file, and follows it when it is replaced."""

    def __init__(self, files: IndexFiles, site: Site, terms: SearchTerms) -> None:
        super().__init__(files)
        self._site = site
        self._terms = terms
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

    def _examine(self, error: sqlite3.Error, pool: "Pool") -> None:
        """Leave word of a damaged index for the indexer; the new one is opened at once."""
        if not is_damage(error):
            return
        if not pool.is_broken:
            log.warning("the index is damaged (%s); it will be made anew", error)
        pool.is_broken = True
        if pool.identity == self._files.identity():  # no new one has come meanwhile
            with contextlib.suppress(OSError):
                self._files.damage.touch()


def _end_transaction(connection: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("COMMIT")
