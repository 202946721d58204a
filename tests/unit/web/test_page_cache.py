"""The page cache over a hand-written application and library."""

import gzip
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
import pytest
import zstandard

from reader.domain.errors import LibraryUnavailableError
from reader.observing.cells import HIT, MISS, STATUSES, cell_of
from reader.observing.routes import place_of
from reader.observing.tallies import Tallies
from reader.web.encodings import chosen_encoding
from reader.web.page_cache import PAGE, PageCache, is_strangers, page_key
from reader.web.page_store import Kept
from tests.conftest import ROOT

TEXT = "<p>清读，一处清净的中文阅读。</p>\n"
BODY = (TEXT * 200).encode()


@dataclass
class FakeLibrary:
    """Generations, and what each of them touched."""

    number: int = 1
    changes: dict[int, frozenset[str] | None] = field(default_factory=dict)
    looks: int = 0
    is_away: bool = False

    def generation(self) -> int:
        self.looks += 1
        return self.number

    def changed_since(self, generation: int) -> frozenset[str] | None:
        if self.is_away:
            raise LibraryUnavailableError("away")
        keys: frozenset[str] = frozenset()
        for later in range(generation + 1, self.number + 1):
            changed = self.changes[later]
            if changed is None:
                return None
            keys |= changed
        return keys

    def still_shows(self, generation: int, keys: Iterable[str]) -> bool:
        changed = self.changed_since(generation)
        return changed is not None and changed.isdisjoint(keys)

    def publish(self, *keys: str) -> None:
        self.number += 1
        self.changes[self.number] = frozenset(keys)


@dataclass
class FakeSite:
    """A site whose pages say their path and how often they were made."""

    library: FakeLibrary
    body: bytes = BODY
    calls: list[str] = field(default_factory=list)
    closed: int = 0
    during: Callable[[], object] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        generation = self.library.number
        self.calls.append(path)
        self.during()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "public"),
                   ("X-Made", str(len(self.calls)))]  # fmt: skip
        if path.startswith("/private"):
            start_response("200 OK", [*headers, ("Content-Length", "7")])
            return self._chunks(b"private")
        if path.endswith("/preferences"):  # the reader's own, and kept as strangers get it
            headers[1] = ("Cache-Control", "private, no-store")
            if not is_strangers(environ):
                start_response("200 OK", headers)
                return self._chunks(f"{environ.get('HTTP_COOKIE')}".encode())
        if path == "/none":
            start_response("404 Not Found", headers)
            return self._chunks(b"none")
        environ[PAGE] = Kept(generation, frozenset({path, "frame"}))
        start_response("200 OK", [*headers, ("Content-Length", str(len(self.body)))])
        return self._chunks(self.body)

    def _chunks(self, body: bytes) -> Iterable[bytes]:
        try:
            yield body
        finally:
            self.closed += 1


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Reader:
    """Asks a page cache, as a browser would."""

    cache: PageCache
    site: FakeSite
    library: FakeLibrary
    tallies: Tallies = field(default_factory=Tallies)

    def count(self, outcome: int) -> int:
        """How many answers were counted as hits, or as misses."""
        first = cell_of(place_of("/a").route) + outcome
        return sum(self.tallies.cells[first : first + len(STATUSES)])

    def ask(
        self, path: str, accepted: str = "", query: str = "", method: str = "GET", **more: str
    ) -> Answer:
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query,
            "HTTP_HOST": "county.example", "HTTP_ACCEPT_ENCODING": accepted,
        }  # fmt: skip
        environ |= {f"HTTP_{name.upper()}": value for name, value in more.items()}
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(
            status: str, headers: list[tuple[str, str]], _error: object = None
        ) -> Callable[[bytes], object]:
            started.append((status, headers))
            return lambda _data: None

        chunks = self.cache(environ, start)
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        ((status, headers),) = started
        names = [name for name, _ in headers]
        assert len(names) == len(set(names))
        return Answer(int(status.split()[0]), dict(headers), body)

    def wait(self) -> None:
        """Until the cache looks at the library again."""
        time.sleep(0.11)


