"""Rendered bodies and what their pages say beside them, kept on disk while there is room."""

import contextlib
import logging
import os
import sqlite3
import threading
from pathlib import Path
from zlib import crc32

from zstandard import ZstdError

from reader.storage.packing import packed, unpacked

log = logging.getLogger(__name__)

_PATIENCE = 0.2  # seconds; a body that cannot be kept now is made again some time
_SHARE = 8  # one in so many goes, the oldest first, when there is no room; it is looked at as often
_TABLES = """
CREATE TABLE IF NOT EXISTS bodies (
  number INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,
  html BLOB NOT NULL
);
-- What a page says beside the body of that key; it is of no use without.
CREATE TABLE IF NOT EXISTS fillings (
  number INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,
  body BLOB NOT NULL,
  texts BLOB NOT NULL,
  checksum INTEGER NOT NULL
);
"""


class BodyStore:
    """HTML by key, shared by all processes of a host; at most about `capacity` bytes of file.

    Beside a body it keeps the other texts of pages that show it, their fillings. It never fails:
    what cannot be read or kept counts as not there. Any thread may use it.
    """

    def __init__(self, file: Path, capacity: int) -> None:
        self._file = file
        self._capacity = capacity
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._inode = 0
        self._unseen = capacity  # bytes written since the size was looked at: do so at first
        self._is_reported = self._was_busy = False

    def get(self, key: bytes) -> bytes | None:
        """The HTML kept under a key, in UTF-8; None where there is none."""
        try:
            with self._lock:
                rows = self._opened().execute("SELECT html FROM bodies WHERE key = ?", (key,))
                row = rows.fetchone()
            return unpacked(row[0]) if row else None
        except (sqlite3.Error, ZstdError, TypeError) as error:
            self._give_up(error)
            return None

    def filling(self, key: bytes) -> tuple[bytes, bytes] | None:
        """The texts kept under a key, and the HTML of their body; None without both."""
        try:
            with self._lock:
                rows = self._opened().execute(
                    "SELECT texts, checksum, html FROM fillings f JOIN bodies b ON b.key = f.body"
                    " WHERE f.key = ?",
                    (key,),
                )
                row = rows.fetchone()
            if row is None:
                return None
            texts, checksum, html = row
            if crc32(texts) != checksum:
                raise sqlite3.DatabaseError("a filling is damaged")
            return texts, unpacked(html)
        except (sqlite3.Error, ZstdError, TypeError) as error:
            self._give_up(error)
            return None

    def put(self, key: bytes, html: str) -> None:
        """Keep HTML under a key."""
        with contextlib.suppress(UnicodeEncodeError):  # a character that is none
            self.put_bytes(key, html.encode())

    def put_bytes(self, key: bytes, content: bytes) -> None:
        """Keep something else than HTML under a key."""
        self._write("INSERT OR REPLACE INTO bodies (key, html) VALUES (?, ?)", key, packed(content))

    def put_filling(self, key: bytes, body: bytes, texts: bytes) -> None:
        """Keep the texts of a page beside the body of the key `body`."""
        self._write(
            "INSERT OR REPLACE INTO fillings (key, body, texts, checksum) VALUES (?, ?, ?, ?)",
            key, body, texts, crc32(texts),
        )  # fmt: skip

    def _write(self, statement: str, *values: object) -> None:
        try:
            with self._lock:
                self._leave_deleted()
                self._opened().execute(statement, values)
                self._unseen += sum(len(value) for value in values if isinstance(value, bytes))
                if self._unseen > self._capacity // _SHARE:
                    self._prune()
                    self._unseen = 0
        except sqlite3.Error as error:
            self._give_up(error)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None or self._process != os.getpid():
            self._process = os.getpid()
            connection = sqlite3.connect(
                self._file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                # What a power failure takes is made again; keys and rows stay together.
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.executescript(_TABLES)
            except sqlite3.Error:
                connection.close()
                raise
            self._connection = connection
            self._inode = self._inode_now()
        return self._connection

    def _leave_deleted(self) -> None:
        """Go over to the file of today, where somebody has deleted that which is open."""
        if self._process == os.getpid() and self._inode_now() != self._inode:
            self._leave()

    def _inode_now(self) -> int:
        try:
            return self._file.stat().st_ino
        except OSError:
            return 0

    def _leave(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _prune(self) -> None:
        connection = self._opened()
        removed = 1
        while removed and _used(connection) > self._capacity:
            removed = 0
            for table in ("bodies", "fillings"):  # of these many may be of no use any more
                removed += connection.execute(
                    f"DELETE FROM {table} WHERE number IN (SELECT number FROM {table}"  # noqa: S608
                    f" ORDER BY number LIMIT (SELECT count(*) / ? + 1 FROM {table}))",
                    (_SHARE,),
                ).rowcount
            connection.execute("DELETE FROM fillings WHERE body NOT IN (SELECT key FROM bodies)")

    def _give_up(self, error: Exception) -> None:
        """Start with a new file where this one is damaged; wait for another try otherwise.

        That another process has it for once is nothing to speak of: several begin at a time.
        """
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        is_chance = code == sqlite3.SQLITE_BUSY and not self._was_busy
        self._was_busy = code == sqlite3.SQLITE_BUSY
        if not is_chance and not self._is_reported:
            log.warning("%s cannot be used (%s); what it keeps is made anew", self._file, error)
            self._is_reported = True
        with self._lock:
            if code != sqlite3.SQLITE_BUSY:
                self._leave()
            if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                for suffix in ("", "-wal", "-shm"):
                    with contextlib.suppress(OSError):
                        Path(f"{self._file}{suffix}").unlink()


def _used(connection: sqlite3.Connection) -> int:
    """The bytes of a file that hold something."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * size)
