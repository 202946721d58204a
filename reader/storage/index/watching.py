"""Notices changes below a folder, where the system tells of them."""

import logging
import sys
import threading
from pathlib import Path
from typing import Protocol

from reader.storage.index.news import Changes, everything, nothing

if sys.platform == "linux":
    from reader.storage.index.inotify import InotifyNews as SystemNews
else:
    from reader.storage.index.portable import PortableNews as SystemNews

log = logging.getLogger(__name__)


class News(Protocol):
    """What a system tells of changes below a folder; raises OSError when it no longer does."""

    def changes(self, longest: float, /) -> Changes:
        """What changed since the last call; waits at most so many seconds for something."""

    def close(self) -> None:
        """End the watch."""


class Watcher:
    """What changed below a folder, batch by batch.

    Where the folder cannot be watched it only waits; `is_watching` says so.
    """

    def __init__(self, folder: Path, stop: threading.Event) -> None:
        self._folder = folder
        self._stop = stop
        self._identity = (0, 0)
        self._news: News | None = None
        self._begin()

    @property
    def is_watching(self) -> bool:
        """Whether the system tells of changes."""
        return self._news is not None

    def changes(self, longest: float) -> Changes:
        """What changed since the last call; waits at most so many seconds for something."""
        if self._identity != _identity(self._folder):  # another folder has its name now, or none
            self._begin()
            return everything()
        if self._news is None:
            self._stop.wait(longest)
            return nothing()
        try:
            return self._news.changes(longest)
        except OSError as error:
            log.warning("%s is no longer watched (%s); it is scanned instead", self._folder, error)
            self.close()
            return everything()

    def close(self) -> None:
        """End the watch."""
        if self._news:
            self._news.close()
            self._news = None

    def _begin(self) -> None:
        self.close()
        self._identity = _identity(self._folder)
        try:
            self._news = SystemNews(self._folder)
        except OSError as error:
            log.warning("%s cannot be watched (%s); it is scanned instead", self._folder, error)


def _identity(folder: Path) -> tuple[int, int]:
    try:
        status = folder.stat()
    except OSError:
        return 0, 0
    return status.st_dev, status.st_ino
