"""Where a form may lead: whatever is asked for, a browser stays on this site."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from reader.app import create_app
from reader.config.settings import Settings
from reader.web.me.addresses import own_place

HOME = "/read/zh-hans/me/"
_DROPPED = re.compile("[\t\n\r]")  # by browsers, wherever they stand (WHATWG URL, 4.4)
_TRIMMED = "".join(map(chr, range(33)))
_ODD = st.sampled_from(
    [
        "/", "\\", "//", "\t", "\n", " ", "@", ":", "?", "#", "%2f", "%5c", ".", "..",
        "evil.example", "/read/", "/read", "http:", "javascript:", "\u2028", "／",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    content = tmp_path_factory.mktemp("content")
    state = tmp_path_factory.mktemp("state")
    settings = Settings(content, state, site_url="https://example.org/read")
    return create_app(settings, keeps_index=False)


def _led_to(address: str) -> str:
    """The host that a browser goes to from a page of ours."""
    seen = _DROPPED.sub("", address.strip(_TRIMMED)).replace("\\", "/")
    return urlsplit(urljoin("https://example.org/read/zh-hans/", seen)).netloc


@given(st.lists(_ODD | st.text(max_size=3), max_size=8).map("".join))
@example("/read//evil.example")
@example("/read/\\evil.example")
@example("/read\\/evil.example")
@example("/readers/x")
def test_a_browser_stays_here(app: Flask, address: str) -> None:
    with app.test_request_context("/"):
        place = own_place(address, HOME)
    assert place in {address, HOME}
    assert _led_to(place) == "example.org"
    assert place.startswith("/read/")


def test_pages_of_ours_are_led_to(app: Flask) -> None:
    with app.test_request_context("/"):
        for place in ("/read/zh-hans/articles/a/b?x=1&y=%E4%B8%AD#c", "/read/", "/read/中文"):
            assert own_place(place, HOME) == place
