"""What a page says of itself to machines: government meta tags, OpenGraph, JSON-LD, microdata."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from reader.publishing.extraction.parsing import Page

_ARTICLE_TYPES = re.compile(r"(?i)article|posting|report|webpage$")
_MOST_NODES = 500  # of JSON-LD that are looked at

# The names of each fact, the most trustworthy first. Government names: 政府网站发展指引 (2017).
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": (
        "articletitle", "ld:headline", "og:title", "item:headline", "twitter:title", "dc.title",
        "dcterms.title", "weibo: article:title", "title",
    ),
    "published": (
        "pubdate", "ld:datepublished", "article:published_time", "item:datepublished",
        "og:published_time", "publishdate", "publish_date", "publish-date", "publishtime",
        "firstpublishedtime", "og:release_date", "weibo: article:create_at", "apub:time",
        "dc.date", "dcterms.created", "dc.date.issued", "parsely-pub-date", "sailthru.date",
        "cdate", "published", "article:create_at", "release_date",
    ),
    "source": ("contentsource", "source", "mediaid", "article:source", "from"),
    "author": (
        "author", "ld:author", "article:author", "item:author", "og:article:author", "dc.creator",
        "dcterms.creator", "weibo: article:author",
    ),
    "editor": ("editor", "责任编辑"),
    "column": ("columnname", "article:section", "ld:articlesection", "lanmu", "og:article:section"),
    "site": ("sitename", "og:site_name", "ld:publisher", "application-name", "copyright"),
    "tags": ("keywords", "article:tag", "news_keywords"),
    "summary": ("description", "og:description"),
    "address": ("og:url", "url", "ld:url", "twitter:url"),
}  # fmt: skip


class Metadata:
    """The facts a page gives to machines, as text and as they stand there."""

    def __init__(self, page: Page) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in (*_metas(page.root), *_microdata(page.root), *_linked(page.data)):
            if value and value not in self._values.setdefault(name, []):
                self._values[name].append(value)

    def all(self, fact: str) -> list[str]:
        """Every value given for a fact, the most trustworthy first."""
        return [value for name in _NAMES[fact] for value in self._values.get(name, [])]

    def first(self, fact: str) -> str:
        """The most trustworthy value for a fact, empty for none."""
        return next(iter(self.all(fact)), "")

    def named(self, *names: str) -> list[str]:
        """The values under these names, such as `articletitle` or `ld:author`."""
        return [value for name in names for value in self._values.get(name, [])]

    @property
    def is_government(self) -> bool:
        """Whether the page carries the meta tags of government sites."""
        return "articletitle" in self._values


def _metas(root: HtmlElement) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("http-equiv") or ""
        yield " ".join(name.lower().split()), " ".join((element.get("content") or "").split())
    for element in root.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            yield "canonical", (element.get("href") or "").strip()


def _microdata(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """Of an article; the author's name may be nested in a Person."""
    for element in root.iterfind(".//*[@itemprop]"):
        for name in (element.get("itemprop") or "").lower().split():
            if name in {"headline", "datepublished", "author"}:
                value = element.get("content") or element.get("datetime")
                text = value or element.text_content()
                if len(text) < 300:
                    yield f"item:{name}", " ".join(text.split())


def _linked(data: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for text in data:
        try:
            parsed = json.loads(text.strip().strip("\ufeff;"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _articles(parsed):
            for key in ("headline", "datePublished", "articleSection", "url"):
                if isinstance(value := node.get(key), str):
                    yield f"ld:{key.lower()}", " ".join(value.split())
            for key in ("author", "publisher"):
                if names := _names(node.get(key)):
                    yield f"ld:{key}", "、".join(names)


def _articles(parsed: Any) -> Iterator[dict[str, Any]]:
    """The nodes of JSON-LD that describe an article."""
    waiting = [parsed]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            waiting.extend(value for value in node.values() if isinstance(value, list | dict))
            kinds = node.get("@type", "")
            if _ARTICLE_TYPES.search(" ".join(kinds) if isinstance(kinds, list) else str(kinds)):
                yield node


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        return [name for item in value[:20] for name in _names(item)]
    return []
