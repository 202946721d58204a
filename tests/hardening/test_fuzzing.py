"""Whatever is sent, there is an answer: soon, without a trace, and nothing given comes back."""

import os

import pytest

from tests.client import Client
from tests.hardening.conftest import GROUP
from tests.hardening.fuzzing import MARK, examine, faults, requests
from tests.hardening.raw import Reply, say

pytestmark = GROUP

# `make fuzz` sends 5,000.
COUNT = int(os.environ.get("FUZZ", "400"))
HOST = b"Host: county.example\r\n"
CLOSE = b"Connection: close\r\n\r\n"

SECOND = b"GET /robots.txt HTTP/1.1\r\n" + HOST + b"\r\n"

# Each is refused or hung up on, and never taken for two requests.
FRAMINGS = {
    "length and chunks": b"POST /preferences HTTP/1.1\r\n" + HOST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "two lengths": b"POST /preferences HTTP/1.1\r\n" + HOST
    + b"Content-Length: 3\r\nContent-Length: 30\r\n\r\nx=1" + SECOND,
    "a length that is none": b"POST /preferences HTTP/1.1\r\n" + HOST
    + b"Content-Length: +3\r\n\r\nx=1",
    "a negative length": b"POST /preferences HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "a length without end": b"POST / HTTP/1.1\r\n" + HOST
    + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "a coding that is none": b"POST / HTTP/1.1\r\n" + HOST
    + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a chunk that is none": b"POST /preferences HTTP/1.1\r\n" + HOST
    + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n" + SECOND,
    "no host": b"GET /zh-hans/ HTTP/1.1\r\n" + CLOSE,
    "two hosts": b"GET /zh-hans/ HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n" + CLOSE,
    "a host of another": b"GET /zh-hans/ HTTP/1.1\r\nHost: evil.example\r\n" + CLOSE,
    "a host with a path": b"GET / HTTP/1.1\r\nHost: county.example/x\r\n" + CLOSE,
    "a space before the colon": b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length : 3\r\n" + CLOSE,
    "a folded line": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n" + CLOSE,
    "a NUL in a value": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n" + CLOSE,
    "a NUL in the path": b"GET /\0 HTTP/1.1\r\n" + HOST + CLOSE,
    "a space in the path": b"GET /a b HTTP/1.1\r\n" + HOST + CLOSE,
    "another protocol": b"GET / HTTP/9.9\r\n" + HOST + CLOSE,
    "no protocol": b"GET /\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100,
    "noise": bytes(range(256)) * 8,
    "a head without end": b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 300_000,
    "headers without end": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 20_000 + CLOSE,
    "a target without end": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + CLOSE,
}  # fmt: skip
# Of these two the body is passed over, what comes after it too, and the connection ends (RFC 9112,
# 6.3); a proxy in front refuses them.
AMBIGUOUS = {"length and chunks", "a chunk that is none"}
# These are allowed, and answered as ever.
ALLOWED = {
    "a whole address": (b"GET http://county.example/zh-hans/ HTTP/1.1\r\n" + HOST + CLOSE, 200),
    "all of the server": (b"OPTIONS * HTTP/1.1\r\n" + HOST + CLOSE, 0),
    "HTTP/1.0": (b"GET /zh-hans/ HTTP/1.0\r\n" + HOST + b"\r\n", 200),
    "a body where none belongs": (
        b"GET /zh-hans/ HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n" + CLOSE + b"x=1", 200),
    "bare line feeds": (b"GET /zh-hans/ HTTP/1.1\nHost: county.example\nConnection: close\n\n", 0),
    "a hundred cookies": (
        b"GET /zh-hans/preferences HTTP/1.1\r\n" + HOST + b"Cookie: a=b\r\n" * 60 + CLOSE, 200),
    "a cookie in no charset": (
        b"GET /zh-hans/preferences HTTP/1.1\r\n" + HOST
        + b"Cookie: preferences=\xff\xfe; me=\x80\x81; \xe6\xb8\x85=1\r\n" + CLOSE, 200),
    "a huge cookie": (
        b"GET /zh-hans/preferences HTTP/1.1\r\n" + HOST + b"Cookie: preferences=" + b"a" * 6000
        + b"\r\n" + CLOSE, 200),
}  # fmt: skip


def test_nothing_that_is_made_at_random_breaks_it(fortress: Client) -> None:
    seen = examine(fortress, list(requests(20260926, COUNT)))
    print(f"{COUNT} requests: {seen.statuses}; slowest {seen.slowest:.3f} s: {seen.slowest_target}")
    assert seen.faults == [], seen.faults[:5]
    assert seen.statuses[200] > COUNT / 10  # it got in, and was not turned away at the door
    assert len(seen.statuses) > 5


@pytest.mark.parametrize("what", FRAMINGS)
def test_a_framing_that_is_none_is_refused(fortress: Client, what: str) -> None:
    reply = say(fortress, FRAMINGS[what], patience=15.0, to_the_end=True)
    assert reply.is_over, "the connection stays open"
    assert reply.body.count(b"HTTP/1.1 ") == 0, "one request was taken for two"
    assert b"Sitemap:" not in reply.body, "the second request was answered"
    assert reply.status < 500, reply.head
    assert reply.status >= 400 or reply.status == 0 or what in AMBIGUOUS, reply.head


@pytest.mark.parametrize("what", ALLOWED)
def test_what_is_odd_but_allowed_is_answered(fortress: Client, what: str) -> None:
    request, status = ALLOWED[what]
    reply = say(fortress, request, patience=15.0)
    assert reply.status == status or (not status and reply.status < 500), reply.head
    assert list(faults(reply, longest=15.0)) == []


def test_the_judge_finds_planted_faults() -> None:
    policy = "Content-Type: text/html\r\nContent-Security-Policy: default-src 'none'"
    for reply in (
        Reply(500, "HTTP/1.1 500 X", b"", 0, True),
        Reply(200, "HTTP/1.1 200 X", b"", 9, True),
        Reply(200, "HTTP/1.1 200 X", b"", 0, False),
        Reply(404, "HTTP/1.1 404 X", b"Traceback (most recent call last)", 0, True),
        Reply(404, "HTTP/1.1 404 X", MARK.encode(), 0, True),
        Reply(200, "HTTP/1.1 200 X\r\nX-Evil: 1", b"", 0, True),
        Reply(302, "HTTP/1.1 302 X\r\nLocation: //evil.example", b"", 0, True),
        Reply(200, f"HTTP/1.1 200 X\r\n{policy}", b"<p onclick=alert(1)>x", 0, True),
        Reply(200, "HTTP/1.1 200 X\r\nContent-Type: text/html", b"<p>x", 0, True),
    ):
        assert list(faults(reply)), reply
    assert list(faults(Reply(200, f"HTTP/1.1 200 X\r\n{policy}", b"<p>x", 0, True))) == []
