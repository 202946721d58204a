"""Takes the Host header out of play: no URL of ours is ever made from it."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import request

_GIVEN = "qingdu.host"
_NEUTRAL = "localhost"


class NeutralHost:
    """WSGI middleware that puts the Host header aside; Werkzeug builds redirects from it."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer a request as if it had come to a host without a name."""
        environ[_GIVEN] = environ.get("HTTP_HOST", "")
        environ["HTTP_HOST"] = _NEUTRAL
        return self._application(environ, start_response)


def given_host() -> str:
    """The Host header as it was sent."""
    return str(request.environ.get(_GIVEN, request.environ.get("HTTP_HOST", "")))
