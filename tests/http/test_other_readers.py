"""What programs other than browsers make of an article: Reader View, w3m, lynx."""

import json
import subprocess

import pytest

from tests.client import Client, words
from tests.conftest import ROOT, needs_corpus
from tests.http.test_corpus import ARTICLES

SAMPLE = ("help/enlarge-text", "help/print", "essays/good-typesetting", "essays/one-to-many",
          "publish/images-tables-footnotes", "essays/from-woodblock-to-screen")  # fmt: skip
EDITIONS = ("zh-hans", "zh-hant-hk", "en", "zh-hant-tw-zhuyin")


def seen_by_readability(site: Client, paths: list[str]) -> list[dict[str, str]]:
    pages = [{"url": site.base + path, "html": site.page(path).text} for path in paths]
    run = subprocess.run(
        ["node", "tests/tools/readability.mjs"],
        input=json.dumps(pages), capture_output=True, text=True, cwd=ROOT, check=True, timeout=120,
    )  # fmt: skip
    found: list[dict[str, str]] = json.loads(run.stdout)
    return found


def check(site: Client, paths: list[str]) -> None:
    for path, seen in zip(paths, seen_by_readability(site, paths), strict=True):
        answer = site.page(path)
        title = words(next(answer.page.iter("title"))).rpartition(" · ")[0]
        assert seen["title"].startswith(title), (path, seen["title"])
        assert seen["lang"] == answer.lang
        body = next(e for e in answer.page.iter("div") if e.get("class") == "text")
        expected = "".join(words(body).split())
        text = "".join(seen["text"].split())
        assert expected[:20] in text, (path, text[:80])
        assert expected[-20:] in text, (path, text[-80:])
        assert len(expected) <= len(text) < len(expected) + 300, (path, len(expected), len(text))


@pytest.mark.parametrize("edition", EDITIONS)
def test_reader_view_sees_title_author_and_text(sample: Client, edition: str) -> None:
    paths = [f"/{edition}/articles/{path}" for path in SAMPLE]
    check(sample, paths)
    (seen,) = seen_by_readability(sample, paths[:1])
    assert seen["byline"] == ("清讀編輯部" if "hant" in edition else "清读编辑部")


@needs_corpus
def test_reader_view_sees_the_real_articles(corpus: Client) -> None:
    check(corpus, [f"/zh-hans/articles/{path}" for path in ARTICLES[::6]])
