"""The index as a serving process has it: read by requests, kept up to date beside them."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reader.domain.library import Glance
from reader.storage.index.indexer import Indexer
from reader.storage.index.library import IndexLibrary
from reader.storage.index.reading import IndexReader


class LiveIndex:
    """The newest library; with `make_indexer`, a thread that becomes the indexer if none is."""

    def __init__(
        self, reader: IndexReader, make_indexer: Callable[[], Indexer] | None = None
    ) -> None:
        self.reader = reader
        self._make_indexer = make_indexer
        self._process = 0
        self._lock = threading.Lock()

    @contextmanager
    def view(self) -> Iterator[IndexLibrary]:
        """The library of this moment; raises LibraryUnavailableError where there is none.

        The first call in a process, also after a fork, starts its thread.
        """
        if self._make_indexer and self._process != os.getpid():
            self._begin(self._make_indexer)
        with self.reader.view() as library:
            yield library

    def glance(self, path: str) -> Glance | None:
        """What the page of an article hangs on; None where only a `view` can tell."""
        if self._make_indexer and self._process != os.getpid():
            return None
        return self.reader.glance(path)

    def _begin(self, make_indexer: Callable[[], Indexer]) -> None:
        with self._lock:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            thread = threading.Thread(target=lambda: make_indexer().run(), name="indexer")
            thread.daemon = True
            thread.start()
