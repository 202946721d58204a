"""Kept pages on disk: what was asked for before a restart is there at once after it."""

import json
import threading
from dataclasses import dataclass

import brotli

from reader.storage.bodies import BodyStore
from reader.web.kept_page import KeptPage, Key, Smallest

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
        self._left = _FIRST
        self._lock = threading.Lock()

    def is_for(self, other: "PageArchive | None") -> bool:
        """Whether another archive is of the same release."""
        return other is not None and other.release == self.release

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
        head, _, body = found.partition(b"\n")
        try:
            generation, keys, headers, is_polished, digest = json.loads(head)
            page = KeptPage.restored(
                key,
                keys,
                [(name, value) for name, value in headers],
                Smallest(body, is_polished, digest),
            )
        except (ValueError, TypeError, brotli.error):
            return None
        return Archived(page, generation)

    def put(self, page: KeptPage, generation: int) -> None:
        """Archive a page that is right for a generation: a millisecond or two of work."""
        if not page.is_compressed:
            return
        body, is_polished, digest = page.smallest()
        if len(body) > _LARGEST:
            return
        head = json.dumps([generation, sorted(page.keys), page.headers, is_polished, digest])
        self._store.put_bytes(self._place(page.key), head.encode() + b"\n" + body)

    def _place(self, key: Key) -> bytes:
        return f"{self.release} {json.dumps(key)}".encode()


class ClosedArchive(PageArchive):
    """An archive that is read and not written to."""

    def is_for_all(self) -> bool:
        """No page is."""
        return False

    def put(self, page: KeptPage, generation: int) -> None:
        """Archive nothing."""
