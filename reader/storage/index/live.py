"""The index as a serving process has it: read by requests, kept up to date beside them."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
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
        self._reader = reader
        self._make_indexer = make_indexer
        self._process = 0
        self._lock = threading.Lock()

    @contextmanager
    def view(self) -> Iterator[IndexLibrary]:
        """The library of this moment; raises LibraryUnavailableError where there is none."""
        with self._begun().view() as library:
            yield library

    def glance(self, path: str) -> Glance | None:
        """What the page of an article hangs on; None where only a `view` can tell."""
        return self._begun().glance(path)

    # How new the library is: what pages that are kept are held against.

    def generation(self) -> int:
        """See `IndexFollower`."""
        return self._begun().generation()

    def changed_since(self, generation: int) -> frozenset[str] | None:
        """See `IndexFollower`."""
        return self._begun().changed_since(generation)

    def still_shows(self, generation: int, keys: Iterable[str]) -> bool:
        """See `IndexFollower`."""
        return self._begun().still_shows(generation, keys)

    def _begun(self) -> IndexReader:
        """The reader; the first question in a process, also after a fork, starts its thread.

        Whatever is asked: a process that answers from kept pages alone has to follow as well.
        """
        if self._make_indexer and self._process != os.getpid():
            self._begin(self._make_indexer)
        return self._reader

    def _begin(self, make_indexer: Callable[[], Indexer]) -> None:
        with self._lock:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            thread = threading.Thread(target=lambda: make_indexer().run(), name="indexer")
            thread.daemon = True
            thread.start()
