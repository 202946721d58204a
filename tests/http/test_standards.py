"""What programs read of pages, feeds and sitemaps, by their own parsers and by the standards."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import extruct
import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from reader.auditing.answers import Fetcher
from reader.auditing.crawling import crawl, open_site
from reader.auditing.findings import Outcome
from reader.auditing.government import judge_government
from tests.client import Answer, Client
from tests.conftest import ROOT, Serve

STANDARDS = ROOT / "tests/standards"
BASE = "https://www.county.gov.cn/read"
SITE = """
name = "旬阳县人民政府"
name_en = "Xunyang County"
description = "政府网站"
publisher = "旬阳县人民政府办公室"
rights = "版权所有"
contact = "电话 0915-7202345"
icp = "陕ICP备12345678号-1"
police = "陕公网安备61092802000001号"
logo = "emblem.png"
editions = ["zh-hans", "zh-hant", "zh-hant-tw", "zh-hant-hk", "en", "zh-hans-pinyin"]
page_size = 2
[government]
site_id = "6109280001"
undertaker = "旬阳县电子政务办公室"
mark = "https://bszs.conac.cn/sitename?method=show&id=1"
complaints = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=6109280001"
[robots]
disallow = ["/internal/"]
refused = ["ExampleBot"]
[[columns]]
path = "news"
title = "要闻"
title_en = "News"
description = "每天更新。"
keywords = ["新闻", "动态"]
type = "政务动态"
[[columns]]
path = "news/local"
title = "县内"
"""
SPIKY = "题</script><b>&amp;\u2028'\\\"]]>"
ARTICLES = {
    "news/local/flood.md": (
        "title: 汉江防汛\nauthor: 本报记者 张力、旬阳县气象局\npublished: 2018-11-12 14:41\n"
        "updated: 2018-11-13 08:00\nsource: 陕西日报\neditor: 徐斯征\ntags: [防汛, 汉江]\n"
        "cover: river.png\nsummary: 汉江水位回落。",
        "第一段，见[第二篇](../b)和![河](river.png)。\n\n## 水位\n\n第二段[^1]。\n\n[^1]: 注。",
    ),
    "news/b.md": (f"title: {json.dumps(SPIKY)}\npublished: 2018-11-11", "第二篇。"),
    "news/c.md": ("title: 第三篇\npublished: 1890-01-01\nsource: 县志办", "第三篇。"),
    "d.md": ("title: 栏目之外\npublished: 2018-11-10 09:00", "第四篇。"),
}
ARTICLE = "articles/news/local/flood"
EDITIONS = ("zh-hans", "zh-hant", "zh-hant-tw", "zh-hant-hk", "en")


@pytest.fixture(scope="module")
def county(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A government's site below a path."""
    content = tmp_path_factory.mktemp("county")
    (content / "site.toml").write_text(SITE, "utf-8")
    for name, (front, body) in ARTICLES.items():
        file = content / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front}\n---\n{body}\n", "utf-8")
    picture = (ROOT / "static/images/icon-192.png").read_bytes()
    for name in ("emblem.png", "news/local/river.png"):
        (content / name).write_bytes(picture)
    (content / "news/local/flood.mp3").write_bytes(b"ID3" + bytes(500))
    return serve(content, SITE_URL=BASE)


def page(site: Client, place: str) -> Answer:
    return site.page(f"/read/{place}")


def metas(answer: Answer, key: str = "name") -> dict[str, str]:
    """The page's `<meta>` elements; each name stands once."""
    found = [(m.get(key), m.get("content", "")) for m in answer.page.iter("meta") if m.get(key)]
    once = [pair for pair in found if pair[0] not in {"og:locale:alternate", "article:tag"}]
    assert len({name and name.lower() for name, _ in once}) == len(once), found
    return {str(name): value for name, value in once}


def link(answer: Answer, rel: str) -> list[str]:
    return [str(e.get("href")) for e in answer.page.iter("link") if e.get("rel") == rel]


