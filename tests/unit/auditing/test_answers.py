"""Hostile servers neither hang an audit nor fill its memory."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import brotli
import pytest

from reader.auditing.answers import Fetcher, Place, at, joined, split

Talk = Callable[[socket.socket], None]
LENGTH = b"Content-Type: text/html\r\nContent-Length: %d\r\n"


@contextmanager
def talking(talk: Talk) -> Iterator[str]:
    """A server that answers each connection as `talk` does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def serve() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    try:
                        peer.recv(65_536)
                        talk(peer)
                    except OSError:
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        listener.shutdown(socket.SHUT_RDWR)


def fetcher(deadline: float = 5.0) -> Fetcher:
    return Fetcher(lambda host, _: (Place(socket.AF_INET, host),), seconds=1.0, deadline=deadline)


def packed(coding: str, body: bytes) -> Talk:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n" % coding.encode() + LENGTH % len(body)
    return lambda peer: peer.sendall(head + b"\r\n" + body)


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_is_unpacked_no_further_than_there_is_room(coding: str) -> None:
    zeros = bytes(50_000_000)
    body = gzip.compress(zeros, 1) if coding == "gzip" else brotli.compress(zeros, quality=1)
    with talking(packed(coding, body)) as url:
        answer = fetcher().get(url, most=100_000)
    assert (answer.status, len(answer.body), answer.is_cut) == (200, 100_000, True)


def test_headers_that_drip_are_cut_off() -> None:
    stop = threading.Event()

    def drip(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stop.wait(0.05):
            peer.sendall(b"X: y\r\n"[:1])

    with talking(drip) as url:
        answer = fetcher(deadline=0.5).get(url)
        stop.set()
    assert answer.status == 0
    assert answer.fault


def test_a_body_without_an_end_is_cut() -> None:
    def pour(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            peer.sendall(bytes(65_536))

    with talking(pour) as url:
        answer = fetcher().get(url, most=300_000)
    assert (len(answer.body), answer.is_cut) == (300_000, True)


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\xff\xfe\x00 nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nnone",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)  # fmt: skip
def test_what_is_no_http_is_a_fault_and_no_exception(said: bytes) -> None:
    with talking(lambda peer: peer.sendall(said)) as url:
        answer = fetcher().get(url)
    assert answer.status == 0
    assert answer.fault


def test_a_body_that_breaks_off_is_said_to_be_cut() -> None:
    short = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nshort"
    with talking(lambda peer: peer.sendall(short)) as url:
        assert fetcher().get(url).is_cut


def test_a_name_is_found_where_one_says() -> None:
    places = at("www.example.gov.cn", ("127.0.0.1", "[::1]"))("www.example.gov.cn", 443)
    assert [(place.family, place.address) for place in places] == [
        (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="nowhere"):
        at("www.example.gov.cn", ["nowhere"])


def test_a_circle_of_redirects_ends() -> None:
    def redirect(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    with talking(redirect) as url:
        assert len(fetcher().follow(url, lambda _: True)) == 1


@pytest.mark.parametrize(
    "url", ["", "file:///etc/passwd", "http://", "http://[::1", "http://h:99999/", "javascript:1"]
)
def test_what_is_no_address_of_the_web_is_never_asked_for(url: str) -> None:
    assert split(url) is None
    assert fetcher().get(url).status == 0


def test_links_in_chinese_are_percent_encoded() -> None:
    assert joined("http://a.cn/x/", "新闻?页=1#上") == (
        "http://a.cn/x/%E6%96%B0%E9%97%BB?%E9%A1%B5=1"
    )
    assert joined("http://a.cn/", "http://[::1") == ""
