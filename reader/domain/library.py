"""The library: every published article, as one unchanging view of the content folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from reader.domain.article import Article, ArticleSummary, Column
from reader.domain.faults import Fault


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, `number` counted from 1; `total` counts the articles of all pages."""

    items: tuple[ArticleSummary, ...]
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


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has articles, for the archive."""

    year: int
    month: int
    size: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the number of articles that carry it."""

    name: str
    size: int


class Library(Protocol):
    """What the web layer may ask of the articles.

    A view of one generation never changes; drafts and articles scheduled for later are not in
    it. Lists are newest first; lists of a column and of the home page put pinned articles before
    the others. A page number outside the list gives a page without items.

    (A Protocol although there is one implementation today: the folder kept in memory is to be
    joined by the SQLite index, and the web layer must not notice.)
    """

    @property
    def generation(self) -> int:
        """A number that grows whenever anything a reader can see has changed."""

    def get(self, path: str) -> Article | None:
        """The article at `path`, None where there is none."""

    def latest(self, limit: int) -> Sequence[ArticleSummary]:
        """The articles for the home page."""

    def columns(self) -> Sequence[Column]:
        """Every column, in the publisher's order, then by path."""

    def column(self, path: str) -> Column | None:
        """The column at `path`, None where there is none."""

    def in_column(self, path: str, number: int, size: int) -> Page:
        """A page of a column's articles, those of its sub-folders included."""

    def tags(self) -> Sequence[Tag]:
        """Every tag, the most used first."""

    def tagged(self, name: str, number: int, size: int) -> Page:
        """A page of the articles that carry a tag, written in either script."""

    def months(self) -> Sequence[Month]:
        """Every month that has articles, the latest first."""

    def in_month(self, year: int, month: int, number: int, size: int) -> Page:
        """A page of the articles of one month."""

    def neighbours(self, path: str) -> Neighbours:
        """The articles before and after the one at `path`."""

    def target_of_alias(self, address: str) -> str | None:
        """The path of the article that once had this address (a path, with its query if any)."""

    def faults(self) -> Sequence[Fault]:
        """What is wrong with the files, worst first."""
