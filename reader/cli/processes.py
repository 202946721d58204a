"""The processes of `qingdu serve`: servers, an indexer, and what starts and ends them."""

import _thread  # without locks of its own, so that signal handlers may
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from types import FrameType
from typing import TYPE_CHECKING, TypeAlias

from granian import Granian, _signals
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]

from reader.cli.saying import say
from reader.domain.errors import SettingsError

if TYPE_CHECKING:
    from flask import Flask

    from reader.storage.index.indexer import Indexer
    from reader.web.mount import Application

BACKLOG = 1024  # connections that wait to be taken up
_MAX_HEADER = 64 * 1024  # bytes; a larger head is answered 431
_START_TIMEOUT = 30.0  # seconds
# A thread is held while a slow reader sends a form or fetches a file; one alone would let a single
# stalled phone stop the site.
_THREADS = 32
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_FIRST_INDEX = 20.0  # seconds to wait for a first index before saying that the site is open
_INDEXER_NICE = 5  # readers come first
_PAUSE = 0.2  # seconds until an indexer that ended is replaced
_PR_SET_PDEATHSIG = 1  # prctl(2)

Make: TypeAlias = "Callable[[], Application]"


def run_indexer(app: "Flask", is_current: Event) -> None:
    """Keep the index up to date until told to stop, or until the supervisor is gone.

    It works with the application's settings, site and search terms; its connections are its own.
    """
    from reader.indexing import make_indexer  # noqa: PLC0415 - imported with the application
    from reader.storage.index.schema import IndexFiles  # noqa: PLC0415
    from reader.web.services import services  # noqa: PLC0415

    _begin_process()
    os.nice(_INDEXER_NICE)
    with app.app_context():
        parts = services()
    files = IndexFiles.of(parts.settings.state, parts.settings.content)
    indexer = make_indexer(parts.settings, parts.site, files, parts.terms)
    stop_at_signals(indexer)
    parts.tallies.begin("indexer")

    def when_current() -> None:
        is_current.set()
        parts.terms.load_readings()

    indexer.run(when_current)


def _counted(app: "Flask") -> "Application":
    """The application, in a process that is counted from now on."""
    from reader.web.services import services  # noqa: PLC0415 - imported with the application

    with app.app_context():
        services().tallies.begin("server")
    return app


def stop_at_signals(indexer: "Indexer") -> None:
    """Have an indexer stop when its process is told to end.

    From a thread: a handler may interrupt another, or this thread, where it holds a lock of the
    event that `stop` sets, and would wait for itself.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _thread.start_new_thread(indexer.stop, ()))


def run_server(listener: socket.socket, workers: int, make: Make) -> None:
    """Serve until told to stop, or the supervisor is gone; each worker calls `make`."""
    _begin_process()
    _Server(
        listener,
        "qingdu",
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(max_buffer_size=_MAX_HEADER),
        log_level=LogLevels.error,  # its warnings are about the number of threads, chosen above
        log_dictconfig={"version": 1, "disable_existing_loggers": False, "loggers": {}},  # ours
    ).serve(target_loader=partial(_loaded, make), wrap_loader=False)


def _loaded(make: Make) -> "Application":
    """What a worker serves; called in its process, before Granian sets signal handlers there."""
    _signals.set_sync_signals = partial(_told_once, _signals.set_sync_signals)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    return make()


def _told_once(set_handlers: Callable[[], object]) -> object:
    """Granian's handlers for a worker, which act on the first signal alone.

    They set an event, whose lock a second one's handler would wait for in the first's.
    """
    event = set_handlers()
    act = signal.getsignal(signal.SIGTERM)
    assert callable(act)

    def handle(number: int, frame: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        act(number, frame)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
    return event


@contextmanager
def _signals_later() -> Iterator[None]:
    """Keep signals waiting while a process is forked: one that came just then would be lost."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


class _Server(Granian):  # type: ignore[misc,valid-type]
    """Granian on a socket that listens already, as it serves on systems other than Linux.

    All servers of an address share the one, so that none of its connections is lost when one
    server takes over from another.
    """

    def __init__(self, listener: socket.socket, target: str, **options: object) -> None:
        super().__init__(target, **options)
        self._listener = listener
        self._process = os.getpid()

    def signal_handler_interrupt(self, *given: object) -> None:
        """End all; in a worker that has not set handlers of its own yet, end that.

        In a thread: the event that it sets has a lock, which the one interrupted may hold just
        now, or a second signal's handler would wait for in the first's.
        """
        if os.getpid() != self._process:
            raise SystemExit
        _thread.start_new_thread(super().signal_handler_interrupt, given)

    def signal_handler_reload(self, *given: object) -> None:
        """Begin the workers anew; in a thread as well."""
        _thread.start_new_thread(super().signal_handler_reload, given)

    def _spawn_workers(self, *given: object) -> None:
        with _signals_later():
            super()._spawn_workers(*given)

    def _init_shared_socket(self) -> None:
        self._sfd = self._listener.fileno()
        self._shd = SocketHolder(self._sfd, False, BACKLOG)  # type: ignore[call-arg]
        self._sso = None


