"""Every path has a route, and few names are all there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.observing.routes import ROUTES, place_of, without_secrets


@pytest.mark.parametrize(
    ("path", "route", "edition"),
    [
        ("/zh-hans/", "home", "zh-hans"),
        ("/zh-hans", "home", "zh-hans"),
        ("/zh-hant-hk/articles/news/1", "articles", "zh-hant-hk"),
        ("/text/zh-hans/articles/news/1", "articles", "zh-hans"),
        ("/zh-hans/columns/news/feed.xml", "feeds", "zh-hans"),
        ("/zh-hans/columns/news", "columns", "zh-hans"),
        ("/en/search", "search", "en"),
        ("/zh-hans/files/a.epub", "files", "zh-hans"),
        ("/zh-hans/me/pair/secret", "me", "zh-hans"),
        ("/static/abc/js/tools.js", "static", ""),
        ("/sitemaps/1.xml", "sitemaps", ""),
        ("/health/live", "health", ""),
        ("/", "unprefixed", ""),
        ("/articles/news/1", "unprefixed", ""),
        ("/wp-login.php", "other", ""),
        ("/zh-hans/wp-login.php", "other", "zh-hans"),
        ("", "other", ""),
    ],
)
def test_a_path_has_a_route_and_an_edition(path: str, route: str, edition: str) -> None:
    place = place_of(path)
    assert (ROUTES[place.route] if path else "other", place.edition) == (route, edition)


@given(st.text(alphabet="/azme-hns.\n\x00é", max_size=40))
def test_whatever_is_asked_has_one_of_the_routes(rest: str) -> None:
    assert 0 <= place_of(f"/{rest}").route < len(ROUTES)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/zh-hans/me/pair/abcdef", "/zh-hans/me/pair/..."),
        ("/zh-hans/me/feed/abcdef.xml", "/zh-hans/me/feed/..."),
        ("/text/zh-hans/me/articles/news/1.json", "/text/zh-hans/me/articles/..."),
        ("/zh-hans/me/favourites", "/zh-hans/me/favourites"),
        ("/zh-hans/articles/about/me/too", "/zh-hans/articles/about/me/too"),
    ],
)
def test_no_token_and_nobodys_article_stays_in_a_path(path: str, shown: str) -> None:
    assert without_secrets(path) == shown
