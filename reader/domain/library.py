"""The library: every published article, as one unchanging view of the content folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Generic, NamedTuple, Protocol, TypeVar

from reader.domain.article import Article, ArticleHead, ArticleSummary, Column
from reader.domain.editions import Script
from reader.domain.search import SearchPage, SearchRequest

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list, `number` counted from 1; `total` counts the items of all pages."""

    items: tuple[Item, ...]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, 1 for an empty list."""
        return max(1, ceil(self.total / self.size))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The articles before and after one, by date, in the same column."""

    previous: ArticleSummary | None = None
    next: ArticleSummary | None = None


class Glance(NamedTuple):
    """What the page of an article hangs on beside rules and settings, all of one moment.

    Everything in it is as a `Library` has it.
    """

    generation: int
    version: bytes
    sections: Sequence[Column]
    touched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has articles, for the archive."""

    year: int
    month: int
    size: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the number of articles that carry it; `script` is that of the newest of them."""

    name: str
    size: int
    script: Script


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """A file of the sitemap, and when an article in it changed last."""

    number: int
    changed: datetime


class Library(Protocol):
    """What the web layer may ask of the articles.

    A view of one generation never changes; drafts and articles scheduled for later are not in
    it. Lists are newest first; lists of a column and of the home page put pinned articles before
    the others. A page number outside the list gives a page without items. Any method may raise
    LibraryUnavailableError.

    `touched` names everything the answers given so far depended on. `is_complete` is False while
    a first index is being made: what is missing may yet come.

    (A Protocol although there is one implementation: the web layer is not to know of SQLite.)
    """

    touched: set[str]
    is_complete: bool

    @property
    def generation(self) -> int:
        """A number that changes whenever anything a reader can see has changed."""

    def head(self, path: str) -> ArticleHead | None:
        """What is known of the article at `path` beside its text; cheaper than `get`."""

    def get(self, path: str) -> Article | None:
        """The article at `path`, None where there is none."""

    def latest(self, limit: int) -> Sequence[ArticleSummary]:
        """The articles for the home page."""

    def newest(self, column: str, limit: int) -> Sequence[ArticleSummary]:
        """The newest articles of a column, pinned or not; of the whole site for an empty one."""

    def sections(self) -> Sequence[Column]:
        """The top columns that have articles, in the publisher's order, then by path."""

    def columns(self) -> Sequence[Column]:
        """Every column, in the publisher's order, then by path."""

    def column(self, path: str) -> Column | None:
        """The column at `path`, None where there is none."""

    def in_column(self, path: str, number: int, size: int) -> Page[ArticleSummary]:
        """A page of a column's articles, those of its sub-folders included."""

    def tags(self, number: int, size: int) -> Page[Tag]:
        """A page of the tags, the most used first."""

    def tagged(self, name: str, number: int, size: int) -> Page[ArticleSummary]:
        """A page of the articles that carry a tag, written in either script."""

    def months(self) -> Sequence[Month]:
        """Every month that has articles, the latest first."""

    def in_month(self, year: int, month: int, number: int, size: int) -> Page[ArticleSummary]:
        """A page of the articles of one month."""

    def neighbours(self, path: str) -> Neighbours:
        """The articles before and after the one at `path`."""

    def version(self, path: str) -> bytes:
        """A name for the article at `path` with its neighbours; empty where there is none.

        It changes whenever anything in text or summary of the article changes, or in what is
        known of its neighbours.
        """

    def target_of_alias(self, address: str) -> str | None:
        """The path of the article that once had this address (a path, with its query if any).

        Upper and lower case, the order of parameters and further ones make no difference.
        """

    def former_paths(self, path: str) -> Sequence[str]:
        """The paths that the article at `path` once had, as its aliases say."""

    def aliases(self) -> Iterator[tuple[str, str]]:
        """Every address that `target_of_alias` knows, with its target, by address."""

    def search(self, request: SearchRequest) -> SearchPage:
        """A page of what is found, title hits first; raises ValueError for an odd cursor."""

    def near_titles(self, text: str, limit: int) -> Sequence[ArticleSummary]:
        """Articles whose titles come near a text that was not found."""

    def sitemap_parts(self) -> Sequence[SitemapPart]:
        """The files of the sitemap."""

    def sitemap_part(self, number: int) -> Sequence[ArticleSummary]:
        """The articles of one file of the sitemap, at most 1,024; none where there is no such."""
