"""Lines for a log that several processes write to: whole ones, and no reader waits for them."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.util import Finalize

LONGEST = 4096  # bytes: what is written to a pipe at once comes out in one piece (PIPE_BUF)
_MOST = 20_000  # lines that wait
_INTERVAL = 0.1  # seconds in which lines are gathered


class Lines:
    """Gathers lines and writes them in pieces of at most `LONGEST` bytes, from a thread.

    Beyond `_MOST`, while nobody takes what is written, lines are dropped and counted. What was not
    written yet is lost with a process that is killed: a tenth of a second.
    """

    def __init__(self, told: Callable[[int], str], file: int = 2) -> None:
        """`told` makes the line that says how many were dropped."""
        self._told = told
        self._file = file
        self._waiting: deque[Callable[[], str]] = deque()
        self._process = 0
        self._is_awake = False
        self._wake = threading.Event()
        self._starting = threading.Lock()
        self._writing = threading.Lock()
        self._dropped = 0

    def add(self, make: Callable[[], str]) -> None:
        """Write later what `make` makes: a line without its end."""
        if len(self._waiting) >= _MOST:
            self._dropped += 1
            return
        self._waiting.append(make)
        if not self._is_awake:
            self._awake()

    def write(self) -> None:
        """Write what waits; it must not be called where lines are added."""
        with self._writing:
            batch: list[bytes] = []
            size = 0
            while self._waiting:
                line = f"{self._waiting.popleft()()}\n".encode("ascii", "backslashreplace")
                if size + len(line) > LONGEST and batch:
                    self._put(b"".join(batch))
                    batch, size = [], 0
                batch.append(line)
                size += len(line)
            if batch:
                self._put(b"".join(batch))
            if self._dropped:
                count, self._dropped = self._dropped, 0
                self._put(f"{self._told(count)}\n".encode())

    def _awake(self) -> None:
        if self._process != os.getpid():
            with self._starting:
                if self._process != os.getpid():
                    self._process = os.getpid()
                    Finalize(self, self.write, exitpriority=0)
                    threading.Thread(target=self._write_on, name="log", daemon=True).start()
        self._wake.set()

    def _write_on(self) -> None:
        while True:
            self._wake.wait()
            self._is_awake = True
            self._wake.clear()
            while self._waiting:
                time.sleep(_INTERVAL)
                self.write()
            self._is_awake = False  # who adds from now on wakes this thread
            if self._waiting:
                self._wake.set()

    def _put(self, piece: bytes) -> None:
        try:
            while piece:  # a pipe takes it whole; a file on a full disk, in part or not at all
                piece = piece[os.write(self._file, piece) :]
        except OSError:
            self._dropped += piece.count(b"\n")
