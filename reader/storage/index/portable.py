"""News of changed files on systems other than Linux, by watchfiles."""

import os
import threading
from collections.abc import Generator
from pathlib import Path

from watchfiles import Change, watch

from reader.storage.index.news import Changes, Signs

_STEP = 20  # milliseconds without news that end a batch of changes
_LONGEST = 400  # milliseconds a batch is collected
_WAIT = 200  # milliseconds to wait for something to happen


class PortableNews:
    """What changes below a folder; raises OSError where that cannot be watched, then and later."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stop = threading.Event()
        self._batches: Generator[set[tuple[Change, str]], None, None] = watch(
            folder,
            watch_filter=None,
            debounce=_LONGEST,
            step=_STEP,
            rust_timeout=_WAIT,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        self._next()  # the watch begins with the first question

    def changes(self, _longest: float, /) -> Changes:
        """What changed since the last call; waits 0.2 s for something."""
        kinds: dict[str, set[Change]] = {}
        for kind, path in self._next():
            place = os.path.relpath(path, self._folder)
            if not place.startswith(".."):
                kinds.setdefault("" if place == "." else place, set()).add(kind)
        # A file that took its place by a rename; one that is new looks the same.
        added = {place: 1 for place in kinds if kinds[place] == {Change.added}}
        return Changes(set(kinds), Signs(closed=added))

    def close(self) -> None:
        """End the watch."""
        self._batches.close()

    def _next(self) -> set[tuple[Change, str]]:
        try:
            return next(self._batches)
        except (RuntimeError, StopIteration, UnicodeError) as error:
            raise OSError(str(error)) from error
