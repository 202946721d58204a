"""Counts and times what is made for a request, and names it for the log."""

from __future__ import annotations  # those of functions made for each request cost more than they

import os
from collections.abc import Callable, Iterable
from time import perf_counter
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.observing.cells import TIMED
from reader.observing.events import request_id
from reader.observing.routes import place_of
from reader.observing.tallies import Tallies
from reader.web.kept_page import Headers
from reader.web.mount import Application, ExcInfo
from reader.web.page_cache import PAGE
from reader.web.request_ids import RequestIds

SEARCHED = "qingdu.searched"  # where in the environment the seconds stand that a search took
_SEARCHES = TIMED.index("index search")
_FAILED = 500


class Observed:
    """WSGI middleware behind the page cache, which counts what it answers by itself."""

    def __init__(
        self, application: Application, tallies: Tallies, ids: RequestIds, role: str
    ) -> None:
        self._application = application
        self._tallies = tallies
        self._ids = ids
        self._role = role

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        began = perf_counter()
        tallies = self._tallies
        if tallies.process != os.getpid():
            tallies.begin(self._role)
        route = place_of(environ["PATH_INFO"]).route
        name = self._ids.id_of(environ)

        def start(
            status: str, headers: Headers, exc_info: ExcInfo | None = None
        ) -> Callable[[bytes], object]:
            code = int(status[:3])
            tallies.time(route, perf_counter() - began)
            if SEARCHED in environ:
                tallies.time(_SEARCHES, environ[SEARCHED])
            if PAGE not in environ:
                tallies.count(route, code)
            if code >= _FAILED:
                headers = [*headers, ("X-Request-Id", name)]
            return start_response(status, headers, exc_info)

        before = request_id.set(name)
        try:
            return self._application(environ, start)
        except BaseException:
            tallies.count(route, _FAILED)
            raise
        finally:
            request_id.reset(before)
