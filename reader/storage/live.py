"""Keeps the library up to date with the content folder while the site runs."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reader.domain.article import Article, Column
from reader.domain.errors import ArticleError
from reader.domain.faults import Fault, Severity
from reader.domain.site import Site
from reader.storage.article_files import DetectScript, ParsedFile, parse_article
from reader.storage.library import MemoryLibrary
from reader.storage.scan import FoundFile, RefusedFile, read_bytes, scan

log = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds between two scans
_REST = 20  # a scan takes at most one part in twenty of the time


class LiveLibrary:
    """The newest library of a content folder, refreshed by a thread of its own.

    A reader's request never waits for a scan. A file that can no longer be read keeps its last
    good version; a folder that vanishes or runs empty keeps the whole library.
    """

    def __init__(
        self, content: Path, site: Site, detect: DetectScript, fold: Callable[[str], str] = str
    ) -> None:
        self._content = content
        self._site = site
        self._detect = detect
        self._fold = fold
        self._entries: dict[str, _Entry] = {}
        self._refused: list[Fault] = []
        self._logged: frozenset[Fault] = frozenset()
        self._outage = ""
        self._next_due: datetime | None = None
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._library = MemoryLibrary.from_files(0, (), self._columns, datetime.now(UTC))
        self.refresh()

    def current(self) -> MemoryLibrary:
        """The newest library; starts this process's watching thread when first called."""
        if self._watcher is None or not self._watcher.is_alive():
            self._watch()
        return self._library

    def all_articles(self) -> list[Article]:
        """Every article that can be read, drafts and scheduled ones too, by file."""
        entries = sorted(self._entries.items())
        return [entry.parsed.article for _, entry in entries if entry.parsed]

    def refresh(self) -> bool:
        """Scan the folder once, now; True when the library was made anew."""
        with self._lock:
            return self._refresh()

    @property
    def _columns(self) -> Sequence[Column]:
        return self._site.columns

    def _watch(self) -> None:
        """Start the thread; also after a fork, or when it died of an error it has shown."""
        with self._lock:
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(
                    target=self._keep_fresh, name="library", daemon=True
                )
                self._watcher.start()

    def _keep_fresh(self) -> None:
        pause = INTERVAL
        while True:
            time.sleep(pause)
            started = time.monotonic()
            self.refresh()
            pause = max(INTERVAL, _REST * (time.monotonic() - started))

    def _refresh(self) -> bool:
        now = datetime.now(UTC)
        try:
            found = list(scan(self._content))
        except OSError as error:
            self._report_outage(f"the content folder cannot be read: {error.strerror}")
            return False
        files = [item for item in found if isinstance(item, FoundFile)]
        if not files and self._entries:
            self._report_outage("the content folder has become empty")
            return False
        self._outage = ""
        refused = [
            Fault(Severity.ERROR, item.file, item.reason)
            for item in found
            if isinstance(item, RefusedFile)
        ]
        is_changed = self._parse_changed(files, refused) or refused != self._refused
        is_due = self._next_due is not None and now >= self._next_due
        if not (is_changed or is_due or self._library.generation == 0):
            return False
        self._refused = refused
        self._rebuild(now)
        return True

    def _parse_changed(self, files: list[FoundFile], refused: list[Fault]) -> bool:
        """Read what is new or changed and forget what is gone; what is refused stays as it was."""
        missing = self._entries.keys() - {found.file for found in files}
        refusals = tuple(fault.file for fault in refused)
        gone = {file for file in missing if not _is_at_or_below(file, refusals)}
        for file in gone:
            del self._entries[file]
        changed = [
            found
            for found in files
            if found.file not in self._entries or self._entries[found.file].stamp != found.stamp
        ]
        for found in changed:
            self._entries[found.file] = self._parsed(found)
        return bool(gone or changed)

    def _parsed(self, found: FoundFile) -> "_Entry":
        try:
            return _Entry(found.stamp, self._read(found))
        except ArticleError as error:
            old = self._entries.get(found.file)
            last_good = old.parsed if old else None
            note = " (its last good version is still shown)" if last_good else ""
            fault = Fault(Severity.ERROR, found.file, error.message + note, error.line)
            return _Entry(found.stamp, last_good, fault)

    def _read(self, found: FoundFile) -> ParsedFile:
        """Parse a file; what a parser was not made for is that file's fault and no other's."""
        raw = read_bytes(found.path)
        try:
            return parse_article(found.file, raw, found.modified, self._site.timezone, self._detect)
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            log.exception("%s cannot be parsed", found.file)
            raise ArticleError(
                f"the file cannot be parsed ({type(error).__name__}); please report this with "
                "the file, and save it in a simpler form meanwhile"
            ) from error

    def _rebuild(self, now: datetime) -> None:
        parsed = [entry.parsed for entry in self._entries.values() if entry.parsed]
        broken = [entry.fault for entry in self._entries.values() if entry.fault]
        self._library = MemoryLibrary.from_files(
            self._library.generation + 1,
            parsed,
            self._columns,
            now,
            faults=[*broken, *self._refused],
            fold=self._fold,
        )
        times = (item.article.summary.published for item in parsed if not item.is_draft)
        self._next_due = min((time for time in times if time > now), default=None)
        self._log_faults(frozenset(self._library.faults()))

    def _log_faults(self, faults: frozenset[Fault]) -> None:
        """A line for each new error; warnings are counted, for `qingdu check` to name."""
        new = sorted(faults - self._logged, key=str)
        for fault in new:
            if fault.severity is Severity.ERROR:
                log.warning("%s", fault)
        if warnings := sum(fault.severity is Severity.WARNING for fault in new):
            log.info("%d new warnings about article files; `qingdu check` names them", warnings)
        self._logged = faults

    def _report_outage(self, reason: str) -> None:
        if reason != self._outage:
            log.error("%s: %s; the articles read before are kept", self._content, reason)
            self._outage = reason


def _is_at_or_below(file: str, places: tuple[str, ...]) -> bool:
    return any(file == place or file.startswith(f"{place}/") for place in places)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file as last read: its stamp, its last good version, and what is wrong with it now."""

    stamp: tuple[int, ...]
    parsed: ParsedFile | None
    fault: Fault | None = None
