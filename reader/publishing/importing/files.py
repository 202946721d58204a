"""Files written whole or not at all: beside, to the disk, and into their place."""

import os
from pathlib import Path

from reader.domain.errors import ReaderError
from reader.publishing.importing.records import digest_of


def write_whole(file: Path, raw: bytes, modified: float = 0.0) -> None:
    """Write a file so that nobody ever sees a part of it, whenever the machine stops.

    `modified`, in seconds, becomes its time. Raises ReaderError when it cannot be written.
    """
    beside = file.with_name(f".{digest_of(file.name.encode())[:16]}.importing")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as opened:
            opened.write(raw)
            opened.flush()
            os.fsync(opened.fileno())
        if modified > 0:
            os.utime(beside, (modified, modified))
        beside.replace(file)
        _sync(file.parent)
    except OSError as error:
        raise ReaderError(f"{file} cannot be written: {error.strerror or error}.") from error


def digest_on_disk(file: Path) -> str:
    """A digest of a file, empty where there is none; a link or a folder is not like any file."""
    if file.is_symlink():
        return "link"
    try:
        return digest_of(file.read_bytes())
    except FileNotFoundError:
        return ""
    except OSError:
        return "unreadable"


def _sync(folder: Path) -> None:
    """Have the folder's new entry on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
