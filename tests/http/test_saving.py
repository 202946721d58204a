"""Printing, sharing and saving, through the real server."""

import base64
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.client import Client, check_page, links, words
from tests.conftest import Serve
from tests.http.test_books import EVERYTHING, SVG
from tests.http.test_media import PNG
from tests.unit.builders import write

ARTICLE = "news/everything"


@pytest.fixture(scope="module")
def site(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    content = tmp_path_factory.mktemp("content")
    write(content, f"{ARTICLE}.md", EVERYTHING)
    write(content, "news/图 片.png", PNG)
    write(content, "news/画.svg", SVG)
    write(content, "news/坏.png", "这不是图片")
    write(content, "top.md", "---\ntitle: 在顶上\n---\n![大](大.png)\n")
    write(content, "大.png", PNG + bytes(7 * 1024 * 1024))
    editions = '["zh-hans", "zh-hant", "en", "zh-hans-pinyin"]'
    write(content, "site.toml", f'name = "清读"\nname_en = "Qingdu"\neditions = {editions}\n')
    return serve(content, SITE_URL="https://read.example/base")


def test_an_article_leads_to_paper_share_and_save(site: Client) -> None:
    page = site.page(f"/base/zh-hans/articles/{ARTICLE}").page
    for deed, name in {"print": "打印", "share": "分享", "save": "保存"}.items():
        (link,) = [a for a in page.iter("a") if a.get("href") == f"/base/zh-hans/{deed}/{ARTICLE}"]
        assert words(link) == name
        assert site.get(str(link.get("href"))).status == 200


def test_the_print_view_is_an_official_sheet_without_bars(site: Client) -> None:
    answer = site.page(f"/base/zh-hant/print/{ARTICLE}")
    text = words(answer.page)
    for fact in ("清讀", "news", "作者：林曉月", "發布時間：2026-01-02 03:04", "來源：本站原創",
                 "【責任編輯：陳既明】", f"//read.example/base/articles/{ARTICLE}"):  # fmt: skip
        assert fact in text
    assert not list(answer.page.iter("nav"))[2:]  # the choices of size and pictures
    assert not any("search" in str(form.get("role")) for form in answer.page.iter("form"))
    robots = [m.get("content") for m in answer.page.iter("meta") if m.get("name") == "robots"]
    assert robots == ["noindex"]
    code = next(i for i in answer.page.iter("img") if i.get("class") == "qr")
    assert site.get(str(code.get("src"))).headers.get_content_type() == "image/svg+xml"
    assert all(image.get("loading") is None for image in answer.page.iter("img"))


def test_the_print_view_names_itself_above_its_pages_within_the_policy(site: Client) -> None:
    answer = site.get(f"/base/zh-hans/print/{ARTICLE}")
    assert '@top-right{content:"一篇\\3c 什么\\3e 都有的 & 文章"}' in answer.text
    from reader.web.security import csp_hash

    policy = answer.headers["Content-Security-Policy"]
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert len(styles) == 2
    assert all(csp_hash(style) in policy for style in styles)


def test_size_and_pictures_are_links_that_the_page_cache_keeps_apart(site: Client) -> None:
    usual = site.page(f"/base/zh-hans/print/{ARTICLE}")
    large = site.page(f"/base/zh-hans/print/{ARTICLE}?size=large&pictures=off")
    assert 'class="sheet large"' in large.text
    assert 'class="sheet"' in usual.text
    assert [i.get("class") for i in large.page.iter("img")] == ["qr"]
    assert site.page(f"/base/zh-hans/print/{ARTICLE}").text == usual.text
    current = [words(a) for a in large.page.iter("a") if a.get("aria-current")]
    assert current == ["大", "不印图片，省墨"]
    chosen = next(a for a in usual.page.iter("a") if words(a) == "和我屏幕上一样")
    assert 'class="sheet mine"' in site.page(str(chosen.get("href"))).text
    assert site.page(f"/base/zh-hans/print/{ARTICLE}?size=%3Cx").text == usual.text


def test_the_save_page_lists_every_way(site: Client) -> None:
    page = site.page(f"/base/zh-hans/save/{ARTICLE}").page
    ways = [a for a in links(page) if f"/{ARTICLE}" in a and ("/files/" in a or "/print/" in a)]
    assert [way.rpartition(".")[2] for way in ways[:3]] == ["html", "epub", "txt"]
    for way in ways:
        assert site.get(way).status == 200, way


@pytest.mark.parametrize("suffix", ["html", "epub", "txt"])
def test_a_file_is_saved_under_its_title(site: Client, suffix: str) -> None:
    answer = site.get(f"/base/zh-hant/files/{ARTICLE}.{suffix}")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="everything.{suffix}"; ')
    name = unquote(disposition.partition("filename*=UTF-8''")[2])
    assert name == f"一篇 什麼 都有的 & 文章.{suffix}"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    path = f"/base/zh-hant/files/{ARTICLE}.{suffix}"
    assert site.get(path, {"If-None-Match": answer.headers["ETag"]}).status == 304
    assert site.request("HEAD", path).status == 200


def test_robots_keep_out_of_files_and_paper(site: Client) -> None:
    robots = site.get("/base/robots.txt").text
    for place in ("print", "save", "files"):
        assert f"Disallow: /base/zh-hans/{place}" in robots


def test_a_saved_page_needs_nothing_else(site: Client) -> None:
    answer = site.get(f"/base/zh-hant/files/{ARTICLE}.html", {"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    check_page(answer)
    page = answer.page
    assert page.get("lang") == "zh-Hant"
    loaded = [str(e.get("src")) for e in page.iter() if e.get("src")]
    assert len(loaded) == 4  # three pictures and the code
    assert all(address.startswith("data:image/") for address in loaded)
    assert base64.b64decode(loaded[0].partition(",")[2]) == PNG
    assert not list(page.iter("script"))
    for address in links(page):
        assert re.match(r"data:image/|https://|#a-", address), address
    policy = next(m.get("content") for m in page.iter("meta") if m.get("http-equiv"))
    from reader.web.security import csp_hash

    styles = re.findall(r"<style[^>]*>(.*?)</style>", answer.text, re.DOTALL)
    assert policy
    assert policy.startswith("default-src 'none'; img-src data:")
    assert all(csp_hash(style) in policy for style in styles)
    text = words(page)
    assert "［圖片未收入：坏的］" in text.replace("壞的", "坏的")
    assert "有1張圖片" in text
    assert f"https://read.example/base/articles/{ARTICLE}" in text


def test_a_picture_that_is_too_large_is_left_out_and_said(site: Client) -> None:
    answer = site.get("/base/zh-hans/files/top.html")
    assert len(answer.body) < 100_000
    assert "［图片未收入：大］" in answer.text
    book = site.get("/base/zh-hans/files/top.epub")
    assert len(book.body) > 7_000_000  # an e-book has more room


def test_a_text_file_says_all_that_the_page_says(site: Client) -> None:
    answer = site.get(f"/base/zh-hans-pinyin/files/{ARTICLE}.txt")
    assert answer.body.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.body.decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")
    assert lines[:6] == [
        "一篇<什么>都有的 & 文章",
        "作者：林晓月",
        "发布时间：2026-01-02 03:04",
        "更新时间：2026-02-03 04:05",
        "来源：本站原创",
        "栏目：news",
    ]
    for line in (
        "【节】", "［图片：一个点］", "甲：一；乙：2", "· 项", "  1. 子项", "　　引文\xa0“话”",
        '    print("<&>")', "汉(hàn)", "换行(háng)English", "＊　＊　＊", "【附注】",
        "1. 第一条，见这里（https://read.example/base/zh-hans-pinyin/articles/news/other）。",
        "【责任编辑：陈既明】", f"原文网址：https://read.example/base/articles/{ARTICLE}",
    ):  # fmt: skip
        assert line in lines, line
    assert "外面的链接（https://example.cn/?a=1&b=2）" in text
    assert "zhèng" not in text  # readings of easy characters stay away


def test_what_is_not_there_is_a_page_that_says_so(site: Client) -> None:
    for path in ("print/none", "save/none", "files/none.html", "files/none.txt", "files/none.epub",
                 f"files/{ARTICLE}.pdf", "columns/none/newest.epub"):  # fmt: skip
        answer = site.get(f"/base/zh-hans/{path}")
        assert answer.status == 404, path
        assert answer.h1 == "没有找到这个页面"
        assert "Content-Disposition" not in answer.headers


def test_a_column_offers_its_newest_as_a_book(site: Client) -> None:
    page = site.page("/base/zh-hans/columns/news").page
    (link,) = [a for a in page.iter("a") if str(a.get("href")).endswith("newest.epub")]
    assert words(link) == "把最新的1篇存成电子书（EPUB）"
    assert site.get(str(link.get("href"))).status == 200


def test_sharing_offers_mail_and_copying(site: Client) -> None:
    page = site.page(f"/base/zh-hans/share/{ARTICLE}").page
    (mail,) = [a for a in links(page) if a.startswith("mailto:")]
    fields = parse_qs(urlsplit(mail).query)
    assert fields["subject"] == ["一篇<什么>都有的 & 文章"]
    assert f"https://read.example/base/articles/{ARTICLE}" in fields["body"][0]
    features = {b.get("data-feature") for b in page.iter("button") if b.get("data-feature")}
    assert features == {"share", "copy"}


def test_a_name_holds_no_surprise(site: Client, tmp_path: Path) -> None:
    disposition = site.get(f"/base/zh-hans/files/{ARTICLE}.txt").headers["Content-Disposition"]
    (tmp_path / unquote(disposition.partition("''")[2])).write_text("")  # it is a file's name
    assert disposition.isascii()