def alternates(answer: Answer) -> dict[str, str]:
    found = [e for e in answer.page.iter("link") if e.get("hreflang")]
    return {str(e.get("hreflang")): str(e.get("href")) for e in found}


def data(answer: Answer) -> dict[str, dict[str, Any]]:
    """The nodes that a parser of JSON-LD sees, by their type."""
    seen = extruct.extract(answer.text, base_url=BASE, syntaxes=["json-ld"], errors="strict")
    nodes: list[dict[str, Any]] = seen["json-ld"]
    assert all(node["@context"] == "https://schema.org" for node in nodes)
    assert len({node["@type"] for node in nodes}) == len(nodes)
    return {node["@type"]: node for node in nodes}


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_article_is_described_to_search_engines(county: Client, edition: str) -> None:
    answer = page(county, f"{edition}/{ARTICLE}")
    article = data(answer)["NewsArticle"]
    is_hant = edition.startswith("zh-hant")
    assert article["headline"] == answer.h1 == ("漢江防汛" if is_hant else "汉江防汛")
    assert article["datePublished"] == "2018-11-12T14:41:00+08:00"
    assert article["dateModified"] == "2018-11-13T08:00:00+08:00"
    assert article["author"] == [
        {"@type": "Person", "name": "張力" if is_hant else "张力"},
        {"@type": "Organization", "name": "旬陽縣氣象局" if is_hant else "旬阳县气象局"},
    ]
    publisher = article["publisher"]
    assert publisher["@type"] == "Organization"
    assert publisher["name"].endswith(("办公室", "辦公室"))
    assert publisher["logo"] == {"@type": "ImageObject", "url": f"{BASE}/media/emblem.png"}
    assert article["image"] == f"{BASE}/media/news/local/river.png"
    assert article["inLanguage"] == ("zh-Hans" if edition == "en" else answer.lang)
    assert (
        article["mainEntityOfPage"] == f"{BASE}/{edition}/{ARTICLE}" == link(answer, "canonical")[0]
    )
    assert article["articleSection"] == ("縣內" if is_hant else "县内")
    assert len(article["keywords"]) == 2
    assert article["isAccessibleForFree"] is True
    assert "structuralNavigation" in article["accessibilityFeature"]
    for selector in article["speakable"]["cssSelector"]:
        assert selector in {"h1", ".text"}


def test_readings_are_told_of_and_lead_to_the_plain_edition(county: Client) -> None:
    answer = page(county, f"zh-hans-pinyin/{ARTICLE}")
    article = data(answer)["NewsArticle"]
    assert "rubyAnnotations" in article["accessibilityFeature"]
    assert article["headline"] == "汉江防汛"
    assert (
        article["mainEntityOfPage"] == f"{BASE}/zh-hans/{ARTICLE}" == link(answer, "canonical")[0]
    )
    assert alternates(answer) == {}


def test_the_way_down_is_told(county: Client) -> None:
    items = data(page(county, f"zh-hans/{ARTICLE}"))["BreadcrumbList"]["itemListElement"]
    assert [(item["position"], item["name"], item.get("item")) for item in items] == [
        (1, "旬阳县人民政府", f"{BASE}/zh-hans/"),
        (2, "要闻", f"{BASE}/zh-hans/columns/news"),
        (3, "县内", f"{BASE}/zh-hans/columns/news/local"),
        (4, "汉江防汛", None),
    ]


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [("news/c", "Organization", "县志办"), ("d", "Organization", "旬阳县人民政府办公室")],
)
def test_where_nobody_is_named_the_source_or_the_publisher_is(
    county: Client, path: str, kind: str, name: str
) -> None:
    article = data(page(county, f"zh-hans/articles/{path}"))["NewsArticle"]
    assert article["author"] == [{"@type": kind, "name": name}]


def test_times_before_time_zones_are_times_by_the_standard(county: Client) -> None:
    article = data(page(county, "zh-hans/articles/news/c"))["NewsArticle"]
    assert datetime.fromisoformat(article["datePublished"]).tzinfo
    assert article["datePublished"] == "1890-01-01T00:00:00+08:06"


