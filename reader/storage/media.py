"""Images and attachments beside the articles: which may be served, and how they are opened."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from reader.domain.errors import MediaNotFoundError

# Types a browser may show; anything else beside the articles stays unseen.
INLINE_TYPES = {
    ".avif": "image/avif", ".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg",
    ".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp",
    ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".mp4": "video/mp4",
    ".pdf": "application/pdf",
}  # fmt: skip
DOWNLOAD_TYPES = {
    ".csv": "text/csv", ".epub": "application/epub+zip", ".zip": "application/zip",
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint", ".wps": "application/vnd.ms-works",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".ofd": "application/ofd",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Media:
    """An opened file; the caller closes `stream`. `modified` is in seconds, `size` in bytes."""

    stream: BinaryIO
    name: str
    type: str
    is_download: bool
    size: int
    modified: float
    etag: str


def media_type(path: str) -> str:
    """The type a file of this name is served as, empty where it is not served."""
    suffix = _suffix(path)
    return INLINE_TYPES.get(suffix) or DOWNLOAD_TYPES.get(suffix, "")


def media_files(content: Path) -> Iterator[str]:
    """The paths below the content folder of all files that a link may ask for, of any type.

    Symbolic links to folders are not followed, and none out of the content folder.
    """
    root = os.path.realpath(content)
    waiting = [("", root)]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                found = [entry for entry in entries if not entry.name.startswith((".", "_", "~"))]
        except OSError:  # which the scan for articles tells of
            continue
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", entry.path))
            elif _may_be_opened(entry, root):
                yield prefix + entry.name


def _may_be_opened(entry: os.DirEntry[str], root: str) -> bool:
    try:
        is_file = entry.is_file()
    except OSError:  # a symbolic link to itself
        return False
    is_inside = not entry.is_symlink() or Path(os.path.realpath(entry.path)).is_relative_to(root)
    return is_file and is_inside


def open_media(content: Path, path: str) -> Media:
    """Open the image or attachment at `path` below the content folder.

    Raises MediaNotFoundError for anything that is not a regular file of a known type inside it.
    """
    parts = PurePosixPath(path).parts
    kind = media_type(path)
    if (
        not kind
        or not parts
        or any(part.startswith((".", "_", "~", "/")) or "\0" in part for part in parts)
    ):
        raise MediaNotFoundError(path)
    try:
        root = content.resolve(strict=True)
        target = root.joinpath(*parts).resolve(strict=True)
        if not target.is_relative_to(root):
            raise MediaNotFoundError(path)
        descriptor = os.open(target, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (OSError, ValueError, RuntimeError) as error:
        raise MediaNotFoundError(path) from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise MediaNotFoundError(path)
    return Media(
        stream=os.fdopen(descriptor, "rb"),
        name=parts[-1],
        type=kind,
        is_download=_suffix(path) in DOWNLOAD_TYPES,
        size=status.st_size,
        modified=status.st_mtime,
        etag=f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}",
    )


def media_size(content: Path, path: str) -> int:
    """The bytes of the image or attachment at `path`, 0 where there is none that may be served."""
    try:
        media = open_media(content, path)
    except MediaNotFoundError:
        return 0
    media.stream.close()
    return media.size


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
