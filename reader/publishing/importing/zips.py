"""Zip archives as sources: never unpacked to disk, bounded by what comes out of them."""

import os
import re
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reader.domain.errors import ReaderError
from reader.publishing.importing.kinds import (
    HEAD,
    Kind,
    is_saved_whole,
    kind_by_content,
    kind_by_name,
)
from reader.publishing.importing.names import decoded_name, name_on_disk
from reader.publishing.importing.notices import LeftError
from reader.publishing.importing.places import url_of_file
from reader.publishing.importing.sources import MAX_PAGE, Item, Left

MAX_RATIO = 200  # honest HTML gets to about 30
_BUDGET_FREE = 256 * 2**20  # bytes that any archive may unzip to
_MAX_DIRECTORY = 16 * 2**20  # bytes of the list of members, which is held in memory
_MAX_MEMBERS = 150_000
_SMALL = 64 * 1024  # bytes; a page of one repeated line may be squeezed as much as it likes
_UTF8 = 0x800
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"^[A-Za-z]:")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
           RuntimeError, struct.error)  # fmt: skip


class ZipSource:
    """A zip archive and all in it."""

    def __init__(self, path: Path) -> None:
        self.name = name_on_disk(path.name)
        self.id = name_on_disk(str(path))
        self._weight = path.stat().st_size
        self._budget = _BUDGET_FREE + MAX_RATIO * self._weight
        _check_directory(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except _FAULTS as error:
            raise ReaderError(f"{path}: the zip archive is damaged ({error}).") from error
        self._root = self.name.removesuffix(".zip")

    def size(self) -> int:
        """The bytes of the archive."""
        return sum(info.compress_size for info in self._zip.infolist())

    def items(self) -> Iterator[Item | Left]:
        """Pages and assets in the order of the archive's list."""
        for number, info in enumerate(self._zip.infolist()):
            if info.is_dir():
                continue
            name = _name(info)
            try:
                _check_member(info, name)
                yield self._item(number, info, name)
            except LeftError as error:
                yield Left(_printable(name), error.notice, info.compress_size)
                if error.notice.code == "bomb":
                    return

    def read(self, locator: str, limit: int) -> bytes:
        """The bytes of a member, whose locator is its number in the list."""
        info = self._zip.infolist()[int(locator)]
        _check_member(info, _name(info))
        return self._bytes(info, limit)

    def _item(self, number: int, info: zipfile.ZipInfo, name: str) -> Item:
        kind = kind_by_name(name)
        if kind is None:
            kind = kind_by_content(self._bytes(info, HEAD, is_part=True))
        locator, weight = str(number), info.compress_size
        url = url_of_file(name, self._root)
        if kind is Kind.ARCHIVE:
            raise LeftError("nested-archive")
        if kind is not Kind.PAGE:
            return Item(kind, name, locator, url, weight=weight)
        if is_saved_whole(name):
            raise LeftError("mht")
        raw = self._bytes(info, MAX_PAGE)
        return Item(kind, name, locator, url, _modified(info), weight, raw)

    def _bytes(self, info: zipfile.ZipInfo, limit: int, *, is_part: bool = False) -> bytes:
        """What comes out of a member, at most `limit` bytes; the header's word is not taken."""
        if not is_part and info.file_size > limit:
            raise LeftError("too-large", str(limit // 2**20))
        try:
            with self._zip.open(info) as opened:
                raw = opened.read(limit if is_part else limit + 1)
        except _FAULTS as error:
            raise LeftError("damaged", str(error)) from error
        self._budget -= len(raw)
        if self._budget < 0:
            raise LeftError("bomb")
        if len(raw) > limit:
            raise LeftError("too-large", str(limit // 2**20))
        return raw


def _check_directory(path: Path) -> None:
    """Refuse an archive whose list of members alone would fill the memory."""
    with path.open("rb") as opened:
        opened.seek(0, os.SEEK_END)
        start = max(0, opened.tell() - 66_000)
        opened.seek(start)
        tail = opened.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise ReaderError(f"{path}: this is no zip archive, or a part of one.")
    count, size = struct.unpack("<HL", tail[at + 10 : at + 16])
    larger = tail.rfind(b"PK\x06\x06")
    if (count == 0xFFFF or size == 0xFFFFFFFF) and larger >= 0 and len(tail) >= larger + 56:
        count, size = struct.unpack("<QQ", tail[larger + 32 : larger + 48])
    if count > _MAX_MEMBERS or size > _MAX_DIRECTORY:
        raise ReaderError(
            f"{path}: the archive lists more than {_MAX_MEMBERS:,} files; unzip it and import "
            "the folder."
        )


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    """Raises LeftError for what no honest archive holds."""
    parts = name.split("/")
    if "\0" in info.orig_filename or name.startswith("/") or ".." in parts or _DRIVE.match(name):
        raise LeftError("outside", _printable(name))
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        raise LeftError("link")
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise LeftError("special")
    if info.flag_bits & _ENCRYPTED:
        raise LeftError("encrypted")
    if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise LeftError("ratio", str(MAX_RATIO))


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name with `/`, in the encoding it was written in."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeEncodeError):
            name = decoded_name(name.encode("cp437"))
    return name.replace("\\", "/")


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)[:300]


def _modified(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0
