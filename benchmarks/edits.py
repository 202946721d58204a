"""Changing articles' files while the site runs: how soon it shows, and what it costs."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from benchmarks.library import Library
from benchmarks.measure import cpu_nanoseconds
from benchmarks.plan import article, some_files
from benchmarks.servers import Server

_PAUSE = 1.3  # seconds between two edits, no multiple of anything
_PATIENCE = 600.0  # seconds
_WINDOW = 20  # edits, and times without any


def seconds_until_visible(library: Library, server: Server, times: int) -> list[float]:
    """How long each of some edits took, from the file's renaming to the first answer with it."""
    found = []
    for file in some_files(library, times, "edits"):
        mark = f"修改于{time.time_ns()}"
        path = article(library, file)
        server.get(path)
        time.sleep(_PAUSE)
        with _restoring(file):
            _append(file, mark)
            edited = time.monotonic()
            while mark.encode() not in server.get(path).body:
                if time.monotonic() > edited + _PATIENCE:
                    raise RuntimeError(f"an edit of {file.name} does not show")
                time.sleep(0.005)
            found.append(time.monotonic() - edited)
    return found


def cpu_of_edits(libraries: Sequence[Library], servers: Sequence[Server]) -> list[float]:
    """Milliseconds of processor time that an edit costs each server, its page asked for after it.

    The median of the edits less that of as long times without any, so that a scan of the folder,
    which comes once in minutes, does not count as an edit's.
    """
    edited = [some_files(library, _WINDOW, "costs") for library in libraries]

    def costs(change: Callable[[Path], None]) -> list[float]:
        used: list[list[int]] = [[] for _ in servers]
        for files in zip(*edited, strict=True):
            before = [cpu_nanoseconds(server.pid) for server in servers]
            for file in files:
                change(file)
            time.sleep(_PAUSE)
            for library, server, file in zip(libraries, servers, files, strict=True):
                server.get(article(library, file))
            for number, server in enumerate(servers):
                used[number].append(cpu_nanoseconds(server.pid) - before[number])
        return [median(each) / 1e6 for each in used]

    costs(lambda _: None)  # every page once
    idle = costs(lambda _: None)
    with ExitStack() as stack:
        for file in [file for files in edited for file in files]:
            stack.enter_context(_restoring(file))
        busy = costs(lambda file: _append(file, f"修改于{time.time_ns()}"))
    return [more - less for more, less in zip(busy, idle, strict=True)]


@contextmanager
def _restoring(file: Path) -> Iterator[None]:
    """Put the file back as it was afterwards."""
    content, status = file.read_bytes(), file.stat()
    try:
        yield
    finally:
        _replace(file, content)
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _append(file: Path, text: str) -> None:
    _replace(file, file.read_bytes() + f"\n{text}\n".encode())


def _replace(file: Path, content: bytes) -> None:
    """Write a new version beside the old one and rename it over, as editors do."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)
