"""What each process counts, in a file of its own that is added up with the others'.

Counts are plain numbers in a list, written to the file once a second: to count costs 40 ns where
a counter of prometheus-client costs a hundred times that (docs/performance.md). A mapped file would
lose nothing to `kill -9`, but a disk that is full would kill the process (SIGBUS).
"""

import fcntl
import json
import os
import secrets
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Self

from reader.observing.cells import LAYOUT, NONE, SIZE, cell_of, status_offset, time_cells

_INTERVAL = 1.0  # seconds between two times that counts are written
_HEAD = 256  # bytes of a file before its cells
_ENDED = "ended.tally"  # what processes counted that are no more
_TALLIES = "*.tally"


class Tallies:
    """The counts of this process; `folder` None keeps them to itself.

    Threads add to `cells` without a lock: CPython changes threads at calls and backward jumps, and
    `cells[place] += 1` has neither.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.cells = [0] * SIZE
        self.process = 0  # that counts here
        self._folder = folder
        self._role = ""
        self._file = -1
        self._lock = threading.Lock()
        self._written: list[int] = []

    def begin(self, role: str) -> None:
        """Count for this process from now on, under the name of what it does; once is enough."""
        with self._lock:
            if self.process == os.getpid():
                return
            if self.process:  # counted by the process that this one was forked from
                self.cells[:] = [0] * SIZE
                self._file = -1
            self.process, self._role = os.getpid(), role
        if self._folder is None:
            return
        self.write()
        Finalize(self, self.write, exitpriority=0)
        with suppress(RuntimeError):  # no more threads: what is counted is written at the end
            threading.Thread(target=self._write_on, name="tallies", daemon=True).start()

    def count(self, route: int, status: int, outcome: int = NONE) -> None:
        """Count an answer."""
        self.cells[cell_of(route) + outcome + status_offset(status)] += 1

    def time(self, timed: int, seconds: float) -> None:
        """Count a time: `timed` is its number in `TIMED`."""
        place, total = time_cells(timed, seconds)
        self.cells[place] += 1
        self.cells[total] += int(seconds * 1e6)

    def write(self) -> None:
        """Write what is new, or another time where that is impossible: readers come first."""
        with self._lock, suppress(OSError):
            self._open()
            now = self.cells.copy()
            if self._file >= 0 and now != self._written:
                os.pwrite(self._file, array("Q", now).tobytes(), _HEAD)
                self._written = now

    def _open(self) -> None:
        """Make a file where there is none, or it was deleted. Raises OSError."""
        if self._file >= 0 and not os.fstat(self._file).st_nlink:
            os.close(self._file)
            self._file = -1
        if self._file < 0 and self._folder is not None:
            self._file = _new_file(self._folder, self._role)
            self._written = []

    def _write_on(self) -> None:
        while self.process == os.getpid():
            time.sleep(_INTERVAL)
            self.write()


@dataclass(frozen=True, slots=True)
class Process:
    """A process that counts: what it does (server, early server, indexer, …)."""

    pid: int
    role: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The counts of all processes that ever were, and those that are."""

    cells: list[int]
    processes: tuple[Process, ...]

    @classmethod
    def nothing(cls) -> Self:
        """No counts of no process."""
        return cls([0] * SIZE, ())

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Add up; what processes left that are no more is put together. Raises OSError."""
        if not folder.is_dir():
            return cls.nothing()
        cells = [0] * SIZE
        processes = []
        with _turn(folder):
            _fold(folder)
            for path in sorted(folder.glob(_TALLIES)):
                if found := _read(path):
                    process, counted = found
                    cells = [one + other for one, other in zip(cells, counted, strict=True)]
                    if path.name != _ENDED:
                        processes.append(process)
        return cls(cells, tuple(processes))


def _new_file(folder: Path, role: str) -> int:
    """A file for this process, locked as long as it lives."""
    folder.mkdir(parents=True, exist_ok=True)
    with _turn(folder):
        _fold(folder)
        path = folder / f"{os.getpid()}-{secrets.token_hex(4)}.tally"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            os.write(file, _head(os.getpid(), role) + bytes(8 * SIZE))
        except OSError:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
    return file


def _head(pid: int, role: str) -> bytes:
    return json.dumps({"layout": LAYOUT, "pid": pid, "role": role}).encode().ljust(_HEAD)


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Nobody else adds up meanwhile, or begins to count."""
    with (folder / "tallies.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fold(folder: Path) -> None:
    """Put together what processes counted that are no more; of another release it is dropped."""
    dead = [path for path in folder.glob(_TALLIES) if path.name != _ENDED and _is_free(path)]
    if not dead:
        return
    cells = [0] * SIZE
    for path in (folder / _ENDED, *dead):
        if found := _read(path):
            cells = [one + other for one, other in zip(cells, found[1], strict=True)]
    new = folder / "ended.new"
    try:
        new.write_bytes(_head(0, "ended") + array("Q", cells).tobytes())
        new.replace(folder / _ENDED)
    except OSError:  # the disk is full: they stay apart
        new.unlink(missing_ok=True)
        return
    for path in dead:
        path.unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    """Whether the process is gone that locked the file."""
    with closing(os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC), "rb")) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _read(path: Path) -> tuple[Process, list[int]] | None:
    """Whose counts a file holds, and the counts; None where they are none of this release's."""
    try:
        text = path.read_bytes()
        head = json.loads(text[:_HEAD])
        cells = array("Q", text[_HEAD:]).tolist()
    except (OSError, ValueError):
        return None
    if head.get("layout") != LAYOUT or len(cells) != SIZE:
        return None
    return Process(head["pid"], head["role"]), cells
