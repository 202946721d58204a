"""Whether a file that has just changed may be read, or is still being written."""

import contextlib
import fcntl
import os
import signal
import time

from reader.storage.scan import FoundFile

SETTLE = 0.3  # seconds a file must stay as it is before it is read
_OPEN_LIMIT = 30.0  # seconds after which a file that is merely held open is read all the same
_OLD = 2.0  # seconds; a file that was last changed longer ago is not being written


class Settling:
    """Remembers since when each changed file has looked as it does now."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, float]] = {}

    def is_settled(self, item: FoundFile | str, *, is_whole: bool = False) -> bool:
        """Whether a file that changed may be read, or that is missing (a name) be forgotten.

        Ask again when not. A program that saves a file may delete it for a moment. `is_whole`: it
        took the place of another at once, so that nothing is to come but from who has it open.
        """
        file, stamp = (item, "") if isinstance(item, str) else (item.file, item.stamp_text)
        now = time.monotonic()
        known, since = self._seen.get(file, (None, now))
        if known == stamp:
            is_settled = now - since >= SETTLE and not (
                isinstance(item, FoundFile)
                and now - since < _OPEN_LIMIT
                and _is_being_written(item)
            )
        else:
            self._seen[file] = (stamp, now)
            is_settled = isinstance(item, FoundFile) and (
                (is_whole or _is_old(item)) and not _is_being_written(item)
            )
        if is_settled:
            del self._seen[file]
        return is_settled

    def forget_all_but(self, waiting: set[str]) -> None:
        """The others are as they were again, or gone before they were read."""
        self._seen = {file: seen for file, seen in self._seen.items() if file in waiting}


def _is_old(found: FoundFile) -> bool:
    """Whether a file was last changed, by its own clock, some while ago."""
    changed = max(found.stamp[1], found.stamp[2]) / 10**9
    return 0 < changed < time.time() - _OLD


def _is_being_written(found: FoundFile) -> bool:
    """Whether some process has the file open for writing (Linux; else it cannot be known).

    A read lease is granted only while nobody has; it is given back at once. Should anyone open
    the file in that moment, the kernel sends us a signal, which is made one that does nothing.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        descriptor = os.open(found.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
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
