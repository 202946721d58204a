"""What every request to a worker of ours goes through: who may hold a thread, and for how long."""

import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.web.closing import closing
from reader.web.mount import Application

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

    Of requests with a body
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
            start_response = closing(start_response)
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
