"""Fits an article's HTML into its page: heading levels, links, ids, tables, pictures."""

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import quote, unquote, urlsplit

from reader.language.addresses import as_browsers_read
from reader.language.markup.html import tokens
from reader.rendering.lines import break_addresses, mark_long_words
from reader.rendering.outline import number_headings

_HEADING = re.compile(r"h([1-6])")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ARTICLE_FILE = re.compile(r"\.(?:md|markdown|html?|txt)$", re.IGNORECASE)
_MAX_LEVEL = 6
_ID_PREFIX = "a-"  # keeps an author's ids apart from the page's own
_MAX_EMPTY = 100  # parts; an element with more in it is not looked at for being empty
_INVISIBLE = " \t\n\r\f\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff\u00ad"

Token = tuple[str, str]


def fit(html: str, path: str) -> str:
    """The sanitised HTML of the article at `path`, ready for its page.

    Headings start at level 2 and skip none (the page's title is the one `h1`); ids get a prefix
    that keeps them apart from the page's own; links to other article files and to media become
    relative URLs that hold in every edition; tables can be scrolled by keyboard; every heading
    has an id; what would leave gaps in justified lines may break or is marked.
    """
    parts = list(tokens(html))
    for step in _STEPS:
        parts = list(step(parts))
    place = _Place(path)
    fitted = _tables(_pictures(_links(parts, place), place))
    return "".join(part for _, part in fitted)


class _Place:
    """Turns links written beside an article file into links relative to the article's page."""

    def __init__(self, path: str) -> None:
        self._folder = posixpath.dirname(path)
        self._to_articles = "../" * path.count("/")

    def link(self, address: str) -> str:
        """A link to an article file, to a file beside it, or to anywhere else."""
        href = as_browsers_read(address)
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or not parts.path:
            return href
        target = self._target(parts.path)
        tail = href[len(parts.path) :]
        is_folder = parts.path.rpartition("/")[2] in {"", ".", ".."}
        if parts.path.startswith("/"):
            return self._from_root(target, tail)
        if is_folder:
            return self._to_articles + "../" + (f"columns/{quote(target)}" if target else "") + tail
        if _ARTICLE_FILE.search(target) or not posixpath.splitext(target)[1]:
            page = self._to_articles + quote(_ARTICLE_FILE.sub("", target))
            return page + tail.replace("#", f"#{_ID_PREFIX}", 1)
        return self._media(target) + tail

    def media(self, src: str) -> str:
        """The URL of a picture beside the article."""
        path = urlsplit(as_browsers_read(src)).path
        target = self._target(path)
        return self._media(target.removeprefix("media/") if path.startswith("/") else target)

    def _target(self, path: str) -> str:
        """A path as written, decoded, from the content folder; never above it."""
        joined = posixpath.join("/", self._folder, unquote(path))
        return posixpath.normpath(joined).lstrip("/")

    def _from_root(self, target: str, tail: str) -> str:
        for prefix in ("articles/", "columns/", "tags/", "archive"):
            if target.startswith(prefix):
                return self._to_articles + "../" + quote(target) + tail
        if target.startswith("media/"):
            return self._media(target.removeprefix("media/")) + tail
        # An address of the old site: from the root, where its alias redirects.
        return self._to_articles + "../../" + quote(target) + tail

    def _media(self, target: str) -> str:
        return f"{self._to_articles}../../media/{quote(target)}"


