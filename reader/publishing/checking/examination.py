"""One article file examined by itself: what is wrong with it, and what others must know of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from reader.domain.article import Format
from reader.domain.checks import CheckRules
from reader.domain.editions import Script
from reader.domain.errors import ArticleError
from reader.domain.faults import Mend, Remark
from reader.language.detection.scripts import Detection, detect
from reader.language.markup.parts import Part, Tag
from reader.publishing.checking.dates import date_remarks
from reader.publishing.checking.elements import opening, words_of
from reader.publishing.checking.fields import (
    alias_remarks,
    date_form_remarks,
    key_remarks,
    missing_remarks,
    unopened_remarks,
)
from reader.publishing.checking.glossaries import glossary_remarks, words_in
from reader.publishing.checking.headings import heading_remarks
from reader.publishing.checking.layout import layout_remarks
from reader.publishing.checking.levels import level_mends
from reader.publishing.checking.links import (
    Link,
    ids_in,
    link_remarks,
    links_in,
    mark_remarks,
    sections_in,
)
from reader.publishing.checking.pictures import picture_remarks
from reader.publishing.checking.scripts import script_remarks
from reader.publishing.checking.sources import SourceLines
from reader.publishing.checking.tables import table_remarks
from reader.storage.article_files import ParsedFile, Source
from reader.storage.metadata import date_in_name
from reader.storage.parsing import open_source, parse_found
from reader.storage.scan import FoundFile

Anatomy = Callable[[str, Format], Sequence[Part]]
Objections = Callable[[Sequence[Part]], Iterable[Remark]]


@dataclass(frozen=True, slots=True)
class Examiner:
    """What every examination needs.

    `anatomy` divides a text, `objections` are to what its page will not show. `words` are those
    of the site's glossary.
    """

    rules: CheckRules
    timezone: tzinfo
    script: Script
    now: datetime
    anatomy: Anatomy
    objections: Objections
    words: tuple[str, ...] = ()

    def examine(self, found: FoundFile, raw: bytes | None = None) -> "Examined":
        """Examine a file, or `raw` in its place. What cannot be read at all is a remark too."""
        try:
            source = open_source(found, raw)
        except ArticleError as error:
            return Examined(found.file, (_remark(error),))
        detections: list[Detection] = []

        def detect_once(text: str) -> Script:
            detections.append(detect(text, self.script))
            return detections[-1].script

        try:
            parsed = parse_found(found, source, self.timezone, detect_once)
        except ArticleError as error:
            remarks = [_remark(error), *_byte_remarks(source)]
            dates = [] if error.code != "visibility" else date_form_remarks(source.matter)
            mends = [mend for form in dates if form.key == error.key for mend in form.mends]
            if mends:
                remarks[0] = _remark(error, tuple(mends))
            return Examined(found.file, tuple(remarks))
        summary = parsed.article.summary
        text = f"{summary.title}\n{parsed.article.body}"
        detection = detections[0] if detections else detect(text, summary.script)
        return _Examination(self, parsed, source, detection).result()


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination found.

    Without a `known`, the file cannot be shown.
    """

    file: str
    remarks: tuple[Remark, ...]
    known: "Known | None" = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is to be known of an article when links, addresses and media are judged.

    `ids` are the places in it that links can lead to, `sections` those that its page makes of
    headings, `names` old ones that are none; `words` are those of the site's glossary that it has.
    """

    path: str
    column: str
    published: datetime
    is_draft: bool
    aliases: tuple[str, ...]
    alias_line: int
    tags: tuple[str, ...]
    links: tuple[Link, ...]
    ids: tuple[str, ...]
    sections: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]
    cover: str
    cover_line: int
    recordings: tuple[str, ...]


class _Examination:
    def __init__(
        self, examiner: Examiner, parsed: ParsedFile, source: Source, detection: Detection
    ) -> None:
        self._examiner = examiner
        self._parsed = parsed
        self._article = parsed.article
        self._source = source
        self._matter = source.matter
        self._detection = detection

    def result(self) -> Examined:
        article, matter = self._article, self._matter
        is_html = article.format is Format.HTML
        text = matter.text if is_html else article.body
        lines = SourceLines(matter.text, text, matter.first_line)
        parts = self._examiner.anatomy(text, article.format)
        if is_html:
            parts = _without_title(parts, article.summary.title)
        remarks = [
            *self._of_file(),
            *script_remarks(article, matter, self._detection),
            *glossary_remarks(article),
            *(lines.moved(remark) for remark in self._of_body(parts, text)),
        ]
        links = tuple(lines.moved_link(link) for link in links_in(parts))
        placed = tuple(self._placed(remark) for remark in remarks)
        return Examined(article.file, placed, self._known(parts, links))

    def _of_file(self) -> Iterator[Remark]:
        rules, matter, summary = self._examiner.rules, self._matter, self._article.summary
        yield from _byte_remarks(self._source)
        for fault in self._parsed.faults:
            if fault.code not in {"unknown-key", "encoding", "damaged"}:
                yield Remark(fault.code, fault.message, fault.line)
        yield from key_remarks(matter, rules.keys)
        yield from alias_remarks(matter, self._source.text)
        yield from date_form_remarks(matter)
        yield from unopened_remarks(matter)
        if not self._parsed.is_draft:
            yield from missing_remarks(rules.required, matter.values, self._elsewhere())
            yield from date_remarks(summary, self._examiner.now)

    def _elsewhere(self) -> set[str]:
        """The keys whose values are known without front matter."""
        name = PurePosixPath(self._article.file)
        known = set()
        if self._article.summary.title != name.stem:
            known.add("title")
        if date_in_name(name.name, self._examiner.timezone):
            known.add("published")
        return known

    def _of_body(self, parts: Sequence[Part], text: str) -> Iterator[Remark]:
        article = self._article
        yield from self._examiner.objections(parts)
        if not words_of(parts) and not any(isinstance(p, Tag) and p.name == "img" for p in parts):
            message = "there is a title but no text; write the article, or mark it draft: true"
            if not self._parsed.is_draft:
                yield Remark("body-empty", message)
            return
        yield from picture_remarks(parts)
        mends = level_mends(text) if article.format is Format.MARKDOWN else ()
        for remark in heading_remarks(parts):
            if remark.code == "heading-top":
                yield Remark(remark.code, remark.message, remark.line, remark.column, mends=mends)
            else:
                yield remark
        yield from table_remarks(parts)
        yield from link_remarks(parts)
        yield from layout_remarks(parts)
        if article.format is Format.MARKDOWN:
            yield from mark_remarks(parts, text)

    def _placed(self, remark: Remark) -> Remark:
        """A remark with its line, where only its key is known."""
        line = remark.line or self._matter.lines.get(remark.key, 0)
        return Remark(remark.code, remark.message, line, remark.column, remark.key, remark.mends)

    def _known(self, parts: Sequence[Part], links: tuple[Link, ...]) -> Known:
        article, lines = self._article, self._matter.lines
        summary = article.summary
        return Known(
            path=summary.path,
            column=summary.column,
            published=summary.published,
            is_draft=self._parsed.is_draft,
            aliases=self._parsed.aliases,
            alias_line=lines.get("aliases", lines.get("slug", 0)),
            tags=summary.tags,
            links=links,
            ids=ids_in(parts),
            sections=sections_in(parts),
            names=frozenset(tag.attributes.get("name", "") for tag in opening(parts, "a")),
            words=words_in(article, self._examiner.words),
            cover=summary.cover,
            cover_line=lines.get("cover", 0),
            recordings=summary.recordings,
        )


def _without_title(parts: Sequence[Part], title: str) -> Sequence[Part]:
    """Without the first heading of level 1, if it is the title."""
    for number, part in enumerate(parts):
        if isinstance(part, Tag) and part.name == "h1" and not part.is_closing:
            for end in range(number, len(parts)):
                closing = parts[end]
                if isinstance(closing, Tag) and closing.name == "h1" and closing.is_closing:
                    words = " ".join(words_of(parts[number:end]).split())
                    is_title = "".join(words.split()) == "".join(title.split())
                    return [*parts[:number], *parts[end + 1 :]] if is_title else parts
            return parts
    return parts


def _byte_remarks(source: Source) -> Iterator[Remark]:
    for remark in source.remarks:
        if remark.code == "encoding" and source.is_sound:
            mend = Mend(0, source.encoding, "utf-8")
            yield Remark("encoding", remark.message, mends=(mend,))
        else:
            yield remark
    if source.has_mark:
        message = "the file begins with a byte order mark, which nothing needs; save it without"
        mends = (Mend(0, "utf-8-sig", "utf-8"),) if source.is_sound else ()
        yield Remark("byte-order-mark", message, mends=mends)


def _remark(error: ArticleError, mends: tuple[Mend, ...] = ()) -> Remark:
    return Remark(error.code, error.message, error.line, error.column, error.key, mends)
