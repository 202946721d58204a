"""Takes the Host header out of play: no URL of ours is ever made from it."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import abort, request
from werkzeug.sansio.utils import host_is_trusted

_GIVEN = "qingdu.host"
_REFUSED = "qingdu.host_is_refused"
_NEUTRAL = "localhost"
_LONGEST_KNOWN = 256  # characters
_NAME = re.compile(
    r"(?:(?:[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.(?!$|:)|(?=\.?(?::|$)))){1,127}\.?(?::\d{1,5})?"
    r"|\[[0-9a-f:.]{2,45}\](?::\d{1,5})?",
    re.IGNORECASE,
)


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


def is_good_host(host: str, trusted: tuple[str, ...]) -> bool:
    """Whether a Host header is a host (RFC 9112, 3.2), and one of `trusted` if there are any."""
    is_short = len(host) <= _LONGEST_KNOWN
    return _known_to_be_good(host, trusted) if is_short else _is_good(host, trusted)


def _is_good(host: str, trusted: tuple[str, ...]) -> bool:
    if host and not _NAME.fullmatch(host):
        return False
    return not trusted or host_is_trusted(host, trusted)


_known_to_be_good = lru_cache(maxsize=256)(_is_good)  # the same few are asked for all the time


def is_refused(environ: WSGIEnvironment) -> bool:
    """Whether a request came to a host that is not good."""
    return bool(environ.get(_REFUSED))


def refuse_bad_host() -> None:
    """Answer 400 where the Host header is not good."""
    if is_refused(request.environ):
        abort(400)
