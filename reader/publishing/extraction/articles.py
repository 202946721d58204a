"""One saved page as an article: its facts and its text, and what is unsure about them."""

import re
from collections.abc import Collection

from lxml import etree

from reader.publishing.extraction import bylines, plain_pages
from reader.publishing.extraction.cleaning import cleaned
from reader.publishing.extraction.columns import column_of
from reader.publishing.extraction.containers import Span, span_of
from reader.publishing.extraction.dates import Moment, moment_of
from reader.publishing.extraction.extracted import Doubt, Extracted
from reader.publishing.extraction.lines import HEADINGS, Line, length, lines_of, squashed
from reader.publishing.extraction.mending import encoding_doubts, mend, torn
from reader.publishing.extraction.metadata import Metadata
from reader.publishing.extraction.paging import next_page
from reader.publishing.extraction.parsing import Page, parse
from reader.publishing.extraction.pruning import prune
from reader.publishing.extraction.titles import (
    plain_title,
    site_names,
    title_line,
    title_run,
    written_title,
)
from reader.publishing.extraction.trimming import dropper, trimmed
from reader.storage.encoding import decode

_STAFF_CODE = re.compile(r"[_\s]*[A-Z]{1,4}\d{3,}$")
_SHORT = 20  # characters of a text that make one wonder


def extract(raw: bytes, *, url: str = "", off: Collection[str] = ()) -> Extracted:
    """Read one saved page, or a text of lines.

    `url` is where the page was, if that is known; `off` names the repairs that are not wanted.
    Raises ImportRefusedError for a page that is not read.
    """
    decoded = decode(raw, _label_in(raw))
    doubts = encoding_doubts(decoded)
    page = parse(decoded.text if _is_html(decoded.text) else plain_pages.as_html(decoded.text))
    repairs = mend(page.root, off)
    facts = _Facts(page)
    body = facts.body()
    return Extracted(
        title=facts.title,
        author=facts.author(),
        published=facts.published(),
        source=facts.source(),
        editor=facts.editor(),
        column=facts.column(),
        tags=facts.tags(body),
        summary="",
        body=_html(body),
        address=facts.address() or url,
        next_page=next_page(page.root, url),
        encoding=decoded.encoding,
        doubts=(*doubts, *facts.doubts(body), *torn(repairs)),
        repairs=repairs,
    )


def _is_html(text: str) -> bool:
    return bool(
        re.search(
            r"(?i)<(?:html|body|head|p|div|br|table|meta|title|h[1-6]|b|i|a|span|font|center|ul)\b",
            text[:20_000],
        )
    )


def _label_in(raw: bytes) -> str:
    """What the page says its encoding is (HTML Living Standard, 13.2.3.2)."""
    found = re.search(rb"(?i)charset\s*=\s*[\"']?\s*([\w-]+)", raw[:4096])
    return found[1].decode("ascii", "replace") if found else ""


