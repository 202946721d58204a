"""Where the links and pictures of a document lead."""

import pytest

from tests.unit.publishing.test_text import make_document

BASE = "https://read.example/zh-hans"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("b", f"{BASE}/articles/news/b"),
        ("../help/b#a-x", f"{BASE}/articles/help/b#a-x"),
        ("../../columns/news", f"{BASE}/columns/news"),
        ("../../../media/a/%E8%A1%A8.xlsx", "https://read.example/media/a/%E8%A1%A8.xlsx"),
        ("#a-fn1", "#a-fn1"),
        ("mailto:a@b.cn", "mailto:a@b.cn"),
        ("https://a.cn/x?y", "https://a.cn/x?y"),
    ],
)
def test_a_link_holds_away_from_the_site(href: str, address: str) -> None:
    assert make_document("").link(href) == address


def test_a_link_within_a_site_of_unknown_address_is_none() -> None:
    document = make_document("", site="")
    assert document.link("b") == ""
    assert document.link("https://a.cn/") == "https://a.cn/"


@pytest.mark.parametrize(
    ("src", "path"),
    [
        ("../../../media/news/%E5%9B%BE%20%E7%89%87.png", "news/图 片.png"),
        ("../../../media/../../etc/passwd", ""),
        ("../../../media/%2e%2e/%2e%2e/etc/passwd", "../../etc/passwd"),  # which is not opened
        ("https://a.cn/media/a.png", ""),
        ("a.png", ""),
        ("", ""),
    ],
)
def test_a_picture_is_one_beside_the_articles(src: str, path: str) -> None:
    assert make_document("").picture(src) == path
