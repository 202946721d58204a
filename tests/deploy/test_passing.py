"""What a proxy passes on: the same checks for each, at the root and below a path."""

import gzip
import json
import re
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

import brotli
import pytest

from reader.accounts.limits import MOST
from tests.client import Answer
from tests.deploy.certificates import Certificate
from tests.deploy.programs import PROGRAMS, proxy
from tests.deploy.readers import BOTH, HOST, Front
from tests.deploy.sites import Site
from tests.http.people import ME, PASSPHRASE, Person

pytestmark = pytest.mark.xdist_group("proxies")

ARTICLE = "/zh-hans/articles/help/print"
PLACES = (
    "/zh-hans/",
    "/zh-hant/",
    ARTICLE,
    "/text/zh-hans/",
    "/zh-hans/search?q=字",
    "/zh-hans/columns/help?page=1",
    "/zh-hans/preferences",
    "/zh-hans/nothing",
    "/robots.txt",
    "/zh-hans/feed.xml",
    f"{ME}/",
    "/",
)
# What each server says of itself or of the connection.
_OF_A_SERVER = {"date", "server", "connection", "keep-alive", "transfer-encoding", "age", "via"}
_names = count()


def said(answer: Answer) -> list[tuple[str, str]]:
    """The headers of an answer that are part of it, in order of their names."""
    headers = [(name.lower(), value) for name, value in answer.headers.items()]
    return sorted(item for item in headers if item[0] not in _OF_A_SERVER)


def quoted(path: str) -> str:
    return path.replace("字", "%E5%AD%97")


def test_every_answer_arrives_as_it_was_given(front: Front, sites: list[Site]) -> None:
    for path in map(quoted, PLACES):
        straight = sites[0].get(path)
        for address in BOTH:
            answer = front.reader(address).get(path)
            assert answer.status == straight.status, path
            assert said(answer) == [item for item in said(straight) if item[0] != "set-cookie"] + [
                item for item in said(answer) if item[0] == "set-cookie"
            ], path
            assert answer.body == straight.body, path


def test_static_files_arrive_as_they_were_given(front: Front, sites: list[Site]) -> None:
    home = sites[0].get("/zh-hans/").text
    script = home.partition('src="')[2].partition('"')[0].removeprefix(front.base)
    assert script.startswith("/static/")
    straight, answer = sites[0].get(script), front.reader().get(script)
    assert (answer.status, answer.body) == (200, straight.body)
    assert said(answer) == said(straight)
    part = front.reader("::1").get("/media/essays/open-book.svg", {"Range": "bytes=5-9"})
    whole = sites[0].get("/media/essays/open-book.svg").body
    assert part.body in {whole[5:10], whole}
    assert part.status == (206 if len(part.body) == 5 else 200)


def test_hsts_comes_once_by_tls(front: Front) -> None:
    for path in ("/zh-hans/", "/zh-hans/nothing", f"{ME}/", "/robots.txt"):
        found = front.reader().get(path).headers.get_all("Strict-Transport-Security")
        assert found == ["max-age=63072000"], path


def test_what_a_reader_has_already_is_not_sent_again(front: Front) -> None:
    for address in BOTH:
        reader = front.reader(address)
        for coding in ("identity", "gzip", "br"):
            page = reader.get(ARTICLE, {"Accept-Encoding": coding})
            again = {"Accept-Encoding": coding, "If-None-Match": page.headers["ETag"]}
            answer = reader.get(ARTICLE, again)
            assert (answer.status, answer.body) == (304, b"")
            assert answer.headers["ETag"] == page.headers["ETag"]
            assert answer.headers["Content-Security-Policy"]
            assert reader.get(ARTICLE, again | {"If-None-Match": '"x"'}).status == 200


CODINGS = {
    "gzip, deflate, br, zstd": "br",
    "br": "br",
    "gzip": "gzip",
    "gzip;q=1.0, br;q=0": "gzip",
    "deflate, gzip ": "gzip",
    "identity": None,
    "": None,
}


def test_every_browser_gets_a_coding_that_it_takes(front: Front, sites: list[Site]) -> None:
    body = sites[0].get(ARTICLE).body
    for asked, coding in CODINGS.items():
        answer = front.reader().get(ARTICLE, {"Accept-Encoding": asked})
        assert answer.headers["Content-Encoding"] == coding, asked
        assert _decoded(answer) == body
        assert answer.headers["Vary"] == "Accept-Encoding"


def _decoded(answer: Answer) -> bytes:
    coding = answer.headers["Content-Encoding"]
    if coding == "br":
        return bytes(brotli.decompress(answer.body))
    return gzip.decompress(answer.body) if coding else answer.body


def test_it_speaks_http2(front: Front, sites: list[Site]) -> None:
    for address in BOTH:
        answer = front.over_http2(ARTICLE, address)
        assert (answer["http_version"], answer["response_code"]) == ("2", 200)
        assert answer["body"] == sites[0].get(ARTICLE).body