def test_nothing_an_article_says_ends_a_data_block(county: Client) -> None:
    answer = page(county, "zh-hans/articles/news/b")
    assert data(answer)["NewsArticle"]["headline"] == " ".join(SPIKY.split())
    blocks = [e.text or "" for e in answer.page.iter("script") if e.get("type")]
    for block in blocks:
        assert not re.search("[<>&\u2028\u2029]", block)
    assert metas(answer, "property")["og:title"] == " ".join(SPIKY.split())


def test_the_front_page_says_how_to_search(county: Client) -> None:
    answer = page(county, "zh-hans/")
    site = data(answer)["WebSite"]
    assert (site["name"], site["alternateName"]) == ("旬阳县人民政府", ["Xunyang County"])
    assert site["url"] == f"{BASE}/zh-hans/"
    action = site["potentialAction"]
    template = action["target"]["urlTemplate"]
    assert action["query-input"] == "required name=search_term_string"
    address = template.replace("{search_term_string}", "%E9%98%B2%E6%B1%9B")
    assert "汉江" in county.page(address.removeprefix("https://www.county.gov.cn")).text


@pytest.mark.parametrize(
    ("place", "name", "steps"),
    [
        ("columns", "栏目", 2),
        ("columns/news", "要闻", 2),
        ("columns/news?page=2", "要闻", 2),
        ("columns/news/local", "县内", 3),
        ("tags", "标签", 2),
        ("tags/%E9%98%B2%E6%B1%9B", "防汛", 3),
        ("archive", "往期文章", 2),
        ("archive/2018/11", "2018年11月", 3),
    ],
)
def test_lists_say_what_they_are(county: Client, place: str, name: str, steps: int) -> None:
    answer = page(county, f"zh-hans/{place}")
    nodes = data(answer)
    collection, crumbs = nodes["CollectionPage"], nodes["BreadcrumbList"]["itemListElement"]
    assert (collection["name"], collection["url"]) == (name, f"{BASE}/zh-hans/{place}")
    assert collection["url"] == link(answer, "canonical")[0]
    assert collection["isPartOf"]["@type"] == "WebSite"
    assert [item["position"] for item in crumbs] == [*range(1, steps + 1)]
    assert crumbs[-1]["name"] == name
    for item in crumbs[:-1]:
        path = urlsplit(item["item"]).path
        assert county.get(path).status == 200, path


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_open_graph_is_whole(county: Client, edition: str) -> None:
    answer = page(county, f"{edition}/{ARTICLE}")
    seen = extruct.extract(answer.text, syntaxes=["opengraph"], errors="strict")["opengraph"]
    (graph,) = seen
    given = dict(graph["properties"])
    assert given["og:title"] == answer.h1
    assert given["og:type"] == "article"
    assert given["og:url"] == f"{BASE}/{edition}/{ARTICLE}"
    assert given["og:image"] == f"{BASE}/media/news/local/river.png"
    assert given["og:description"]
    assert given["og:site_name"] == ("Xunyang County" if edition == "en" else given["og:site_name"])
    own = {"zh-hans": "zh_CN", "zh-hant-hk": "zh_HK", "en": "en_US"}.get(edition, "zh_TW")
    assert given["og:locale"] == own
    others = [value for name, value in graph["properties"] if name == "og:locale:alternate"]
    assert sorted([own, *others]) == ["en_US", "zh_CN", "zh_HK", "zh_TW"]
    assert given["article:published_time"] == "2018-11-12T14:41:00+08:00"
    assert given["article:modified_time"] == "2018-11-13T08:00:00+08:00"
    assert given["article:section"]
    assert given["article:author"]
    assert len([1 for name, _ in graph["properties"] if name == "article:tag"]) == 2
    assert metas(answer)["twitter:card"] == "summary"


@pytest.mark.parametrize("place", ["", "columns", "columns/news", "tags", "archive/2018/11",
                                   "about/accessibility", "articles/d"])  # fmt: skip
