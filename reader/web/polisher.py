"""Makes kept pages smaller in the background, and archives them."""

import os
import sys
import threading
from queue import SimpleQueue
from typing import TypeAlias

from reader.web.kept_page import KeptPage
from reader.web.page_archive import PageArchive
from reader.web.page_store import PageStore

_NICENESS = 10  # readers come first

_Queue: TypeAlias = SimpleQueue[tuple[KeptPage, bool]]


class Polisher:
    """A thread for what a page's readers need not wait for; started by the first, idle otherwise.

    Pages that were asked for again get their smallest form. All go into the archive. A forked
    process, where the thread is not, starts its own.
    """

    def __init__(self, store: PageStore, archive: PageArchive | None = None) -> None:
        self._store = store
        self._archive = archive
        self._lock = threading.Lock()
        self._pages: _Queue = SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, page: KeptPage, *, polish: bool) -> None:
        """Have a page archived some time, and polished if it is worth it."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._pages = SimpleQueue()  # the one before may have been locked in a fork
                self._thread = threading.Thread(
                    target=self._work, args=(self._pages,), name="polisher", daemon=True
                )
                self._thread.start()
        self._pages.put((page, polish))

    def _work(self, pages: _Queue) -> None:
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        while True:
            page, polish = pages.get()
            if polish and self._store.holds(page):
                page.polish()
                self._store.measure(page)
            generation = self._store.generation_of(page)
            if self._archive and generation is not None:
                self._archive.put(page, generation)
                self._store.measure(page)
