"""What a reader searches for, and what is found."""

import re
from dataclasses import dataclass

from reader.domain.article import ArticleSummary


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of a search.

    `column` is a path, empty for the whole site. `after` is the cursor of the page before, as its
    `next` gave it. `mainland` is the text in the mainland's words where the reader's edition has
    others (資訊 → 信息): articles that have either are found.
    """

    text: str
    column: str = ""
    year: int | None = None
    after: str = ""
    size: int = 20
    mainland: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    `excerpt` is plain text around the first place, in the article's own script, empty when only
    the title or the metadata have it. `marks` are the folded terms, for highlighting.
    """

    summary: ArticleSummary
    excerpt: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits; `next` is the cursor of the page after it, empty at the end.

    A page may have fewer hits than were asked for, even none, and yet a page after it: the work of
    one request is bounded.
    """

    hits: tuple[Hit, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Token:
    """An entry of the full-text index; `is_prefix` where longer ones match too."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that an article must have.

    A text has it that has all `tokens` (that is what the index knows), all `needles` and a match
    of all `patterns`, both in folded text. A title has it too whose sounds are all the tokens of
    one of `sounds`; `readings` say the same as the beginnings of syllables. `marks` are the folded
    words to highlight.
    """

    tokens: tuple[Token, ...]
    needles: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    sounds: tuple[tuple[Token, ...], ...] = ()
    readings: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()

    def is_in(self, *folded: str) -> bool:
        """Whether folded texts have it between them, its sounds left aside."""
        return all(any(needle in text for text in folded) for needle in self.needles) and all(
            any(pattern.search(text) for text in folded) for pattern in self.patterns
        )

    def first_place(self, folded: str, start: int) -> int:
        """Where the first of its words is in a folded text, at `start` or after; -1 nowhere."""
        places = [folded.find(needle, start) for needle in self.needles]
        matches = (pattern.search(folded, start) for pattern in self.patterns)
        places += [match.start() for match in matches if match]
        return min((place for place in places if place >= 0), default=-1)


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of an article's visible text, and the place in them where a term begins."""

    text: str
    place: int


Form = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A search, understood: an article matches that has all terms of one of the `forms`.

    No form at all means that there is nothing to look for.
    """

    forms: tuple[Form, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """The folded words to highlight, the longest first."""
        words = {mark for form in self.forms for term in form for mark in term.marks}
        return tuple(sorted(words, key=lambda word: (-len(word), word)))

    @property
    def asks_sounds(self) -> bool:
        """Whether a title may match by its pinyin."""
        return any(term.sounds for form in self.forms for term in form)