@pytest.fixture
def reader() -> Reader:
    return make_reader()


def make_reader(capacity: int = 10_000_000, body: bytes = BODY) -> Reader:
    library = FakeLibrary()
    site = FakeSite(library, body)
    tallies = Tallies()
    cache = PageCache(site, library, lambda host: host != "evil", capacity, tallies=tallies)
    return Reader(cache, site, library, tallies)


DECODED: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.decompress,
}


@pytest.mark.parametrize("encoding", DECODED)
def test_a_page_is_made_once_and_answered_in_each_encoding(reader: Reader, encoding: str) -> None:
    reader.ask("/a")
    answer = reader.ask("/a", encoding)
    assert reader.site.calls == ["/a"]
    assert reader.site.closed == 1
    assert DECODED[encoding](answer.body) == BODY
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert (reader.count(HIT), reader.count(MISS)) == (1, 1)


def test_every_representation_has_an_etag_of_its_own(reader: Reader) -> None:
    tags = {encoding: reader.ask("/a", encoding).headers["ETag"] for encoding in DECODED}
    assert len(set(tags.values())) == 4
    for encoding in DECODED:
        for tag in tags.values():
            answer = reader.ask("/a", encoding, if_none_match=tag)
            assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', 'W/"y",W/{} , "z"', "*", " * "])
def test_what_a_reader_has_already_is_not_sent_again(reader: Reader, form: str) -> None:
    first = reader.ask("/a", "br")
    answer = reader.ask("/a", "br", if_none_match=form.format(first.headers["ETag"]))
    assert (answer.status, answer.body) == (304, b"")
    about_the_body = {"Content-Type", "Content-Length", "Content-Encoding"}
    assert answer.headers == {k: v for k, v in first.headers.items() if k not in about_the_body}


@pytest.mark.parametrize("form", ['"x"', "", "{}x", '"', '"*"', "W/*", ","])
def test_what_a_reader_has_not_is_sent(reader: Reader, form: str) -> None:
    tag = reader.ask("/a").headers["ETag"].strip('"')
    assert reader.ask("/a", if_none_match=form.format(tag)).status == 200


def test_head_has_the_headers_of_get(reader: Reader) -> None:
    for path in ("/a", "/private", "/none"):
        head = reader.ask(path, "br", method="HEAD")
        get = reader.ask(path, "br")
        assert head.body == b""
        made = {"X-Made": head.headers["X-Made"]}
        assert (head.status, head.headers) == (get.status, get.headers | made)
    assert reader.site.calls.count("/a") == 1


def test_a_range_of_a_page_is_the_whole_page(reader: Reader) -> None:
    assert reader.ask("/a", range="bytes=0-1").body == BODY


@pytest.mark.parametrize(
    ("path", "method"), [("/private", "GET"), ("/none", "GET"), ("/a", "POST")]
)
def test_other_answers_are_never_kept(reader: Reader, path: str, method: str) -> None:
    for _ in range(3):
        reader.ask(path, method=method)
    assert len(reader.site.calls) == 3


def test_a_bad_host_is_left_to_the_application(reader: Reader) -> None:
    reader.ask("/a")
    reader.ask("/a", host="evil")
    assert reader.site.calls == ["/a", "/a"]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("", "/a"),
        ("utm_source=x&n=1", "/a"),
        ("page=1", "/a"),
        ("page=2", ("/a", 2)),
        ("x=1&page=12&y", ("/a", 12)),
        ("p%61ge=2", ("/a", 2)),
        ("homepage=3", "/a"),
        ("%ff=%00", "/a"),
        ("page", None),
        ("page=", None),
        ("page=0", None),
        ("page=02", None),
        ("page=x", None),
        ("page=1234567", None),
        ("page=2&page=3", None),
        ("x=" * 2000, None),
    ],
)  # fmt: skip
def test_the_page_number_alone_tells_pages_apart(query: str, key: object) -> None:
    assert page_key("/a", query) == key


