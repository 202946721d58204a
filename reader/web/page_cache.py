"""The page cache: WSGI middleware that answers a known public page with ready bytes."""

from __future__ import annotations  # those of functions made for each request cost more than they

import re
import threading
from collections.abc import Callable, Iterable
from time import monotonic
from typing import TypeVar
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.observing.cells import HIT, MISS, NOT_MODIFIED
from reader.observing.tallies import Tallies
from reader.web.encodings import chosen_encoding
from reader.web.kept_page import Headers, KeptPage, Key
from reader.web.mount import Application, ExcInfo
from reader.web.page_archive import PageArchive
from reader.web.page_store import Freshness, Kept, PageStore
from reader.web.polisher import Polisher

PAGE = "qingdu.page"  # where in the WSGI environment Flask puts the `Kept` of an answer
OUTCOME = "qingdu.cache"  # where it stands for the log that a page was a hit or a miss
DEFAULT_CAPACITY = 64 * 1024 * 1024  # bytes

_PATIENCE = 30.0  # seconds to wait for another request that makes the same page
_MOST_KNOWN = 256  # hosts, and values of Accept-Encoding, that are remembered
_LONGEST_KNOWN = 256  # characters of each
_LONGEST_QUERY = 1024  # characters; a longer one is Flask's to answer or refuse
_NOT_PAGES = re.compile(r"/(static|media|health|(text/)?[\w-]+/me)/")  # files, and what is private
_PERSONAL = re.compile(r"/(text/)?[\w-]+/preferences$")  # kept as strangers get it
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")

T = TypeVar("T")


class PageCache:
    """Answers GET and HEAD of pages from `capacity` bytes of memory, other requests from Flask.

    A hit takes no lock. Of several requests for a page that is not there, one has it made and
    the others wait for it. The host is looked at first, for a bad one is not to be answered.
    In the `archive`, pages outlive the process.
    `tallies` counts what it answers, from memory (hits) or made just now (misses).
    """

    def __init__(  # noqa: PLR0913 - all that it is made of
        self,
        application: Application,
        freshness: Freshness,
        is_good_host: Callable[[str], bool],
        capacity: int = DEFAULT_CAPACITY,
        archive: PageArchive | None = None,
        *,
        tallies: Tallies | None = None,
    ) -> None:
        self._application = application
        self._is_good_host = is_good_host
        self._freshness = freshness
        self._store = PageStore(freshness, capacity)
        self._archive = archive
        self._polisher = Polisher(self._store, archive)
        self._flights: dict[Key, _Flight] = {}
        self._hosts: dict[str, bool] = {}
        self._encodings: dict[str, str] = {}
        self._cells = (tallies or Tallies()).cells

    @property
    def size(self) -> int:
        """What the pages take in memory, in bytes."""
        return self._store.size

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request from memory where that is possible."""
        method = environ["REQUEST_METHOD"]
        query = environ.get("QUERY_STRING")
        key = page_key(environ["PATH_INFO"], query) if query else environ["PATH_INFO"]
        host = environ.get("HTTP_HOST", "")
        if (
            key is None
            or not (method == "GET" or method == "HEAD")  # noqa: PLR1714 - the fastest way
            or not (host in self._hosts or self._is_welcome(host))
        ):
            return self._application(environ, start_response)
        if monotonic() >= self._store.due:
            self._store.look()
        page = self._store.pages.get(key)
        if page is None:
            return self._miss(key, environ, start_response)
        if page.is_personal and not is_strangers(environ):
            return self._application(environ, start_response)
        if not page.is_asked:
            self._ask_again(page)
        environ[OUTCOME] = "hit"
        return self._answer(page, HIT, environ, start_response)

    def _is_welcome(self, host: str) -> bool:
        return self._is_good_host(host) and _remember(self._hosts, host, True)

    def _ask_again(self, page: KeptPage) -> None:
        page.is_asked = True
        if "br" in page.forms and not page.is_polished:
            page.is_polished = True
            self._polisher.add(page, polish=True)

    def _answer(
        self, page: KeptPage, outcome: int, environ: WSGIEnvironment, start_response: StartResponse
    ) -> list[bytes]:
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = self._encodings.get(accepted)
        if encoding is None:
            encoding = _remember(self._encodings, accepted, chosen_encoding(accepted))
        if "HTTP_IF_NONE_MATCH" in environ:
            tag = page.known_tag(environ["HTTP_IF_NONE_MATCH"], encoding)
            if tag:
                self._cells[page.cell + outcome + NOT_MODIFIED] += 1
                start_response("304 Not Modified", [*page.lasting_headers, ("ETag", tag)])
                return []
        form = page.forms.get(encoding)
        if form is None:
            form = page.make(encoding)
            self._store.measure(page)
        self._cells[page.cell + outcome] += 1
        start_response("200 OK", form.headers.copy())  # a server may add to what it is given
        return [form.body] if environ["REQUEST_METHOD"] == "GET" else []

    def _miss(
        self, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if _NOT_PAGES.match(path) or (_PERSONAL.match(path) and not is_strangers(environ)):
            return self._application(environ, start_response)
        flight = _Flight()
        first = self._flights.setdefault(key, flight)
        if first is not flight:
            if not first.has_landed(_PATIENCE):
                self._flights.pop(key, None)
            if first.page is not None:
                return self._missed(first.page, environ, start_response)
            return self._made(key, flight, environ, start_response)
        try:
            page = self._store.pages.get(key)  # another flight may have landed just now
            if page is None:
                page = flight.page = self._archived(key)
            if page is not None:
                return self._missed(page, environ, start_response)
            return self._made(key, flight, environ, start_response)
        finally:
            self._flights.pop(key, None)
            flight.land()

    def _archived(self, key: Key) -> KeptPage | None:
        """A page from the archive, if it is still right."""
        found = self._archive.get(key) if self._archive else None
        if (
            found
            and self._freshness.still_shows(found.generation, found.page.keys)
            and self._store.keep(found.page, found.generation)
        ):
            return found.page
        return None

    def _made(
        self, key: Key, flight: _Flight, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Flask's answer; where it may be kept, it is, and `flight` carries it to who waits."""
        taken: Headers = []

        def start(
            status: str, headers: Headers, exc_info: ExcInfo | None = None
        ) -> Callable[[bytes], object]:
            if PAGE not in environ:
                return start_response(status, headers, exc_info)
            taken.extend(headers)
            return _refuse_to_write

        method, environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"], "GET"
        chunks = self._application(environ, start)
        environ["REQUEST_METHOD"] = method
        kept = environ.get(PAGE)
        if kept is None:
            return chunks if method == "GET" else _without_body(chunks)
        assert isinstance(kept, Kept)
        page = KeptPage(key, kept.keys, taken, _joined(chunks), kept.digest)
        if self._store.keep(page, kept.generation):
            flight.page = page
            if self._archive and self._archive.is_for_all():
                self._polisher.add(page, polish=False)
        return self._missed(page, environ, start_response)

    def _missed(
        self, page: KeptPage, environ: WSGIEnvironment, start_response: StartResponse
    ) -> list[bytes]:
        """The answer of a page that was not in memory."""
        environ[OUTCOME] = "miss"
        return self._answer(page, MISS, environ, start_response)


