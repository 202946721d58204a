"""Keeps the index up to date with the content folder: one process at a time does."""

import contextlib
import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from reader.domain.site import Site
from reader.storage.article_files import DetectScript
from reader.storage.index.intake import Intake, Progress
from reader.storage.index.schema import (
    WRITER_PATIENCE,
    IndexFiles,
    is_damage,
    make_index,
    open_for_writing,
    open_texts_for_writing,
    remove_index,
)
from reader.storage.index.terms import Analysis
from reader.storage.index.watching import Watcher
from reader.storage.index.writer import IndexWriter

log = logging.getLogger(__name__)

_RETRY = 2.0  # seconds until what failed is tried again
_STANDBY = 0.5  # seconds between two tries to become the indexer
_PAUSE = 0.1  # seconds until files that are being written are looked at again
_PATIENCE = 5.0  # seconds to wait for files that are being written before going on without them
_LONGEST_WAIT = 0.2  # seconds to wait for a change before other things are seen to
_TIDY_PATIENCE = 200  # milliseconds to wait for readers of an older view, who hold the logs
_KEEP_TEXTS = 10.0  # seconds a replaced text stays, for readers who are still at it
# A scan catches what the watcher missed, in at most half a percent of the time; without a watcher
# (network file systems, no watches left) it is all there is, and may take a twentieth.
_WATCHED = (10.0, 200)  # seconds, and times as long as a scan takes
_UNWATCHED = (1.0, 20)


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
        progress: Progress = lambda _: None,
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
        self._held = -1  # the open lock
        self._trouble = ""

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
        return is_ours

    def run(self, when_current: Callable[[], None] = lambda: None) -> None:
        """Keep the index up to date until told to stop; wait while another process does.

        `when_current` is called whenever it has caught up with the folder.
        """
        while not self._stop.is_set():
            try:
                with self._turn() as is_ours:
                    if is_ours:
                        self._keep_up(when_current)
            except Exception as error:  # noqa: BLE001 - whatever happens, the index must follow
                self._report(error)
                self._stop.wait(_RETRY)
            else:
                self._stop.wait(_STANDBY)

    def _report(self, error: Exception) -> None:
        """Say what went wrong, once; see to it that a damaged index is made anew."""
        if is_damage(error):
            with contextlib.suppress(OSError):
                self._files.damage.touch()
        if str(error) != self._trouble:
            is_known = isinstance(error, OSError | sqlite3.Error)
            log.error(
                "the index cannot be kept up to date (%s); trying again",
                error,
                exc_info=None if is_known else error,
            )
        self._trouble = str(error)

    def _keep_up(self, when_current: Callable[[], None]) -> None:
        watcher = Watcher(self._content, self._stop)  # first, so that a scan need not come twice
        try:
            while self._goes_on():
                with closing(self._opened()) as index:
                    self._catch_up(index)
                    when_current()
                    self._follow(index, watcher)
        finally:
            watcher.close()

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """The one indexer's lock, where it is free; the system frees it when a process dies."""
        self._files.folder.mkdir(parents=True, exist_ok=True)
        with self._files.lock.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            self._held = lock.fileno()
            yield True

    def _goes_on(self) -> bool:
        """Whether it is to go on: not told to stop, and its lock is the one others look at."""
        try:
            is_ours = os.path.samestat(os.fstat(self._held), self._files.lock.stat())
        except OSError:
            is_ours = False
        return is_ours and not self._stop.is_set()

    # One index

    def _opened(self) -> "_Index":
        """The index in use; made anew where it is lost, damaged or of another time's rules.

        While rules alone have changed (an upgrade, another time zone) readers keep the old one
        until the new one is complete.
        """
        index = self._existing()
        if index is None:
            index = self._made()
            self._files.put_in_use(index.path)
        elif index.fingerprint != self._fingerprint:
            index.close()
            log.info("the rules have changed; making a new index while the old one is read")
            index = self._made()
            try:
                self._catch_up(index)
                if not index.writer.is_complete():
                    raise OSError(self._intake.outage or "it is incomplete")
            except BaseException:
                index.close()
                remove_index(index.path)
                raise
            self._files.put_in_use(index.path)
        index.identity = self._files.identity()
        return index

    def _existing(self) -> "_Index | None":
        """The index in use, None where there is none to go on with."""
        if self._files.damage.exists():
            return None
        try:
            return _Index(self._files, self._files.index, self._site, self._analysis)
        except sqlite3.Error as error:
            are_there = self._files.index.exists() and self._files.texts.exists()
            if are_there and not is_damage(error):
                raise
            log.info("there is no index to go on with (%s); making one", error)
            return None

    def _made(self) -> "_Index":
        path = self._files.new()
        try:
            make_index(path, self._fingerprint)
            return _Index(self._files, path, self._site, self._analysis)
        except BaseException:
            remove_index(path)
            raise

    def _catch_up(self, index: "_Index") -> None:
        """Look at the whole folder, and at what is being written until it is done."""
        index.mend()
        self._intake.look(index.writer, [""])
        deadline = time.monotonic() + _PATIENCE
        while self._intake.waiting and time.monotonic() < deadline and not self._stop.is_set():
            self._stop.wait(_PAUSE)
            self._intake.look(index.writer, list(self._intake.waiting))
        self._intake.show(index.writer)
        self._finish(index)
        self._note_scan()
        index.tidy()

    def _finish(self, index: "_Index") -> None:
        """Everything was taken in, unless the folder is away."""
        if not self._intake.outage and not index.writer.is_complete():
            with index.writer.transaction():
                index.writer.finish()

    def _note_scan(self) -> None:
        """Leave word for whoever watches over the site."""
        with contextlib.suppress(OSError):  # the disk is full: nothing of it matters to readers
            self._files.scanned.write_text(self._intake.outage, "utf-8")

    def _follow(self, index: "_Index", watcher: Watcher) -> None:
        """Take in changes as they come, until told to stop or the index is lost."""
        next_scan = time.monotonic() + (_WATCHED if watcher.is_watching else _UNWATCHED)[0]
        next_sweep = time.monotonic() + _KEEP_TEXTS
        while self._goes_on():
            places, signs = watcher.changes(min(_LONGEST_WAIT, self._intake.next_due()))
            if not index.is_sound():
                log.warning("the index was deleted or damaged; making a new one")
                return
            now = time.monotonic()
            if now >= next_scan:
                places.add("")
            self._intake.look(index.writer, places | self._intake.waiting, signs)
            self._finish(index)
            if now >= next_scan:
                self._note_scan()
                least, factor = _WATCHED if watcher.is_watching else _UNWATCHED
                next_scan = time.monotonic() + max(least, factor * (time.monotonic() - now))
            if index.writer.is_due(datetime.now(UTC)):
                self._intake.show(index.writer)
            if now >= next_sweep:
                next_sweep = now + _KEEP_TEXTS
                index.sweep()


