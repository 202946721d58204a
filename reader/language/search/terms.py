"""The terms of articles and of searches: what the index is made of and asked for."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from itertools import chain, pairwise, product
from unicodedata import unidata_version

from reader.config.resources import rules_digest
from reader.domain.article import Article, ArticleSummary, columns_down_to
from reader.domain.search import Passage, Query, Term
from reader.language.characters import HAN, HAN_CLASS
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.search import pinyin
from reader.language.search.folding import Folding
from reader.language.search.passages import passage
from reader.language.search.query import MAX_LENGTH, parse
from reader.language.search.regions import Regions
from reader.language.search.tokens import (
    RUN,
    WORD,
    column_token,
    initials_token,
    run_tokens,
    syllable_token,
    text_tokens,
    word_pattern,
    words,
    year_token,
)
from reader.language.search.visible import bare, visible

_HAN_OR_WORD = re.compile(rf"[{HAN_CLASS}]+|{WORD.pattern}")
# What is made whole, which all applications of a process share, by its dictionaries.
_loaded: dict[str, tuple[Folding, Regions]] = {}
_SHORT_MARK = 3  # letters; a shorter word is marked as a whole word only


class SearchTerms:
    """Everything a full-text index asks about text; pure functions of what they are given.

    Any thread may use it. What it works with is made when it is first needed, or by `load`.
    `version` changes with any token that it may give.
    """

    def __init__(self, dictionaries: Dictionaries) -> None:
        self._dictionaries: Dictionaries | None = dictionaries  # until all is made
        self._dictionaries_version = dictionaries.version
        if found := _loaded.get(dictionaries.version):
            self.folding, self._regions = found
        sources = (dictionaries.version, unidata_version, version("pypinyin"))
        self.version = rules_digest("language/search", "language/ruby", also=sources)

    @cached_property
    def folding(self) -> Folding:
        """How characters are compared."""
        assert self._dictionaries
        return Folding(self._dictionaries)

    @cached_property
    def _regions(self) -> Regions:
        assert self._dictionaries
        return Regions(self._dictionaries, self.folding.fold)

    def load(self) -> None:
        """Make everything now, for processes that are forked to share it."""
        _loaded[self._dictionaries_version] = self.folding, self._regions
        self._dictionaries = None

    def fold(self, text: str) -> str:
        """`text` as it is compared, of the same length."""
        return self.folding.fold(text)

    def visible(self, article: Article) -> str:
        """The text of the body as a reader sees it, a line for each block."""
        return visible(article.body, article.format)

    def title(self, title: str) -> str:
        """A title as it is compared."""
        return self.fold(bare(title))

    def fields(self, summary: ArticleSummary) -> str:
        """Title, author, source, editor and tags, a line each."""
        lines = (summary.title, summary.author, summary.source, summary.editor, *summary.tags)
        return bare("\n".join(lines))

    def body_terms(self, article: Article) -> str:
        """The tokens of an article's text, metadata and filters, spaces between."""
        text = f"{self.fields(article.summary)}\n{self.visible(article)}"
        return f"{text_tokens(self.fold(text))} {' '.join(_filters_of(article.summary))}"

    def title_terms(self, summary: ArticleSummary) -> str:
        """The tokens of a title, of its sound and of the article's filters, spaces between."""
        tokens = text_tokens(self.title(summary.title))
        sounds = chain.from_iterable(map(_sound_tokens, _sounding(summary.title)))
        return " ".join((tokens, *dict.fromkeys(sounds), *_filters_of(summary)))

    def sounds(self, summary: ArticleSummary) -> dict[str, str]:
        """The toneless syllable of each folded Chinese character of a title."""
        found: dict[str, str] = {}
        for stretch in _sounding(summary.title):
            for sign, syllable in stretch:
                found.setdefault(self.fold(sign), pinyin.typed(syllable)[0])
        return found

    def load_readings(self) -> None:
        """Load ahead what the first title would have to wait a second for."""
        _read("清")

    def filters(self, column: str, year: int | None) -> tuple[str, ...]:
        """The tokens that articles below a column and of a year have."""
        return (
            *((column_token(column),) if column else ()),
            *((year_token(year),) if year is not None else ()),
        )

    def mainland(self, text: str) -> str:
        """A search in the words of Taiwan as the mainland says it, empty where that is the same."""
        return self._regions.mainland(self.fold(text[: 2 * MAX_LENGTH]))

    def query(self, text: str, mainland: str = "") -> Query:
        """What a reader's words mean; `mainland` is another way of saying them."""
        forms = (parse(self.fold(bare(way.strip()[: 2 * MAX_LENGTH]))) for way in (text, mainland))
        return Query(tuple(dict.fromkeys(form for form in forms if form)))

    def passage(self, article: Article, term: Term) -> Passage | None:
        """The lines of the body around the first place of a term, None where it has none."""
        beside = self.fold(self.fields(article.summary)) if term.patterns[1:] else ""
        return passage(article, term, self.folding, beside)

    def near_tokens(self, text: str) -> tuple[str, ...]:
        """The tokens of a short text that a title like it may have."""
        folded = self.fold(bare(text.strip()[: 2 * MAX_LENGTH]))[:MAX_LENGTH]
        runs = chain.from_iterable(map(run_tokens, RUN.findall(folded)))
        return tuple(dict.fromkeys((*words(folded), *runs)))

    def sound_tokens(self, syllables: Sequence[str]) -> tuple[str, ...]:
        """The tokens that a title has in which these syllables follow each other."""
        return tuple(dict.fromkeys(syllable_token(*pair) for pair in pairwise(syllables)))

    def syllables(self, text: str) -> tuple[str, ...]:
        """The syllables of a text typed in pinyin, the last perhaps unfinished; () where none."""
        letters = WORD.findall(self.fold(bare(text[: 2 * MAX_LENGTH])))
        found = pinyin.splits(letters) if letters else []
        return found[0] if found else ()

    def marked(self, text: str, marks: Iterable[str]) -> list[tuple[int, int]]:
        """Where a text has the folded words `marks`: (start, end), in order, none overlapping."""
        pattern = _marks(tuple(marks))
        return [match.span() for match in pattern.finditer(self.fold(text))] if pattern else []


