"""What an import can be given: folders, files, zip archives and WARC files, behind one protocol."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reader.domain.errors import ReaderError
from reader.publishing.importing.kinds import Kind
from reader.publishing.importing.notices import Notice

MAX_PAGE = 8 * 2**20  # bytes
MAX_ASSET = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Item:
    """A page with its bytes, or an asset without.

    `path` is where it lies in its source (decoded, with `/`), `locator` how the source finds it
    again, `url` where it was on the old site: a URL, or a path from the root if the host is not
    known, empty if nothing is. `modified` is in seconds, 0 where unknown; `weight` in bytes of the
    source read for it, for progress.
    """

    kind: Kind
    path: str
    locator: str
    url: str
    modified: float = 0.0
    weight: int = 0
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Left:
    """A path that is passed over, and why."""

    path: str
    notice: Notice
    weight: int = 0


class Source(Protocol):
    """One thing given to an import. `name` is how an operator calls it, `id` names it for good."""

    name: str
    id: str

    def size(self) -> int:
        """The bytes there are to read, for progress."""

    def items(self) -> Iterator[Item | Left]:
        """All that is in it, in an order that is the same each time."""

    def read(self, locator: str, limit: int) -> bytes:
        """The bytes of an asset. Raises LeftError for more than `limit` bytes and what is bad."""


def open_source(path: Path) -> list[Source]:
    """The source at a path: a folder may hold WARC files, which are sources of their own.

    Raises ReaderError with a sentence when there is nothing to read at this path.
    """
    from reader.publishing.importing.folders import FolderSource, warcs_below  # noqa: PLC0415
    from reader.publishing.importing.warcs import WarcSource  # noqa: PLC0415
    from reader.publishing.importing.zips import ZipSource  # noqa: PLC0415

    real = path.resolve()
    if not path.exists():
        raise ReaderError(f"{path}: there is no such file or folder.")
    if real.is_dir():
        return [FolderSource(real), *map(WarcSource, warcs_below(real))]
    if not real.is_file():
        raise ReaderError(f"{path}: this is no regular file; give a file or a folder.")
    name = real.name.lower()
    if name.endswith((".warc", ".warc.gz")):
        return [WarcSource(real)]
    with real.open("rb") as opened:
        magic = opened.read(4)
    if magic in {b"PK\x03\x04", b"PK\x05\x06"} and name.endswith(".zip"):
        return [ZipSource(real)]
    if name.endswith(".zip"):
        raise ReaderError(f"{path}: this is no zip archive, or a part of one.")
    if magic[:2] == b"\x1f\x8b" or magic.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise ReaderError(f"{path}: of archives only .zip and WARC are read; unpack it first.")
    return [FolderSource(real.parent, only=real)]
