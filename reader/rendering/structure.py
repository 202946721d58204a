"""Fits an article's HTML into its page: heading levels, links, ids, tables, pictures."""

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import quote, unquote, urlsplit

from reader.language.markup import tokens

_HEADING = re.compile(r"h([1-6])")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ARTICLE_FILE = re.compile(r"\.(?:md|markdown|html?|txt)$", re.IGNORECASE)
_MAX_LEVEL = 6

Token = tuple[str, str]


def fit(html: str, path: str) -> str:
    """The sanitised HTML of the article at `path`, ready for its page.

    Headings start at level 2 and skip none (the page's title is the one `h1`); ids get a prefix
    that keeps them apart from the page's own; links to other article files and to media become
    relative URLs that hold in every edition; tables can be scrolled by keyboard.
    """
    parts = list(tokens(html))
    for step in (_drop_empty, _level_headings, _scope_headers, _unique_ids):
        parts = list(step(parts))
    fitted = _tables(_pictures(_links(parts, _Place(path))))
    return "".join(part for _, part in fitted)


class _Place:
    """Turns links written beside an article file into links relative to the article's page."""

    def __init__(self, path: str) -> None:
        self._folder = posixpath.dirname(path)
        self._to_articles = "../" * path.count("/")

    def link(self, href: str) -> str:
        """A link to an article file, to a file beside it, or to anywhere else."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or not parts.path:
            return href
        target = self._target(parts.path)
        tail = href[len(parts.path) :]
        if parts.path.startswith("/"):
            return self._from_root(target, tail)
        if parts.path.endswith("/"):
            return f"{self._to_articles}../columns/{quote(target)}{tail}"
        if _ARTICLE_FILE.search(target) or not posixpath.splitext(target)[1]:
            return self._to_articles + quote(_ARTICLE_FILE.sub("", target)) + tail
        return self._media(target) + tail

    def media(self, src: str) -> str:
        """The URL of a picture beside the article; other sites' pictures are left alone."""
        parts = urlsplit(src)
        if parts.scheme or parts.netloc or not parts.path:
            return src
        return self._media(self._target(parts.path).removeprefix("media/"))

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


def _drop_empty(parts: list[Token]) -> Iterator[Token]:
    """Headings and links with nothing in them mislead who listens; empty header cells too."""
    skip = 0
    for number, (name, part) in enumerate(parts):
        if skip:
            skip -= 1
            continue
        following = parts[number + 1] if number + 1 < len(parts) else ("", "")
        is_empty = following == (name, f"</{name}>") and not part.startswith("</")
        if is_empty and (name == "a" or _HEADING.fullmatch(name)):
            skip = 1
        elif is_empty and name == "th":
            yield "td", part.replace("<th", "<td", 1)
            yield "td", "</td>"
            skip = 1
        else:
            yield name, part


def _level_headings(parts: list[Token]) -> Iterator[Token]:
    open_levels: list[int] = []  # the author's levels of the headings we are under
    for name, part in parts:
        match = _HEADING.fullmatch(name)
        if not match:
            yield name, part
            continue
        if not part.startswith("</"):
            level = int(match[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
        shown = f"h{min(1 + len(open_levels), _MAX_LEVEL)}"
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
            return f' id="a-{value}"'
        if key == "href" and value.startswith("#") and len(value) > 1:
            return f' href="#a-{value[1:]}"'
        if key == "headers":
            return f' headers="{" ".join(f"a-{name}" for name in value.split())}"'
        return match[0]

    for name, part in parts:
        is_tag = bool(name) and not part.startswith("</")
        yield name, _ATTRIBUTE.sub(prefixed, part) if is_tag else part


def _links(parts: list[Token], place: _Place) -> Iterator[Token]:
    for name, part in parts:
        if name == "a":
            yield name, _rewritten(part, "href", place.link)
        elif name == "img":
            yield name, _rewritten(part, "src", place.media)
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


def _pictures(parts: Iterator[Token]) -> Iterator[Token]:
    is_linked = False
    for name, part in parts:
        if name == "a":
            is_linked = not part.startswith("</")
        if name != "img":
            yield name, part
            continue
        attributes = dict(_ATTRIBUTE.findall(part))
        source, alt = attributes.get("src", ""), attributes.get("alt", "")
        if re.match(r"(?:[a-z]+:)?//", source):
            yield from _remote_picture(source, alt, is_linked=is_linked)
        elif source:
            if "alt" not in attributes:
                part = part[:-1] + ' alt="">'  # noqa: PLW2901
            yield name, part[:-1] + ' loading="lazy" decoding="async">'


def _remote_picture(source: str, alt: str, *, is_linked: bool) -> Iterator[Token]:
    """A picture on another site is offered as a link: no page of ours calls a third party."""
    words = alt or "图片"
    if is_linked:
        yield "", words
    else:
        yield "a", f'<a href="{source}">{words}</a>'


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


_TABLE_BOX = '<div class="table" role="group" aria-label="表格 {}" tabindex="0">'
