"""Articles and columns as one edition shows them: converted, with their URLs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from reader.domain.article import ArticleSummary, Column, Label, columns_down_to
from reader.domain.editions import Edition, Script
from reader.domain.glossary import NO_GLOSSARY, Glossary
from reader.domain.library import Library
from reader.storage.media import media_type
from reader.web.addresses import address, quoted
from reader.web.editions import current_edition
from reader.web.services import Services, services


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a list. `language` is set where it differs from the page's own."""

    url: str
    title: str
    summary: str
    published: datetime
    cover: str
    is_pinned: bool
    language: str


class Moment(NamedTuple):
    """A time as machines and as readers have it; a day alone where the hour is not known."""

    iso: str
    shown: str


class Stamp(NamedTuple):
    """When an article was published and changed, as machines ask.

    `day` is as 政府网站发展指引 has it, to the minute; the others by RFC 3339, `changed` empty
    where it never was.
    """

    day: str
    published: str
    changed: str


class Facts(NamedTuple):
    """Who wrote an article, when, and where it comes from; empty where unknown."""

    author: str
    published: Moment
    updated: Moment | None
    source: str
    editor: str


class Link(NamedTuple):
    """A way to another page. `language` is set where it differs from the page's own."""

    url: str
    title: str
    language: str = ""


class Recording(NamedTuple):
    """A recording of an article: its URL and its media type."""

    url: str
    type: str


@dataclass(frozen=True, slots=True)
class Section:
    """A column as navigation and the front page show it."""

    path: str
    url: str
    title: str
    description: str
    size: int
    language: str


class Presenter:
    """Puts the library's nouns into the words and URLs of one edition."""

    def __init__(self, edition: Edition, parts: Services) -> None:
        self.edition = edition
        self.parts = parts
        self._site = parts.site
        self._converter = parts.converter
        self._base = f"{parts.settings.base_path}/{edition.slug}"

    def url(self, path: str) -> str:
        """The URL of a path in this edition."""
        return self._base + quoted(path)

    def media(self, path: str) -> str:
        """The URL of a file beside the articles."""
        return self.parts.settings.base_path + quoted(f"/media/{path}")

    def text(self, text: str, script: Script, glossary: Glossary = NO_GLOSSARY) -> str:
        """A short text in the script of this edition."""
        return self._converter.convert_short(text, script, self.edition.variant, glossary)

    def passage(self, text: str, script: Script, glossary: Glossary = NO_GLOSSARY) -> str:
        """A text that is seldom shown twice, in the script of this edition."""
        return self._converter.convert(text, script, self.edition.variant, glossary)

    def label(self, label: Label) -> str:
        """A name of the publisher's in the language of this edition."""
        if self.edition.variant is None and label.english:
            return label.english
        return self.text(label.chinese, self._site.script)

    def language_of_label(self, label: Label) -> str:
        """The language a label is shown in, empty where it is the page's own."""
        is_english = self.edition.variant is None and label.english
        own = self.edition.language_of(self._site.script)
        return "" if is_english else self.differing(own)

    def entry(self, summary: ArticleSummary) -> Entry:
        """An article for a list."""
        return Entry(
            url=self.url(f"/articles/{summary.path}"),
            title=self.text(summary.title, summary.script, summary.glossary),
            summary=self.text(summary.summary, summary.script, summary.glossary),
            published=summary.published,
            cover=address(f"/media/{summary.cover}") if summary.cover else "",
            is_pinned=summary.pinned,
            language=self.differing(self.edition.language_of(summary.script)),
        )

    def entries(self, summaries: Iterable[ArticleSummary]) -> list[Entry]:
        """Articles for a list."""
        return [self.entry(summary) for summary in summaries]

    def link(self, summary: ArticleSummary) -> Link:
        """An article by its title alone."""
        return Link(
            self.url(f"/articles/{summary.path}"),
            self.text(summary.title, summary.script, summary.glossary),
            self.differing(self.edition.language_of(summary.script)),
        )

    def tags(self, summary: ArticleSummary) -> tuple[Link, ...]:
        """An article's tags."""
        return tuple(
            [Link(self.url(f"/tags/{tag}"), self.text(tag, summary.script)) for tag in summary.tags]
        )

    def recordings(self, summary: ArticleSummary) -> tuple[Recording, ...]:
        """An article's recordings, the best first."""
        return tuple([Recording(self.media(path), media_type(path)) for path in summary.recordings])

    def facts(self, summary: ArticleSummary) -> Facts:
        """What an article's head and foot say of it."""
        script, glossary, variant = summary.script, summary.glossary, self.edition.variant
        return Facts(
            author=self._converter.convert_field(summary.author, script, variant, glossary),
            published=moment(summary.published),
            updated=moment(summary.updated) if summary.updated else None,
            source=self.text(summary.source, script, glossary),
            editor=self._converter.convert_field(summary.editor, script, variant, glossary),
        )

    def section(self, column: Column) -> Section:
        """A column for navigation."""
        return Section(
            path=column.path,
            url=self.url(f"/columns/{column.path}"),
            title=self.label(column.title),
            description=self.label(column.description),
            size=column.size,
            language=self.language_of_label(column.title),
        )

    def sections(self, library: Library) -> list[Section]:
        """The top columns that have articles, in order."""
        return [self.section(column) for column in library.sections()]

    def trail(self, library: Library, path: str) -> tuple[Link, ...]:
        """The columns that lead down to the one at `path`, itself included."""
        return tuple(
            [
                Link(
                    self.url(f"/columns/{column.path}"),
                    self.label(column.title),
                    self.language_of_label(column.title),
                )
                for column in map(library.column, columns_down_to(path))
                if column
            ]
        )

    def kind(self, library: Library, path: str) -> str:
        """The kind of the column at `path` (栏目类别), or the next above that says one.

        A government's website declares one of every column: by itself, the title of the topmost.
        """
        columns = [column for column in map(library.column, columns_down_to(path)) if column]
        said = next((column.type for column in reversed(columns) if column.type), "")
        if said:
            return self.text(said, self._site.script)
        return self.label(columns[0].title) if columns and self._site.government else ""

    def differing(self, language: str) -> str:
        """`language` where it is not the page's own, else nothing."""
        return "" if language == self.edition.language else language


def moment(time: datetime) -> Moment:
    """A time to the minute, or the day where it says no more."""
    iso = time.isoformat(timespec="minutes")
    day, clock = iso[:10], iso[11:16]
    return Moment(day, day) if clock == "00:00" else Moment(iso, f"{day} {clock}")


def stamp(summary: ArticleSummary) -> Stamp:
    """The times of an article for machines."""
    return Stamp(
        summary.published.strftime("%Y-%m-%d %H:%M"),
        timestamp(summary.published),
        timestamp(summary.updated) if summary.updated else "",
    )


def timestamp(time: datetime) -> str:
    """A time by RFC 3339; the offsets of the nineteenth century had seconds, which it has not."""
    offset = time.utcoffset() or timedelta()
    minutes = timedelta(minutes=round(offset / timedelta(minutes=1)))
    return time.replace(tzinfo=timezone(minutes)).isoformat(timespec="seconds")


def presenter() -> Presenter:
    """The presenter of this request's edition."""
    return Presenter(current_edition(), services())
