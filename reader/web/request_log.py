"""A line for each request, of which nothing says who asked, or what for in a search."""

from __future__ import annotations  # those of functions made for each request cost more than they

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from time import perf_counter, time
from typing import NamedTuple
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.observing.events import JSON, moment
from reader.observing.lines import Lines
from reader.observing.routes import ROUTES, place_of, without_secrets
from reader.web.client import address_of
from reader.web.kept_page import Headers
from reader.web.mount import Application, ExcInfo
from reader.web.page_cache import OUTCOME
from reader.web.request_ids import RequestIds

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_SAFE = "/!$&'()*+,:;=@~"  # in a path as it is logged; what else there is, is percent-encoded
_LONGEST = 1024  # characters of a path
_USUAL = 256  # characters of paths that are remembered
_PARTS = {4: 24, 6: 48}  # bits of an address that are logged of a network


class _Answer(NamedTuple):
    """What is logged of a request, but for what its path says."""

    at: float
    name: str
    method: str
    status: int
    size: str
    milliseconds: float
    cache: str
    client: str


class RequestLog:
    """WSGI middleware that logs every request once it is known what is answered.

    `client`: `off`, or `network` or `address` for the reader's. Questions after the site's
    health are not logged, for they come every few seconds; what changes in it is an event.
    """

    def __init__(  # noqa: PLR0913 - all that a line is made of
        self,
        application: Application,
        form: str,
        ids: RequestIds,
        *,
        base: str = "",
        client: str = "off",
        hops: int = 0,
        lines: Lines | None = None,
    ) -> None:
        self._application = application
        self._write = _json_line if form == JSON else _plain_line
        self._ids = ids
        self._base = quote(base, safe=f"{_SAFE}%")
        self._client = client
        self._hops = hops
        self._lines = lines or Lines(_dropped_json if form == JSON else _dropped_plain)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        began = perf_counter()
        path = environ["PATH_INFO"]

        def start(
            status: str, headers: Headers, exc_info: ExcInfo | None = None
        ) -> Callable[[bytes], object]:
            self._log(environ, path, began, int(status[:3]), headers)
            return start_response(status, headers, exc_info)

        return self._application(environ, start)

    def _log(
        self, environ: WSGIEnvironment, path: str, began: float, status: int, headers: Headers
    ) -> None:
        method = environ["REQUEST_METHOD"]
        answer = _Answer(
            time(),
            self._ids.id_of(environ),
            method if method in _METHODS else "other",
            status,
            _size(method, status, headers),
            (perf_counter() - began) * 1000,
            environ.get(OUTCOME, "none"),
            self._shown_client(environ) if self._client != "off" else "",
        )
        if not path.startswith("/health/"):
            self._lines.add(lambda: self._write(self._base, path, answer))

    def _shown_client(self, environ: WSGIEnvironment) -> str:
        return shown_address(address_of(environ, self._hops), whole=self._client == "address")


def shown_address(address: str, *, whole: bool) -> str:
    """An address for the log: whole, or its network; nothing where it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found))  # without a zone
    return str(found if whole else ip_network((found, _PARTS[found.version]), strict=False))


def _size(method: str, status: int, headers: Headers) -> str:
    """The bytes of a body; empty where only who sends it will know."""
    if method == "HEAD" or status in {204, 304}:
        return "0"
    for name, value in headers:
        if name == "Content-Length":
            return value
    return ""


class _Shown(NamedTuple):
    """What a path says: how it is logged, its route, its edition."""

    path: str
    route: str
    edition: str


def _shown(path: str) -> _Shown:
    return _usual(path) if len(path) <= _USUAL else _made(path)


def _made(path: str) -> _Shown:
    place = place_of(path)
    text = without_secrets(path).encode("latin-1", "replace")
    quoted = quote(text, safe=_SAFE)
    if len(quoted) > _LONGEST:
        quoted = f"{quoted[:_LONGEST]}..."
    return _Shown(quoted, ROUTES[place.route], place.edition)


_usual = lru_cache(maxsize=2048)(_made)


def _json_line(base: str, path: str, answer: _Answer) -> str:
    """One object; nothing in it needs to be escaped."""
    at, name, method, status, size, milliseconds, cache, client = answer
    shown, route, edition = _shown(path)
    return (
        f'{{"time":"{moment(at)}","event":"request","id":"{name}","method":"{method}",'
        f'"path":"{base}{shown}","route":"{route}","edition":"{edition}","status":{status},'
        f'"bytes":{size or "null"},"ms":{milliseconds:.3f},"cache":"{cache}"'
        + (f',"client":"{client}"}}' if client else "}")
    )


def _plain_line(base: str, path: str, answer: _Answer) -> str:
    at, name, method, status, size, milliseconds, cache, client = answer
    shown, route, edition = _shown(path)
    return (
        f"{moment(at)} {method} {base}{shown} {status} bytes={size or '-'} ms={milliseconds:.3f}"
        f" cache={cache} route={route} edition={edition or '-'} id={name}"
        + (f" client={client}" if client else "")
    )


def _dropped_json(count: int) -> str:
    return (
        f'{{"time":"{moment(time())}","event":"log","level":"warning","logger":"{__name__}",'
        f'"message":"{_dropped(count)}"}}'
    )


def _dropped_plain(count: int) -> str:
    return f"{moment(time())} WARNING {__name__}: {_dropped(count)}"


def _dropped(count: int) -> str:
    return f"{count} lines about requests were dropped: nobody took them fast enough"