def test_a_path_never_stands_for_a_page_number(reader: Reader) -> None:
    reader.ask("/a?page=2")
    reader.ask("/a", query="page=2")
    reader.ask("/a")
    assert len(reader.site.calls) == 3


def test_a_change_drops_what_shows_it_and_nothing_else(reader: Reader) -> None:
    reader.ask("/a")
    reader.ask("/b")
    reader.library.publish("/a")
    reader.wait()
    reader.ask("/a")
    reader.ask("/b")
    assert reader.site.calls == ["/a", "/b", "/a"]
    reader.library.publish("frame")
    reader.wait()
    reader.ask("/a")
    reader.ask("/b")
    assert len(reader.site.calls) == 5


def test_a_change_nobody_can_name_drops_everything(reader: Reader) -> None:
    reader.ask("/a")
    reader.library.number = 7
    reader.library.changes = dict.fromkeys(range(8))
    reader.wait()
    reader.ask("/a")
    assert len(reader.site.calls) == 2
    assert reader.cache.size < 2 * (len(BODY) + 5000)


def test_the_library_is_asked_two_hundred_times_a_second_at_most(reader: Reader) -> None:
    reader.ask("/a")
    before = reader.library.looks
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        reader.ask("/a")
    assert 1 <= reader.library.looks - before <= 101


@pytest.mark.parametrize(("touched", "made"), [("/a", 2), ("/b", 1)])
def test_a_page_overtaken_while_it_was_made_is_not_kept(
    reader: Reader, touched: str, made: int
) -> None:
    reader.site.during = lambda: reader.library.publish(touched)
    assert reader.ask("/a").status == 200
    reader.site.during = lambda: None
    time.sleep(0.15)  # until the library is asked again
    reader.ask("/a")
    assert len(reader.site.calls) == made


def test_a_herd_makes_a_page_once(reader: Reader) -> None:
    reader.site.during = lambda: time.sleep(0.2)
    with ThreadPoolExecutor(20) as herd:
        answers = list(herd.map(lambda _: reader.ask("/a", "br"), range(20)))
    assert reader.site.calls == ["/a"]
    assert {brotli.decompress(answer.body) for answer in answers} == {BODY}


def test_a_herd_for_what_is_not_kept_is_answered_each_by_itself(reader: Reader) -> None:
    reader.site.during = lambda: time.sleep(0.05)
    with ThreadPoolExecutor(8) as herd:
        answers = list(herd.map(lambda _: reader.ask("/private"), range(8)))
    assert {answer.body for answer in answers} == {b"private"}
    assert len(reader.site.calls) == 8


SETTINGS = "/zh-hans/preferences"


def test_the_settings_of_strangers_are_kept_and_those_of_others_never(reader: Reader) -> None:
    answers = [reader.ask(SETTINGS) for _ in range(2)]
    assert [answer.body for answer in answers] == [BODY] * 2
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert reader.site.calls == [SETTINGS]
    assert reader.ask(SETTINGS, cookie="size=200").body == b"size=200"
    assert reader.ask(SETTINGS, query="undo=size%3D200").body == b"None"
    assert reader.ask(SETTINGS, cookie="size=70").body == b"size=70"
    assert reader.ask(SETTINGS).body == BODY
    assert len(reader.site.calls) == 4


def test_a_herd_for_settings_gets_each_reader_their_own(reader: Reader) -> None:
    reader.site.during = lambda: time.sleep(0.05)
    cookies = ["", "size=70", "", "size=200", "", "size=85"]
    with ThreadPoolExecutor(len(cookies)) as herd:
        answers = list(herd.map(lambda cookie: reader.ask(SETTINGS, cookie=cookie), cookies))
    assert [answer.body for answer in answers] == [cookie.encode() or BODY for cookie in cookies]


def test_a_herd_survives_a_leader_that_fails(reader: Reader) -> None:
    is_first = threading.Lock()

    def fail_first() -> None:
        time.sleep(0.1)
        if is_first.acquire(blocking=False):
            raise RuntimeError("on purpose")

    def ask(_: int) -> int:
        try:
            return reader.ask("/a").status
        except RuntimeError:
            return 500

    reader.site.during = fail_first
    with ThreadPoolExecutor(8) as herd:
        assert sorted(herd.map(ask, range(8))) == [200] * 7 + [500]
    before = len(reader.site.calls)
    assert reader.ask("/a").status == 200
    assert len(reader.site.calls) == before


