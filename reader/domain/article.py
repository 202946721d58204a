"""Articles, the parts of them that lists need, and the columns that hold them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate

from reader.domain.editions import Script
from reader.domain.glossary import NO_GLOSSARY, Glossary


class Format(StrEnum):
    """How an article's body is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What lists, feeds and navigation need of an article.

    `path` is the part of its URL after `/articles/`: folders, then the slug. `column` is the
    path of its folder, empty at the top. Times carry a time zone. `cover` is a media path,
    and so are `recordings`: one reading of the article in several forms, the best first.
    """

    path: str
    column: str
    title: str
    published: datetime
    script: Script
    updated: datetime | None = None
    author: str = ""
    source: str = ""
    editor: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    cover: str = ""
    pinned: bool = False
    glossary: Glossary = NO_GLOSSARY
    recordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One text: its summary, and its body as its author wrote it.

    `file` is the path of the file it came from, relative to the content folder; `digest` names
    this exact body and changes with it.
    """

    summary: ArticleSummary
    body: str
    format: Format
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article without its body, which `digest` names."""

    summary: ArticleSummary
    digest: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name the publisher gives in Chinese and, where there is one, in English."""

    chinese: str
    english: str = ""

    def __bool__(self) -> bool:
        return bool(self.chinese or self.english)


@dataclass(frozen=True, slots=True)
class Column:
    """A folder of articles (栏目); `size` counts its published articles, sub-folders included.

    `type` is the kind of column a government's website declares (栏目类别), empty where it is
    that of the column above, or its title; `keywords` are words that describe it.
    """

    path: str
    title: Label
    description: Label = Label("")
    size: int = 0
    type: str = ""
    keywords: tuple[str, ...] = ()


def columns_down_to(path: str) -> list[str]:
    """The paths of the columns that lead down to one, itself last: `a/b` gives `a`, `a/b`."""
    return list(accumulate(path.split("/"), "{}/{}".format)) if path else []
