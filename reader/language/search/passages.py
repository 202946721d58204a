"""Where an article has a term, found in what its author wrote.

To strip and fold a whole text takes 0.2 ms, and a search looks at dozens. So the term is looked for
in every way of writing it, markup between its characters allowed for, and only the lines around are
stripped, which then decide. Texts in which that might miss something are read in full.
"""

import re
from collections.abc import Iterator
from itertools import chain
from unicodedata import is_normalized

from reader.domain.article import Article
from reader.domain.search import Passage, Term
from reader.language.search.folding import Folding
from reader.language.search.spellings import places
from reader.language.search.tokens import RUN
from reader.language.search.visible import visible

_SIGNS = 8  # of a term that are looked for; the lines around say whether the rest follows
_TRIES = 4
_BEFORE, _AFTER, _LONGEST = 30, 100, 2500  # characters around a place
# Where characters are written as numbers, hidden, or stand above others.
_DIFFICULT = re.compile(r"&#|<(?:!---?>|r[tp]|s[ct]|head|template)", re.IGNORECASE)


def passage(article: Article, term: Term, folding: Folding, beside: str) -> Passage | None:
    """The lines of visible text around the first place of a term, None where there is none.

    A term of several words may have some of them in `beside`, the article's folded metadata.
    """
    body = article.body
    if term.patterns[1:] or _hides(body):
        return _in_all(visible(body, article.format), term, folding, beside)
    word = term.marks[0]
    tries = 0
    for start, end in _written(word, body, folding):
        around = _lines_around(body, start, end + len(word))
        if (tries := tries + 1) > _TRIES or not around:
            return _in_all(visible(body, article.format), term, folding, beside)
        lines = visible(body[slice(*around)], article.format)
        found = _as_written(lines, body[start:end], term, folding)
        if found or (found := _in_all(lines, term, folding, beside)):
            return found
    # A word may also be written in letters that fold to these, or not yet in normal form.
    is_all = RUN.match(word) and is_normalized("NFC", body)
    return None if is_all else _in_all(visible(body, article.format), term, folding, beside)


def _written(word: str, body: str, folding: Folding) -> Iterator[tuple[int, int]]:
    """Where a folded word may be or begin in a body, first where it is spelt as it is folded."""
    if word.isascii():
        pattern = re.compile(re.escape(word[:_SIGNS]), re.IGNORECASE)
        return map(re.Match.span, pattern.finditer(body))
    place = body.find(word)
    found = [(place, place + len(word))] if place >= 0 else []
    return chain(found, places(tuple(map(folding.spellings, word[:_SIGNS])), body))


def _hides(body: str) -> bool:
    """Whether what is written may not show, or shows where it is not written."""
    return ("<" in body or "&" in body) and _DIFFICULT.search(body) is not None


def _as_written(text: str, written: str, term: Term, folding: Folding) -> Passage | None:
    """The place of a term that is one word, where visible text spells it as the body does.

    To fold a character takes ten times as long as to look for it.
    """
    if term.patterns or term.needles[1:]:
        return None
    (word,) = term.needles
    place = text.find(written)
    is_there = place >= 0 and folding.fold(text[place : place + len(word)]) == word
    return Passage(text, place) if is_there else None


def _in_all(text: str, term: Term, folding: Folding, beside: str) -> Passage | None:
    folded = folding.fold(text)
    place = term.first_place(folded, 0) if term.is_in(folded, beside) else -1
    return Passage(text, place) if place >= 0 else None


def _lines_around(body: str, start: int, end: int) -> tuple[int, int] | None:
    """The lines around a place, None where they would be long or begin inside a tag or comment."""
    begin = body.rfind("\n", 0, max(0, start - _BEFORE)) + 1
    stop = body.find("\n", min(len(body), end + _AFTER))
    stop = len(body) if stop < 0 else stop
    is_inside = any(
        body.rfind(opening, 0, begin) > body.rfind(closing, 0, begin)
        for opening, closing in (("<", ">"), ("<!--", "-->"))
    )
    return None if stop - begin > _LONGEST or is_inside else (begin, stop)
