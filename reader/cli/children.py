"""Processes that a generation has forked."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from reader.cli.signals import signals_later

_FORK = multiprocessing.get_context(
    "fork"
)  # children share what is imported and made, and start at once


@dataclass(eq=False, slots=True)
class Child:
    """A process, and what it says once: a worker that it answers, an indexer that it is current."""

    process: BaseProcess
    said: Connection
    born: float = field(default_factory=time.monotonic)

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid
        return self.process.pid

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.born

    def has_said_it(self) -> bool:
        """Whether it has."""
        with suppress(EOFError, OSError):
            return self.said.poll() and bool(self.said.recv_bytes())
        return False

    def send(self, number: int) -> None:
        """Send it a signal, if it is there."""
        if self.process.is_alive():
            os.kill(self.pid, number)

    def end_by(self, deadline: float) -> None:
        """Wait for its end until then, and then end it."""
        self.process.join(max(0.0, deadline - time.monotonic()))
        if self.process.exitcode is None:
            self.send(signal.SIGKILL)
            self.process.join()


def started(
    run: Callable[..., None], *given: object, closes: Iterable[Connection] = (), name: str = ""
) -> Child:
    """A child that calls `run` with what is given, what it can say its word with and our number.

    It closes what is ours alone.
    """
    said, say = _FORK.Pipe(duplex=False)

    def begin() -> None:
        for ours in (said, *closes):
            ours.close()
        run(*given, say, parent)

    parent = os.getpid()
    process = _FORK.Process(target=begin, name=name or run.__name__)
    with signals_later():
        process.start()
    say.close()
    return Child(process, said)


def memory(pid: int) -> int:
    """The bytes of memory that a process has to itself; 0 where the system does not say."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Private_Dirty:"):
                return int(line.split()[1]) * 1024
    return 0


def name_of_end(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