class _Facts:
    """The facts of one page, from its lines and its metadata."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._metadata = Metadata(page)
        body = page.root.find("body")
        self._root = body if body is not None else page.root
        self._lines = lines_of(self._root)
        self._sites = site_names(page.title, self._metadata)
        self._find_title(page.title)
        self._found = bylines.found_in(self._lines, self._title_number)

    def _find_title(self, written: str) -> None:
        """The title and its line; a text may have one that is told by where it stands alone."""
        line = title_line(self._lines, written, self._metadata)
        run = title_run(self._lines, written, self._metadata)
        if run and (
            line is None or run[0] <= line.number <= run[1] or len(run[2]) > length(line.text)
        ):
            line, self.title = self._lines[run[0]], run[2]
            self._title_element = None  # as it is set, it is a part of the text
        else:
            self.title = line.text if line else ""
            self._title_element = line.element if line else None
        self._title_number = line.number if line else None
        self._span = span_of(self._root, self._lines, self._title_number)
        if line is None and self._span and (above := self._line_above(self._span)):
            self._title_number = above.number
            self.title = written_title(written, self._metadata, self._sites) or above.text
            if squashed(self.title) == squashed(above.text):
                self._title_element = above.element
        if not self.title:
            self.title = written_title(written, self._metadata, self._sites)
        self.title = plain_title(self.title) or self._last_resort(written)

    def _last_resort(self, written: str) -> str:
        """No article is without a title."""
        return written or (self._lines[0].text[:60] if self._lines else "")

    def _line_above(self, span: Span) -> Line | None:
        """The line that heads a text: a heading, or the last but the byline."""
        above = [
            line for line in self._lines[max(span.first - 8, 0) : span.first]
            if length(line.text) >= 6 and not bylines.is_byline(line) and not line.linked
        ]  # fmt: skip
        headings = [line for line in above if line.tag in HEADINGS]
        candidates = headings or above
        return candidates[-1] if candidates else None

    def author(self) -> str:
        shown = bylines.best(self._found, "author", self._is_author)
        if shown:
            return _plain_name(shown.text)
        names = self._metadata.named("ld:author", "item:author", "article:author", "author")
        given = (name for name in names if bylines.is_names(name) and not self._is_site(name))
        return next((name for name in given if self._is_shown(name)), "")

    def _is_shown(self, name: str) -> bool:
        """Whether a reader of the page sees the name: content systems also know who uploaded it."""
        edited = {fact.line for fact in self._found if fact.name == "editor"}
        shown = (line for line in self._lines if not line.is_hidden and line.number not in edited)
        return any(name in line.text for line in shown)

    def _is_author(self, text: str) -> bool:
        return not text or not self._is_site(text)

    def _is_site(self, name: str) -> bool:
        wanted = squashed(name)
        said = [
            *self._sites,
            *(squashed(v) for v in self._metadata.named("copyright", "ld:publisher")),
        ]
        return any(wanted in site for site in (*said, squashed(self._page.title)))

    def source(self) -> str:
        shown = bylines.best(self._found, "source")
        if shown:
            return shown.text
        given = self._metadata.named("contentsource")
        return next((value for value in given if bylines.is_fact("source", value)), "")

    def editor(self) -> str:
        shown = bylines.best(self._found, "editor")
        return _plain_name(shown.text) if shown else ""

    def column(self) -> str:
        shown = bylines.best(self._found, "column", bool)
        return column_of(self._lines, self.title, self._page.title, self._metadata) or (
            shown.text if shown else ""
        )

    def _moments(self) -> tuple[Moment | None, Moment | None]:
        """The time a reader sees and the time machines are told."""
        shown = bylines.best(self._found, "published", bool)
        told = (moment_of(value) for value in self._metadata.all("published"))
        return (shown.moment if shown else None), next((m for m in told if m), None)

    def published(self) -> str:
        shown, told = self._moments()
        if shown and told and shown.day == told.day and not shown.time:
            return str(told)
        return str(shown or told or "")

    def tags(self, body: etree._Element) -> tuple[str, ...]:
        text = squashed(self.title + "".join(body.itertext()))
        for value in self._metadata.all("tags"):
            tags = [tag.strip() for tag in re.split(r"[,，;；、|\s]+", value) if tag.strip()]
            known = [tag for tag in tags if squashed(tag) in text and not self._is_site(tag)]
            if 0 < len(tags) <= 10 and len(known) >= 0.6 * len(tags):
                return tuple(dict.fromkeys(tag for tag in known if 1 < length(tag) <= 10))
        return ()

    def address(self) -> str:
        values = self._metadata.named("canonical", "og:url")
        return next((value for value in values if value.startswith(("http://", "https://"))), "")

    def body(self) -> etree._Element:
        if self._span is None:
            return etree.Element("div")
        title = self._title_element
        is_elsewhere = title is None or title not in set(self._span.element.iter())
        container = self._span.element
        if not self._span.is_known:
            prune(container, self._lines, self._span, self._title_number)
        drop = dropper(container, None if is_elsewhere or title is container else title)
        blocks = cleaned(container, drop)
        trimmed(blocks, self.title, is_elsewhere)
        return blocks

    def doubts(self, body: etree._Element) -> list[Doubt]:
        found = []
        shown, told = self._moments()
        if shown and told and shown.day != told.day:
            message = (
                f"the page shows {shown.day} and its metadata say {told.day}; {shown.day} was taken"
            )
            chinese = f"页面显示 {shown.day}，元数据为 {told.day}，已采用 {shown.day}"
            found.append(Doubt("published", message, chinese))
        said = length("".join(body.itertext()))
        if said < _SHORT:
            message = f"the text has only {said} characters; compare it with the page"
            found.append(Doubt("body", message, f"正文只有 {said} 个字，请对照原网页"))
        elif self._span and not self._span.is_known and self._title_element is None:
            message = "title and text stand where they do on no page of a known kind; compare them"
            found.append(Doubt("body", message, "标题和正文的位置不同于常见网站，请对照原网页"))
        return found


def _plain_name(text: str) -> str:
    """A name without the brackets around it, or a staff code behind it."""
    return _STAFF_CODE.sub("", text.strip("()（）[]【】〔〕:：/、 "))


def _html(body: etree._Element) -> str:
    return "".join(
        etree.tostring(block, encoding="unicode", method="html", with_tail=False) for block in body
    )
