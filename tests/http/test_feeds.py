"""Feeds, held against RFC 4287."""

from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tests.client import Client, links
from tests.conftest import ROOT, Serve

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = ("feed.xml", "columns/help/feed.xml")


def feed(client: Client, path: str) -> Element:
    answer = client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.text)


def text(element: Element, name: str) -> str:
    (found,) = element.findall(ATOM + name)
    return found.text or ""


def link(element: Element, relation: str) -> str:
    (found,) = [e for e in element.findall(f"{ATOM}link") if e.get("rel") == relation]
    return str(found.get("href"))


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_what_the_standard_asks(sample: Client, edition: str, path: str) -> None:
    root = feed(sample, f"/{edition}/{path}")
    base = f"http://localhost:{sample.base.rpartition(':')[2]}"
    assert text(root, "title")
    assert link(root, "self") == f"{base}/{edition}/{path}"
    assert sample.get(link(root, "alternate").removeprefix(base)).status == 200
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    entries = root.findall(f"{ATOM}entry")
    assert 3 < len(entries) <= 20
    ids = [text(root, "id"), *(text(entry, "id") for entry in entries)]
    assert len(set(ids)) == len(ids)
    assert all(address.startswith(f"{base}/{edition}/") for address in ids)
    times = [datetime.fromisoformat(text(entry, "published")) for entry in entries]
    assert times == sorted(times, reverse=True)
    for entry in entries:
        assert text(entry, "title")
        assert datetime.fromisoformat(text(entry, "updated")).tzinfo
        assert link(entry, "alternate") == text(entry, "id")
        assert entry.findall(f"{ATOM}category")
    assert sample.get(link(entries[0], "alternate").removeprefix(base)).status == 200


def test_a_feed_is_in_its_editions_script(sample: Client) -> None:
    simplified, traditional = (
        {text(entry, "title") for entry in feed(sample, f"/{e}/feed.xml").iter(f"{ATOM}entry")}
        for e in ("zh-hans", "zh-hant")
    )
    assert "读屏软件和键盘" in simplified or simplified != traditional
    assert feed(sample, "/zh-hant/feed.xml").get(LANG) == "zh-Hant"


def test_an_unchanged_feed_is_not_sent_again(sample: Client) -> None:
    first = sample.get("/zh-hans/feed.xml", {"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    headers = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    again = sample.get("/zh-hans/feed.xml", headers)
    assert (again.status, again.body) == (304, b"")


def test_home_and_columns_tell_of_their_feeds(sample: Client) -> None:
    for page, path in (("", "feed.xml"), ("columns/help", "columns/help/feed.xml")):
        answer = sample.page(f"/en/{page}")
        (told,) = [
            e.get("href") for e in answer.page.iter("link")
            if e.get("type") == "application/atom+xml"
        ]  # fmt: skip
        assert told == f"/en/{path}"
        assert links(answer.page).count(f"/en/{path}") == 2  # in the head, and to be seen
    assert "feed.xml" not in sample.page("/en/articles/help/print").text


def test_a_feed_follows_the_reader(sample: Client) -> None:
    answer = sample.get("/columns/help/feed.xml", {"Accept-Language": "zh-TW"})
    assert answer.headers["Location"] == "/zh-hant-tw/columns/help/feed.xml"


def test_there_is_no_feed_of_nothing_nor_without_a_public_address(
    sample: Client, serve: Serve
) -> None:
    assert sample.get("/zh-hans/columns/nothing/feed.xml").status == 404
    client = serve(ROOT / "content", "--host", "0.0.0.0")
    for path in FEEDS:
        assert client.get(f"/zh-hans/{path}").status == 404
    assert "atom" not in client.page("/zh-hans/").text


def test_whatever_an_article_holds_the_feed_is_xml(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("odd")
    _write(
        content, "a & b/'c'.md", 'title: "<b>&amp;\\x01\\uFFFF]]>"\nauthor: "\\x02&"\ntags: ["<"]'
    )
    _write(content, "old.md", "title: 甲\npublished: 1890-01-01")
    client = serve(content)
    entries = feed(client, "/zh-hans/feed.xml").findall(f"{ATOM}entry")
    assert {text(entry, "title") for entry in entries} == {"<b>&amp;]]>", "甲"}
    (old,) = [entry for entry in entries if text(entry, "title") == "甲"]
    assert text(old, "published") == "1890-01-01T00:00:00+08:06"
    for entry in entries:
        address = link(entry, "alternate").split("/", 3)[3]
        assert client.get(f"/{address}").status == 200
    empty = feed(serve(tmp_path_factory.mktemp("empty")), "/en/feed.xml")
    assert not empty.findall(f"{ATOM}entry")
    assert text(empty, "updated").startswith("1970")


def _write(content: Path, name: str, front: str) -> None:
    file = content / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"---\n{front}\n---\n正文。\n", "utf-8")
