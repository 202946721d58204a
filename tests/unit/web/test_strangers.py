"""Hosts that are not ours are refused without anything of the application."""

import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from reader.web.host_names import is_good_host
from reader.web.strangers import StrangersRefused

OURS = ("county.example", ".town.example")


def ask(host: str, method: str = "GET", trusted: tuple[str, ...] = OURS) -> tuple[str, bytes]:
    """The status and the body of an answer."""
    said: list[str] = []

    def start(status: str, *_: object) -> Any:
        said.append(status)

    def inner(_environ: object, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"ours"]

    is_good = partial(is_good_host, trusted=trusted)
    door = StrangersRefused(inner, is_good, 'https://x.example/"><b>', is_https=True)
    environ = {"HTTP_HOST": host, "REQUEST_METHOD": method}
    body = b"".join(door(environ, start))
    return said[0], body


@pytest.mark.parametrize(
    "host", ["county.example", "COUNTY.example", "county.example:8443", "a.town.example",
             "town.example"],
)  # fmt: skip
def test_ours_are_let_in(host: str) -> None:
    assert ask(host) == ("200 OK", b"ours")


@pytest.mark.parametrize(
    "host", ["", "evil.example", "xtown.example", "county.example.evil.example", "<b>", "a b",
             "county.example\t", "x" * 10_000, "[::1]"],
)  # fmt: skip
def test_others_get_a_page_without_a_word_of_theirs(host: str) -> None:
    status, body = ask(host)
    assert status == "400 Bad Request"
    assert b'"&gt;&lt;b&gt;' in body or b"&quot;&gt;&lt;b&gt;" in body
    assert not host or host.encode() not in body
    assert ask(host, "HEAD") == (status, b"")


def test_without_a_list_any_host_that_is_one_is_ours() -> None:
    assert ask("anything.example", trusted=())[0] == "200 OK"
    assert ask("any thing", trusted=())[0] == "400 Bad Request"


def test_early_servers_need_no_flask_for_it() -> None:
    code = "import sys, reader.early; print([m for m in ('flask', 'jinja2') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