@lru_cache(maxsize=64)
def _marks(marks: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern that finds the words, the longest that begins at a place."""
    options = "|".join(map(_mark, sorted(filter(None, marks), key=len, reverse=True)))
    return re.compile(options) if options else None


def _mark(word: str) -> str:
    if RUN.match(word):
        return re.escape(word)
    is_whole = len(word) < _SHORT_MARK or not word.isalpha()
    return word_pattern(word, is_prefix=not is_whole)


def _filters_of(summary: ArticleSummary) -> list[str]:
    """The tokens of every column an article is in and of its year."""
    return [*map(column_token, columns_down_to(summary.column)), year_token(summary.published.year)]


def _sounding(title: str) -> list[list[tuple[str, str]]]:
    """The Chinese characters of a title with their syllables, in stretches that nothing parts.

    Punctuation parts no stretch, for nobody types it in pinyin; other words do.
    """
    stretches: list[list[tuple[str, str]]] = [[]]
    for part in _HAN_OR_WORD.findall(bare(title)):
        if not HAN.match(part):
            stretches.append([])
            continue
        for sign, syllable in zip(part, _read(part), strict=True):
            if syllable:
                stretches[-1].append((sign, syllable))
            else:
                stretches.append([])
    return [stretch for stretch in stretches if stretch]


def _read(run: str) -> list[str]:
    """The toneless syllables of a run of Chinese characters, empty where none is known."""
    from reader.language.ruby.pronunciation import pronouncer  # noqa: PLC0415 - for indexing only
    from reader.language.ruby.syllables import bare_syllable  # noqa: PLC0415

    syllables = map(bare_syllable, pronouncer(is_taiwan=False).read(run))
    return [one if one.replace("ü", "v") in pinyin.SYLLABLES else "" for one in syllables]


def _sound_tokens(stretch: Sequence[tuple[str, str]]) -> Iterable[str]:
    """The syllables of a stretch, every two of them, and the initials of every two and three."""
    ways = [pinyin.typed(syllable) for _, syllable in stretch]
    for way in ways:
        yield from map(syllable_token, way)
    for two in pairwise(ways):
        yield from (syllable_token(*pair) for pair in product(*two))
    letters = "".join(way[0][0] for way in ways)
    for size in (2, 3):
        yield from (
            initials_token(letters[start : start + size])
            for start in range(len(letters) - size + 1)
        )
