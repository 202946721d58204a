"""Addresses of the old site: every way they are asked for leads to the article, for good."""

from urllib.parse import quote

import pytest

from tests.client import Client
from tests.conftest import Serve

FRONT = """---
title: 甲
aliases:
  - /Item.asp?id=12345
  - /News/Show.asp?ClassID=3&ArticleID=7
  - /2018/11/Index.html
  - /新闻/头条.html
  - /%D6%D0%CE%C4/1.htm
  - /?p=77
  - /about/us.asp
  - /archive/old.html
  - /media/old.html
  - /columns/none
  - http://old.example.cn/plain/
---
文
"""


@pytest.fixture(scope="module")
def site(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    content = tmp_path_factory.mktemp("aliases")
    (content / "a.md").write_text(FRONT, "utf-8")
    (content / "b.md").write_text("---\ntitle: 乙\naliases: /Item.asp?id=54321\n---\n文\n", "utf-8")
    return serve(content)


@pytest.mark.parametrize(
    "address",
    [
        "/Item.asp?id=12345",
        "/item.ASP?ID=12345",
        "/Item.asp?id=12345&utm_source=wechat&utm_medium=x",
        "/Item.asp?from=timeline&id=12345&isappinstalled=0",
        "/Item.asp%3Fid=12345",
        "/Item.asp%3Fid%3D12345",
        "/Item.asp%3Fid=12345?from=timeline",
        "//Item.asp?id=12345",
        "/News/Show.asp?ClassID=3&ArticleID=7",
        "/news/show.asp?articleid=7&classid=3",
        "/News/Show.asp?ArticleID=7&ClassID=3&Page=1&utm_campaign=x",
        "/2018/11/Index.html",
        "/2018/11/",
        "/2018/11",
        "/2018/11/default.aspx",
        "/新闻/头条.html",
        "/%D0%C2%CE%C5/%CD%B7%CC%F5.html",  # the same in GBK
        "/%u65B0%u95FB/%u5934%u6761.html",  # and as escape() wrote it
        "/中文/1.htm",
        "/%D6%D0%CE%C4/1.htm",
        "/%d6%d0%ce%c4/1.htm?from=groupmessage",
        "/?p=77",
        "/?utm_source=x&P=77",
        "/about/us.asp",
        "/media/old.html",
        "/plain",
        "/plain/",
        "/plain/index.html?x=1",
        "/plain;jsessionid=1A2B",
    ],
)
def test_however_it_is_asked_for_it_is_found(site: Client, address: str) -> None:
    answer = site.get(quote(address, safe="/?&=%;"))
    assert answer.status == 301, address
    assert answer.headers["Location"] == "/articles/a"
    assert answer.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize("address", ["/archive/old.html", "/columns/none"])
def test_below_places_of_the_site_the_edition_comes_first(site: Client, address: str) -> None:
    """Where there might be a page the reader is led to their edition of it, then to the article."""
    answer = site.get(address)
    if answer.status == 302:
        answer = site.get(str(answer.headers["Location"]))
    assert answer.status == 301
    assert str(answer.headers["Location"]).endswith("/articles/a")


def test_the_article_follows_its_reader(site: Client) -> None:
    assert site.get("/articles/a", {"Accept-Language": "zh-TW"}).headers["Location"] == (
        "/zh-hant/articles/a"
    )
    assert site.get("/zh-hant/item.asp?ID=12345").headers["Location"] == "/zh-hant/articles/a"


def test_another_value_is_another_address(site: Client) -> None:
    assert site.get("/Item.asp?id=54321").headers["Location"] == "/articles/b"
    for address in ("/Item.asp", "/Item.asp?id=1", "/News/Show.asp?ClassID=3", "/?p=78x", "/2018"):
        answer = site.get(address)
        assert answer.status == 404 or answer.headers["Location"].startswith("/zh-hans/"), address


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/", "/zh-hans/"),
        ("/?utm_source=x", "/zh-hans/?utm_source=x"),
        ("/search?id=12345", "/zh-hans/search?id=12345"),
        ("/about/accessibility?id=12345", "/zh-hans/about/accessibility?id=12345"),
    ],
)
def test_pages_that_are_there_come_first(site: Client, address: str, location: str) -> None:
    assert site.get(address).headers["Location"] == location


@pytest.mark.parametrize(
    "address", ["/%FF%FE", "/%00", "/%81", "/x?%FF=%FE", "/x?" + "&".join("abcdefghijklmnop"),
                "/" + "%D6" * 500, "/;jsessionid=" * 300]
)  # fmt: skip
def test_nonsense_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status in {400, 404}