def test_room_is_bounded_and_what_is_asked_for_stays() -> None:
    reader = make_reader(capacity=20 * (len(BODY) + 4096))
    for number in range(100):
        reader.ask("/popular")
        reader.ask(f"/{number}")
        assert reader.cache.size <= 20 * (len(BODY) + 4096)
    assert reader.site.calls.count("/popular") == 1
    assert len(reader.site.calls) == 101


def test_forms_made_later_count(reader: Reader) -> None:
    reader.ask("/a")
    before = reader.cache.size
    answer = reader.ask("/a", "gzip")
    assert reader.cache.size == before + len(answer.body)


def test_a_page_too_large_is_answered_and_not_kept() -> None:
    reader = make_reader(capacity=7 * len(BODY))
    for encoding in ("", "br"):
        assert DECODED[encoding](reader.ask("/a", encoding).body) == BODY
    assert len(reader.site.calls) == 2
    assert reader.cache.size == 0


def test_a_page_asked_for_again_gets_smaller(reader: Reader) -> None:
    reader.site.body = (ROOT / "content/essays/from-woodblock-to-screen.md").read_bytes()
    first = reader.ask("/a", "br")
    reader.ask("/a", "br")
    for _ in range(100):
        later = reader.ask("/a", "br")
        if later.headers["ETag"] != first.headers["ETag"]:
            break
        time.sleep(0.05)
    assert len(later.body) < len(first.body)
    assert brotli.decompress(later.body) == reader.site.body
    assert later.headers["Content-Length"] == str(len(later.body))
    old = reader.ask("/a", "br", if_none_match=first.headers["ETag"])
    assert (old.status, old.headers["ETag"]) == (304, first.headers["ETag"])


def test_what_compression_does_not_help_goes_out_as_it_is() -> None:
    reader = make_reader(body=b"User-agent: *\n")
    answer = reader.ask("/robots.txt", "br, gzip")
    assert answer.body == b"User-agent: *\n"
    assert "Content-Encoding" not in answer.headers


def test_a_server_may_change_the_headers_it_is_given(reader: Reader) -> None:
    def start(
        _status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        headers.clear()
        return lambda _data: None

    reader.ask("/a")
    reader.cache({"REQUEST_METHOD": "GET", "PATH_INFO": "/a", "HTTP_HOST": "x"}, start)
    assert reader.ask("/a").headers["Cache-Control"] == "public"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("zstd;q=0.5, gzip;q=0.6", "gzip"),
        ("BR ; Q=1.0", "br"),
        ("br;q=2, gzip", "gzip"),
        ("br;q=nan, gzip", "gzip"),
        ("identity;q=1, br;q=0.5", ""),
        ("identity;q=0.5, *;q=0.5", "br"),
        ("*;q=0, gzip", "gzip"),
        ("deflate", ""),
        (",;,=;q", ""),
    ],
)
def test_the_best_encoding_is_chosen(accepted: str, chosen: str) -> None:
    assert chosen_encoding(accepted) == chosen


def test_hostile_headers_fill_no_memory(reader: Reader) -> None:
    for number in range(1000):
        reader.ask("/a", f"x-{number}", host=f"{number}.example")
    reader.ask("/a", "br," * 10_000)
    assert reader.site.calls == ["/a"]
    assert len(reader.cache._encodings) <= 256
    assert len(reader.cache._hosts) <= 256


def test_what_cannot_be_asked_for_is_asked_for_again(reader: Reader) -> None:
    first = reader.ask("/a")
    reader.library.publish("/a")
    reader.library.is_away = True
    reader.wait()
    assert reader.ask("/a") == first  # the best there is
    reader.library.is_away = False
    reader.wait()
    reader.ask("/a")
    assert reader.site.calls == ["/a", "/a"]