class _Index:
    """An opened index; raises sqlite3.Error where there is none that can be read."""

    def __init__(self, files: IndexFiles, path: Path, site: Site, analysis: Analysis) -> None:
        self._files = files
        self._connection = open_for_writing(path)
        try:
            self._texts = open_texts_for_writing(path)
        except BaseException:
            self._connection.close()
            raise
        try:
            (self.fingerprint,) = self._connection.execute(
                "SELECT fingerprint FROM state"
            ).fetchone()
        except BaseException:
            self.close()
            raise
        self.path = path
        self.identity: tuple[int, ...] = ()
        self._sizes = (0, 0)
        self.writer = IndexWriter(self._connection, self._texts, site.timezone, analysis)

    def close(self) -> None:
        """Close both files."""
        self._connection.close()
        self._texts.close()

    def is_sound(self) -> bool:
        """Whether the files are still there and whole, as far as a glance tells.

        They are not opened: closing a database behind SQLite's back gives up its locks.
        """
        before = self._sizes
        try:
            sizes = self._files.index.stat().st_size, self._files.texts.stat().st_size
        except OSError:
            return False
        self._sizes = sizes
        return (
            self.identity == self._files.identity()
            and not self._files.damage.exists()
            and all(size >= least for size, least in zip(sizes, before, strict=True))
        )

    def mend(self) -> None:
        """Delete texts that nothing shows, and have files read again whose text is lost.

        Before anything is replaced: older views need the texts that the next changes free.
        """
        with self.writer.transaction():
            self.writer.mend_texts()

    def tidy(self) -> None:
        """Bring what was written from the logs into the files, as far as readers let it."""
        for connection in (self._connection, self._texts):
            connection.execute(f"PRAGMA busy_timeout = {_TIDY_PATIENCE}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA busy_timeout = {int(WRITER_PATIENCE * 1000)}")

    def sweep(self) -> None:
        """Delete the texts of versions that were replaced some seconds ago."""
        if self.writer.has_unused_texts:
            with self.writer.transaction():
                self.writer.drop_unused_texts()
