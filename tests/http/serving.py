"""Readers of a server that is reloaded, stopped and shot at."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_FAILURES = (OSError, http.client.HTTPException, AssertionError)
_PAUSE = 0.005  # seconds between two pages: hundreds a second in all


@dataclass(frozen=True)
class Place:
    """Where a server listens: a host and a port, or a Unix socket."""

    host: str
    port: int = 0

    def connect(self, timeout: float = 60.0) -> socket.socket:
        if self.port:
            return socket.create_connection((self.host, self.port), timeout)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(timeout)
        connection.connect(self.host)
        return connection

    def http(self, timeout: float = 60.0) -> http.client.HTTPConnection:
        """A connection that connects anew when the server has announced its end."""
        return _Connection(self, timeout)

    def get(self, path: str = "/zh-hans/") -> str:
        """A page, over a connection of its own; raises where it cannot be had."""
        connection = self.http()
        try:
            return _read(connection, path)
        finally:
            connection.close()


class _Connection(http.client.HTTPConnection):
    def __init__(self, place: Place, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._place = place

    def connect(self) -> None:
        self.sock = self._place.connect(self.timeout or 60.0)


def _read(connection: http.client.HTTPConnection, path: str) -> str:
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200 or not text.endswith("</html>"):
        raise AssertionError(f"{answer.status}: {text[-40:]!r}")
    return text


@dataclass
class Readers:
    """What readers met: pages, requests that were lost, and those that were lost twice."""

    pages: int = 0
    retried: int = 0

    def __post_init__(self) -> None:
        self.lost: list[str] = []
        self.done = threading.Event()

    def read(self, place: Place, *, keeps: bool, retries: bool) -> None:
        """Read until all is done; `keeps` its connection; `retries` as a proxy does."""
        with closing(place.http()) as connection:
            while not self.done.wait(_PAUSE):
                try:
                    _read(connection, "/zh-hans/")
                except _FAILURES as error:
                    connection.close()
                    if retries:
                        self._retry(place)
                    else:
                        self.lost.append(f"{place} keeps={keeps}: {error!r}")
                self.pages += 1
                if not keeps:
                    connection.close()

    def _retry(self, place: Place) -> None:
        self.retried += 1
        try:
            place.get()
        except _FAILURES as error:
            self.lost.append(f"{place}, twice: {error!r}")


@contextmanager
def reading(places: Sequence[Place], *, retries: bool = False) -> Iterator[Readers]:
    """Readers of every place, over connections that are kept and over new ones; none loses one."""
    readers = Readers()
    threads = [
        threading.Thread(target=partial(readers.read, place, keeps=keeps, retries=retries))
        for place in places
        for keeps in (True, False)
    ]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        readers.done.set()
        for thread in threads:
            thread.join()
    assert readers.lost == [], f"{len(readers.lost)} of {readers.pages}: {readers.lost[:3]}"
    assert readers.pages > len(threads)


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [
            int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text().split()
        ]
    except OSError:
        return []


def seen(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Wait until something is so."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"not in {seconds} s: {what}"
        time.sleep(0.03)
