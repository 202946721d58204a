"""Compares the content folder with the index and takes in what differs."""

import itertools
import logging
import posixpath
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from reader.domain.errors import ArticleError
from reader.domain.faults import Fault, Severity
from reader.storage.article_files import DetectScript
from reader.storage.index.news import NO_SIGNS, Signs
from reader.storage.index.settling import Settling
from reader.storage.index.writer import IndexWriter
from reader.storage.parsing import parse_file
from reader.storage.scan import FoundFile, RefusedFile, scan, scan_below

log = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[int], None]  # told how many more were read, or shown

_BATCH = 500  # files to a transaction


class Gone(str):
    """The path of a file that is known and no longer there."""

    __slots__ = ()


Difference: TypeAlias = FoundFile | RefusedFile | Gone


class Intake:
    """Takes files into an index, and remembers those that must wait until they are written."""

    def __init__(
        self,
        content: Path,
        timezone: tzinfo,
        detect: DetectScript,
        progress: Progress = lambda _: None,
        *,
        rest: float = 0.0,
    ) -> None:
        """`rest`: how long to rest after each batch, as a share of the time it took."""
        self._content = content
        self._timezone = timezone
        self._detect = detect
        self._progress = progress
        self._rest = rest
        self._settling = Settling()
        self.outage = ""  # why the content folder cannot be taken in now
        self.waiting: set[str] = set()

    def look(self, writer: IndexWriter, places: Iterable[str], signs: Signs = NO_SIGNS) -> None:
        """Take in what changed at some places; an empty one is the whole folder.

        Files that are still being written, as far as is known by the `signs` of it, join
        `waiting`, to be looked at again. An empty or vanished content folder changes nothing.
        """
        places = sorted(places, key=signs.moves.__contains__)  # new names before the old ones
        self._settling.hear(signs, writer.stamp)
        before = self.waiting
        self.waiting = set() if "" in places else before.difference(places)
        try:
            found = self._settled(self._differences(writer, places))
            while batch := list(itertools.islice(found, _BATCH)):
                self._take(writer, batch)
        except _OutageError as outage:
            self.waiting |= before
            if str(outage) != self.outage:
                log.error("%s: %s; the articles read before are kept", self._content, outage)
            self.outage = str(outage)
        else:
            self.outage = ""
        self._settling.forget_all_but(self.waiting)

    def next_due(self) -> float:
        """Seconds until what waits should be looked at again; infinite when nothing does."""
        return self._settling.next_due()

    def show(self, writer: IndexWriter) -> None:
        """Let readers see every article whose time has come, the newest first."""
        is_more = True
        while is_more:
            started = time.monotonic()
            with writer.transaction():
                is_more, count = writer.show(datetime.now(UTC), _BATCH)
            self._progress(count)
            self._pause(started)

    def _take(self, writer: IndexWriter, batch: list[Difference]) -> None:
        started = time.monotonic()
        with writer.transaction():
            warnings = sum(self._take_one(writer, item) for item in batch)
            if len(batch) < _BATCH:  # all of a change is seen at once
                writer.show(datetime.now(UTC), _BATCH)
        if warnings:
            log.info("%d warnings about article files; `qingdu check` names them", warnings)
        self._progress(len(batch))
        self._pause(started)

    def _pause(self, started: float) -> None:
        """Rest after a piece of work; not at all where that is nothing, for even that yields."""
        if self._rest:
            time.sleep(self._rest * (time.monotonic() - started))

    def _take_one(self, writer: IndexWriter, item: Difference) -> int:
        """Take one in; the number of warnings about it."""
        if isinstance(item, Gone):
            writer.forget(item)
            return 0
        try:
            if isinstance(item, RefusedFile):
                raise ArticleError(item.reason)
            parsed = parse_file(item, self._timezone, self._detect)
        except ArticleError as error:
            fault = Fault(Severity.ERROR, item.file, error.message, error.line, code=error.code)
            if writer.keep_fault(item.file, _stamp(item), fault):
                log.warning("%s", fault)
            return 0
        writer.keep(_stamp(item), parsed)
        return len(parsed.faults)

    # What differs

    def _differences(self, writer: IndexWriter, places: Iterable[str]) -> Iterator[Difference]:
        for place in places:
            try:
                found = scan_below(self._content, place)
                if place:
                    known = dict.fromkeys(writer.files_below(place))
                    yield from self._compared(writer, found, known)
                else:
                    yield from self._all_differences(writer, found)
            except OSError as error:
                reason = f"the content folder cannot be read: {error.strerror}"
                raise _OutageError(reason) from error

    def _all_differences(
        self, writer: IndexWriter, found: Iterable[FoundFile | RefusedFile]
    ) -> Iterator[Difference]:
        """Folder by folder, so that no list of all files is needed."""
        refused: list[str] = []
        vanished = set(writer.folders())
        seen: set[str] = set()
        for folder, items in groupby(found, key=lambda item: posixpath.dirname(item.file)):
            if folder in seen:  # it comes again with a folder in it that cannot be read
                again = list(items)
                refused += [item.file for item in again]
                yield from self._compared(writer, again, {})
                continue
            seen.add(folder)
            known = writer.stamps(folder)
            vanished.discard(folder)
            for item in items:
                if isinstance(item, RefusedFile):
                    refused.append(item.file)
                if known.pop(posixpath.basename(item.file), "") != _stamp(item):
                    yield item
            yield from self._gone(posixpath.join(folder, name) for name in known)
        for folder in sorted(vanished):
            if not _is_at_or_below(folder, refused):
                yield from self._gone(
                    posixpath.join(folder, name) for name in writer.stamps(folder)
                )

    def _compared(
        self,
        writer: IndexWriter,
        found: Iterable[FoundFile | RefusedFile],
        missing: dict[str, None],
    ) -> Iterator[Difference]:
        """What differs at one place."""
        refused = []
        for item in found:
            if isinstance(item, RefusedFile):
                refused.append(item.file)
            missing.pop(item.file, None)
            if writer.stamp(item.file) != _stamp(item):
                yield item
        yield from self._gone(file for file in missing if not _is_at_or_below(file, refused))

    def _gone(self, files: Iterable[str]) -> Iterator[Gone]:
        """Files that are missing, unless everything is."""
        for file in files:
            if not any(isinstance(item, FoundFile) for item in scan(self._content)):
                raise _OutageError("the content folder has become empty")
            yield Gone(file)
            yield from map(Gone, files)

    def _settled(self, differences: Iterable[Difference]) -> Iterator[Difference]:
        """Those that can be taken in now; the others are left waiting."""
        for item in differences:
            file = item if isinstance(item, Gone) else item.file
            if isinstance(item, RefusedFile) or self._settling.is_settled(item):
                self.waiting.discard(file)
                yield item
            else:
                self.waiting.add(file)


class _OutageError(Exception):
    """The content folder is not what it should be; its articles are kept."""


def _stamp(item: FoundFile | RefusedFile) -> str:
    return item.stamp_text if isinstance(item, FoundFile) else item.reason


def _is_at_or_below(file: str, places: Iterable[str]) -> bool:
    return any(file == place or file.startswith(f"{place}/") for place in places)
