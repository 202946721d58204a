"""Searching the index: titles first, then texts, the newest first in both.

FTS5 knows which characters stand beside each other somewhere in a text, not where (detail=none), so
what it proposes is held against the text itself, newest first, until a page is full.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import combinations
from typing import NamedTuple, Protocol

from reader.domain.article import Article, ArticleSummary
from reader.domain.search import (
    Form,
    Hit,
    Passage,
    Query,
    SearchPage,
    SearchRequest,
    Term,
    Token,
)

MAX_MISSES = (
    30  # articles that one request reads in vain; a page that is not full then goes on later
)
_MAX_PASSED = 1000  # title hits that it passes over among the texts
_TITLE, _BODY = "t", "b"
_CURSOR = re.compile(r"([tb])(0|[1-9][0-9]{0,17})", re.ASCII)
_NEWEST = 1 << 62
_BEFORE, _LENGTH, _LEAST = 24, 90, 60  # characters of an excerpt: before the hit, most, fewest
_SENTENCE = "。！？!?；;\n"
_CLAUSE = f"{_SENTENCE}，,、：: "
_NEAR = 200  # titles that are compared with a text
_NEAR_TOKENS = 10
_LEAST_LIKENESS = 0.3
_SIGNS = 500  # parameters of one statement


class SearchTerms(Protocol):
    """What the language layer knows of text (`reader.language.search.terms.SearchTerms`)."""

    def fold(self, text: str) -> str:
        """`text` as it is compared, of the same length."""

    def title(self, title: str) -> str:
        """A title as it is compared."""

    def fields(self, summary: ArticleSummary) -> str:
        """Title and metadata, a line each; the first is the title."""

    def query(self, text: str, mainland: str = "") -> Query:
        """What a reader's words mean."""

    def passage(self, article: Article, term: Term) -> Passage | None:
        """The lines of the body around the first place of a term, None where it has none."""

    def filters(self, column: str, year: int | None) -> tuple[str, ...]:
        """The tokens of articles in a column and of a year."""

    def near_tokens(self, text: str) -> tuple[str, ...]:
        """The tokens of a short text that a title like it may have."""

    def sound_tokens(self, syllables: Sequence[str]) -> tuple[str, ...]:
        """The tokens of titles in which these syllables follow each other."""

    def syllables(self, text: str) -> tuple[str, ...]:
        """The syllables of a text typed in pinyin, () where it is none."""


ReadArticle = Callable[[int], Article | None]


