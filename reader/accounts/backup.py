"""Copies of an embedded accounts database, made and put back while others use it (SQLite's backup).

A copy of the file alone would miss what is still in the log beside it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reader.domain.errors import ReaderError

_MODE = 0o600
_LOG = ("-wal", "-shm", "-journal")  # what SQLite may leave beside a file


class BackupError(ReaderError):
    """A copy that cannot be made or is none; the message says what to do."""


def back_up(source: Path, target: Path) -> None:
    """Make a copy that nobody else on this machine may read; whole, or not at all.

    Raises BackupError.
    """
    if not source.exists():
        raise BackupError(f"{source} is not there: nobody has kept anything yet.")
    part = target.with_name(f".{target.name}.part")
    with _sentences(target):
        try:
            part.unlink(missing_ok=True)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
            with _opened(source) as one, _opened(part, "rw") as other:
                one.backup(other)
                other.execute("PRAGMA journal_mode = DELETE")  # all in one file
            check(part)
            _flush(part)
            part.replace(target)
        finally:
            for name in ("", *_LOG):
                part.with_name(part.name + name).unlink(missing_ok=True)


def put_back(copy: Path, target: Path) -> None:
    """Have a database say what a copy says; whoever uses it sees that in their next question.

    Raises BackupError.
    """
    check(copy)
    with _sentences(target):
        if target.exists():
            with _opened(copy) as one, _opened(target, "rw") as other:
                one.backup(other)
            return
        for name in _LOG:  # of a file that is gone, which would be taken for this one's
            target.with_name(target.name + name).unlink(missing_ok=True)
    back_up(copy, target)


def check(copy: Path) -> None:
    """Raise BackupError where a file is no whole accounts database."""
    with _sentences(copy), _opened(copy) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise BackupError(f"{copy} is damaged ({found}): take another copy.")
        if not connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchone():
            raise BackupError(f"{copy} is no accounts database of qingdu's.")


@contextmanager
def _opened(file: Path, mode: str = "ro") -> Iterator[sqlite3.Connection]:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=60, isolation_level=None)) as opened:
        yield opened


def _flush(file: Path) -> None:
    """Wait until a file is on the disk."""
    opened = os.open(file, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file}: {error}.") from error
    except OSError as error:
        raise BackupError(f"{error.filename or file}: {error.strerror}.") from error
