"""Whether a file that has just changed may be read, or is still being written."""

import contextlib
import fcntl
import math
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from reader.storage.index.news import NO_SIGNS, Signs
from reader.storage.scan import FoundFile

SETTLE = 0.3  # seconds a file must stay as it is before it is read
_AGAIN = 0.2  # seconds until one that is held open is looked at again
_ROUNDS = 1.0  # seconds within which a file that is closed again is being written in rounds
_OPEN_LIMIT = 30.0  # seconds after which a file that is merely held open is read all the same
_OLD = 2.0  # seconds; a file that was last changed longer ago is not being written


class Settling:
    """Remembers since when each changed file has looked as it does now."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, float]] = {}
        self._closed: dict[str, float] = {}  # when files were last closed that were written to
        self._written: set[str] = set()  # written and closed once, as was heard just now
        self._signs = NO_SIGNS
        self._stamp_of: Callable[[str], str] = lambda _: ""
        self._arrived: set[str] = set()  # files that were settled since, where any were moved

    def hear(self, signs: Signs, stamp_of: Callable[[str], str]) -> None:
        """Take in what is known of the files that `is_settled` is asked about next.

        `stamp_of` tells the stamp of the version that is shown, by its file's name.
        """
        now = time.monotonic()
        self._closed = {file: at for file, at in self._closed.items() if now - at < _ROUNDS}
        once = {file for file, count in signs.closed.items() if count == 1}
        self._written = once.difference(self._closed)
        self._closed |= dict.fromkeys(signs.closed, now)
        self._signs = signs
        self._stamp_of = stamp_of
        self._arrived.clear()

    def is_settled(self, item: FoundFile | str) -> bool:
        """Whether a file that changed may be read, or that is missing (a name) be forgotten.

        Ask again when not. Of a file that was moved, ask about the new name first.
        """
        file, stamp = (item, "") if isinstance(item, str) else (item.file, item.stamp_text)
        now = time.monotonic()
        seen, since = self._seen.get(file, (None, now))
        is_settled = (
            (seen == stamp and _has_rested(item, now - since))
            or (isinstance(item, str) and self._has_arrived(item))
            or (
                isinstance(item, FoundFile)
                and self._is_complete(item, is_new=seen != stamp)
                and not _is_being_written(item)
            )
        )
        if is_settled:
            self._seen.pop(file, None)
            if self._signs.moves:
                self._arrived.add(file)
        elif seen != stamp:
            self._seen[file] = (stamp, now)
        return is_settled

    def forget_all_but(self, waiting: set[str]) -> None:
        """The others are as they were again, or gone before they were read."""
        self._seen = {file: seen for file, seen in self._seen.items() if file in waiting}

    def next_due(self) -> float:
        """Seconds until one that waits may have rested; infinite when none does."""
        moments = [since for _, since in self._seen.values()]
        wait = min(moments) + SETTLE - time.monotonic() if moments else math.inf
        return wait if wait > 0 else _AGAIN

    def _is_complete(self, item: FoundFile, *, is_new: bool) -> bool:
        """Whether nothing is to come but from who has it open.

        Its name was given to it by a rename; or it was written long ago; or it is a new version
        of a file that is known, written and closed once. A program that closes a file after each
        part of it gives itself away by the second part, or by a first that is much too small.
        """
        if item.file in self._signs.renamed or (is_new and _is_old(item)):
            return True
        if item.file not in self._written:
            return False
        size = self._stamp_of(item.file).partition(" ")[0]
        return size.isdecimal() and item.stamp[0] >= max(1, int(size) / 2)

    def _has_arrived(self, file: str) -> bool:
        """Whether a file that is missing was moved, and is settled under its new name."""
        moves = self._signs.moves
        for old in (file, *map(str, PurePosixPath(file).parents)) if moves else ():
            if old in moves and moves[old] + file.removeprefix(old) in self._arrived:
                return True
        return False


def _has_rested(item: FoundFile | str, seconds: float) -> bool:
    """Whether a file that has looked as it does for so long may be read or forgotten."""
    if seconds < SETTLE or seconds >= _OPEN_LIMIT or isinstance(item, str):
        return seconds >= SETTLE
    return not _is_being_written(item)


def _is_old(found: FoundFile) -> bool:
    """Whether a file was last changed, by its own clock, some while ago."""
    changed = max(found.stamp[1], found.stamp[2]) / 10**9
    return 0 < changed < time.time() - _OLD


def _is_being_written(found: FoundFile) -> bool:
    """Whether some process has the file, or a recording beside it, open for writing."""
    recordings = [found.path.with_suffix(ending) for ending in found.recordings]
    return any(map(_is_open_for_writing, (found.path, *recordings)))


def _is_open_for_writing(path: Path) -> bool:
    """The same of one file (Linux; else it cannot be known).

    A read lease is granted only while nobody has; it is given back at once. Should anyone open
    the file in that moment, the kernel sends us a signal, which is made one that does nothing.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        with contextlib.suppress(PermissionError):  # another's file
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # a file system without leases
        return False
    finally:
        os.close(descriptor)
    return False
