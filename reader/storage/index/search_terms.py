"""What searching must know of the language."""

from collections.abc import Sequence
from typing import Protocol

from reader.domain.article import Article, ArticleSummary
from reader.domain.search import Passage, Query, Term


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
