"""A name for each request, by which what the log says of it is found again."""

import os
import re
import secrets
from itertools import count
from wsgiref.types import WSGIEnvironment

ID = "qingdu.id"  # where it stands in the WSGI environment
_GIVEN = re.compile(r"[A-Za-z0-9_=-][A-Za-z0-9._=-]{7,63}")


class RequestIds:
    """Names of requests: a proxy's own where there is one of ours, else made here."""

    def __init__(self, *, has_proxy: bool) -> None:
        self._has_proxy = has_proxy
        self._process = 0
        self._begin()

    def id_of(self, environ: WSGIEnvironment) -> str:
        """The name of a request, the same whenever it is asked for."""
        found: str | None = environ.get(ID)
        if found is None:
            found = environ[ID] = self._given(environ) or self._made()
        return found

    def _given(self, environ: WSGIEnvironment) -> str:
        if not self._has_proxy:
            return ""
        given: str = environ.get("HTTP_X_REQUEST_ID", "")
        return given if _GIVEN.fullmatch(given) else ""

    def _made(self) -> str:
        if self._process != os.getpid():
            self._begin()
        return f"{self._first}{next(self._numbers):08x}"

    def _begin(self) -> None:
        self._process, self._first, self._numbers = os.getpid(), secrets.token_hex(6), count(1)