def is_elsewhere(address: str) -> bool:
    """Whether a picture's address, as browsers read it, is anything but a path on this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc) or address.startswith("//")


def _drop_empty(parts: list[Token]) -> Iterator[Token]:
    """Headings and links with nothing in them mislead who listens; empty header cells too.

    What such an element was the target of stays one.
    """
    number = 0
    while number < len(parts):
        name, part = parts[number]
        is_link = name == "a" and " href=" in part
        is_opening = not part.startswith("</")
        if is_opening and (is_link or name == "th" or _HEADING.fullmatch(name)):
            end = _end_of_empty(parts, number)
            if end and name == "th":
                yield "td", part.replace("<th", "<td", 1)
                yield "td", "</td>"
            elif end:
                yield from _targets(parts[number:end])
            if end:
                number = end + 1
                continue
        yield name, part
        number += 1


def _targets(parts: list[Token]) -> Iterator[Token]:
    for _, part in parts:
        if target := re.search(r' id="[^"]*"', part):
            yield "span", f"<span{target[0]}>"
            yield "span", "</span>"


def _end_of_empty(parts: list[Token], start: int) -> int:
    """Where the element that starts here ends, if it holds nothing to see or hear; else 0."""
    own = parts[start][0]
    depth = 0
    for number in range(start, min(start + _MAX_EMPTY, len(parts))):
        name, part = parts[number]
        if not name and unescape(part).strip(_INVISIBLE):
            return 0
        if name == "img" and " src=" in part:
            return 0
        if name == own:
            depth += -1 if part.startswith("</") else 1
            if depth == 0:
                return number
    return 0


def _level_headings(parts: list[Token]) -> Iterator[Token]:
    under: list[int] = []  # the author's levels of the headings we are under
    open_as: list[str] = []  # the elements they became, of those not closed yet
    for name, part in parts:
        match = _HEADING.fullmatch(name)
        if not match:
            yield name, part
            continue
        if part.startswith("</"):
            shown = open_as.pop() if open_as else name
        else:
            level = int(match[1])
            while under and under[-1] >= level:
                under.pop()
            under.append(level)
            shown = f"h{min(1 + len(under), _MAX_LEVEL)}"
            open_as.append(shown)
        yield shown, part.replace(name, shown, 1)


def _scope_headers(parts: list[Token]) -> Iterator[Token]:
    """Header cells of a head row name their column (WCAG technique H63)."""
    is_head = False
    for name, part in parts:
        if name == "thead":
            is_head = not part.startswith("</")
        if name == "th" and is_head and not part.startswith("</") and " scope=" not in part:
            yield name, part[:-1] + ' scope="col">'
        else:
            yield name, part


def _unique_ids(parts: list[Token]) -> Iterator[Token]:
    known: set[str] = set()

    def prefixed(match: re.Match[str]) -> str:
        key, value = match[1], match[2]
        if key == "id":
            if not value or any(map(str.isspace, value)) or value in known:
                return ""
            known.add(value)
            return f' id="{_ID_PREFIX}{value}"'
        if key == "href" and value.startswith("#") and len(value) > 1:
            return f' href="#{_ID_PREFIX}{value[1:]}"'
        if key == "headers":
            return f' headers="{" ".join(_ID_PREFIX + name for name in value.split())}"'
        return match[0]

    for name, part in parts:
        is_tag = bool(name) and not part.startswith("</")
        yield name, _ATTRIBUTE.sub(prefixed, part) if is_tag else part


def _note_features(parts: list[Token]) -> Iterator[Token]:
    """Links to footnotes open these beside the text where there is a script."""
    is_reference = False
    for name, part in parts:
        if name == "sup":
            is_reference = part == '<sup class="footnote-ref">'
        is_note = is_reference and name == "a" and part.startswith('<a href="#')
        yield name, f'{part[:-1]} data-feature="note">' if is_note else part


def _links(parts: list[Token], place: _Place) -> Iterator[Token]:
    for name, part in parts:
        if name == "a":
            yield name, _rewritten(part, "href", place.link)
        else:
            yield name, part


def _rewritten(tag: str, attribute: str, change: Callable[[str], str]) -> str:
    def changed(match: re.Match[str]) -> str:
        if match[1] != attribute:
            return match[0]
        try:
            return f' {attribute}="{escape(change(unescape(match[2])))}"'
        except ValueError:  # such as a broken IPv6 address
            return ""

    return _ATTRIBUTE.sub(changed, tag)


def _pictures(parts: Iterator[Token], place: _Place) -> Iterator[Token]:
    is_linked = False
    for name, part in parts:
        if name == "a":
            is_linked = not part.startswith("</")
        if name != "img":
            yield name, part
            continue
        attributes = dict(_ATTRIBUTE.findall(part))
        source = as_browsers_read(unescape(attributes.get("src", "")))
        if is_elsewhere(source):
            yield from _remote_picture(source, attributes.get("alt", ""), is_linked=is_linked)
        elif source:
            shown = _rewritten(part, "src", place.media)
            alt = "" if "alt" in attributes else ' alt=""'
            yield name, f'{shown[:-1]}{alt} loading="lazy" decoding="async">'


def _remote_picture(source: str, alt: str, *, is_linked: bool) -> Iterator[Token]:
    """A picture on another site is offered as a link: no page of ours calls a third party."""
    words = alt or escape(source)
    if is_linked:
        yield "", words
    else:
        yield "a", f'<a href="{escape(source)}">{words}</a>'


def _tables(parts: Iterator[Token]) -> Iterator[Token]:
    number = depth = 0
    for name, part in parts:
        if name != "table":
            yield name, part
        elif not part.startswith("</"):
            depth += 1
            if depth == 1:
                number += 1
                yield "div", _TABLE_BOX.format(number)
            yield name, part
        else:
            yield name, part
            depth -= 1
            if depth == 0:
                yield "div", "</div>"


_TABLE_BOX = '<div class="table" role="region" aria-label="表格 {}" tabindex="0">'

_STEPS = (
    _drop_empty, _level_headings, _scope_headers, _unique_ids, number_headings, _note_features,
    mark_long_words, break_addresses,
)  # fmt: skip
