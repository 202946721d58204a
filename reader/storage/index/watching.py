"""Notices changes below a folder, where the system tells of them."""

import logging
import os
import threading
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

from watchfiles import Change, watch

log = logging.getLogger(__name__)

_STEP = 20  # milliseconds without news that end a batch of changes
_LONGEST = 400  # milliseconds a batch is collected
_WAIT = 200  # milliseconds to wait for something to happen


class Changes(NamedTuple):
    """The paths below a folder that changed; an empty one stands for the whole folder.

    To `renamed` something was moved, and nothing was deleted or written there. (A new file that
    is made in its place looks the same.)
    """

    places: set[str]
    renamed: set[str]


class Watcher:
    """The places below a folder that changed, batch by batch.

    Where the folder cannot be watched it only waits; `is_watching` says so.
    """

    def __init__(self, folder: Path, stop: threading.Event) -> None:
        self._folder = folder
        self._stop = stop
        self._identity = (0, 0)
        self._batches: Generator[set[tuple[Change, str]], None, None] | None = None
        self._begin()

    @property
    def is_watching(self) -> bool:
        """Whether the system tells of changes."""
        return self._batches is not None

    def changed(self) -> Changes:
        """What changed since the last call; waits a moment for something."""
        if self._identity != _identity(self._folder):  # another folder has its name now, or none
            self._begin()
            return Changes({""}, set())
        if self._batches is None:
            self._stop.wait(_WAIT / 1000)
            return Changes(set(), set())
        try:
            batch = next(self._batches)
        except (OSError, RuntimeError, StopIteration) as error:
            self._batches = None
            if self._stop.is_set():
                return Changes(set(), set())
            log.warning("%s is no longer watched (%s); it is scanned instead", self._folder, error)
            return Changes({""}, set())
        kinds: dict[str, set[Change]] = {}
        for kind, path in batch:
            if (place := self._place(path)) is not None:
                kinds.setdefault(place, set()).add(kind)
        return Changes(set(kinds), {place for place in kinds if kinds[place] == {Change.added}})

    def close(self) -> None:
        """End the watch."""
        if self._batches:
            self._batches.close()
            self._batches = None

    def _begin(self) -> None:
        self.close()
        self._identity = _identity(self._folder)
        self._batches = watch(
            self._folder,
            watch_filter=None,
            debounce=_LONGEST,
            step=_STEP,
            rust_timeout=_WAIT,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        try:
            next(self._batches)  # the watch begins with the first question
        except (OSError, RuntimeError, StopIteration, UnicodeError) as error:
            log.warning("%s cannot be watched (%s); it is scanned instead", self._folder, error)
            self._batches = None

    def _place(self, path: str) -> str | None:
        place = os.path.relpath(path, self._folder)
        if place == ".":
            return ""
        return None if place.startswith("..") else place


def _identity(folder: Path) -> tuple[int, int]:
    try:
        status = folder.stat()
    except OSError:
        return 0, 0
    return status.st_dev, status.st_ino