def test_every_page_has_an_open_graph(county: Client, place: str) -> None:
    answer = page(county, f"zh-hant/{place}")
    graph = metas(answer, "property")
    assert {"og:title", "og:type", "og:url", "og:image", "og:site_name", "og:locale"} <= set(graph)
    assert graph["og:url"] == link(answer, "canonical")[0] == f"{BASE}/zh-hant/{place}"
    assert graph["og:type"] == ("article" if place.startswith("articles") else "website")
    path = urlsplit(graph["og:image"]).path
    assert county.get(path).headers.get_content_type() == "image/png"


def test_the_size_of_a_picture_is_told_where_it_is_known(county: Client, sample: Client) -> None:
    assert metas(sample.page("/en/"), "property")["og:image:width"] == "512"
    assert "og:image:width" not in metas(page(county, "en/"), "property")


def test_an_article_has_the_tags_of_a_governments_page(county: Client) -> None:
    """政府网站发展指引 (国办发〔2017〕47号): those of the site and of content."""
    assert (
        metas(page(county, f"zh-hans/{ARTICLE}")).items()
        >= {
            "SiteName": "旬阳县人民政府",
            "SiteDomain": "www.county.gov.cn",
            "SiteIDCode": "6109280001",
            "ColumnName": "县内",
            "ColumnType": "政务动态",
            "ArticleTitle": "汉江防汛",
            "PubDate": "2018-11-12 14:41",
            "ContentSource": "陕西日报",
            "Keywords": "防汛,汉江",
            "Author": "本报记者 张力、旬阳县气象局",
            "Description": "汉江水位回落。",
            "Image": f"{BASE}/media/news/local/river.png",
            "Url": f"{BASE}/zh-hans/{ARTICLE}",
        }.items()
    )
    traditional = metas(page(county, f"zh-hant/{ARTICLE}"))
    assert traditional["ArticleTitle"] == "漢江防汛"
    assert traditional["ColumnName"] == "縣內"
    bare = metas(page(county, "zh-hans/articles/d"))
    assert (bare["PubDate"], bare["ContentSource"]) == ("2018-11-10 09:00", "旬阳县人民政府")
    assert not {"ColumnName", "ColumnType", "Image", "Author"} & set(bare)


def test_the_other_pages_have_those_of_the_site_and_of_their_column(county: Client) -> None:
    site = {"SiteName": "旬阳县人民政府", "SiteDomain": "www.county.gov.cn",
            "SiteIDCode": "6109280001"}  # fmt: skip
    home = metas(page(county, "zh-hans/"))
    assert home.items() >= site.items()
    assert not [name for name in home if name.startswith(("Column", "Article", "Pub"))]
    assert (
        metas(page(county, "zh-hans/columns/news")).items()
        >= {
            **site,
            "ColumnName": "要闻",
            "ColumnDescription": "每天更新。",
            "ColumnKeywords": "新闻,动态",
            "ColumnType": "政务动态",
        }.items()
    )
    assert metas(page(county, "zh-hans/columns/news/local"))["ColumnType"] == "政务动态"


def test_the_foot_names_the_records_with_their_links(county: Client) -> None:
    for edition in ("zh-hans", "zh-hant", "en"):
        answer = page(county, f"{edition}/")
        (footer,) = list(answer.page.iter("footer"))
        shown = {a.text: a for a in footer.iter("a")}
        icp = shown["陕ICP备12345678号-1"]
        assert icp.get("href") == "https://beian.miit.gov.cn/"
        police = shown["陕公网安备61092802000001号"]
        assert str(police.get("href")).endswith("?code=61092802000001")
        assert icp.get("lang") == (None if edition == "zh-hans" else "zh-Hans")
        assert "6109280001" in "".join(footer.itertext())
    assert "旬陽縣電子政務辦公室" in page(county, "zh-hant/").text