def _begin_process() -> None:
    """What a forked process does first: it ends with its supervisor, whose signals are not its."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    parent = multiprocessing.parent_process()
    if parent and os.getppid() != parent.pid:  # it was gone before it could be noticed
        sys.exit()


class Processes:
    """The servers and the indexer: started, told what this process is told, ended together.

    Early servers answer until the lasting ones, which are forked from a process that has made the
    application, take over from them.
    """

    def __init__(self, listeners: Sequence[socket.socket], workers: int) -> None:
        # Forked, they share what this process has imported and made, and start at once.
        self._fork = multiprocessing.get_context("fork")
        self._is_current = self._fork.Event()  # set when the index has caught up with the folder
        self._ready = self._fork.Semaphore(0)  # released by each worker that is about to answer
        self._listeners = listeners
        self._workers = workers
        self._early: list[BaseProcess] = []
        self._servers: list[BaseProcess] = []
        self._indexer: list[BaseProcess] = []  # one, once it is there
        self._has_started = False
        self._is_told_to_stop = False
        self._process = os.getpid()
        for number in _SIGNALS:
            signal.signal(number, self._pass_on)

    def start_early(self, make: Make) -> None:
        """Start servers that serve what `make` makes until there is something better."""
        self._start_servers(self._early, 1, make)

    def start(self, app: "Flask") -> None:
        """Start the lasting servers and the indexer; early ones are told to stop then."""
        self._app = app
        self._start_servers(self._servers, self._workers, partial(_counted, app))
        self._start_indexer()
        self._has_started = True
        self._send(signal.SIGTERM, self._early)

    def await_index(self) -> bool:
        """Wait a while for the index to be up to date; False when it is not yet."""
        deadline = time.monotonic() + _FIRST_INDEX
        while not self._is_current.wait(_PAUSE):
            is_well = all(server.is_alive() for server in self._servers)
            if self._is_told_to_stop or not is_well or time.monotonic() > deadline:
                return False
        return True

    def supervise(self) -> None:
        """Stop all when a lasting server ends; start another indexer when that one does."""
        servers = {server.sentinel for server in self._servers}
        while servers.isdisjoint(ended := wait([*servers, *self._watched()])):
            if self._indexer[0].sentinel not in ended:
                continue
            if self._is_told_to_stop:
                break
            say("The indexer ended; starting another.")
            time.sleep(_PAUSE)
            self._start_indexer()
        self.end()
        ends = {0, -signal.SIGTERM, -signal.SIGINT}
        if any(server.exitcode not in ends for server in self._servers):
            raise SettingsError("A server process ended with an error; its message is above.")

    def end(self) -> None:
        """End what was started, and wait for it."""
        self._send(signal.SIGTERM, self._all())
        for process in self._all():
            process.join()

    def _start_servers(self, servers: list[BaseProcess], workers: int, make: Make) -> None:
        """Start a server for each address; returns when they are about to answer."""

        def made() -> "Application":
            application = make()
            self._ready.release()
            return application

        for listener in self._listeners:
            self._start(servers, run_server, listener, workers, made)
        count = len(servers) * workers
        deadline = time.monotonic() + _START_TIMEOUT
        while count and time.monotonic() < deadline and all(one.is_alive() for one in servers):
            count -= self._ready.acquire(timeout=_PAUSE)

    def _start_indexer(self) -> None:
        self._indexer.clear()
        self._start(self._indexer, run_indexer, self._app, self._is_current)

    def _start(self, started: list[BaseProcess], run: Callable[..., None], *given: object) -> None:
        process = self._fork.Process(target=run, args=given, name=run.__name__)
        with _signals_later():
            process.start()
            started.append(process)

    def _watched(self) -> list[int]:
        """What tells of the end of the indexer and of early servers that are still there."""
        early = [server for server in self._early if server.is_alive()]
        return [process.sentinel for process in (*early, *self._indexer)]

    def _all(self) -> list[BaseProcess]:
        return [*self._early, *self._servers, *self._indexer]

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        if os.getpid() != self._process:  # a child that has not begun yet
            raise SystemExit
        self._is_told_to_stop = True
        self._send(number, self._all())
        if not self._has_started:
            raise SystemExit(128 + number)

    def _send(self, number: int, processes: Iterable[BaseProcess]) -> None:
        for process in processes:
            if process.pid and process.is_alive():
                os.kill(process.pid, number)
