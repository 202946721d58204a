"""Keeps the index up to date with the content folder: one process at a time does."""

import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from reader.domain.site import Site
from reader.storage.article_files import DetectScript
from reader.storage.index.intake import Intake, Progress
from reader.storage.index.schema import IndexFiles, open_for_writing, open_texts_for_writing
from reader.storage.index.watching import Watcher
from reader.storage.index.writer import Analysis, IndexWriter

log = logging.getLogger(__name__)

_RETRY = 2.0  # seconds until what failed is tried again
_STANDBY = 0.5  # seconds between two tries to become the indexer
_PAUSE = 0.1  # seconds until files that are being written are looked at again
_PATIENCE = 5.0  # seconds to wait for files that are being written before going on without them
_KEEP_TEXTS = 10.0  # seconds a replaced text stays, for readers who are still at it
# A scan catches what the watcher missed, in at most a fiftieth of the time; without a watcher
# (network file systems, no watches left) it is all there is, and may take a twentieth.
_WATCHED = (10.0, 50)  # seconds, and times as long as a scan takes
_UNWATCHED = (1.0, 20)
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Indexer:
    """Brings an index up to date, once (`update`) or for as long as it is let (`run`)."""

    def __init__(  # noqa: PLR0913 - all that an indexer is made of
        self,
        content: Path,
        files: IndexFiles,
        site: Site,
        *,
        detect: DetectScript,
        analysis: Analysis,
        fingerprint: str,
        progress: Progress = lambda *_: None,
        rest: float = 0.0,
    ) -> None:
        """`fingerprint` changes with any rule by which files become what an index holds.

        `rest`: how long to rest after each piece of work, as a share of the time it took.
        """
        self._content = content
        self._files = files
        self._site = site
        self._analysis = analysis
        self._intake = Intake(content, site.timezone, detect, progress, rest=rest)
        self._stop = threading.Event()
        self._fingerprint = fingerprint

    def stop(self) -> None:
        """Make `run` return soon; from any thread."""
        self._stop.set()

    def update(self) -> bool:
        """Bring the index up to date, now; False where another process keeps it so.

        Raises OSError or sqlite3.Error when it cannot be written.
        """
        with self._turn() as is_ours:
            if is_ours:
                with closing(self._opened()) as index:
                    self._catch_up(index)
                    index.tidy()
        return is_ours

    def run(self) -> None:
        """Keep the index up to date until told to stop; wait while another process does."""
        while not self._stop.is_set():
            try:
                with self._turn() as is_ours:
                    if is_ours:
                        self._keep_up()
            except (OSError, sqlite3.Error) as error:
                log.error("the index cannot be kept up to date (%s); trying again", error)
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                    self._files.damage.touch()
                self._stop.wait(_RETRY)
            else:
                self._stop.wait(_STANDBY)

    def _keep_up(self) -> None:
        while not self._stop.is_set():
            with closing(self._opened()) as index:
                self._catch_up(index)
                index.tidy()
                self._follow(index)

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """The one indexer's lock, where it is free; the system frees it when a process dies."""
        with self._files.lock.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            yield True

    # One index

    def _opened(self) -> "_Index":
        """The index in use; made anew where it is lost, damaged or of another time's rules.

        While rules alone have changed (an upgrade, another time zone) readers keep the old one
        until the new one is complete.
        """
        index = self._existing()
        if index is None:
            if self._files.damage.exists():
                self._files.remove_texts()
            index = self._made()
            self._files.put_in_use(index.path)
        elif index.fingerprint != self._fingerprint:
            index.close()
            log.info("the rules have changed; making a new index while the old one is read")
            index = self._made()
            try:
                self._catch_up(index)
            except BaseException:
                index.close()
                raise
            self._files.put_in_use(index.path)
        index.identity = self._files.identity()
        return index

    def _existing(self) -> "_Index | None":
        """The index in use, None where there is none to go on with."""
        if self._files.damage.exists():
            return None
        try:
            index = _Index(self._files, self._files.index, self._site, self._analysis)
            index.identity = self._files.identity()
            if index.is_sound():
                return index
            index.close()
            raise sqlite3.DatabaseError("it is damaged")
        except (OSError, sqlite3.Error) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise
            log.info("there is no index to go on with (%s); making one", error)
            return None

    def _made(self) -> "_Index":
        path = self._files.new()
        return _Index(self._files, path, self._site, self._analysis, self._fingerprint)

    def _catch_up(self, index: "_Index") -> None:
        """Look at the whole folder, and at what is being written until it is done."""
        self._intake.waiting.clear()
        self._intake.look(index.writer, [""])
        deadline = time.monotonic() + _PATIENCE
        while self._intake.waiting and time.monotonic() < deadline and not self._stop.is_set():
            self._stop.wait(_PAUSE)
            self._intake.look(index.writer, list(self._intake.waiting))
        self._intake.show(index.writer)
        with index.writer.transaction():
            index.writer.finish()

    def _follow(self, index: "_Index") -> None:
        """Take in changes as they come, until told to stop or the index is lost."""
        watcher = Watcher(self._content, self._stop)
        next_scan = next_sweep = 0.0
        try:
            while not self._stop.is_set():
                places = watcher.changed()
                if not index.is_sound():
                    log.warning("the index was deleted or damaged; making a new one")
                    return
                now = time.monotonic()
                if now >= next_scan:
                    places.add("")
                self._intake.look(index.writer, places | self._intake.waiting)
                if now >= next_scan:
                    least, factor = _WATCHED if watcher.is_watching else _UNWATCHED
                    next_scan = time.monotonic() + max(least, factor * (time.monotonic() - now))
                if index.writer.is_due(datetime.now(UTC)):
                    self._intake.show(index.writer)
                if now >= next_sweep:
                    next_sweep = now + _KEEP_TEXTS
                    index.sweep()
        finally:
            watcher.close()


