"""What a worker process does with one page: reads its fields, or writes it as an article."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, tzinfo
from html import unescape

from reader.domain.editions import Script
from reader.domain.errors import ArticleError, ImportRefusedError
from reader.publishing.extraction.extracted import Extracted
from reader.publishing.importing.front_matter import write_article
from reader.publishing.importing.kinds import ATTACHMENTS, ending
from reader.publishing.importing.notices import LeftError, Notice
from reader.publishing.importing.places import saved_from
from reader.publishing.importing.read import Read
from reader.storage.article_files import MAX_BYTES, ParsedFile, parse_article

_LINK = re.compile(r"""<(\w+)\b[^<>]*?\s(?:href|src)=(?:"([^"]*)"|'([^']*)')""", re.I)
_HALF = re.compile(r"[\ud800-\udfff]")
_WORDS = re.compile(r"<[^<>]*>|\s+")
_ANCHOR = re.compile(r"<a\b[^<>]*>(.*?)</a>", re.I | re.S)
_LEAST_LINKS = 10
_LIST_SHARE = 0.8  # of its characters a list of links has in links
_PROSE = 120  # characters outside of links that make an article all the same


@dataclass(frozen=True, slots=True)
class Reading:
    """A page to be read."""

    raw: bytes
    url: str
    off: frozenset[str]

    def do(self) -> Read:
        """Read it; raises LeftError for what is no article."""
        from reader.publishing.extraction.articles import extract  # noqa: PLC0415 - slow

        try:
            extracted = extract(self.raw, url=self.url, off=self.off)
        except ImportRefusedError as error:
            raise LeftError("refused", str(error)) from error
        except ValueError as error:
            raise LeftError("no-text", str(error)) from error
        if not extracted.address and (address := saved_from(self.raw)):
            extracted = replace(extracted, address=address)
        extracted = _sound(extracted)
        links, pictures = _addresses(extracted.body)
        words = len(_WORDS.sub("", extracted.body))
        if not words and not pictures:
            raise LeftError("empty")
        pages = sum(ending(link) not in ATTACHMENTS for link in links)
        if _is_list(extracted.body, pages, words):
            raise LeftError("list")
        return Read(extracted, links, pictures)


@dataclass(frozen=True, slots=True)
class Writing:
    """An article to be written: its fields, the HTML of its parts, where its links lead now."""

    file: str
    values: Mapping[str, str | tuple[str, ...]]
    html: tuple[str, ...]
    links: Mapping[str, str]
    timezone: tzinfo

    def do(self) -> tuple[bytes, tuple[Notice, ...]]:
        """The file's bytes, read back and found to say what was meant, and doubts about them."""
        from reader.publishing.extraction.markdown import to_markdown  # noqa: PLC0415 - slow

        body = "\n\n".join(to_markdown(part, self._link).strip("\n") for part in self.html)
        values = dict(self.values)
        notices: list[Notice] = []
        raw = write_article(values, body).encode("utf-8")
        try:
            parsed = self._parsed(raw)
        except ArticleError:
            # Of all keys this one alone can keep an article from being shown.
            published = str(values.pop("published", ""))
            if published:
                notices.append(Notice("bad-date", (published,)))
            raw = write_article(values, body).encode("utf-8")
            try:
                parsed = self._parsed(raw)
            except ArticleError as error:
                raise LeftError("no-article", error.message) from error
        for key in ("title", "author", "source", "editor", "tags"):
            if key in values and _shown(parsed, key) != values[key]:
                raise LeftError("no-article", f"{key} does not come back as it was written")
        if len(raw) > MAX_BYTES:
            raise LeftError("too-large", str(MAX_BYTES // 2**20))
        notices.extend(Notice("front-matter", (fault.message,)) for fault in parsed.faults)
        return raw, tuple(notices)

    def _parsed(self, raw: bytes) -> ParsedFile:
        now = datetime.now(UTC)
        return parse_article(self.file, raw, now, self.timezone, lambda _: Script.HANS)

    def _link(self, address: str) -> str:
        return self.links.get(address, address)


def _sound(read: Extracted) -> Extracted:
    """The same in text that can be kept: without halves of surrogate pairs."""
    texts = {name: value for name, value in _texts(read) if not value.isascii()}
    bad = {name: _HALF.sub("\ufffd", value) for name, value in texts.items()}
    tags = tuple(_HALF.sub("\ufffd", tag) for tag in read.tags)
    return replace(read, tags=tags, **bad)  # type: ignore[arg-type]


def _texts(read: Extracted) -> Iterator[tuple[str, str]]:
    for field in fields(read):
        value = getattr(read, field.name)
        if isinstance(value, str):
            yield field.name, value


def _shown(parsed: ParsedFile, key: str) -> object:
    return getattr(parsed.article.summary, key)


def _addresses(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses of links and of pictures in a fragment, each once, in order."""
    links: dict[str, None] = {}
    pictures: dict[str, None] = {}
    for tag, double, single in _LINK.findall(body):
        found = links if tag.lower() == "a" else pictures
        found[unescape(double or single)] = None
    return tuple(links), tuple(pictures)


def _is_list(body: str, count: int, words: int) -> bool:
    """Whether a body is hardly more than links to pages; lists of attachments are articles."""
    if count < _LEAST_LINKS:
        return False
    linked = sum(len(_WORDS.sub("", text)) for text in _ANCHOR.findall(body))
    return linked >= _LIST_SHARE * words and words - linked < _PROSE
