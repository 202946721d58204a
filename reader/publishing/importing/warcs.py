"""WARC files (ISO 28500) as sources: the answers a crawler got, with their addresses and times."""

from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from reader.publishing.importing.kinds import HEAD, Kind, kind_by_content, kind_by_name
from reader.publishing.importing.names import name_on_disk
from reader.publishing.importing.notices import LeftError
from reader.publishing.importing.places import place_of
from reader.publishing.importing.sources import MAX_PAGE, Item, Left

_MAX_RATIO = 200  # of a record to what is left of its compressed file
_MAX_FREE = 64 * 2**20
_MAX_LINE = 64 * 1024
_PAGES = ("text/html", "application/xhtml")
_TEXTS = ("text/plain",)
_ASSETS = ("image/", "audio/", "video/", "application/pdf", "application/msword",
           "application/vnd.", "application/zip", "application/octet-stream", "application/x-rar",
           "application/epub")  # fmt: skip
_FAULTS = (ArchiveLoadFailed, OSError, ValueError, EOFError, IndexError, KeyError, TypeError)


class WarcSource:
    """A WARC file, compressed or not: its responses of pages and of what pages show."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = name_on_disk(path.name)
        self.id = name_on_disk(str(path))

    def size(self) -> int:
        """The bytes of the file."""
        return self._path.stat().st_size

    def items(self) -> Iterator[Item | Left]:
        """Pages and assets in the order they were fetched in."""
        size, before = self.size(), 0
        try:
            with self._path.open("rb") as opened:
                records = _records(opened)
                for record in records:
                    found = self._record(record, size - records.offset)
                    offset = records.get_record_offset()
                    weight = max(0, offset - before)
                    before = offset
                    if found:
                        yield _at(found, str(offset), weight)
        except LeftError as error:
            yield Left(self.name, error.notice)
        except _FAULTS as error:
            yield Left(self.name, LeftError("damaged", str(error).strip()[:200]).notice)

    def read(self, locator: str, limit: int) -> bytes:
        """The content of the record at an offset."""
        try:
            with self._path.open("rb") as opened:
                opened.seek(int(locator))
                record = next(iter(_records(opened)))
                return _content(record, limit)
        except (*_FAULTS, StopIteration) as error:
            raise LeftError("damaged", str(error).strip()[:200]) from error

    def _record(self, record: Any, remaining: int) -> Item | Left | None:
        """A page or an asset; None for a record that is neither."""
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        length = int(record.rec_headers.get_header("Content-Length") or 0)
        if length > _MAX_FREE + _MAX_RATIO * max(remaining, 0):
            raise LeftError("bomb")
        url = url.strip("<>")
        if record.rec_type not in {"response", "resource"} or not place_of(url):
            return None
        headers = record.http_headers
        if headers and headers.get_statuscode() != "200":
            return None
        kind = _kind(record, url, headers)
        if kind is not Kind.PAGE:
            return Item(kind, url, "", url)
        try:
            raw = _content(record, MAX_PAGE)
        except LeftError as error:
            return Left(url, error.notice)
        modified = _time(headers.get_header("Last-Modified") if headers else None)
        if kind_by_content(raw[:HEAD]) is Kind.ASSET:
            return Item(Kind.ASSET, url, "", url)
        return Item(kind, url, "", url, modified, raw=raw)


class _Lines(DecompressingBufferedReader):  # type: ignore[misc]
    """A reader for which a line that does not end is a fault and not a gigabyte."""

    def readline(self, length: int | None = None) -> bytes:
        line = super().readline(length or _MAX_LINE)
        assert isinstance(line, bytes)
        if length is None and len(line) >= _MAX_LINE:
            raise LeftError("damaged", "a header without an end")
        return line


def _records(opened: BinaryIO) -> ArchiveIterator:
    records = ArchiveIterator(opened)
    records.reader = _Lines(opened)
    return records


def _kind(record: Any, url: str, headers: Any) -> Kind:
    written = headers.get_header("Content-Type") if headers else record.content_type
    written = (written or "").lower()
    if written.startswith(_PAGES):
        return Kind.PAGE
    if written.startswith(_TEXTS):
        return kind_by_name(url.partition("?")[0]) or Kind.OTHER
    return Kind.ASSET if written.startswith(_ASSETS) else Kind.OTHER


def _content(record: Any, limit: int) -> bytes:
    """What a server sent, its encodings for the transport taken off."""
    try:
        raw = record.content_stream().read(limit + 1)
    except _FAULTS as error:
        raise LeftError("damaged", str(error).strip()[:200]) from error
    if len(raw) > limit:
        raise LeftError("too-large", str(limit // 2**20))
    assert isinstance(raw, bytes)
    return raw


def _at(found: Item | Left, locator: str, weight: int) -> Item | Left:
    if isinstance(found, Left):
        return Left(found.path, found.notice, weight)
    return Item(found.kind, found.path, locator, found.url, found.modified, weight, found.raw)


def _time(header: str | None) -> float:
    with suppress(TypeError, ValueError, IndexError, OverflowError):
        return parsedate_to_datetime(header or "").timestamp()
    return 0.0