def test_plain_http_leads_to_https(front: Front) -> None:
    for address in BOTH:
        for host in (HOST, "evil.example", f"{HOST}:80"):
            answer = front.plain("/zh-hans/?page=2&a=%E5%AD%97", address, host)
            assert answer.status == 301
            assert answer.headers["Location"] == f"https://{HOST}/zh-hans/?page=2&a=%E5%AD%97"
        challenge = front.plain("/.well-known/acme-challenge/token", address)
        assert (challenge.status, challenge.body) == (200, b"answer")


def test_another_name_has_no_site(front: Front) -> None:
    request = (
        f"GET {front.base}/zh-hans/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    )
    answered = front.raw(request.encode())
    status = re.match(rb"HTTP/1\.1 (\d{3})", answered)
    assert status is None or status[1] in {b"400", b"421"}, answered
    assert b"evil.example" not in answered
    with pytest.raises((ssl.SSLError, ConnectionError)):
        front.connection(name="evil.example")


def test_headers_of_strangers_change_nothing(front: Front, sites: list[Site]) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Scheme": "http",
        "X-Forwarded-Port": "1",
        "Forwarded": "host=evil.example;proto=http",
        "X-Real-IP": "203.0.113.9",
        "X-Original-URL": "/evil",
        "X-Rewrite-URL": "/evil",
        "X-HTTP-Method-Override": "DELETE",
        "SCRIPT_NAME": "/evil",
        "Script-Name": "/evil",
        "X-Script-Name": "/evil",
    }
    for number, path in enumerate(("/zh-hans/", "/", ARTICLE, "/zh-hans/nothing")):
        answer = front.reader().get(f"{path}?{number}", forged)
        straight = sites[0].get(f"{path}?{number}")
        assert (answer.status, answer.body) == (straight.status, straight.body)
        assert answer.headers["Location"] == straight.headers["Location"]


def addresses() -> Iterator[str]:
    """Addresses of this machine that nobody has come from yet."""
    while True:
        number = next(_names)
        yield f"127.7.{number // 250}.{1 + number % 250}"


def person(front: Front, source: str) -> Person:
    """Somebody at an address, who says that it is another each time."""
    return Person(front.reader(source=source))


class _Echo(BaseHTTPRequestHandler):
    """Answers what it was told."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps([self.path, sorted(self.headers.items())]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    """A server in place of the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_site_is_told_who_asks_and_nothing_that_strangers_say(
    name: str, tls: Certificate, echo: str
) -> None:
    said = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Proto": "http",
        "Forwarded": "for=203.0.113.9;host=evil.example",
        "X_Forwarded_For": "203.0.113.9",
        "X_FORWARDED_HOST": "evil.example",
    }
    path = "/zh-hans/%E5%AD%97//a/../b;c?d=%2F&e=+"
    with proxy(name, tls, [echo]) as front:
        for address, source in (("127.0.0.1", "127.9.0.1"), ("::1", "")):
            told, headers = json.loads(front.reader(address, source).get(path, said).body)
            assert told == path
            given = [(key.lower(), value) for key, value in headers]
            assert [value for key, value in given if key == "x-forwarded-for"] == [
                source or address
            ]
            assert [value for key, value in given if key == "host"] == [HOST]
            assert not {"x-forwarded-host", "x-forwarded-prefix", "forwarded"} & dict(given).keys()
            assert not [key for key, _ in given if "_" in key]
            assert "evil.example" not in str(headers)


def test_signing_in_works(front: Front) -> None:
    source = next(addresses())
    name = f"王大妈{source}"
    wang = person(front, source)
    answer = wang.does(f"{ME}/name", name=name, new=PASSPHRASE)
    cookies = answer.headers.get_all("Set-Cookie") or []
    (cookie,) = [line for line in cookies if line.startswith("__Host-me=")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Location"].startswith(f"{front.base}{ME}/")
    other = person(front, source)
    assert not other.is_in
    assert other.signs_in(name).status == 303
    assert other.is_in
    assert other.get(f"{ME}/devices").headers["Cache-Control"] == "private, no-store"
    page = other.page(f"{ME}/").text
    assert name in page
    assert name not in person(front, source).page(f"{ME}/").text


def test_a_form_is_taken_over_http2_too(front: Front) -> None:
    form = ("--data-urlencode", "theme=dark", "--header", "Sec-Fetch-Site: same-origin")
    assert front.over_http2("/preferences", "::1", *form)["response_code"] == 303


def test_limits_go_by_the_address_that_the_proxy_saw(front: Front) -> None:
    source = next(addresses())
    found = [
        person(front, source).signs_in(f"没有{source}{number}", "不是这个密码啊").status
        for number in range(MOST + 1)
    ]
    assert found == [422] * MOST + [429]
    name = f"李大爷{source}"
    elsewhere = next(addresses())
    person(front, elsewhere).names_themselves(name)
    assert person(front, elsewhere).signs_in(name).status == 303