class _Index:
    """An opened index: with a `fingerprint`, one made anew.

    Raises sqlite3.Error where there is none that can be read.
    """

    def __init__(
        self,
        files: IndexFiles,
        path: Path,
        site: Site,
        analysis: Analysis,
        fingerprint: str = "",
    ) -> None:
        self._files = files
        self._connection = open_for_writing(path, fingerprint)
        try:
            self._texts = open_texts_for_writing(files)
            (self.fingerprint,) = self._connection.execute(
                "SELECT fingerprint FROM state"
            ).fetchone()
        except BaseException:
            self._connection.close()
            raise
        self.path = path
        self.identity: tuple[int, ...] = ()
        self.writer = IndexWriter(self._connection, self._texts, site.timezone, analysis)

    def close(self) -> None:
        """Close both files."""
        self._connection.close()
        self._texts.close()

    def is_sound(self) -> bool:
        """Whether the files are still there and whole, as far as a glance tells."""
        return (
            self.identity == self._files.identity()
            and not self._files.damage.exists()
            and all(map(_is_whole, (self._files.index, self._files.texts)))
        )

    def tidy(self) -> None:
        """Delete texts that nothing shows, and have files read again whose text is lost."""
        with self.writer.transaction():
            self.writer.mend_texts()
        for connection in (self._connection, self._texts):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def sweep(self) -> None:
        """Delete the texts of versions that were replaced some seconds ago."""
        if self.writer.has_unused_texts:
            with self.writer.transaction():
                self.writer.drop_unused_texts()


def _is_whole(path: Path) -> bool:
    """Whether a file begins as SQLite's do and is as long as it says."""
    try:
        with path.open("rb") as opened:
            head = opened.read(100)
            size = os.fstat(opened.fileno()).st_size
    except OSError:
        return False
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    return head.startswith(b"SQLite format 3\0") and size >= pages * (65536 if page == 1 else page)
