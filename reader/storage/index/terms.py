"""The tables a search asks: the terms of articles, and how the characters of titles sound."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Protocol

from reader.domain.article import Article, ArticleSummary


class Analysis(Protocol):
    """What the index must know of the language."""

    def fold(self, text: str) -> str:
        """A text as it is compared: either script, any case and width alike."""

    def body_terms(self, article: Article) -> str:
        """The search terms of an article, between spaces."""

    def title_terms(self, summary: ArticleSummary) -> str:
        """The search terms of its title."""

    def sounds(self, summary: ArticleSummary) -> Mapping[str, str]:
        """The characters of its title and their toneless pinyin."""


class Terms:
    """Writes the terms of articles."""

    def __init__(self, index: sqlite3.Connection, analysis: Analysis) -> None:
        self._index = index
        self._analysis = analysis

    def add(self, number: int, article: Article) -> None:
        """Let searches find an article."""
        for table, terms in self._terms_of(article):
            self._index.execute(
                f"INSERT INTO {table} (rowid, terms) VALUES (?, ?)",
                (number, terms),
            )
        self._index.executemany(
            "INSERT OR REPLACE INTO sounds (sign, sound) VALUES (?, ?)",
            self._analysis.sounds(article.summary).items(),
        )

    def withdraw(self, number: int, article: Article) -> None:
        """Let searches find an article no more; it must be as it was when it was added.

        FTS5 without contentless_delete (SQLite < 3.43) wants the very terms it was given.
        """
        for table, terms in self._terms_of(article):
            self._index.execute(
                f"INSERT INTO {table} ({table}, rowid, terms) VALUES ('delete', ?, ?)",
                (number, terms),
            )

    def _terms_of(self, article: Article) -> Iterator[tuple[str, str]]:
        yield "body_terms", self._analysis.body_terms(article)
        yield "title_terms", self._analysis.title_terms(article.summary)
