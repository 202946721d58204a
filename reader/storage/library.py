"""The library held in memory: every article of one scan of the content folder."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import TypeVar

from reader.domain.article import Article, ArticleSummary, Column, Label
from reader.domain.editions import EDITIONS
from reader.domain.faults import Fault, Severity
from reader.domain.library import Month, Neighbours, Page, SitemapPart, Tag, TagPage
from reader.domain.search import Hit, SearchPage, SearchRequest
from reader.storage.article_files import ParsedFile

# The first part of addresses that belong to the site itself.
_OWN_PLACES = {
    "", *EDITIONS, "preferences", "preferences.css", "columns", "tags", "archive", "media",
    "static", "share", "qr", "search", "me", "about", "health", "metrics", "feed.xml",
    "opensearch.xml", "robots.txt", "sitemap.xml", "sitemaps",
}  # fmt: skip

_PART = 1024  # articles in one file of the sitemap
_AROUND = 60  # characters of an excerpt before the first hit, and as many after it

Key = TypeVar("Key", bound=Hashable)


def _newest_first(summary: ArticleSummary) -> tuple[float, str]:
    return -summary.published.timestamp(), summary.path


def _pinned_first(summary: ArticleSummary) -> bool:
    return not summary.pinned


@dataclass
class MemoryLibrary:
    """A `Library` over parsed files; build it with `from_files`."""

    generation: int
    _articles: dict[str, Article]
    _by_date: tuple[ArticleSummary, ...]
    _columns: dict[str, Column]
    _aliases: dict[str, str]
    _faults: tuple[Fault, ...]
    _siblings: dict[str, tuple[ArticleSummary, ...]] = field(default_factory=dict)
    _by_column: dict[str, tuple[ArticleSummary, ...]] = field(default_factory=dict)
    _by_tag: dict[str, tuple[ArticleSummary, ...]] = field(default_factory=dict)
    _tag_names: dict[str, str] = field(default_factory=dict)
    _fold: Callable[[str], str] = str
    _by_month: dict[tuple[int, int], tuple[ArticleSummary, ...]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    is_complete: bool = True

    @classmethod
    def from_files(  # noqa: PLR0913 - all that a library is made of
        cls,
        generation: int,
        files: Iterable[ParsedFile],
        columns: Sequence[Column],
        now: datetime,
        *,
        faults: Iterable[Fault] = (),
        fold: Callable[[str], str] = str,
    ) -> "MemoryLibrary":
        """Every article of `files` that may be seen at `now`, under paths that are unique.

        `columns` are those the publisher describes, in order; other folders follow by path.
        Tags that `fold` makes equal are one tag.
        """
        all_files = sorted(files, key=lambda parsed: parsed.article.file)
        visible, clashes = _unique(
            parsed
            for parsed in all_files
            if not parsed.is_draft and parsed.article.summary.published <= now
        )
        by_date = tuple(
            sorted((parsed.article.summary for parsed in visible.values()), key=_newest_first)
        )
        aliases, alias_faults = _aliases(visible)
        return cls(
            generation=generation,
            _articles={path: parsed.article for path, parsed in visible.items()},
            _by_date=by_date,
            _columns=_columns(columns, by_date),
            _aliases=aliases,
            _faults=tuple(
                sorted(
                    [*faults, *clashes, *alias_faults]
                    + [fault for parsed in all_files for fault in parsed.faults],
                    key=lambda fault: (fault.severity, fault.file, fault.line),
                )
            ),
            _siblings=_grouped(by_date, lambda summary: [summary.column]),
            _by_column=_grouped(
                sorted(by_date, key=_pinned_first), lambda summary: _ancestors(summary.column)
            ),
            _by_tag=_grouped(by_date, lambda summary: dict.fromkeys(map(fold, summary.tags))),
            _tag_names={fold(tag): tag for summary in by_date for tag in summary.tags},
            _fold=fold,
            _by_month=_grouped(by_date, lambda summary: [_month(summary)]),
        )

    def get(self, path: str) -> Article | None:
        """See `Library`."""
        return self._articles.get(path)

    def latest(self, limit: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        return sorted(self._by_date, key=_pinned_first)[:limit]

    def columns(self) -> Sequence[Column]:
        """See `Library`."""
        return tuple(self._columns.values())

    def column(self, path: str) -> Column | None:
        """See `Library`."""
        return self._columns.get(path)

    def in_column(self, path: str, number: int, size: int) -> Page:
        """See `Library`."""
        return _page(self._by_column.get(path, ()), number, size)

    def sections(self) -> Sequence[Column]:
        """See `Library`."""
        return [column for column in self.columns() if column.size and "/" not in column.path]

    def newest(self, column: str, limit: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        found = (one for one in self._by_date if not column or column in _ancestors(one.column))
        return list(islice(found, limit))

    def tags(self, number: int, size: int) -> TagPage:
        """See `Library`."""
        found = sorted(
            (
                Tag(self._tag_names[key], len(items), items[0].script)
                for key, items in self._by_tag.items()
            ),
            key=lambda tag: (-tag.size, tag.name),
        )
        start = (number - 1) * size
        return TagPage(tuple(found[start : start + size]), number, size, len(found))

    def tagged(self, name: str, number: int, size: int) -> Page:
        """See `Library`."""
        return _page(self._by_tag.get(self._fold(name), ()), number, size)

    def months(self) -> Sequence[Month]:
        """See `Library`."""
        return [Month(*month, len(items)) for month, items in self._by_month.items()]

    def in_month(self, year: int, month: int, number: int, size: int) -> Page:
        """See `Library`."""
        return _page(self._by_month.get((year, month), ()), number, size)

    def neighbours(self, path: str) -> Neighbours:
        """See `Library`."""
        article = self._articles.get(path)
        if article is None:
            return Neighbours()
        siblings = self._siblings[article.summary.column]
        place = bisect_left(siblings, _newest_first(article.summary), key=_newest_first)
        older = siblings[place + 1] if place + 1 < len(siblings) else None
        return Neighbours(older, siblings[place - 1] if place else None)

    def target_of_alias(self, address: str) -> str | None:
        """See `Library`."""
        return self._aliases.get(address)

    def search(self, request: SearchRequest) -> SearchPage:
        """See `Library`. (A stand-in: it reads every article.)"""
        if request.after and not re.fullmatch(r"[0-9]{1,9}", request.after):
            raise ValueError("no such cursor")
        start = int(request.after or 0)
        marks = tuple(self._fold(request.text).split())
        found = [
            summary
            for summary in self._by_date
            if request.column in {"", *_ancestors(summary.column)}
            and request.year in {None, summary.published.year}
            and marks
            and all(mark in self._searched(summary) for mark in marks)
        ]
        shown = found[start : start + request.size]
        end = start + request.size
        hits = (Hit(summary, self._excerpt(summary, marks[0]), marks) for summary in shown)
        return SearchPage(tuple(hits), str(end) if end < len(found) else "")

    def _searched(self, summary: ArticleSummary) -> str:
        return self._fold(f"{summary.title}\n{self._articles[summary.path].body}")

    def _excerpt(self, summary: ArticleSummary, mark: str) -> str:
        words = re.sub(r"[#*_>`\[]|\]\([^)]*\)|<[^>]*>", "", self._articles[summary.path].body)
        body = " ".join(words.split())
        place = self._fold(body).find(mark)
        start = max(0, place - _AROUND)
        return body[start : place + _AROUND] if place >= 0 else ""

    def near_titles(self, text: str, limit: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        asked = set(self._fold(text))
        shared = {one.path: len(asked & set(self._fold(one.title))) for one in self._by_date}
        near = sorted(self._by_date, key=lambda one: -shared[one.path])
        return [one for one in near if shared[one.path] > 1][:limit]

    def sitemap_parts(self) -> Sequence[SitemapPart]:
        """See `Library`."""
        parts = range(1, -(-len(self._by_date) // _PART) + 1)
        return [SitemapPart(n, max(map(_changed, self.sitemap_part(n)))) for n in parts]

    def sitemap_part(self, number: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        return self._by_date[(number - 1) * _PART : number * _PART] if number > 0 else ()

    def faults(self) -> Sequence[Fault]:
        """See `Library`."""
        return self._faults


def _unique(files: Iterable[ParsedFile]) -> tuple[dict[str, ParsedFile], list[Fault]]:
    """Articles by path; of two files that claim one, the later is shown under its whole name."""
    articles: dict[str, ParsedFile] = {}
    clashes = []
    for parsed in files:
        path = parsed.article.summary.path
        if path in articles:
            other = articles[path].article.file
            file = path = parsed.article.file
            number = 2
            while path in articles:
                path, number = f"{file}-{number}", number + 1
            message = (
                f"{other} has the same address, so this article is shown at /articles/{path}; "
                "give one of them another name or slug"
            )
            clashes.append(Fault(Severity.WARNING, file, message))
            summary = replace(parsed.article.summary, path=path)
            parsed = replace(parsed, article=replace(parsed.article, summary=summary))  # noqa: PLW2901
        articles[path] = parsed
    return articles, clashes


def _aliases(articles: dict[str, ParsedFile]) -> tuple[dict[str, str], list[Fault]]:
    """Where each old address leads; pages that are there today come before aliases of theirs."""
    targets: dict[str, str] = {}
    faults = []
    for path, parsed in articles.items():
        for alias in parsed.aliases:
            reason = ""
            if alias.startswith("/articles/") and alias.removeprefix("/articles/") in articles:
                reason = "is the address of an article"
            elif re.split("[/?]", alias.lstrip("/"))[0] in _OWN_PLACES:
                reason = "is the address of a page of this site"
            elif targets.setdefault(alias, path) != path:
                reason = f"already leads to {targets[alias]}"
            if reason:
                message = f"the alias {alias or '/'} {reason}; it is ignored here"
                faults.append(Fault(Severity.WARNING, parsed.article.file, message))
    return targets, faults


def _columns(listed: Sequence[Column], articles: Iterable[ArticleSummary]) -> dict[str, Column]:
    sizes = Counter(path for summary in articles for path in _ancestors(summary.column))
    columns = {column.path: replace(column, size=sizes[column.path]) for column in listed}
    for path in sorted(sizes.keys() - columns.keys()):
        columns[path] = Column(path, Label(PurePosixPath(path).name), size=sizes[path])
    return columns


def _ancestors(column: str) -> list[str]:
    """A column's path and those of the columns it lies in: `a/b` gives `a/b`, `a`."""
    if not column:
        return []
    return [column, *(str(parent) for parent in PurePosixPath(column).parents)][:-1]


def _changed(summary: ArticleSummary) -> datetime:
    return summary.updated or summary.published


def _month(summary: ArticleSummary) -> tuple[int, int]:
    return summary.published.year, summary.published.month


def _grouped(
    summaries: Iterable[ArticleSummary], keys: Callable[[ArticleSummary], Iterable[Key]]
) -> dict[Key, tuple[ArticleSummary, ...]]:
    groups: defaultdict[Key, list[ArticleSummary]] = defaultdict(list)
    for summary in summaries:
        for key in keys(summary):
            groups[key].append(summary)
    return {key: tuple(items) for key, items in groups.items()}


def _page(items: Sequence[ArticleSummary], number: int, size: int) -> Page:
    start = (number - 1) * size
    shown = tuple(items[start : start + size]) if number > 0 else ()
    return Page(shown, number, size, len(items))
