"""The folder of an export: what is written there, and by whom."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reader.domain.errors import ReaderError

MANIFEST = ".qingdu-export"

_APPLICATION = 0x71696E67  # "qing", in the head of the database file
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, run INTEGER NOT NULL, article TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_by_article ON files (article) WHERE article <> '';
CREATE TABLE IF NOT EXISTS articles (path TEXT PRIMARY KEY, stamp BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY);
"""
_WAIT = 60.0  # seconds for another process to finish its transaction


class ExportFolder:
    """A folder that holds an export and perhaps files of others, which stay as they are.

    The manifest, a database in it, has the path of every file that was written, from before it
    was; `run` is the number of the export that it was last part of. Several processes may write.
    """

    def __init__(self, root: Path, run: int) -> None:
        self.root = root
        self._run = run
        self._manifest = sqlite3.connect(root / MANIFEST, timeout=_WAIT, isolation_level=None)
        self._manifest.execute("PRAGMA synchronous = NORMAL")
        self._part = root / f"{MANIFEST}.{os.getpid()}.part"

    def close(self) -> None:
        """End the use of it by this process."""
        self._manifest.close()

    def claim(self, files: Iterable[str], article: str = "") -> set[str]:
        """Enter files that are about to be written; those that are not another's.

        A file counts as another's where it exists and no export has entered it.
        """
        claimed = set()
        with self._transaction():
            for file in files:
                known = self._manifest.execute(
                    "UPDATE files SET run = ?, article = ? WHERE path = ? RETURNING 1",
                    (self._run, article, file),
                ).fetchall()
                if not known:
                    if os.path.lexists(self.root / file):
                        continue
                    self._manifest.execute(
                        "INSERT INTO files VALUES (?, ?, ?)", (file, self._run, article)
                    )
                claimed.add(file)
        return claimed

    def disclaim(self, file: str) -> None:
        """A file is not part of this export after all."""
        self._manifest.execute("UPDATE files SET run = 0 WHERE path = ?", (file,))

    def is_whole(self, article: str, stamp: bytes) -> bool:
        """Whether all files of an article are as they would be written; enters them if so."""
        found = self._manifest.execute("SELECT stamp FROM articles WHERE path = ?", (article,))
        if found.fetchone() != (stamp,):
            return False
        rows = self._manifest.execute("SELECT path FROM files WHERE article = ?", (article,))
        if not all(os.path.lexists(self.root / file) for (file,) in rows):
            return False
        self._manifest.execute(
            "UPDATE files SET run = ? WHERE article = ? AND run > 0", (self._run, article)
        )
        return True

    def keep_stamp(self, article: str, stamp: bytes) -> None:
        """All files of an article have been written."""
        self._manifest.execute("INSERT OR REPLACE INTO articles VALUES (?, ?)", (article, stamp))

    def write(self, file: str, data: bytes, changed: float) -> bool:
        """Put a claimed file in its place at once; False where it was there already, the same.

        `changed` is the file's time in seconds, unless there was another file before that was as
        new: who copies or answers by times must see that it is another.
        """
        target = self.root / file
        before = None
        with suppress(FileNotFoundError):
            before = target.stat()
            if before.st_size == len(data) and target.read_bytes() == data:
                return False
        with self._part.open("wb") as part:
            part.write(data)
        self._put(target, changed, before)
        return True

    def copy(self, file: str, source: Iterable[bytes], size: int, changed: float) -> bool:
        """The same for a file of any size, which is the same where its size and time are."""
        target = self.root / file
        before = None
        with suppress(FileNotFoundError):
            before = target.stat()
            if before.st_size == size and abs(before.st_mtime - changed) < 0.001:
                return False
        with self._part.open("wb") as part:
            part.writelines(source)
        self._put(target, changed, None)
        return True

    def remove_gone(self) -> int:
        """Remove the files of earlier exports that are not part of this one; how many."""
        rows = self._manifest.execute("SELECT path FROM files WHERE run <> ?", (self._run,))
        count = 0
        for (file,) in rows.fetchall():
            target = self.root / file
            with suppress(FileNotFoundError, NotADirectoryError):
                target.unlink()
                count += 1
            with suppress(OSError):  # a folder that is not empty
                for folder in target.relative_to(self.root).parents[:-1]:
                    (self.root / folder).rmdir()
        with self._transaction():
            self._manifest.execute("DELETE FROM files WHERE run <> ?", (self._run,))
            self._manifest.execute(
                "DELETE FROM articles WHERE path NOT IN (SELECT article FROM files)"
            )
        return count

    def _put(self, target: Path, changed: float, before: os.stat_result | None) -> None:
        if before and changed <= before.st_mtime:
            changed = time.time()
        os.utime(self._part, (changed, changed))
        try:
            self._part.replace(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._part.replace(target)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._manifest.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._manifest.execute("ROLLBACK")
            raise
        self._manifest.execute("COMMIT")


@contextmanager
def opened(root: Path) -> Iterator[int]:
    """Make a folder ready for an export, by one process at a time; answers the number of the run.

    Raises ReaderError for a folder that holds what no export wrote.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = os.open(root, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReaderError(f"{root} is being exported to by another process.") from None
        for part in root.glob(f"{MANIFEST}.*.part"):  # of one that was killed
            part.unlink()
        yield _begun(root)
    finally:
        os.close(lock)


def _begun(root: Path) -> int:
    manifest = root / MANIFEST
    if not manifest.exists() and any(root.iterdir()):
        raise ReaderError(
            f"{root} is not empty, and no earlier export. Name another folder, or empty this one."
        )
    database = sqlite3.connect(manifest, timeout=_WAIT, isolation_level=None)
    try:
        if manifest.stat().st_size:
            (application,) = database.execute("PRAGMA application_id").fetchone()
            if application != _APPLICATION:
                raise sqlite3.DatabaseError("it is another's")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(f"PRAGMA application_id = {_APPLICATION}")
        database.executescript(_SCHEMA)
        (run,) = database.execute(
            "INSERT INTO runs VALUES ((SELECT coalesce(max(number), 0) + 1 FROM runs))"
            " RETURNING number"
        ).fetchone()
        database.execute("DELETE FROM runs WHERE number < ?", (run,))
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise ReaderError(
            f"{manifest} cannot be read ({error}), so that nobody knows which files an export"
            " wrote. Export to another folder."
        ) from error
    finally:
        database.close()
    return int(run)
