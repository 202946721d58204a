"""The page cache in the real server."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard

from tests.client import Client
from tests.conftest import Serve

ARTICLE = "/zh-hans/articles/help/print"


@pytest.mark.parametrize("encoding", ["", "gzip", "br", "zstd"])
def test_the_second_answer_is_the_first(sample: Client, encoding: str) -> None:
    accept = {"Accept-Encoding": encoding}
    fresh = sample.get(f"{ARTICLE}?page=9", accept)  # never kept
    first, second = sample.get(ARTICLE, accept), sample.get(ARTICLE, accept)
    assert first.status == second.status == fresh.status == 200
    for answer in (first, second):
        assert answer.headers.get("Content-Encoding", "") == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert set(answer.headers) == set(fresh.headers)
        assert answer.headers["Content-Length"] == str(len(answer.body))
    if encoding == "zstd":
        assert zstandard.decompress(second.body) == sample.get(ARTICLE).body
    else:
        assert second.text == fresh.text


def test_what_is_no_part_of_the_address_makes_no_page(sample: Client) -> None:
    plain = sample.get(ARTICLE)
    assert sample.get(f"{ARTICLE}?utm_source=x").headers["ETag"] == plain.headers["ETag"]
    assert sample.get("/zh-hans/columns/help?page=1&x=2").status == 200
    for query, status in (
        ("page=0", 400),
        ("page=x", 400),
        ("page=999", 404),
        ("page=1&page=2", 200),
    ):
        assert sample.get(f"/zh-hans/columns/help?{query}").status == status
    assert sample.get(f"{ARTICLE}?{'x' * 9000}").status == 414


@pytest.mark.parametrize("validator", ["*", "W/{}", '"other", {}'])
def test_a_reader_who_has_the_page_gets_304(sample: Client, validator: str) -> None:
    tag = sample.get(ARTICLE, {"Accept-Encoding": "gzip"}).headers["ETag"]
    accept = {"Accept-Encoding": "br", "If-None-Match": validator.format(tag)}
    answer = sample.get(ARTICLE, accept)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["Cache-Control"].startswith("public")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Security-Policy"]
    assert "Content-Type" not in answer.headers
    assert sample.get(ARTICLE, accept | {"If-None-Match": '"other"'}).status == 200


def test_head_and_range(sample: Client) -> None:
    get = sample.get(ARTICLE)
    for path in (ARTICLE, f"{ARTICLE}?page=3"):
        head = sample.request("HEAD", path)
        assert (head.status, head.body) == (200, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"]
    part = sample.get(ARTICLE, {"Range": "bytes=0-10"})
    assert (part.status, part.body) == (200, get.body)
    missing = sample.request("HEAD", "/zh-hans/articles/none")
    assert (missing.status, missing.body) == (404, b"")


def test_no_page_is_kept_for_a_host_that_is_none(sample: Client) -> None:
    sample.get(ARTICLE)
    assert sample.get(ARTICLE, {"Host": "a b"}).status == 400
    assert sample.get(ARTICLE).status == 200


def test_private_pages_stay_private(sample: Client) -> None:
    for cookie in ("theme=dark", "theme=light"):
        answer = sample.get("/zh-hans/preferences", {"Cookie": f"preferences={cookie}"})
        assert "private" in answer.headers["Cache-Control"]
        checked = [e.get("value") for e in answer.page.iter("input") if "checked" in e.attrib]
        assert cookie.partition("=")[2] in checked


def test_an_alias_with_a_query_is_followed_before_and_after(serve: Serve, tmp_path: Path) -> None:
    front = "---\ntitle: 甲\naliases: ['/Item.asp?id=7', '/zh-hans/none?id=8']\n---\n文\n"
    (tmp_path / "a.md").write_text(front, "utf-8")
    client = serve(tmp_path)
    for _ in range(2):
        assert client.get("/zh-hans/").status == 200
        assert client.get("/Item.asp?id=7").headers["Location"] == "/articles/a"
        assert client.get("/Item.asp?id=9").status == 404
        assert client.get("/zh-hans/Item.asp?id=7").headers["Location"] == "/zh-hans/articles/a"


def test_a_change_is_seen_by_readers_and_by_caches(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# 别的\n\n文\n", "utf-8")
    article = tmp_path / "a.md"
    article.write_text("# 题\n\n原来的话。\n", "utf-8")
    client = serve(tmp_path)
    before = client.get("/zh-hans/articles/a")
    assert "原来" in before.text
    article.write_text("# 题\n\n后来的话。\n", "utf-8")
    for _ in range(50):
        answer = client.get("/zh-hans/articles/a", {"If-None-Match": before.headers["ETag"]})
        if answer.status == 200:
            break
        time.sleep(0.1)
    assert "后来" in answer.text
    article.unlink()
    for _ in range(50):
        if client.get("/zh-hans/articles/a").status == 404:
            return
        time.sleep(0.1)
    pytest.fail("the page of a withdrawn article is still answered")


def test_many_at_once_get_the_same_page(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 题\n\n" + "县里的一天。" * 2000, "utf-8")
    client = serve(tmp_path)
    with ThreadPoolExecutor(16) as readers:
        answers = list(readers.map(lambda _: client.get("/zh-hant/articles/a"), range(64)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
