"""Notices changes below a folder, where the system tells of them."""

import logging
import os
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from watchfiles import watch

log = logging.getLogger(__name__)

_STEP = 100  # milliseconds without news that end a batch of changes
_LONGEST = 400  # milliseconds a batch is collected
_WAIT = 200  # milliseconds to wait for something to happen


class Watcher:
    """The places below a folder that changed, batch by batch.

    Where the folder cannot be watched it only waits; `is_watching` says so.
    """

    def __init__(self, folder: Path, stop: threading.Event) -> None:
        self._folder = folder
        self._stop = stop
        self._identity = (0, 0)
        self._batches: Generator[set[Any], None, None] | None = None
        self._begin()

    @property
    def is_watching(self) -> bool:
        """Whether the system tells of changes."""
        return self._batches is not None

    def changed(self) -> set[str]:
        """The paths below the folder that changed since the last call; waits a moment for some.

        An empty path stands for the whole folder.
        """
        if self._identity != _identity(self._folder):  # another folder has its name now, or none
            self._begin()
            return {""}
        if self._batches is None:
            self._stop.wait(_WAIT / 1000)
            return set()
        try:
            batch = next(self._batches)
        except (OSError, RuntimeError, StopIteration) as error:
            self._batches = None
            if self._stop.is_set():
                return set()
            log.warning("%s is no longer watched (%s); it is scanned instead", self._folder, error)
            return {""}
        return {place for _, path in batch if (place := self._place(path)) is not None}

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
        except (OSError, RuntimeError, StopIteration) as error:
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
