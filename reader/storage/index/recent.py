"""Texts that were read lately: searches look at the newest articles again and again."""

import threading
from collections import OrderedDict

_ROOM = 1_500_000  # characters, two bytes each in most texts


class RecentTexts:
    """Texts by digest, those asked for last. Any thread may use it."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, digest: str) -> str | None:
        """A text, None where it was not read lately."""
        with self._lock:
            text = self._texts.get(digest)
            if text is not None:
                self._texts.move_to_end(digest)
            return text

    def keep(self, digest: str, text: str) -> None:
        """Remember a text; those read longest ago make room for it."""
        with self._lock:
            if digest not in self._texts and len(text) <= self._room // 8:
                self._texts[digest] = text
                self._size += len(text)
                while self._size > self._room:
                    self._size -= len(self._texts.popitem(last=False)[1])
