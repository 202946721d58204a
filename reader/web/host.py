"""Takes the Host header out of play: no URL of ours is ever made from it."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import abort, request

_GIVEN = "qingdu.host"
_REFUSED = "qingdu.host_is_refused"
_NEUTRAL = "localhost"


class NeutralHost:
    """WSGI middleware that puts the Host header aside; Werkzeug builds redirects from it.

    It notes where the header is not good, for `refuse_bad_host`.
    """

    def __init__(
        self, application: Callable[..., Iterable[bytes]], is_good_host: Callable[[str], bool]
    ) -> None:
        self._application = application
        self._is_good_host = is_good_host

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer a request as if it had come to a host without a name."""
        host = environ[_GIVEN] = environ.get("HTTP_HOST", "")
        environ[_REFUSED] = not self._is_good_host(host)
        environ["HTTP_HOST"] = _NEUTRAL
        return self._application(environ, start_response)


def given_host() -> str:
    """The Host header as it was sent."""
    return str(request.environ.get(_GIVEN, request.environ.get("HTTP_HOST", "")))


def is_refused(environ: WSGIEnvironment) -> bool:
    """Whether a request came to a host that is not good."""
    return bool(environ.get(_REFUSED))


def refuse_bad_host() -> None:
    """Answer 400 where the Host header is not good."""
    if is_refused(request.environ):
        abort(400)
