"""Changing articles' files while the site runs: how soon it shows, and what it costs."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.library import Library
from benchmarks.plan import article, some_files
from benchmarks.servers import Server

_PAUSE = 1.3  # seconds between two edits, no multiple of anything
_PATIENCE = 600.0  # seconds
_WINDOW = 20  # edits


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
    """Processor seconds an edit costs each server, beyond what it uses when nothing happens.

    The page of each edited article is asked for once it shows.
    """
    edited = [some_files(library, _WINDOW, "costs") for library in libraries]
    for library, server, files in zip(libraries, servers, edited, strict=True):
        for file in files:
            server.get(article(library, file))
    idle = [server.cpu for server in servers]
    time.sleep(_WINDOW * _PAUSE)
    idle = [server.cpu - before for server, before in zip(servers, idle, strict=True)]
    with ExitStack() as stack:
        for file in [file for files in edited for file in files]:
            stack.enter_context(_restoring(file))
        busy = [server.cpu for server in servers]
        for turn in range(_WINDOW):
            for files in edited:
                _append(files[turn], f"第{turn}次")
            time.sleep(_PAUSE)
            for library, server, files in zip(libraries, servers, edited, strict=True):
                server.get(article(library, files[turn]))
        busy = [server.cpu - before for server, before in zip(servers, busy, strict=True)]
    return [max(0.0, more - less) / _WINDOW for more, less in zip(busy, idle, strict=True)]


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
