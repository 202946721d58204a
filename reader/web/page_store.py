"""The pages that are kept: bounded in bytes, and none that the library has overtaken."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from time import monotonic
from typing import NamedTuple, Protocol

from reader.domain.errors import LibraryUnavailableError
from reader.web.kept_page import KeptPage, Key

_INTERVAL = 0.005  # seconds between two looks at the library's generation, each 6 µs
_LARGEST = 8  # a page may take one part in eight of the room


class Freshness(Protocol):
    """Tells when the library has changed; any thread may ask."""

    def generation(self) -> int:
        """The generation of the newest library, at a cost of microseconds."""

    def changed_since(self, generation: int) -> frozenset[str] | None:
        """The keys that later generations touched; None where that is not known: all.

        Raises LibraryUnavailableError while it cannot be asked; other methods never do.
        """

    def still_shows(self, generation: int, keys: Iterable[str]) -> bool:
        """Whether no later generation touched these keys; False where that is not known."""


class Kept(NamedTuple):
    """What Flask says of an answer that may be kept: a function of path and page number alone.

    `generation` is that of the library it was made from, `keys` the parts of it that it shows.
    `digest` names the bytes of its body, where who made them knows a shorter way to that.
    """

    generation: int
    keys: frozenset[str]
    digest: str = ""


class PageStore:
    """Pages by key. `pages` may be read without the lock; it is changed only with it."""

    def __init__(self, freshness: Freshness, capacity: int) -> None:
        self.pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self.size = 0  # bytes
        self.due = 0.0  # when to look at the generation again, on the monotonic clock
        self._freshness = freshness
        self._capacity = capacity
        self._generation: int | None = None
        self._dependents: dict[str, set[Key]] = {}
        self._sizes: dict[Key, int] = {}
        self._lock = threading.Lock()

    def look(self) -> None:
        """Drop what the library has overtaken, unless another thread is at it."""
        if self._lock.acquire(blocking=False):
            try:
                self._catch_up()
                self.due = monotonic() + _INTERVAL
            finally:
                self._lock.release()

    def keep(self, page: KeptPage, generation: int) -> bool:
        """Keep a page made from a generation; False where later ones changed what it shows."""
        with self._lock:
            if generation != self._generation:
                self._catch_up()
            is_newest = generation == self._generation
            if not is_newest and not self._freshness.still_shows(generation, page.keys):
                return False
            if page.size <= self._capacity // _LARGEST:
                self._drop(page.key)
                self._add(page)
                self._make_room()
            return True

    def holds(self, page: KeptPage) -> bool:
        """Whether this very page is kept."""
        return self.pages.get(page.key) is page

    def generation_of(self, page: KeptPage) -> int | None:
        """A generation that a kept page is right for; None where it is not kept any more."""
        with self._lock:
            return self._generation if self.holds(page) else None

    def measure(self, page: KeptPage) -> None:
        """Count a page's forms again, after one was made."""
        with self._lock:
            if self.holds(page):
                self.size += page.size - self._sizes[page.key]
                self._sizes[page.key] = page.size
                self._make_room()

    def _catch_up(self) -> None:
        generation = self._freshness.generation()
        if generation == self._generation:
            return
        changed = None
        if self._generation is not None:
            try:
                changed = self._freshness.changed_since(self._generation)
            except LibraryUnavailableError:  # the pages stay; the next look asks again
                return
        if changed is None:
            for key in list(self.pages):
                self._drop(key)
        else:
            for name in changed:
                for key in self._dependents.pop(name, ()):
                    self._drop(key)
        self._generation = generation

    def _add(self, page: KeptPage) -> None:
        self.pages[page.key] = page
        self._sizes[page.key] = page.size
        self.size += page.size
        for name in page.keys:
            self._dependents.setdefault(name, set()).add(page.key)

    def _drop(self, key: Key) -> None:
        page = self.pages.pop(key, None)
        if page is None:
            return
        self.size -= self._sizes.pop(key)
        for name in page.keys:
            dependents = self._dependents.get(name)
            if dependents is not None:
                dependents.discard(key)
                if not dependents:
                    del self._dependents[name]

    def _make_room(self) -> None:
        """Drop the oldest pages; one asked for since the last time gets a second chance."""
        while self.size > self._capacity:
            key, page = next(iter(self.pages.items()))
            if page.is_asked:
                page.is_asked = False
                self.pages.move_to_end(key)
            else:
                self._drop(key)
