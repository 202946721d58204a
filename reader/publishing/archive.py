"""ZIP archives whose bytes depend on their contents alone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_FIRST, _LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)
_STORED = {"png", "jpg", "gif", "webp"}  # they are compressed already
_READABLE = 0o644 << 16


def write_archive(file: IO[bytes], entries: Iterable[tuple[str, bytes]], changed: datetime) -> None:
    """Write entries, names and bytes, in their order; all with the time `changed`.

    An entry named `mimetype` is stored, as the first of an e-book has to be (OCF 3.3, 4.3).
    """
    time = min(max(changed.astimezone(UTC), _FIRST), _LAST)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = ZipInfo(name, time.timetuple()[:6])
            is_stored = name == "mimetype" or name.rpartition(".")[2] in _STORED
            entry.compress_type = ZIP_STORED if is_stored else ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            entry.external_attr = _READABLE
            archive.writestr(entry, data)
