"""Makes kept pages smaller in the background."""

import os
import sys
import threading
from queue import SimpleQueue

from reader.web.kept_page import KeptPage
from reader.web.page_store import PageStore

_NICENESS = 10  # readers come first


class Polisher:
    """A thread that gives pages their smallest form; started by the first page, idle otherwise.

    A forked process, where the thread is not, starts its own.
    """

    def __init__(self, store: PageStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._pages: SimpleQueue[KeptPage] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, page: KeptPage) -> None:
        """Have a page polished some time."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._pages = SimpleQueue()  # the one before may have been locked in a fork
                self._thread = threading.Thread(
                    target=self._work, args=(self._pages,), name="polisher", daemon=True
                )
                self._thread.start()
        self._pages.put(page)

    def _work(self, pages: SimpleQueue[KeptPage]) -> None:
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        while True:
            page = pages.get()
            if self._store.holds(page):
                page.polish()
                self._store.measure(page)
