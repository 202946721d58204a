"""What search engines are told."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from reader.storage.index.articles import FIRST_ID, PART_SIZE
from tests.client import Client
from tests.conftest import ROOT, Serve

FIRST = FIRST_ID // PART_SIZE
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
LANGUAGES = {"zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "en", "x-default"}


def sitemap(client: Client, path: str) -> Element:
    answer = client.get(path)
    assert answer.status == 200
    assert answer.headers.get_content_type() == "application/xml"
    assert len(answer.text) < 50 * 2**20
    return ElementTree.fromstring(answer.text)


def locations(root: Element) -> list[str]:
    return [str(e.text) for e in root.iter(f"{SITEMAP}loc")]


def alternates(url: Element) -> dict[str, str]:
    return {str(e.get("hreflang")): str(e.get("href")) for e in url.iter(LINK)}


def path_of(address: str) -> str:
    return urlsplit(address).path


def test_the_index_leads_to_every_page_in_every_language(sample: Client) -> None:
    index = sitemap(sample, "/sitemap.xml")
    assert index.tag == f"{SITEMAP}sitemapindex"
    for time in index.iter(f"{SITEMAP}lastmod"):
        assert datetime.fromisoformat(str(time.text)).tzinfo
    parts = [sitemap(sample, path_of(part)) for part in locations(index)]
    addresses = [address for part in parts for address in locations(part)]
    assert len(addresses) == len(set(addresses)) >= 100
    assert not [a for a in addresses if "pinyin" in a or "zhuyin" in a]
    for part in parts:
        for url in part:
            others = alternates(url)
            assert set(others) == LANGUAGES
            assert str(url.findtext(f"{SITEMAP}loc")) in others.values()
    for address in addresses[::7]:
        page = sample.page(path_of(address)).page
        canonical = [e.get("href") for e in page.iter("link") if e.get("rel") == "canonical"]
        assert canonical == [address]
    assert sample.get(path_of(others["x-default"])).status == 302


def test_odd_paths_are_those_of_the_pages(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("odd")
    for name in ("a&b c", "甲'乙", "50%", "x+y=z;,@!$()*", '"q"', "a~b"):
        (content / f"{name}.md").write_text("# 题\n\n正文", "utf-8")
    client = serve(content, SITE_URL="https://county.example/read")
    addresses = locations(sitemap(client, f"/read/sitemaps/{FIRST}.xml"))
    assert len(addresses) == 6 * 4
    for address in addresses:
        page = client.page(path_of(address)).page
        (canonical,) = [e.get("href") for e in page.iter("link") if e.get("rel") == "canonical"]
        assert canonical == address


def test_a_part_holds_at_most_1024_articles(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("many")
    for number in range(1030):
        (content / f"{number}.txt").write_text(f"题目{number}\n\n正文", "utf-8")
    client = serve(content)
    *parts, _ = (path_of(part) for part in locations(sitemap(client, "/sitemap.xml")))
    sizes = [len(locations(sitemap(client, part))) for part in parts]
    assert len(sizes) == 2
    assert max(sizes) <= 1024 * 4
    assert sum(sizes) == 1030 * 4


@pytest.mark.parametrize("number", ["0", "9", "-1", "x", "9" * 40])
def test_there_is_no_other_part(sample: Client, number: str) -> None:
    assert sample.get(f"/sitemaps/{number}.xml").status == 404


def test_robots_may_read_everything_but_searches_and_settings(sample: Client) -> None:
    answer = sample.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    refused = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert {"/zh-hans/search", "/search", "/en/preferences"} <= set(refused)
    assert all(
        re.fullmatch(r"(/[a-z-]+)?/(search|preferences|panels|print|save|files|me)", path)
        for path in refused
    )
    (named,) = [line.removeprefix("Sitemap: ") for line in lines if line.startswith("Sitemap: ")]
    assert path_of(named) == "/sitemap.xml"


def test_without_a_public_address_there_is_no_sitemap(serve: Serve) -> None:
    client = serve(ROOT / "content", "--host", "0.0.0.0")
    for path in ("/sitemap.xml", "/sitemaps/pages.xml", f"/sitemaps/{FIRST}.xml"):
        assert client.get(path).status == 404
    robots = client.get("/robots.txt")
    assert robots.status == 200
    assert "Sitemap" not in robots.text
