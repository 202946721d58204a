"""Tells load balancers and monitors how the site is: `/health/live` and `/health/ready`."""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic, time
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.storage.index.condition import glimpse
from reader.storage.index.schema import IndexFiles
from reader.web.mount import Application
from reader.web.security import SecureHeaders

LIVE, READY = "/health/live", "/health/ready"

_INTERVAL = 1.0  # seconds for which an answer holds
_STALE = 3600.0  # seconds without a look at the content folder that are too many
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a part, in words that tell strangers nothing; without the part that
    `is_needed` nobody can read.
    """

    part: str
    reason: str
    is_needed: bool = False


class Readiness:
    """Knows, at most a second old, what is wrong with this process and what it works with."""

    def __init__(self, files: IndexFiles, has_accounts: Callable[[], bool] | None = None) -> None:
        self._files = files
        self._has_accounts = has_accounts
        self._lock = threading.Lock()
        self._due = 0.0
        self._found: tuple[Trouble, ...] = ()

    def troubles(self) -> tuple[Trouble, ...]:
        """All there are; a change of them is an event for the log."""
        with self._lock:
            if monotonic() >= self._due:
                before, self._found = self._found, tuple(self._look())
                self._due = monotonic() + _INTERVAL
                for trouble in self._found:
                    if trouble not in before:
                        _log.warning("%s: %s", trouble.part, trouble.reason)
                for trouble in before:
                    if trouble not in self._found:
                        _log.info("%s: well again", trouble.part)
            return self._found

    def _look(self) -> Iterable[Trouble]:
        index = glimpse(self._files)
        if not index.is_there:
            yield Trouble("index", "there is no index that can be read", is_needed=True)
        elif not index.is_whole:
            yield Trouble("index", "the first index is still being made", is_needed=True)
        elif index.scanned and time() - index.scanned > _STALE:
            yield Trouble("indexer", "nothing has looked for changed articles for an hour")
        if index.outage:
            yield Trouble("content", "the articles cannot be read in; those read before are shown")
        if self._has_accounts and not self._has_accounts():
            yield Trouble("accounts", "the user centre's database does not answer")


class Health:
    """WSGI middleware that answers the two paths, whatever the Host header is.

    Load balancers send an address there, and nothing of a request is told back. Nothing that they
    ask gets into the log but a change of the answer.
    """

    def __init__(self, application: Application, readiness: Readiness, *, is_https: bool) -> None:
        self._application = application
        self._readiness = readiness
        self._answer = SecureHeaders(self._say, is_https=is_https)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] in {LIVE, READY}:
            return self._answer(environ, start_response)
        return self._application(environ, start_response)

    def _say(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        method = environ["REQUEST_METHOD"]
        status, said = "200 OK", _live(environ)
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        if method not in {"GET", "HEAD"}:
            status, said = "405 Method Not Allowed", {"status": "ask with GET"}
            headers.append(("Allow", "GET, HEAD"))
        elif environ["PATH_INFO"] == READY:
            status, said = _judged(self._readiness.troubles())
        body = f"{json.dumps(said)}\n".encode()
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [] if method == "HEAD" else [body]


def _live(environ: WSGIEnvironment) -> Mapping[str, object]:
    """That the process answers, and through how many proxies it was asked as far as they tell.

    `qingdu doctor` holds QINGDU_PROXY_HOPS against it.
    """
    told = environ.get("HTTP_X_FORWARDED_FOR", "")
    return {"status": "live", "forwarded": told.count(",") + 1 if told else 0}


def _judged(troubles: Iterable[Trouble]) -> tuple[str, Mapping[str, object]]:
    """503 where nobody can read; else 200, `degraded` where something is wrong all the same."""
    told = [{"part": trouble.part, "reason": trouble.reason} for trouble in troubles]
    if any(trouble.is_needed for trouble in troubles):
        return "503 Service Unavailable", {"status": "not ready", "troubles": told}
    return "200 OK", {"status": "degraded" if told else "ready", "troubles": told}
