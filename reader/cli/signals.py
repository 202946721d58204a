"""Signals of a process that starts others, and of those that it starts."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

STOP = signal.SIGTERM  # end now: finish what is under way, refuse what is new
RETIRE = signal.SIGUSR1  # end when the connections have gone: another process takes over
_ALL = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1)
_PR_SET_PDEATHSIG = 1  # prctl(2)


class Signals:
    """Signals as they come, for a process that waits for several things at once.

    Nothing is done while another statement runs, so no lock can be met that is held.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        """Take these from now on; the others of ours are ignored."""
        self._read, write = os.pipe()
        for end in (self._read, write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        taken = set(numbers)
        for number in _ALL:
            signal.signal(number, (lambda *_: None) if number in taken else signal.SIG_IGN)

    def fileno(self) -> int:
        """What is ready to be read when a signal has come (`multiprocessing.connection.wait`)."""
        return self._read

    def taken(self) -> list[int]:
        """The signals that have come since the last time."""
        try:
            return list(os.read(self._read, 512))
        except BlockingIOError:
            return []


@contextmanager
def signals_later() -> Iterator[None]:
    """Keep signals waiting while a process is forked: the child takes its own when it has begun."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _ALL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ALL)


def begin_process(parent: int) -> None:
    """What a process does first that another has started: it ends with that one."""
    signal.set_wakeup_fd(-1)
    for number in _ALL:
        signal.signal(number, signal.SIG_DFL)
    # Ctrl-C and the end of a terminal reach a whole group; the first process passes them on.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, STOP)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ALL)
    if os.getppid() != parent:  # it was gone before it could be noticed
        sys.exit()


def wait_to_be_told() -> int:
    """Wait for STOP or RETIRE, which must be blocked; which of them it was."""
    return signal.sigwait({STOP, RETIRE})


def block_orders() -> None:
    """Have STOP and RETIRE wait for `wait_to_be_told`, also in threads that are started later."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {STOP, RETIRE})
