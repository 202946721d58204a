"""A name for each request, by which what the log says of it is found again."""

import os
import re
import secrets
from itertools import count
from wsgiref.types import WSGIEnvironment

ID = "qingdu.id"  # where it stands in the WSGI environment
_GIVEN = re.compile(r"[A-Za-z0-9_=-][A-Za-z0-9._=-]{7,63}")


class _Names:
    """Names that no other process makes: a number with letters of this one before it."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Choose the letters, also after a fork."""
        self._first, self._numbers = secrets.token_hex(6), count(1)

    def new(self) -> str:
        """A name."""
        return f"{self._first}{next(self._numbers):08x}"


_names = _Names()
os.register_at_fork(after_in_child=_names.begin)  # to ask for its number each time costs more


class RequestIds:
    """Names of requests: a proxy's own where there is one of ours, else made here."""

    def __init__(self, *, has_proxy: bool) -> None:
        self._has_proxy = has_proxy

    def id_of(self, environ: WSGIEnvironment) -> str:
        """The name of a request, the same whenever it is asked for."""
        found: str | None = environ.get(ID)
        if found is None:
            found = environ[ID] = self._given(environ) or _names.new()
        return found

    def _given(self, environ: WSGIEnvironment) -> str:
        given: str = environ.get("HTTP_X_REQUEST_ID", "") if self._has_proxy else ""
        return given if given and _GIVEN.fullmatch(given) else ""
