"""What a proxy keeps from the site: too much, too slow, too strange."""

import re
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from tests.client import Answer, check_page
from tests.deploy.readers import BOTH, HOST, Front
from tests.deploy.sites import Site
from tests.http.people import ME, OF_OURS
from tests.http.sites import await_

pytestmark = pytest.mark.xdist_group("proxies")

_FORM = {"Content-Type": "application/x-www-form-urlencoded", **OF_OURS}
_LARGEST = 64 * 1024


def sent(front: Front, body: bytes, **headers: str) -> Answer:
    """The answer to a form."""
    reader = front.reader("::1")
    return reader.request("POST", f"{ME}/sign-in", _FORM | headers, body)


def test_a_form_of_64_kb_is_taken_and_one_byte_more_is_not(front: Front) -> None:
    assert sent(front, b"name=x&a=".ljust(_LARGEST, b"x")).status == 422
    answer = sent(front, b"name=x&a=".ljust(_LARGEST + 1, b"x"))
    assert answer.status == 413
    assert_is_page_of_proxy(answer)


def test_what_is_much_larger_is_cut(front: Front) -> None:
    head = (
        f"POST {front.base}{ME}/sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000000000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n\r\n"
    )
    answered = front.raw(head.encode() + b"x" * 2000)
    assert status_of(answered) == 413


def test_a_body_without_a_length_is_held_to_the_same(front: Front) -> None:
    small = b"5\r\nname=\r\n0\r\n\r\n"
    large = (b"2000\r\n" + b"x" * 0x2000 + b"\r\n") * 20 + b"0\r\n\r\n"
    chunked = {"Transfer-Encoding": "chunked"}
    assert sent(front, small, **chunked).status in {411, 422}
    assert cut(lambda: sent(front, large, **chunked)) in {411, 413, None}


def test_a_long_address_is_refused(front: Front) -> None:
    answer = front.reader().get("/zh-hans/?" + "a" * 9000)
    assert answer.status == 414
    assert answer.headers.get_all("Content-Security-Policy")
    reader = front.reader()
    assert cut(lambda: reader.get("/zh-hans/?" + "a" * 40_000)) in {400, 414, 431, None}
    assert cut(lambda: reader.get("/zh-hans/", {"X-Large": "a" * 100_000})) in {400, 431, None}


def cut(ask: Callable[[], Answer]) -> int | None:
    """The status of an answer; None where the connection was closed while we still spoke."""
    try:
        return ask().status
    except (ConnectionError, ssl.SSLError):
        return None


GET = f"GET {{base}}/zh-hans/ HTTP/1.1\r\nHost: {HOST}\r\n"
POST = f"POST {{base}}/preferences HTTP/1.1\r\nHost: {HOST}\r\n"
SMUGGLED = f"GET {{base}}/zh-hant/archive HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
FRAMINGS = {
    "both lengths": POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both lengths, and a request": POST
    + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "two lengths": POST + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde",
    "a strange length": POST + "Content-Length: +0\r\n\r\n",
    "a strange coding": POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a hidden coding": POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a folded header": GET + "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n",
    "bare line feeds": GET.replace("\r\n", "\n") + "\n",
    "a space before a colon": GET + "Accept : a\r\n\r\n",
    "no host": "GET {base}/zh-hans/ HTTP/1.1\r\n\r\n",
    "two hosts": GET + "Host: evil.example\r\n\r\n",
    "an absolute address": f"GET https://{HOST}{{base}}/zh-hans/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
    "a NUL": GET + "X-A: a\0b\r\n\r\n",
    "a carriage return": GET + "X-A: a\rb\r\n\r\n",
    "a version of its own": GET.replace("HTTP/1.1", "HTTP/9.9") + "\r\n",
    "no version": "GET {base}/zh-hans/\r\n\r\n",
    "no request": "\x16\x03\x01\r\n\r\n",
}


