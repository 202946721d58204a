"""A line for each request: whole, escaped, and without a word about who asked."""

import json
import os
import re
from collections.abc import Callable
from wsgiref.types import WSGIEnvironment

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.observing.lines import LONGEST, Lines
from reader.web.request_ids import RequestIds
from reader.web.request_log import RequestLog, shown_address

HOSTILE = "x\r\nERROR forged \x1b[2J\"}' \u2028"


def logged(
    environ: WSGIEnvironment, form: str = "json", *, has_proxy: bool = False, **options: object
) -> list[str]:
    """The lines about a request with this environment."""
    reading, writing = os.pipe()
    lines = Lines(str, writing)
    lines._is_awake = True  # nobody but this test writes

    def application(_environ: object, start: Callable[..., object]) -> list[bytes]:
        start("404 Not Found", [("Content-Type", "text/html"), ("Content-Length", "12")])
        return [b""]

    ids = RequestIds(has_proxy=has_proxy)
    log = RequestLog(application, form, ids, lines=lines, **options)  # type: ignore[arg-type]
    log({"REQUEST_METHOD": "GET", **environ}, lambda *_: lambda _: None)
    lines.write()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode("ascii").splitlines()


def event(environ: WSGIEnvironment, **options: object) -> dict[str, object]:
    (line,) = logged(environ, **options)  # type: ignore[arg-type]
    found: dict[str, object] = json.loads(line)
    return found


def test_a_line_says_what_was_asked_and_answered() -> None:
    found = event({"PATH_INFO": "/zh-hans/articles/news/\xe6\xb8\x85", "QUERY_STRING": "q=secret"})
    assert re.fullmatch(r"[0-9a-f]{20}", str(found.pop("id")))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(found.pop("time")))
    assert isinstance(found.pop("ms"), float)
    assert found == {
        "event": "request", "method": "GET", "path": "/zh-hans/articles/news/%E6%B8%85",
        "route": "articles", "edition": "zh-hans", "status": 404, "bytes": 12, "cache": "none",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["plain", "json"])
def test_nothing_of_a_request_forges_a_line(form: str) -> None:
    environ = {
        "PATH_INFO": f"/zh-hans/{HOSTILE}", "REQUEST_METHOD": f"GET {HOSTILE}",
        "HTTP_USER_AGENT": HOSTILE, "HTTP_X_REQUEST_ID": HOSTILE, "HTTP_REFERER": HOSTILE,
        "HTTP_HOST": HOSTILE, "REMOTE_ADDR": HOSTILE, "QUERY_STRING": HOSTILE,
    }  # fmt: skip
    (line,) = logged(environ, form, has_proxy=True, client="address", hops=0)
    assert line.isprintable()
    assert "ERROR forged" not in line
    assert line.count("forged") == 1  # percent-encoded, in the path


@given(st.text(st.characters(max_codepoint=255)), st.sampled_from(["plain", "json"]))
def test_whatever_the_path_a_line_is_one(path: str, form: str) -> None:
    (line,) = logged({"PATH_INFO": f"/{path}"}, form)
    assert line.isprintable()
    assert len(line) < LONGEST
    if form == "json":
        assert json.loads(line)["status"] == 404


def test_a_long_path_is_cut() -> None:
    (line,) = logged({"PATH_INFO": "/" + "\xff" * 8000})
    assert len(line) < LONGEST


def test_nothing_says_who_asked_or_what_for() -> None:
    environ = {
        "PATH_INFO": "/zh-hans/me/pair/kXo93jd92kd", "QUERY_STRING": "q=illness",
        "REMOTE_ADDR": "192.0.2.77", "HTTP_COOKIE": "me=secret", "HTTP_USER_AGENT": "Phone",
    }  # fmt: skip
    for form in ("plain", "json"):
        (line,) = logged(environ, form)
        for word in ("kXo93jd92kd", "illness", "192.0.2", "secret", "Phone"):
            assert word not in line


@pytest.mark.parametrize(
    ("address", "network", "whole"),
    [
        ("192.0.2.77", "192.0.2.0/24", "192.0.2.77"),
        ("2001:db8:1:2::3", "2001:db8:1::/48", "2001:db8:1:2::3"),
        ("::ffff:192.0.2.77", "192.0.2.0/24", "192.0.2.77"),
        ("fe80::1%eth0", "fe80::/48", "fe80::1"),
        ("unknown", "", ""),
    ],
)
def test_an_address_is_logged_where_the_operator_says_so(
    address: str, network: str, whole: str
) -> None:
    assert shown_address(address, whole=False) == network
    assert shown_address(address, whole=True) == whole


def test_the_address_is_that_which_our_proxy_was_asked_from() -> None:
    environ = {
        "PATH_INFO": "/", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.0.2.77",
    }  # fmt: skip
    assert event(environ, client="network", hops=1)["client"] == "192.0.2.0/24"
    assert event(environ, client="network")["client"] == "127.0.0.0/24"


def test_the_id_of_a_proxy_is_taken_where_there_is_one_of_ours() -> None:
    environ = {"PATH_INFO": "/", "HTTP_X_REQUEST_ID": "abcdef-0123.4567"}
    assert event(environ, has_proxy=True)["id"] == "abcdef-0123.4567"
    assert event(environ)["id"] != "abcdef-0123.4567"
    environ["HTTP_X_REQUEST_ID"] = "short"
    assert event(environ, has_proxy=True)["id"] != "short"


def test_questions_after_health_are_not_logged() -> None:
    assert logged({"PATH_INFO": "/health/ready"}) == []


def test_the_base_path_is_part_of_what_is_logged() -> None:
    assert event({"PATH_INFO": "/zh-hans/"}, base="/read")["path"] == "/read/zh-hans/"
