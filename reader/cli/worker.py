"""A worker of `qingdu serve`: Granian in this process, on every address of the site."""

import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeAlias

from granian._futures import _new_cbscheduler
from granian._granian import SocketHolder, WorkerSignal, WSGIWorker
from granian._loops import loops
from granian.constants import Loops
from granian.http import HTTP1Settings
from granian.wsgi import _callback_wrapper

from reader.cli.gate import Gate
from reader.cli.listening import BACKLOG, Listeners
from reader.cli.serving import Serving
from reader.cli.signals import RETIRE, begin_process, block_orders, wait_to_be_told
from reader.web.mount import Application

Make: TypeAlias = "Callable[[], Application]"

_WORKER: Any = WSGIWorker  # its stub is of another version

# A thread is held while a slow reader fetches a file or sends a form: one alone would let a single
# stalled phone stop the site. They are started when they are needed.
_THREADS = 96
_IDLE = 30  # seconds until a thread that has nothing to do ends
_BODIES = 24  # of them may wait for what readers send
_LOOK = 0.02  # seconds between two looks whether all connections have gone
_RETIRING = 3.0  # seconds that connections are given to end by themselves, when another takes over
_STOPPING = 0.3  # the same when the site stops: for requests that are on their way


def run_worker(  # noqa: PLR0913, PLR0917 - the target of a process
    listeners: Listeners,
    place: int | None,
    make: Make,
    serving: Serving,
    ready: Connection,
    parent: int,
) -> None:
    """Serve what `make` makes until told to end, or `parent` is gone.

    It listens where the worker in its `place` does, without one at every socket. `ready` is told
    when requests are about to be answered.
    """
    begin_process(parent)
    own = listeners.all() if place is None else listeners.of(place)
    for other in set(listeners.all()) - set(own):
        other.close()
    logging.getLogger("_granian").setLevel(logging.ERROR)
    gate = Gate(make(), _BODIES)
    block_orders()
    servers = [_Server(listener, gate, serving) for listener in own]
    ready.send_bytes(b"ready")
    ready.close()
    order = wait_to_be_told()
    gate.is_closing = True
    places = frozenset(_place(listener) for listener in own)
    _take_no_more(own)
    _await_end(places, _RETIRING if order == RETIRE else _STOPPING)
    deadline = time.monotonic() + serving.grace
    for server in servers:
        server.stop()
    is_done = all(server.has_ended(deadline - time.monotonic()) for server in servers)
    if not is_done:
        print(
            f"qingdu: process {os.getpid()} cut off what was not finished after "
            f"{serving.grace:g} seconds.", file=sys.stderr, flush=True,
        )  # fmt: skip
        os._exit(0)  # threads that wait for a reader would be waited for


class _Server:
    """Granian at one address, in threads of its own."""

    def __init__(self, listener: socket.socket, application: Application, serving: Serving) -> None:
        self._signal = WorkerSignal()
        self._has_ended = threading.Event()
        self._signal.add_cb(self._has_ended.set)
        is_unix = listener.family == socket.AF_UNIX
        holder = SocketHolder(listener.fileno(), is_unix, BACKLOG)  # type: ignore[call-arg]
        self._worker = _WORKER(
            worker_id=1,
            sock=(None, holder),
            ipc=None,
            py_threads=_THREADS,
            py_threads_idle_timeout=_IDLE,
            backpressure=serving.connections,
            http_mode="1",
            http1_opts=HTTP1Settings(
                header_read_timeout=int(serving.head * 1000), max_buffer_size=serving.head_size
            ),
        )
        loop = loops.get(Loops.auto)
        scheduler = _new_cbscheduler(  # type: ignore[no-untyped-call]
            loop, _callback_wrapper(application, {}), impl_asyncio=True
        )
        serve = self._worker.serve_mtr_uds if is_unix else self._worker.serve_mtr
        serve(scheduler, loop, self._signal)

    def stop(self) -> None:
        """Take no more requests; idle connections are closed, and others after their answer."""
        self._signal.set()

    def has_ended(self, seconds: float) -> bool:
        """Wait for the last answer, so long at most; whether it has been given."""
        return self._has_ended.wait(max(seconds, 0.0))


def _take_no_more(listeners: Iterable[socket.socket]) -> None:
    """Leave new connections to other processes, without closing any.

    Granian can only stop taking connections and close those that are idle at once, and then a
    connection whose request is on its way is lost. So the socket it listens on becomes another,
    which nobody knows.
    """
    family = socket.AF_UNIX if sys.platform == "linux" else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as nobodys:
        nobodys.bind("" if family == socket.AF_UNIX else ("127.0.0.1", 0))
        nobodys.listen(1)
        nobodys.setblocking(False)
        for listener in listeners:
            os.dup2(nobodys.fileno(), listener.fileno(), inheritable=False)


def _place(connection: socket.socket) -> object:
    """What connections have in common with the socket that they came to."""
    name = connection.getsockname()
    return name[1] if isinstance(name, tuple) else name


def _await_end(places: frozenset[object], seconds: float) -> None:
    """Wait until no connection is open, so long at most."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and _has_connections(places):
        time.sleep(_LOOK)


def _has_connections(places: frozenset[object]) -> bool:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return True  # it cannot be known
    return any(_is_connection(int(entry.name), places) for entry in folder.iterdir())


def _is_connection(number: int, places: frozenset[object]) -> bool:
    with suppress(OSError), socket.socket(fileno=os.dup(number)) as found:
        found.getpeername()  # those that listen have none
        return _place(found) in places
    return False
