"""What every request to a worker of ours goes through: who may hold a thread, and for how long."""

import threading
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.web.kept_page import Headers
from reader.web.mount import Application, ExcInfo

_FULL = b"503: too much is being sent to this server; try again in a moment.\n"
_FULL_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Retry-After", "5"),
    ("Connection", "close"),
]


class Gate:
    """WSGI middleware: with `is_closing`, no connection outlives its answer.

    (A request that comes while its connection is closed would be lost.) Of requests with a body
    at most `bodies` are let in at a time: each holds a thread until its sender has finished, and
    readers shall always find one.
    """

    def __init__(self, application: Application, bodies: int) -> None:
        self._application = application
        self._bodies = threading.BoundedSemaphore(bodies)
        self.is_closing = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self.is_closing:
            start_response = _closing(start_response)
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            return self._with_body(environ, start_response)
        return self._application(environ, start_response)

    def _with_body(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if not self._bodies.acquire(blocking=False):
            start_response("503 Service Unavailable", _FULL_HEADERS.copy())
            return [_FULL]
        try:
            return self._application(environ, start_response)
        finally:
            self._bodies.release()


def _closing(start_response: StartResponse) -> StartResponse:
    def start(
        status: str, headers: Headers, exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], object]:
        return start_response(status, [*headers, ("Connection", "close")], exc_info)

    return start
