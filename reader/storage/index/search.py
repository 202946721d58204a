"""Searching the index: titles first, then texts, the newest first in both.

FTS5 knows which characters stand beside each other somewhere in a text, not where (detail=none), so
what it proposes is held against the text itself, newest first, until a page is full.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from reader.domain.article import Article
from reader.domain.search import Form, Hit, Passage, Query, SearchPage, SearchRequest, Term, Token
from reader.storage.index.excerpts import excerpt
from reader.storage.index.expressions import expression
from reader.storage.index.search_terms import SearchTerms
from reader.storage.index.sounds import sounding, sounds_of

MAX_MISSES = (
    30  # articles that one request reads in vain; a page that is not full then goes on later
)
_MAX_PASSED = 1000  # title hits that it passes over among the texts, more or less
_TITLE, _BODY = "t", "b"
_CURSOR = re.compile(r"([tb])(0|[1-9][0-9]{0,17})", re.ASCII)
_NEWEST = 1 << 62

ReadArticles = Callable[[Sequence[int]], Mapping[int, Article]]


def search(
    connection: sqlite3.Connection,
    terms: SearchTerms,
    request: SearchRequest,
    articles: ReadArticles,
) -> SearchPage:
    """The articles that a request finds.

    `articles` reads those with some ids, and leaves out what has gone since. Raises ValueError for
    a cursor that is none of ours.
    """
    part, before = _cursor(request.after)
    query = terms.query(request.text, request.mainland)
    if not query.forms:
        return SearchPage((), "")
    return _Search(connection, terms, query, request, articles).page(part, before)


class _Candidate(NamedTuple):
    """An article that FTS5 proposes, from title_terms or body_terms."""

    part: str
    id: int


class _Search:
    """One request at work."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        terms: SearchTerms,
        query: Query,
        request: SearchRequest,
        articles: ReadArticles,
    ) -> None:
        self._connection = connection
        self._terms = terms
        self._query = query
        self._request = request
        self._articles = articles
        filters = [Token(filter_) for filter_ in terms.filters(request.column, request.year)]
        self._in_titles = expression(query, filters, with_sounds=True)
        self._in_bodies = expression(query, filters, with_sounds=False)

    def page(self, part: str, before: int) -> SearchPage:
        """The hits after a place."""
        hits: list[Hit] = []
        last = _Candidate(part, before)
        misses = passed = 0
        candidates = self._candidates(part, before)
        while misses < MAX_MISSES and passed < _MAX_PASSED:
            wanted = self._request.size + 1 - len(hits)
            batch = list(islice(candidates, min(wanted, MAX_MISSES - misses)))
            if not batch:
                return SearchPage(tuple(hits), "")
            unlisted = self._unlisted(batch)
            read = self._articles([candidate.id for candidate in unlisted])
            passed += len(batch) - len(unlisted)
            for candidate in unlisted:
                article = read.get(candidate.id)
                hit = self._verified(candidate.part, article) if article else None
                misses += hit is None
                if hit and len(hits) == self._request.size:
                    return SearchPage(tuple(hits), f"{last.part}{last.id}")
                if hit:
                    hits.append(hit)
                last = candidate
            last = batch[-1]
        is_more = next(candidates, None) is not None
        return SearchPage(tuple(hits), f"{last.part}{last.id}" if is_more else "")

    def _candidates(self, part: str, before: int) -> Iterator[_Candidate]:
        if part == _TITLE:
            rows = self._matching("title_terms", self._in_titles, before)
            yield from (_Candidate(_TITLE, row) for row in rows)
            before = _NEWEST
        rows = self._matching("body_terms", self._in_bodies, before)
        yield from (_Candidate(_BODY, row) for row in rows)

    def _matching(self, table: str, wanted: str, before: int) -> Iterator[int]:
        rows = self._connection.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid < ? ORDER BY rowid DESC",
            (wanted, before),
        )
        with closing(rows):
            yield from (row[0] for row in rows)

    def _unlisted(self, batch: Sequence[_Candidate]) -> list[_Candidate]:
        """Candidates but for those proposed by their text that were among the titles already."""
        bodies = [candidate.id for candidate in batch if candidate.part == _BODY]
        rows = self._connection.execute(
            f"SELECT id, title FROM articles WHERE id IN ({','.join('?' * len(bodies))})", bodies
        )
        listed = {_Candidate(_BODY, id) for id, title in rows if self._is_listed(id, title)}
        return [candidate for candidate in batch if candidate not in listed]

    def _is_listed(self, number: int, title: str) -> bool:
        """Whether an article that its text proposes was among the titles already."""
        folded = self._terms.title(title)
        return self._written_in(folded) is not None or (
            self._heard_in(folded) is not None and self._is_title_hit(number)
        )

    def _verified(self, part: str, article: Article) -> Hit | None:
        """The hit that a candidate is, None where it is none."""
        reading = _Reading(self._terms, article)
        marks = self._query.marks
        if part == _BODY:
            form = self._form_of(reading.has)
        else:
            title = self._terms.title(article.summary.title)
            form = self._written_in(title)
            if form is None and (heard := self._heard_in(title)):
                form = self._in_signs(heard, title)
                marks += tuple(mark for term in form for mark in term.marks if mark not in marks)
        return None if form is None else Hit(article.summary, reading.excerpt(form), marks)

    def _written_in(self, title: str) -> Form | None:
        """The first form of the query that a folded title has, its sounds left aside."""
        return self._form_of(lambda term: term.is_in(title))

    def _heard_in(self, title: str) -> Form | None:
        """The first form whose terms a title has or may have by their sounds, which FTS5 knows."""
        if not self._query.asks_sounds:
            return None
        return self._form_of(lambda term: term.sounds or term.is_in(title))

    def _in_signs(self, form: Form, title: str) -> Form:
        """A form whose letters are replaced by what a title has that sounds so."""
        words = dict.fromkeys(sounding(title, form, sounds_of(self._connection, title)))
        spoken = (Term((), needles=(word,), marks=(word,)) for word in words)
        return (*(term for term in form if not term.sounds), *spoken)

    def _form_of(self, has: Callable[[Term], object]) -> Form | None:
        """The first form of the query of which an article has every term."""
        return next((form for form in self._query.forms if all(map(has, form))), None)

    def _is_title_hit(self, article: int) -> bool:
        """Whether FTS5 proposes it for its title."""
        found = self._connection.execute(
            "SELECT 1 FROM title_terms WHERE title_terms MATCH ? AND rowid = ?",
            (self._in_titles, article),
        )
        return found.fetchone() is not None


class _Reading:
    """An article that is held against the terms of a query; nothing of it is read twice."""

    def __init__(self, terms: SearchTerms, article: Article) -> None:
        self._terms = terms
        self._article = article
        self._passages: dict[Term, Passage | None] = {}

    def has(self, term: Term) -> bool:
        """Whether the article has a term, in its text or its metadata."""
        return self._passage(term) is not None or term.is_in(self._fields)

    @cached_property
    def _fields(self) -> str:
        return self._terms.fold(self._terms.fields(self._article.summary))

    def excerpt(self, form: Form) -> str:
        """The words around the first term that is in the text, "" where none is."""
        found = next(filter(None, map(self._passage, form)), None)
        return excerpt(found) if found else ""

    def _passage(self, term: Term) -> Passage | None:
        if term not in self._passages:
            self._passages[term] = self._terms.passage(self._article, term)
        return self._passages[term]


def _cursor(after: str) -> tuple[str, int]:
    """Where a page begins; ValueError for what no page gave as its `next`."""
    if not after:
        return _TITLE, _NEWEST
    match = _CURSOR.fullmatch(after)
    if not match:
        raise ValueError("this is no place in the results of a search")
    return match[1], int(match[2])
