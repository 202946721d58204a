"""`qingdu` as a process of its own, forked from one that has imported what its commands need.

A start of Python that imports all of it takes longer than most tests do. What is forked has nothing
of the tests': the process it comes from is started anew (`multiprocessing`'s fork server).
"""

import atexit
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1  # prctl(2)
TABLES = ROOT / "var" / "tests"  # a state folder: every other would make the same in seconds
_IMPORTED = [
    "tests.commands",
    "tests.preloading",
    "alembic.command",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
]


class Command:
    """A command that runs; what it says goes into a file, perhaps errors into another."""

    def __init__(
        self,
        arguments: list[str],
        environment: Mapping[str, str],
        log: Path,
        errors: Path | None = None,
        before: Callable[[], None] | None = None,
    ) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(_IMPORTED)
        for file in (log, errors or log):
            file.write_bytes(b"")
        self._arguments = arguments
        self._process: ForkServerProcess = context.Process(
            target=_run, args=(arguments, dict(environment), log, errors or log, before)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Its process, which leads a session and a group of its own."""
        assert self._process.pid
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """What it ended with, minus the signal that ended it, or None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def wait(self, seconds: float = 300.0) -> int:
        """What it ended with; raises subprocess.TimeoutExpired where it has not after that time."""
        self._process.join(seconds)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self._arguments, seconds)
        return self.returncode


def run_command(
    arguments: list[str], environment: Mapping[str, str], before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    with tempfile.TemporaryDirectory(prefix="qingdu-command-") as folder:
        out, errors = Path(folder, "out"), Path(folder, "errors")
        code = Command(arguments, environment, out, errors, before).wait()
        return subprocess.CompletedProcess(
            arguments, code, out.read_text("utf-8"), errors.read_text("utf-8")
        )


def _run(
    arguments: list[str],
    environment: dict[str, str],
    log: Path,
    errors: Path,
    before: Callable[[], None] | None,
) -> None:
    from reader.cli import main

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ |= environment
    for stream, file in ((1, log), (2, errors)):
        opened = os.open(file, os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, stream)
        os.close(opened)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["qingdu", *arguments]
    if before:
        before()
    try:
        main()
    finally:  # what Python does at its end, and leaves out in forks
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