def test_strange_requests_are_refused_or_answered_rightly(front: Front, sites: list[Site]) -> None:
    with ThreadPoolExecutor(len(FRAMINGS)) as pool:
        found = dict(zip(FRAMINGS, pool.map(front.raw, _framings(front.base)), strict=True))
    for kind, answered in found.items():
        statuses = [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})", answered)]
        assert len(statuses) <= 1, f"{kind}: {statuses}"
        assert set(statuses) <= _RIGHT, f"{kind}: {statuses}"
        assert b"evil.example" not in answered, kind
    page = sites[0].get("/zh-hans/").body
    for number in range(5):  # over the connections to the site that the strange ones came by
        assert front.reader().get(f"/zh-hans/?after{number}").body == page


def _framings(base: str) -> list[bytes]:
    texts = (text.replace("{base}", base) for text in FRAMINGS.values())
    first = f"Host: {HOST}"
    return [text.replace(first, f"Connection: close\r\n{first}", 1).encode() for text in texts]


# A form with both lengths may be taken for what it is in chunks (RFC 9112, 6.3).
_RIGHT = {200, 303, 400, 403, 411, 413, 415, 431, 501, 505}


def assert_is_page_of_proxy(answer: Answer) -> None:
    """A page in Chinese, as guarded as any of the site's, kept by nobody."""
    check_page(answer)
    assert answer.lang == "zh-Hans"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers.get_all("Cache-Control") == ["no-store"]
    assert "ETag" not in answer.headers


def status_of(answered: bytes) -> int:
    """The status of the first answer among bytes, 0 where there is none."""
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answered)
    return int(found[1]) if found else 0


HEAD = f"GET {{base}}/zh-hans/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode()
BODY = (
    f"POST {{base}}{ME}/sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 60000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n\r\nname="
).encode()


@pytest.mark.parametrize("text", [HEAD, BODY], ids=["heads", "bodies"])
def test_sixty_who_never_finish_keep_nobody_waiting(
    front: Front, sites: list[Site], text: bytes
) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            slow = stack.enter_context(front.connection())
            slow.sendall(text.replace(b"{base}", front.base.encode()))
        for address in BOTH:
            for number in range(3):
                began = time.monotonic()
                path = f"/zh-hans/articles/help/share?{address}{number}{len(text)}"
                assert front.reader(address).get(path).status == 200
                assert time.monotonic() - began < 1.5
        assert sites[0].get("/zh-hans/").status == 200


@pytest.mark.parametrize("front", [("nginx", ""), ("haproxy", "")], indirect=True, ids="".join)
def test_one_address_has_no_more_than_two_hundred_connections(front: Front) -> None:
    with ExitStack() as stack:

        def begin(_: int) -> None:
            with suppress(ConnectionError, ssl.SSLError):
                slow = stack.enter_context(front.connection(source="127.10.0.1"))
                slow.sendall(BODY.replace(b"{base}", b""))

        with ThreadPoolExecutor(8) as pool:  # sooner than the first of them is let go
            list(pool.map(begin, range(205)))
        assert cut(lambda: front.reader(source="127.10.0.1").get("/zh-hans/")) in {429, None}
        assert front.reader(source="127.10.0.2").get("/zh-hans/").status == 200
    await_(
        lambda: cut(lambda: front.reader(source="127.10.0.1").get("/zh-hans/")) == 200, 20, "200"
    )


@pytest.mark.parametrize("text", [HEAD, BODY], ids=["head", "body"])
def test_who_does_not_go_on_is_let_go(fronts: dict[tuple[str, str], Front], text: bytes) -> None:
    with ExitStack() as stack:
        slow = []
        for (_, base), front in fronts.items():
            slow.append(stack.enter_context(front.connection(timeout=20)))
            slow[-1].sendall(text.replace(b"{base}", base.encode()))
        for connection in slow:
            answered = b""
            connection.settimeout(20)
            while part := connection.recv(65536):  # raises TimeoutError where it is kept
                answered += part
            # Caddy 2.6 has no words for it, and ends with an empty answer.
            assert status_of(answered) in {0, 400, 408} or answered.endswith(b"\r\n\r\n")
