"""Walks the content folder safely: what is there, and what may not be opened."""

import os
import re
import stat
import time
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from reader.domain.errors import ArticleError
from reader.storage.article_files import FORMATS, MAX_BYTES
from reader.storage.recordings import is_recording, recordings_beside

_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """An article file: its path below the root, and what changes when its content does."""

    file: str
    path: Path
    stamp: tuple[int, ...]  # size in bytes, mtime and ctime in ns, inode
    recordings: tuple[str, ...] = ()  # the endings of those beside it

    @property
    def stamp_text(self) -> str:
        """The stamp as it is kept."""
        return " ".join([*map(str, self.stamp), *self.recordings])

    @property
    def modified(self) -> datetime:
        """The file's own time; one that lies in the future is now (clocks differ)."""
        seconds = min(max(self.stamp[1] // 10**9, 0), int(time.time()))
        return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A path that is passed over, and why, in words for the publisher and as a code."""

    file: str
    reason: str
    code: str = "unreadable"


def scan(root: Path) -> Iterator[FoundFile | RefusedFile]:
    """Every article file below `root`, folder by folder.

    Names that begin with `.`, `_` or `~` are skipped in silence. Symbolic links are followed
    to files inside `root` only. Raises OSError when `root` itself cannot be read.
    """
    yield from scan_below(root, "")


def scan_below(root: Path, place: str) -> Iterator[FoundFile | RefusedFile]:
    """The same for one folder, `place`, and what is in it; for one file, that file alone.

    For a recording, the articles that it may belong to. Nothing where there is no such place.
    Raises OSError when `root` itself cannot be read.
    """
    inside = root.resolve(strict=True)
    parts = PurePosixPath(place).parts
    if any(map(is_passed_over, parts)):
        return
    target = root.joinpath(*parts)
    if parts and (target.is_symlink() or not target.is_dir()):
        if os.path.realpath(target.parent) == str(inside.joinpath(*parts[:-1])):
            yield from _examined_at(target, str(PurePosixPath(place)), inside)
        return
    waiting = [(target, "".join(f"{part}/" for part in parts))]
    while waiting:
        folder, prefix = waiting.pop()
        yield from _scan_folder(folder, inside, prefix, waiting)


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of this name is none of ours: a draft beside, a folder of tools."""
    return name.startswith((".", "_", "~"))


def read_bytes(path: Path) -> bytes:
    """A regular file's content; never blocks on a FIFO or a device.

    Raises ArticleError for anything else, for more than 5 MB and for a file that cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ArticleError(f"the file cannot be read: {error.strerror}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ArticleError(_NOT_REGULAR)
        with open(descriptor, "rb", closefd=False) as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArticleError(f"the file cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)
    if len(raw) > MAX_BYTES:
        raise ArticleError(_TOO_LARGE, code="too-large")
    return raw


_NOT_REGULAR = "this is no regular file; remove it from the content folder"
_TOO_LARGE = (
    f"the file is larger than {MAX_BYTES // 2**20} MB; split the article, and keep pictures in "
    "files of their own"
)


def _scan_folder(
    folder: Path, root: Path, prefix: str, below: list[tuple[Path, str]]
) -> Iterator[FoundFile | RefusedFile]:
    """The files of one folder; the folders in it are added to `below`."""
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if not prefix:
            raise
        if isinstance(error, FileNotFoundError):
            return
        yield RefusedFile(prefix.rstrip("/"), f"the folder cannot be read: {error.strerror}")
        return
    recordings = {entry.name for entry in ordered if is_recording(entry.name)}
    for entry in ordered:
        if is_passed_over(entry.name):
            continue
        file = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            below.append((Path(entry.path), f"{file}/"))
        elif found := _examined(entry, file, root, recordings):
            yield found


def _examined_at(target: Path, file: str, root: Path) -> Iterator[FoundFile | RefusedFile]:
    """What is to be said of one path."""
    if not is_recording(target.name):
        if found := _examined(_Named(target), file, root, None):
            yield found
        return
    for ending in FORMATS:
        article = target.with_suffix(ending)
        name = str(PurePosixPath(file).with_suffix(ending))
        if article.exists() and (found := _examined(_Named(article), name, root, None)):
            yield found


class _Named:
    """A path by its name, as `os.scandir` would give it."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.is_symlink = path.is_symlink
        self.stat = path.stat


def _examined(
    entry: os.DirEntry[str] | _Named, file: str, root: Path, names: Container[str] | None
) -> FoundFile | RefusedFile | None:
    if _UNSAFE_NAME.search(file):
        printable = _UNSAFE_NAME.sub("\N{REPLACEMENT CHARACTER}", file)
        return RefusedFile(printable, "the name has bytes that are no UTF-8 text; rename the file")
    path = Path(entry.path)
    is_link = entry.is_symlink()
    if is_link and (reason := _why_not_followed(path, root)):
        return RefusedFile(file, reason)
    if path.suffix.lower() not in FORMATS:
        return None
    try:
        status = entry.stat()
    except FileNotFoundError:  # gone since it was listed, but for a link to nothing
        return RefusedFile(file, "a symbolic link to nothing; remove it") if is_link else None
    except OSError as error:
        return RefusedFile(file, f"the file cannot be read: {error.strerror}")
    stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    reason = _why_not_opened(status)
    recordings = recordings_beside(path, root, names)
    code = "too-large" if reason == _TOO_LARGE else "unreadable"
    return RefusedFile(file, reason, code) if reason else FoundFile(file, path, stamp, recordings)


def _why_not_followed(link: Path, root: Path) -> str:
    target = Path(os.path.realpath(link))  # which, unlike resolve, bears a loop
    if not target.is_relative_to(root):
        return "a symbolic link out of the content folder; copy the file here instead"
    if target.is_dir():
        return "a symbolic link to a folder; move the folder itself here"
    return ""


def _why_not_opened(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return _NOT_REGULAR
    return _TOO_LARGE if status.st_size > MAX_BYTES else ""