def test_an_inspector_finds_what_a_government_owes(county: Client) -> None:
    """All but the description and keywords of a column that site.toml gives none."""
    site = open_site(f"{county.base}/read/zh-hans/", Fetcher(), is_own=True)
    crawl(site, 30, lambda _: None)
    wrong = [one for one in judge_government(site) if one.outcome is Outcome.FAILED]
    assert [finding.check.id for finding in wrong] == ["gov-column-tags"]
    assert {one.address.rpartition("/")[2] for one in wrong[0].evidence} == {"local"}


def test_a_site_of_nobodys_government_has_no_code(sample: Client) -> None:
    home, article = (sample.page(f"/zh-hans/{p}") for p in ("", "articles/help/print"))
    for answer in (home, article):
        assert "SiteIDCode" not in metas(answer)
    assert {"description", "author", "ArticleTitle", "PubDate", "ColumnName"} <= set(metas(article))
    assert "ColumnType" not in metas(article)
    assert "beian" not in home.text


def test_editions_name_each_other(sample: Client) -> None:
    """hreflang, on every page of the sample site: each names all, and all name it."""
    base = f"http://localhost:{sample.base.rpartition(':')[2]}"
    named: dict[str, dict[str, str]] = {}
    for part in ("pages", *_parts(sample)):
        for address in _locations(sample.get(f"/sitemaps/{part}.xml").text):
            answer = sample.page(address.removeprefix(base))
            named[address] = alternates(answer)
            assert link(answer, "canonical") == [address]
            assert named[address][str(answer.lang)] == address
    assert len(named) >= 100
    for address, others in named.items():
        assert set(others) == {"zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "en", "x-default"}
        for language, other in others.items():
            if language != "x-default":
                assert named[other] == others, (address, other)
    defaults = {others["x-default"] for others in named.values()}
    for address in sorted(defaults)[::5]:
        found = sample.get(address.removeprefix(base), {"Accept-Language": "zh-TW"})
        assert found.status == 302
        assert base + str(found.headers["Location"]) in named


def test_pages_of_lists_name_the_same_page(county: Client) -> None:
    answer = page(county, "zh-hans/columns/news?page=2")
    assert link(answer, "canonical") == [f"{BASE}/zh-hans/columns/news?page=2"]
    others = alternates(answer)
    assert others["zh-Hant-TW"] == f"{BASE}/zh-hant-tw/columns/news?page=2"
    assert others["x-default"] == f"{BASE}/columns/news?page=2"


FEEDS = ("feed", "columns/news/feed", "columns/news/local/feed", "tags/%E9%98%B2%E6%B1%9B/feed")


@pytest.mark.parametrize("edition", [*EDITIONS, "zh-hans-pinyin"])
@pytest.mark.parametrize("place", FEEDS)
def test_an_atom_feed_is_valid_and_read_whole(county: Client, edition: str, place: str) -> None:
    answer = county.get(f"/read/{edition}/{place}.xml")
    schema = etree.RelaxNG(etree.parse(STANDARDS / "atom.rng"))
    root = etree.fromstring(answer.body)
    assert schema.validate(root), schema.error_log
    alike = [(e.get("rel"), e.get("type"), e.get("hreflang")) for e in root
             if str(e.tag).endswith("}link")]  # fmt: skip
    assert len(alike) == len(set(alike))  # RFC 4287, 4.1.1
    seen = feedparser.parse(answer.body, response_headers=dict(answer.headers))
    assert not seen.bozo
    assert seen.version == "atom10"
    assert seen.feed.language == ("zh-Hans" if "pinyin" in edition else _language(edition))
    assert seen.feed.rights in {"版权所有", "版權所有"}
    assert seen.feed.link.startswith(f"{BASE}/{edition}/")
    assert len(seen.entries) == {"feed": 4, "columns/news/feed": 3}.get(place, 1)
    (flood,) = [entry for entry in seen.entries if entry.id.endswith("flood")]
    assert flood.link == flood.id == f"{BASE}/{edition}/{ARTICLE}"
    assert flood.published == "2018-11-12T14:41:00+08:00"
    assert flood.updated == "2018-11-13T08:00:00+08:00"
    assert [author.name for author in flood.authors] in (
        ["张力", "旬阳县气象局"], ["張力", "旬陽縣氣象局"]
    )  # fmt: skip
    assert {tag.term for tag in flood.tags} >= (
        {"防汛", "汉江"} if edition in {"zh-hans", "en", "zh-hans-pinyin"} else {"防汛", "漢江"}
    )
    (content,) = flood.content
    assert content.type == "text/html"
    assert f'href="{BASE}/{edition}/articles/news/b"' in content.value
    assert f'src="{BASE}/media/news/local/river.png"' in content.value
    assert not re.search(r'\b(?:href|src)="(?!https://)', content.value)
    assert ("<ruby>" in answer.text.replace("&lt;ruby&gt;", "<ruby>")) == ("pinyin" in edition)
    (recording,) = flood.enclosures
    assert (recording.type, recording.length) == ("audio/mpeg", "503")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("place", FEEDS)
def test_a_json_feed_says_the_same(county: Client, edition: str, place: str) -> None:
    answer = county.get(f"/read/{edition}/{place}.json")
    assert answer.headers.get_content_type() == "application/feed+json"
    feed = json.loads(answer.text)
    schema = json.loads((STANDARDS / "jsonfeed.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert not [error.message for error in Draft202012Validator(schema).iter_errors(feed)]
    assert feed["feed_url"] == f"{BASE}/{edition}/{place}.json"
    assert feed["language"] == _language(edition)
    atom = feedparser.parse(county.get(f"/read/{edition}/{place}.xml").body)
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    assert [item["title"] for item in feed["items"]] == [entry.title for entry in atom.entries]
    dates = [item["date_published"] for item in feed["items"]]
    assert dates == [entry.published for entry in atom.entries]
    headers = {"If-None-Match": answer.headers["ETag"]}
    assert county.get(f"/read/{edition}/{place}.json", headers).status == 304


def test_pages_tell_of_both_feeds(county: Client) -> None:
    for place in ("", "columns/news", "tags/%E9%98%B2%E6%B1%9B"):
        answer = page(county, f"zh-hant/{place}")
        told = {
            str(e.get("type")): str(e.get("href"))
            for e in answer.page.iter("link")
            if e.get("rel") == "alternate" and e.get("type")
        }
        assert set(told) == {"application/atom+xml", "application/feed+json"}
        for kind, address in told.items():
            assert county.get(address).headers.get_content_type() == kind


def test_a_publisher_may_keep_feeds_short(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("short")
    (content / "site.toml").write_text('[feeds]\ntext = "summary"\nsize = 2\n')
    for number in range(3):
        (content / f"{number}.md").write_text(
            f"---\nsummary: 摘要。\n---\n# 第{number}篇\n\n文。", "utf-8"
        )
    client = serve(content)
    seen = feedparser.parse(client.get("/zh-hans/feed.xml").body)
    assert len(seen.entries) == 2
    assert [entry.summary for entry in seen.entries] == ["摘要。"] * 2
    assert not any("content" in entry for entry in seen.entries)
    items = json.loads(client.get("/zh-hans/feed.json").text)["items"]
    assert all(item["content_text"] == item["summary"] for item in items)


def test_a_feed_is_a_megabyte_and_no_more(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("long")
    for number, size in enumerate((60_000, 100_000, *[60_000] * 8)):  # characters of three bytes
        front = f"title: 第{number}篇\npublished: 2018-11-{20 - number}\nsummary: 摘要。"
        (content / f"{number}.md").write_text(f"---\n{front}\n---\n{'字' * size}\n", "utf-8")
    answer = serve(content).get("/zh-hans/feed.xml")
    assert len(answer.body) < 1200 * 1024
    has_text = ["content" in entry for entry in feedparser.parse(answer.body).entries]
    assert has_text == [True, False, True, True, True, True, False, False, False, False]


def test_sitemaps_are_valid(county: Client, sample: Client) -> None:
    schema = etree.XMLSchema(etree.parse(STANDARDS / "sitemap.xsd"))
    for site, base in ((county, "/read"), (sample, "")):
        files = ["sitemap.xml", "sitemaps/pages.xml", "sitemaps/news.xml"]
        for file in (*files, *(f"sitemaps/{part}.xml" for part in _parts(site, base))):
            root = etree.fromstring(site.get(f"{base}/{file}").body)
            assert schema.validate(root), (file, schema.error_log)
    assert len(_locations(county.get("/read/sitemaps/news.xml").text)) == len(EDITIONS)


def test_an_empty_site_has_a_sitemap_too(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = serve(tmp_path_factory.mktemp("nothing"))
    schema = etree.XMLSchema(etree.parse(STANDARDS / "sitemap.xsd"))
    for file in ("sitemap.xml", "sitemaps/pages.xml"):
        assert schema.validate(etree.fromstring(client.get(f"/{file}").body)), file
    assert client.get("/sitemaps/news.xml").status == 404


def test_news_of_the_last_two_days_have_a_sitemap(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("news")
    for number, title in enumerate(("甲 & 乙", "头发")):
        (content / f"{number}.md").write_text(f"# {title}\n\n正文\n", "utf-8")
    (content / "old.md").write_text("---\npublished: 2018-11-12\n---\n# 旧\n\n正文\n", "utf-8")
    root = etree.fromstring(serve(content).get("/sitemaps/news.xml").body)
    space = "{http://www.google.com/schemas/sitemap-news/0.9}"
    titles = [element.text for element in root.iter(f"{space}title")]
    assert {"甲 & 乙", "头发", "頭髮"} == set(titles)
    assert {e.text for e in root.iter(f"{space}language")} == {"zh-cn", "zh-tw"}
    assert all(datetime.fromisoformat(str(e.text)) for e in root.iter(f"{space}publication_date"))


def test_robots_are_asked_what_the_publisher_says(
    county: Client, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = county.get("/read/robots.txt").text.splitlines()
    assert lines[:3] == ["User-agent: ExampleBot", "Disallow: /", ""]
    assert "Disallow: /read/internal/" in lines
    assert "Disallow: /read/zh-hant/search" in lines
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
    content = tmp_path_factory.mktemp("closed")
    (content / "site.toml").write_text("[robots]\nindex = false\n")
    closed = serve(content).get("/robots.txt").text
    assert closed.startswith("User-agent: *\nDisallow: /\n")


def test_a_saved_page_carries_its_dublin_core(county: Client) -> None:
    found = metas(county.get(f"/read/zh-hans/files/{ARTICLE.removeprefix('articles/')}.html"))
    assert found["DC.title"] == "汉江防汛"
    assert found["DC.creator"] == "本报记者 张力、旬阳县气象局"
    assert found["DC.date"].startswith("2018-11-12")
    assert found["DC.language"] == "zh-Hans"
    assert found["DC.source"] == "陕西日报"


def test_without_a_public_address_nothing_false_is_said(serve: Serve) -> None:
    client = serve(ROOT / "content", "--host", "0.0.0.0")
    answer = client.page("/zh-hans/articles/help/print")
    assert not link(answer, "canonical")
    assert "og:url" not in metas(answer, "property")
    assert "SiteDomain" not in metas(answer)
    assert data(answer)["NewsArticle"]["mainEntityOfPage"] == "/zh-hans/articles/help/print"
    assert client.get("/zh-hans/feed.json").status == 404


def _language(edition: str) -> str:
    return {
        "zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "zh-hant-tw": "zh-Hant-TW",
        "zh-hant-hk": "zh-Hant-HK", "en": "en",
    }[edition]  # fmt: skip


def _parts(site: Client, base: str = "") -> Iterator[str]:
    for address in _locations(site.get(f"{base}/sitemap.xml").text):
        yield address.rpartition("/")[2].removesuffix(".xml")


def _locations(text: str) -> list[str]:
    return re.findall(r"<loc>([^<]*)</loc>", text)
