"""Folders and single files as sources: walked safely, links followed inside only."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from reader.publishing.importing.kinds import (
    HEAD,
    Kind,
    is_saved_whole,
    kind_by_content,
    kind_by_name,
)
from reader.publishing.importing.names import name_on_disk
from reader.publishing.importing.notices import LeftError, Notice
from reader.publishing.importing.places import is_host, url_of_file
from reader.publishing.importing.sources import MAX_PAGE, Item, Left

_SKIPPED = {".git", ".svn", ".hg", "__MACOSX", ".DS_Store", "Thumbs.db", ".originals"}


class FolderSource:
    """A folder and all below it; with `only`, one page of it, and its pictures from beside."""

    def __init__(self, root: Path, only: Path | None = None) -> None:
        self._root = root
        self._only = only
        self.name = name_on_disk(only.name if only else root.name)
        self.id = name_on_disk(str(root))

    def size(self) -> int:
        """The bytes of all files."""
        if self._only:
            return self._only.stat().st_size
        return sum(weight for _, _, weight, notice in self._walk() if not notice)

    def items(self) -> Iterator[Item | Left]:
        """Pages and assets, folder by folder."""
        chosen = str(self._only.relative_to(self._root)) if self._only else ""
        for relative, path, weight, notice in self._walk():
            place = "/".join(map(name_on_disk, relative.split("/")))
            if notice:
                if not chosen or relative == chosen:
                    yield Left(place, notice)
                continue
            try:
                item = self._item(relative, path, place, weight, chosen)
            except LeftError as error:
                yield Left(place, error.notice, weight)
            else:
                yield item

    def read(self, locator: str, limit: int) -> bytes:
        """The bytes of a file below the folder."""
        relative = os.fsdecode(unquote_to_bytes(locator))
        return _read(os.path.join(self._root, relative), limit)  # noqa: PTH118

    def _item(self, relative: str, path: str, place: str, weight: int, chosen: str) -> Item:
        kind = kind_by_name(place)
        if kind is None or (chosen and relative == chosen):
            kind = kind or kind_by_content(_read(path, HEAD, is_part=True))
        if chosen and relative != chosen and kind is Kind.PAGE:
            kind = Kind.OTHER
        url, locator = self._url(place), quote_from_bytes(os.fsencode(relative))
        if kind is not Kind.PAGE:
            return Item(kind, place, locator, url, weight=0 if chosen else weight)
        if is_saved_whole(place):
            raise LeftError("mht")
        raw = _read(path, MAX_PAGE)
        modified = os.stat(path).st_mtime  # noqa: PTH116
        return Item(kind, place, locator, url, modified, weight, raw)

    def _url(self, place: str) -> str:
        if self._only and not is_host(self._root.name) and not any(map(is_host, place.split("/"))):
            return ""
        return url_of_file(place, self._root.name)

    def _named_folders(self) -> Callable[[str], bool] | None:
        """Of one page, which folders it names; of a folder, all are looked into."""
        if not self._only:
            return None
        try:
            text = _read(str(self._only), MAX_PAGE)
        except LeftError:
            text = b""
        raw = text + unquote_to_bytes(text)
        return lambda name: os.fsencode(f"{name}/") in raw

    def _walk(self) -> Iterator[tuple[str, str, int, Notice | None]]:
        """Every file as (path below the root, whole path, size, why it is not read)."""
        inside = f"{self._root}{os.sep}"
        named = self._named_folders()
        waiting = [("", str(self._root))]
        while waiting:
            prefix, folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    ordered = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield prefix.rstrip("/"), folder, 0, Notice("unreadable", (error.strerror or "",))
                continue
            below = []
            for entry in ordered:
                if entry.name in _SKIPPED:
                    continue
                relative = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if named is None or named(entry.name):
                        below.append((f"{relative}/", entry.path))
                    continue
                yield relative, entry.path, *_examined(entry, inside)
            waiting.extend(reversed(below))


def warcs_below(root: Path) -> list[Path]:
    """The WARC files in a folder, in order."""
    found = []
    for folder, folders, files in os.walk(root):
        folders.sort()
        found += [
            Path(folder, name)
            for name in sorted(files)
            if kind_by_name(name) is Kind.ARCHIVE and Path(folder, name).is_file()
        ]
    return found


def _examined(entry: os.DirEntry[str], inside: str) -> tuple[int, Notice | None]:
    """The size of a file, and why it is not read."""
    try:
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if not target.startswith(inside) or not os.path.isfile(target):  # noqa: PTH113
                return 0, Notice("link")
        status = entry.stat()
    except OSError as error:
        return 0, Notice("unreadable", (error.strerror or "",))
    return status.st_size, None if stat.S_ISREG(status.st_mode) else Notice("special")


def _read(path: str, limit: int, *, is_part: bool = False) -> bytes:
    """A regular file's bytes, at most `limit` of them; never waits for a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as opened:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise LeftError("special")
            if not is_part and status.st_size > limit:
                raise LeftError("too-large", str(limit // 2**20))
            return opened.read(limit)
    except OSError as error:
        raise LeftError("unreadable", error.strerror or str(error)) from error