def search(
    connection: sqlite3.Connection, terms: SearchTerms, request: SearchRequest, article: ReadArticle
) -> SearchPage:
    """The articles that a request finds.

    `article` reads one by its id, None where it has gone since. Raises ValueError for a cursor that
    is none of ours.
    """
    part, before = _cursor(request.after)
    query = terms.query(request.text, request.mainland)
    if not query.forms:
        return SearchPage((), "")
    return _Search(connection, terms, query, request, article).page(part, before)


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
        article: ReadArticle,
    ) -> None:
        self._connection = connection
        self._terms = terms
        self._query = query
        self._request = request
        self._article = article
        filters = [Token(filter_) for filter_ in terms.filters(request.column, request.year)]
        self._in_titles = _expression(query, filters, with_sounds=True)
        self._in_bodies = _expression(query, filters, with_sounds=False)

    def page(self, part: str, before: int) -> SearchPage:
        """The hits after a place."""
        hits: list[Hit] = []
        last = _Candidate(part, before)
        misses = passed = 0
        for candidate in self._candidates(part, before):
            if misses == MAX_MISSES or passed == _MAX_PASSED:
                return SearchPage(tuple(hits), f"{last.part}{last.id}")
            if self._is_listed(candidate):
                passed, last = passed + 1, candidate
                continue
            hit = self._verified(candidate)
            misses += hit is None
            if hit and len(hits) == self._request.size:
                return SearchPage(tuple(hits), f"{last.part}{last.id}")
            if hit:
                hits.append(hit)
            last = candidate
        return SearchPage(tuple(hits), "")

    def _candidates(self, part: str, before: int) -> Iterator[_Candidate]:
        if part == _TITLE:
            rows = self._matching("title_terms", self._in_titles, before)
            yield from (_Candidate(_TITLE, row) for row in rows)
            before = _NEWEST
        rows = self._matching("body_terms", self._in_bodies, before)
        yield from (_Candidate(_BODY, row) for row in rows)

    def _matching(self, table: str, expression: str, before: int) -> Iterator[int]:
        rows = self._connection.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid < ? ORDER BY rowid DESC",
            (expression, before),
        )
        with closing(rows):
            yield from (row[0] for row in rows)

    def _is_listed(self, candidate: _Candidate) -> bool:
        """Whether an article that its text proposes was among the titles already."""
        if candidate.part == _TITLE:
            return False
        (title,) = self._connection.execute(
            "SELECT title FROM articles WHERE id = ?", (candidate.id,)
        ).fetchone() or ("",)
        folded = self._terms.title(title)
        return self._written_in(folded) is not None or (
            self._heard_in(folded) is not None and self._is_title_hit(candidate.id)
        )

    def _verified(self, candidate: _Candidate) -> Hit | None:
        """The hit that a candidate is, None where it is none."""
        article = self._article(candidate.id)
        if not article:
            return None
        reading = _Reading(self._terms, article)
        marks = self._query.marks
        if candidate.part == _BODY:
            form = self._form_of(reading.has)
        else:
            form = self._written_in(reading.title)
            if form is None and (heard := self._heard_in(reading.title)):
                form = self._in_signs(heard, reading.title)
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
        words = dict.fromkeys(_sounding(title, form, _sounds(self._connection, title)))
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
        self._fields = terms.fold(terms.fields(article.summary))
        self._passages: dict[Term, Passage | None] = {}
        self.title = self._fields.partition("\n")[0]

    def has(self, term: Term) -> bool:
        """Whether the article has a term, in its metadata or its text."""
        return term.is_in(self._fields) or self._passage(term) is not None

    def excerpt(self, form: Form) -> str:
        """The words around the first term that is in the text, "" where none is."""
        found = next(filter(None, map(self._passage, form)), None)
        return _excerpt(found) if found else ""

    def _passage(self, term: Term) -> Passage | None:
        if term not in self._passages:
            self._passages[term] = self._terms.passage(self._article, term)
        return self._passages[term]


def near_titles(
    connection: sqlite3.Connection, terms: SearchTerms, text: str, limit: int
) -> list[int]:
    """The articles whose titles are most like a text, in characters or in sound, the likest first.

    农村点商 finds 农村电商; so does `nongcundians`.
    """
    signs = terms.near_tokens(text)[:_NEAR_TOKENS]
    sounds = _sounds(connection, folded := terms.fold(text[:_NEAR]))
    syllables = terms.syllables(text) or [sounds[sign] for sign in folded if sign in sounds]
    spoken = terms.sound_tokens(syllables)[:_NEAR_TOKENS]
    titles = _titles_with(connection, (*signs, *spoken))
    heard = _sounds(connection, "".join(map(terms.fold, titles.values())))
    ranked = []
    for article, title in titles.items():
        folded = terms.fold(title)
        title_sounds = [heard[sign] for sign in folded if sign in heard]
        likeness = max(
            _likeness(signs, terms.near_tokens(title)),
            0.9 * _likeness(spoken, terms.sound_tokens(title_sounds)),
        )
        if likeness >= _LEAST_LIKENESS:
            ranked.append((likeness, article))
    return [article for _, article in sorted(ranked, reverse=True)[:limit]]


def _cursor(after: str) -> tuple[str, int]:
    """Where a page begins; ValueError for what no page gave as its `next`."""
    if not after:
        return _TITLE, _NEWEST
    match = _CURSOR.fullmatch(after)
    if not match:
        raise ValueError("this is no place in the results of a search")
    return match[1], int(match[2])


def _expression(query: Query, filters: Iterable[Token], *, with_sounds: bool) -> str:
    """What FTS5 is asked for."""
    forms = [
        _all(_term_expression(term, with_sounds=with_sounds) for term in form)
        for form in query.forms
    ]
    return _all((_any(forms), *map(_quoted, filters)))


def _term_expression(term: Term, *, with_sounds: bool) -> str:
    ways = (term.tokens, *term.sounds) if with_sounds else (term.tokens,)
    return _any([_all(map(_quoted, way)) for way in ways])


