"""Takes the Host header out of play: no URL of ours is ever made from it."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import abort, request
from werkzeug.sansio.utils import host_is_trusted

_GIVEN = "qingdu.host"
_NEUTRAL = "localhost"
_NAME = re.compile(
    r"(?:(?:[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.(?!$|:)|(?=\.?(?::|$)))){1,127}\.?(?::\d{1,5})?"
    r"|\[[0-9a-f:.]{2,45}\](?::\d{1,5})?",
    re.IGNORECASE,
)


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


def is_good_host(host: str, trusted: tuple[str, ...]) -> bool:
    """Whether a Host header is a host (RFC 9112, 3.2), and one of `trusted` if there are any."""
    if host and not _NAME.fullmatch(host):
        return False
    return not trusted or host_is_trusted(host, trusted)


def refuse_bad_host(trusted: tuple[str, ...]) -> None:
    """Answer 400 where the Host header is not good."""
    if not is_good_host(given_host(), trusted):
        abort(400)
