"""The file of an embedded database, which other programs can lose, overwrite or put back."""

import os
from contextlib import suppress
from pathlib import Path

from reader.domain.errors import AccountsUnavailableError

_HEAD = b"SQLite format 3\x00"


class DatabaseFile:
    """One file, looked at beside the connections that have it open.

    These would not notice for long that it is gone, and write on where nobody reads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened = -1

    def make(self) -> None:
        """Make an empty database, which nobody else on this machine may read."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
        except OSError as error:
            if not self.path.exists():
                raise AccountsUnavailableError(f"{error.filename}: {error.strerror}") from error

    def identity(self) -> tuple[int, int]:
        """What no other file has; raises AccountsUnavailableError where there is none."""
        try:
            found = self.path.stat()
        except OSError as error:
            raise AccountsUnavailableError(
                f"{self.path} cannot be found any more ({error.strerror}): put it back, or start "
                "the server again for a new one"
            ) from error
        return found.st_dev, found.st_ino

    def hold(self) -> None:
        """Look from now on at the file that is there."""
        self.release()
        try:
            self._opened = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise AccountsUnavailableError(f"{self.path}: {error.strerror}") from error

    def check(self) -> None:
        """Raise AccountsUnavailableError where the held file is no database any more."""
        try:
            if os.pread(self._opened, len(_HEAD), 0) == _HEAD:
                return
        except OSError as error:
            raise AccountsUnavailableError(f"{self.path}: {error.strerror}") from error
        raise AccountsUnavailableError(
            f"{self.path} is damaged: something else was written into it. Put a copy in its place, "
            "by renaming it"
        )

    def release(self) -> None:
        """Look no more; only when no connection of this process has the file open.

        To close a file takes away all locks that the process has on it (POSIX, fcntl).
        """
        if self._opened >= 0:
            with suppress(OSError):
                os.close(self._opened)
            self._opened = -1
