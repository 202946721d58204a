"""Mounts the site below a path of its host."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class Mount:
    """WSGI middleware that sets SCRIPT_NAME from the configuration, never from a header.

    It works behind a proxy that passes the path whole and behind one that takes the base off.
    """

    def __init__(self, application: Application, base: str) -> None:
        self._application = application
        self._base = base

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer a request below the base path."""
        path = environ.get("PATH_INFO", "")
        if path == self._base or path.startswith(f"{self._base}/"):
            environ["PATH_INFO"] = path[len(self._base) :] or "/"
        environ["SCRIPT_NAME"] = self._base
        return self._application(environ, start_response)
