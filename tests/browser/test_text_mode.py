"""Text only: no picture is asked for, with JavaScript and without."""

import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import reader
from tests.client import Client
from tests.conftest import Serve

TEXT = """---
title: 看图
published: 2026-01-02
cover: cover.png
---
先有字。

![一座 >"桥"](bridge.png)

中间有![](small.png)图。

[![按这里](linked.png)](b.md)

![远处](https://elsewhere.example/far.png)
"""
PAGES = ("", "columns/news", "articles/news/a", "articles/news/b", "share/news/a", "search?q=图")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    content = tmp_path_factory.mktemp("pictures")
    news = content / "news"
    news.mkdir()
    (news / "a.md").write_text(TEXT, "utf-8")
    (news / "b.md").write_text(TEXT.replace("看图", "另一篇"), "utf-8")
    for name in ("cover", "bridge", "small", "linked"):
        _write_picture(news / f"{name}.png")
    return serve(content)


def pictures(context: BrowserContext) -> list[str]:
    """What is asked for as a picture from now on, but for the icon of the site."""
    asked: list[str] = []
    context.on(
        "request",
        lambda request: asked.append(request.url) if request.resource_type == "image" else None,
    )
    return asked


def read(page: Page, path: str) -> None:
    """Read a page down to its end."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(200)


def test_pictures_are_asked_for_otherwise(browser: Browser, site: Client) -> None:
    """What the next tests miss must be there to be missed."""
    with reader(browser, site) as context:
        asked = pictures(context)
        read(context.new_page(), "/zh-hans/articles/news/a")
        assert sorted({url.rpartition("/")[2] for url in asked}) == [
            "bridge.png", "linked.png", "small.png",
        ]  # fmt: skip


def test_no_picture_is_asked_for_with_javascript(browser: Browser, site: Client) -> None:
    with reader(browser, site, preferences="images=off") as context:
        asked = pictures(context)
        page = context.new_page()
        for path in PAGES:
            read(page, f"/zh-hans/{path}")
        assert asked == []


def test_no_picture_is_asked_for_without_javascript(browser: Browser, site: Client) -> None:
    with reader(browser, site, javascript=False) as context:
        asked = pictures(context)
        page = context.new_page()
        page.goto("/zh-hans/panels/images")
        page.get_by_role("button", name="不看图片").click()
        assert page.url.endswith("/text/zh-hans/")
        page.get_by_role("link", name="看图").first.click()
        page.get_by_role("link", name="繁體", exact=True).click()
        assert page.url.endswith("/text/zh-hant/articles/news/a")
        page.get_by_role("button", name="A+").click()
        assert page.url.endswith("/text/zh-hant/articles/news/a")
        for path in PAGES:
            read(page, f"/text/zh-hant/{path}")
        page.goto("/text/zh-hant/")
        page.get_by_role("searchbox").fill("图")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "/text/zh-hant/search" in page.url
        # The reader's own address of the site, and of an article, leads there too.
        for path in ("/", "/articles/news/b"):
            page.goto(path)
            assert "/text/" in page.url
        assert asked == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_description_stands_in_its_place_and_leads_to_the_picture(
    browser: Browser, site: Client, javascript: bool
) -> None:
    with reader(browser, site, preferences="images=off", javascript=javascript) as context:
        page = context.new_page()
        page.goto(f"{'' if javascript else '/text'}/zh-hans/articles/news/a")
        text = page.locator(".text")
        expect(text).to_contain_text('图片：一座 >"桥"')
        expect(text).to_contain_text("中间有图片图。")
        expect(text.get_by_role("link", name="按这里")).to_have_attribute("href", "../news/b")
        expect(text.locator("img:visible")).to_have_count(0)
        asked = pictures(context)
        with page.expect_navigation():
            text.get_by_role("link", name="图片：一座").click()
        assert page.url.endswith("/media/news/bridge.png")
        assert len(asked) <= 1


def test_pictures_come_and_go_at_once(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        read(page, "/zh-hans/articles/news/a")
        for value, count in (("off", 0), ("on", 3)):
            page.evaluate(
                f"""import(document.querySelector("script[type=module]").src)
                .then(({{ keep, current }}) => keep({{ ...current(), images: "{value}" }}))"""
            )
            expect(page.locator(".text img:visible")).to_have_count(count)
            expect(page.get_by_role("link", name="图片：一座")).to_have_count(1 if not count else 0)


def _write_picture(path: Path) -> None:
    """A grey square."""
    header = struct.pack(">IIBBBBB", 40, 40, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"IDAT", zlib.compress(b"\0" + b"\x80" * 40 * 40)),
        (b"IEND", b""),
    )
    data = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
