"""What a reader looks for, and what is found."""

from dataclasses import dataclass

from reader.domain.article import ArticleSummary


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as the reader typed it; `after` is the `next` of the page before, empty at first.

    `column` holds its sub-folders too; `size` is the number of hits on a page.
    """

    text: str
    column: str = ""
    year: int | None = None
    after: str = ""
    size: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    `excerpt` is plain text around the first place, in the article's own script; empty where only
    its title or what is said about it matched. `marks` are the folded words to highlight.
    """

    summary: ArticleSummary
    excerpt: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits; `next` is the cursor of the next one, empty at the end."""

    hits: tuple[Hit, ...]
    next: str