class _Flight:
    """A page being made for the first who asked; `page` stays None where it may not be shared."""

    __slots__ = ("_air", "page")

    def __init__(self) -> None:
        self.page: KeptPage | None = None
        self._air = threading.Lock()  # held until it has landed (an Event costs ten times as much)
        self._air.acquire()

    def land(self) -> None:
        """Let those go on who wait; for who took off, and once."""
        self._air.release()

    def has_landed(self, patience: float) -> bool:
        """Wait for it, so many seconds at most."""
        if not self._air.acquire(timeout=patience):
            return False
        self._air.release()  # for the next who waits
        return True


def is_strangers(environ: WSGIEnvironment) -> bool:
    """Whether a request says nothing of its reader, and asks for a page as it is."""
    return not (environ.get("HTTP_COOKIE") or environ.get("QUERY_STRING"))


def page_key(path: str, query: str) -> Key | None:
    """What a page is kept under; None where the query asks for something that is no page of it.

    `page` alone matters. Other parameters, such as a campaign's, change no page that is there.
    """
    if len(query) > _LONGEST_QUERY:
        return None
    if "page" not in query and "%" not in query:
        return path
    numbers = [value for name, value in parse_qsl(query, keep_blank_values=True) if name == "page"]
    if not numbers:
        return path
    if len(numbers) > 1 or not _PAGE_NUMBER.fullmatch(numbers[0]):
        return None
    number = int(numbers[0])
    return (path, number) if number > 1 else path


def _remember(known: dict[str, T], name: str, value: T) -> T:
    """Note a value in a dict that stays small whatever is sent, and give it back."""
    if len(name) <= _LONGEST_KNOWN:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[name] = value
    return value


def _joined(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        _close(chunks)


def _without_body(chunks: Iterable[bytes]) -> list[bytes]:
    _close(chunks)
    return []


def _close(chunks: Iterable[bytes]) -> None:
    close = getattr(chunks, "close", None)
    if close:
        close()


def _refuse_to_write(_data: bytes) -> None:
    raise AssertionError("a page is answered as a whole")
