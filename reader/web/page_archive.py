"""Kept pages on disk: what was asked for before a restart is there at once after it."""

import json
import os
import threading
from dataclasses import dataclass

import brotli

from reader.storage.bodies import BodyStore
from reader.web.kept_page import KeptPage, Key

CAPACITY = 32 * 1024 * 1024  # bytes
_LARGEST = 256 * 1024  # bytes of a page, compressed
_FIRST = 100  # pages that are archived though they were asked for once only


@dataclass(frozen=True, slots=True)
class Archived:
    """A page, and a generation of the library that it was right for."""

    page: KeptPage
    generation: int


class PageArchive:
    """Pages by key, for one release: code, templates, site and settings that make the same pages.

    What a process makes first is likely to be asked for first after a restart, so it is worth
    archiving; later on, that is what is asked for again. Any thread may use it.
    """

    def __init__(self, store: BodyStore, release: str) -> None:
        self._store = store
        self.release = release
        self._mark = release.encode()  # there when pages of this release are
        self._marked = 0  # the process that has left the mark
        self._left = _FIRST
        self._lock = threading.Lock()

    def holds_any(self) -> bool:
        """Whether pages of this release are likely to be here; leaves nothing open, for a fork."""
        mark = self._store.get(self._mark)
        self._store.close()
        return mark is not None

    def is_for_all(self) -> bool:
        """Whether a page is worth archiving that was asked for once; says so a number of times."""
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def get(self, key: Key) -> Archived | None:
        """What was put under a key, None where there is nothing that can be used."""
        found = self._store.get(self._place(key))
        if found is None:
            return None
        head, _, smallest = found.partition(b"\n")
        try:
            generation, keys, headers, is_polished = json.loads(head)
            page = KeptPage.restored(
                key,
                keys,
                [(name, value) for name, value in headers],
                smallest,
                is_polished=is_polished,
            )
        except (ValueError, TypeError, brotli.error):
            return None
        return Archived(page, generation)

    def put(self, page: KeptPage, generation: int) -> None:
        """Archive a page that is right for a generation: a millisecond or two of work."""
        if not page.is_compressed:
            return
        smallest, is_polished = page.smallest()
        if len(smallest) > _LARGEST:
            return
        head = json.dumps([generation, sorted(page.keys), page.headers, is_polished])
        self._store.put_bytes(self._place(page.key), head.encode() + b"\n" + smallest)
        if self._marked != os.getpid():
            self._marked = os.getpid()
            self._store.put_bytes(self._mark, b"")

    def _place(self, key: Key) -> bytes:
        return self._mark + b" " + json.dumps(key).encode()
