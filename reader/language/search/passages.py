"""Where an article has a term, found in what its author wrote.

To strip and fold a whole text takes 0.2 ms, and a search looks at dozens. So the term is looked for
in every way of writing it, markup between its characters allowed for, and only the lines around are
stripped and folded, which then decide. Texts in which that might miss something are read in full.
"""

import re
from dataclasses import replace
from functools import lru_cache
from unicodedata import is_normalized

from reader.domain.article import Article
from reader.domain.search import Passage, Term
from reader.language.search.folding import Folding
from reader.language.search.tokens import RUN
from reader.language.search.visible import visible

_SIGNS = 8  # of a term that are looked for; the lines around say whether the rest follows
_TRIES = 4
_BEFORE, _AFTER, _LONGEST = 30, 100, 2500  # characters around a place
# What `visible` takes away between two characters, or more than that: a mark, a tag, a link.
_MARKUP = (
    r"(?>(?:[\x00-;=-Z\\^-\x7f\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+"
    r"|\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*){0,3}\)|\[[^\[\]\n]*\])?|\[(?:\^[^\]\s]{1,60}\]:?)?"
    r"|<!--(?s:.*?)-->|<(?:[^<>]*>)?)*)"
)
# Where characters are written as numbers, hidden, or stand above others.
_DIFFICULT = re.compile(r"&#|<(?:!---?>|r[tp]|s[ct]|head|template)", re.IGNORECASE)


def passage(article: Article, term: Term, folding: Folding, beside: str) -> Passage | None:
    """The lines of visible text around the first place of a term, None where there is none.

    A term of several words may have some of them in `beside`, the article's folded metadata.
    """
    body = article.body
    if term.patterns[1:] or _is_difficult(body):
        return _in_all(article, term, folding, beside)
    word = term.marks[0]
    written = _pattern(tuple(map(folding.spellings, word[:_SIGNS])))
    for number, match in enumerate(written.finditer(body)):
        around = _lines_around(body, match.start(), match.end() + len(word))
        if number == _TRIES or not around:
            return _in_all(article, term, folding, beside)
        if found := _in_all(replace(article, body=body[slice(*around)]), term, folding, beside):
            return found
    # A word may also be written in letters that fold to these.
    return None if RUN.match(word) else _in_all(article, term, folding, beside)


def _is_difficult(body: str) -> bool:
    return not is_normalized("NFC", body) or (
        ("<" in body or "&" in body) and _DIFFICULT.search(body) is not None
    )


def _in_all(article: Article, term: Term, folding: Folding, beside: str) -> Passage | None:
    text = visible(article)
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


@lru_cache(maxsize=128)
def _pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    parts = map(re.escape, spellings)
    if spellings[0].isascii():
        return re.compile("".join(parts), re.IGNORECASE)
    return re.compile(_MARKUP.join(f"[{part}]" for part in parts))
