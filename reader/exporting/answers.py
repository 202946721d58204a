"""Asks the application for a page without a server between."""

import sys
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote
from wsgiref.headers import Headers

from reader.web.mount import Application


class Answer(NamedTuple):
    """An answer of the application, as it would go over the wire."""

    status: int
    headers: Headers
    body: bytes

    @property
    def type(self) -> str:
        """Its media type without parameters, lower case."""
        return (self.headers["Content-Type"] or "").partition(";")[0].strip().lower()


def ask(application: Application, address: str) -> Answer:
    """The answer to a GET of a quoted path with its query, from nobody in particular."""
    path, _, query = address.partition("?")
    status, head = 500, Headers()

    def start(line: str, headers: list[tuple[str, str]], _error: object = None) -> object:
        nonlocal status, head
        status, head = int(line.split(maxsplit=1)[0]), Headers(headers)
        return lambda _data: None

    answer = application(
        {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        },
        start,  # type: ignore[arg-type]
    )
    try:
        body = b"".join(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()
    return Answer(status, head, body)