def _quoted(token: Token) -> str:
    text = token.text.replace('"', '""')
    return f'"{text}"*' if token.is_prefix else f'"{text}"'


def _all(parts: Iterable[str]) -> str:
    return f"({' AND '.join(dict.fromkeys(parts))})"


def _any(parts: Iterable[str]) -> str:
    return f"({' OR '.join(dict.fromkeys(parts))})"


def _excerpt(passage: Passage) -> str:
    """The words around the place of a passage, on one line."""
    text = passage.text
    begin = _beginning(text, passage.place)
    end = _end(text, begin)
    is_cut = begin > 0 and bool(text[:begin].strip()) and text[begin - 1] not in _SENTENCE
    is_more = end < len(text) and text[end - 1] not in _SENTENCE
    return f"{'…' * is_cut}{' '.join(text[begin:end].split())}{'…' * is_more}"


def _beginning(text: str, place: int) -> int:
    """Where an excerpt begins that shows a place: after a sentence, else a clause, else a word."""
    first = max(0, place - _BEFORE)
    for borders in (_SENTENCE, _CLAUSE):
        border = max(text.rfind(mark, first, place) for mark in borders)
        if border >= 0:
            return border + 1
    while first and _parts_word(text, first):
        first -= 1
    return first


def _end(text: str, begin: int) -> int:
    """Where an excerpt ends, `_LEAST` to `_LENGTH` characters on."""
    last = min(len(text), begin + _LENGTH)
    if last == len(text):
        return last
    for borders in (_SENTENCE, _CLAUSE):
        border = max(text.rfind(mark, begin + _LEAST, last) for mark in borders)
        if border >= 0:
            return border + 1
    end = last
    while end > begin + _LEAST and _parts_word(text, end):
        end -= 1
    return end


def _parts_word(text: str, place: int) -> bool:
    """Whether letters of Latin script stand on both sides of a place."""
    around = text[place - 1 : place + 1]
    return around.isascii() and around.isalnum()


def _sounds(connection: sqlite3.Connection, folded: str) -> dict[str, str]:
    """The toneless syllables of those characters that have been met in titles."""
    signs = [sign for sign in dict.fromkeys(folded) if sign.isalpha() and sign > "\u2e80"]
    found: dict[str, str] = {}
    for start in range(0, len(signs), _SIGNS):
        some = signs[start : start + _SIGNS]
        marks = ",".join("?" * len(some))
        rows = connection.execute(
            f"SELECT sign, sound FROM sounds WHERE sign IN ({marks})",
            some,
        )
        found.update(rows)
    return found


def _sounding(folded: str, form: Form, sounds: Mapping[str, str]) -> Iterator[str]:
    """The parts of a folded title that sound as the query's letters."""
    places = [place for place, sign in enumerate(folded) if sign in sounds]
    for reading in (reading for term in form for reading in term.readings):
        for first in range(len(places) - len(reading) + 1):
            taken = places[first : first + len(reading)]
            spoken = (sounds[folded[place]] for place in taken)
            if all(map(_begins, spoken, reading)):
                yield folded[taken[0] : taken[-1] + 1]


def _begins(syllable: str, letters: str) -> bool:
    return syllable.startswith(letters) or syllable.replace("v", "u").startswith(letters)


def _titles_with(connection: sqlite3.Connection, tokens: Sequence[str]) -> dict[int, str]:
    """The newest articles whose titles have two of the tokens, else one, with their titles."""
    quoted = [_quoted(Token(token)) for token in tokens]
    found: dict[int, str] = {}
    for ways in ([_all(pair) for pair in combinations(quoted, 2)], quoted):
        if ways and len(found) < _NEAR:
            rows = connection.execute(
                "SELECT id, title FROM articles WHERE id IN (SELECT rowid FROM title_terms"
                " WHERE title_terms MATCH ? ORDER BY rowid DESC LIMIT ?)",
                (_any(ways), _NEAR - len(found)),
            )
            found.update(rows)
    return found


def _likeness(tokens: Sequence[str], others: Sequence[str]) -> float:
    """What two texts share of their tokens, 0 to 1 (Dice)."""
    total = len(tokens) + len(others)
    return 2 * len(set(tokens) & set(others)) / total if total else 0.0
