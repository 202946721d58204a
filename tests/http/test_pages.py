"""Every kind of page, through the real server."""

import itertools
import re

import pytest

from tests.client import Client, links, words
from tests.conftest import Serve

EDITIONS = {
    "zh-hans": "zh-Hans",
    "zh-hant": "zh-Hant",
    "zh-hant-tw": "zh-Hant-TW",
    "zh-hant-hk": "zh-Hant-HK",
    "en": "en",
    "zh-hans-pinyin": "zh-Hans",
    "zh-hant-tw-zhuyin": "zh-Hant-TW",
}
PAGES = (
    "",
    "columns",
    "columns/help",
    "archive",
    "archive/2026/03",
    "tags",
    "tags/排版",
    "articles/help/enlarge-text",
    "articles/essays/one-to-many",
    "articles/publish/images-tables-footnotes",
    "share/help/enlarge-text",
    "save/help/enlarge-text",
    "preferences",
    "offline",
    "search",
    "search?q=%E5%AD%97&year=2026",
)


def quoted(path: str) -> str:
    return path.replace("排版", "%E6%8E%92%E7%89%88")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_every_edition(sample: Client, edition: str, path: str) -> None:
    answer = sample.page(quoted(f"/{edition}/{path}"))
    assert answer.lang == EDITIONS[edition]
    alternates = [link.get("hreflang") for link in answer.page.iter("link") if link.get("hreflang")]
    is_indexed = edition not in {"zh-hans-pinyin", "zh-hant-tw-zhuyin"}
    expected = {*EDITIONS.values(), "x-default"} if is_indexed else set()
    assert sorted(map(str, alternates)) == sorted(expected)  # each of them once


@pytest.mark.parametrize("edition", ["zh-hans", "en", "zh-hant-tw-zhuyin"])
def test_every_link_of_the_site_leads_somewhere(sample: Client, edition: str) -> None:
    """A crawl of one edition: every page and file it links to answers 200."""
    seen: set[str] = set()
    followers: set[str] = set()  # addresses that follow their reader
    waiting = [f"/{edition}/"]
    while waiting:
        path = waiting.pop()
        answer = sample.get(path)
        if path in followers or path.startswith(("/articles/", "/preferences/take")):
            assert answer.status == 302, path
            continue
        assert answer.status == 200, f"{path} answered {answer.status}"
        if not answer.is_html or not path.startswith(f"/{edition}/"):
            continue
        base = "http://localhost:" + _port(sample)
        followers |= {
            str(link.get("href")).removeprefix(base)
            for link in answer.page.iter("link")
            if link.get("hreflang") == "x-default"
        }
        posts = {form.get("action") for form in answer.page.iter("form") if form.get("method")}
        for address in links(answer.page):
            if address in posts:
                continue
            target = _resolved(path, address.removeprefix(base))
            if target and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 60


def _port(client: Client) -> str:
    return client.base.rpartition(":")[2]


def _resolved(page: str, address: str) -> str:
    """A path of this site to look at, empty for anything else."""
    from urllib.parse import urldefrag, urljoin

    target = urldefrag(urljoin(page, address))[0]
    is_ours = target.startswith("/") and not target.startswith("//")
    return target if is_ours and target != "/preferences" else ""


def test_an_article_shows_its_facts_as_the_first_page_did(sample: Client) -> None:
    answer = sample.page("/zh-hans/articles/help/enlarge-text")
    text = words(answer.page)
    for fact in (
        "作者：清读编辑部",
        "发布时间：2025-03-12 09:30",
        "来源：本站原创",
        "【责任编辑：",
    ):
        assert fact in text


def test_an_article_leads_on_and_back(sample: Client) -> None:
    page = sample.page("/zh-hant/articles/help/enlarge-text").page
    crumbs = next(nav for nav in page.iter("nav") if nav.get("aria-label") == "目前位置")
    assert words(crumbs).startswith("首頁 使用幫助")
    relations = {link.get("rel") for link in page.iter("a")}
    assert {"prev", "next"} <= relations


def test_headings_of_the_body_begin_below_the_title(sample: Client) -> None:
    page = sample.page("/zh-hans/articles/essays/from-woodblock-to-screen").page
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_nothing_is_loaded_from_elsewhere(sample: Client) -> None:
    for path in PAGES:
        page = sample.get(quoted(f"/zh-hans/{path}")).page
        loaded = [e.get("src") for e in page.iter() if e.get("src")]
        loaded += [
            e.get("href")
            for e in page.iter("link")
            if e.get("rel") not in {"canonical", "alternate"}
        ]
        assert all(address and not re.match(r"(?:\w+:)?//", address) for address in loaded)


def test_a_draft_and_an_article_of_tomorrow_are_not_to_be_found(
    tmp_path_factory: pytest.TempPathFactory, serve: Serve
) -> None:
    content = tmp_path_factory.mktemp("content")
    (content / "draft.md").write_text("---\ntitle: 草稿\ndraft: true\n---\n正文", "utf-8")
    (content / "later.md").write_text("---\ntitle: 以后\npublished: 2999-01-01\n---\n正文", "utf-8")
    (content / "now.md").write_text("---\ntitle: 现在\n---\n正文", "utf-8")
    client = serve(content)
    home = client.page("/zh-hans/").text
    assert "现在" in home
    assert "草稿" not in home
    assert "以后" not in home
    assert client.get("/zh-hans/articles/draft").status == 404
    assert client.get("/zh-hans/articles/later").status == 404
