"""HTML as its tags and texts, each with its place in the source."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple, TypeAlias

from reader.language.markup.attributes import read_attributes
from reader.language.markup.elements import RAW
from reader.language.markup.html import MARKUP, TEXT


class Tag(NamedTuple):
    """A start or end tag; `name` and the names of attributes are in lower case."""

    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    is_closing: bool = False


class Text(NamedTuple):
    """Running text as it reads; `line` and `column` are where it begins, both 1-based."""

    text: str
    line: int
    column: int


Part: TypeAlias = Tag | Text


def html_parts(html: str, line: int = 1, column: int = 1) -> Iterator[Part]:
    """The parts of HTML that begins at this place, in order. Takes linear time on any input.

    Comments are left out, and so is what scripts, styles and their like hold.
    """
    places = Places(html, line, column)
    at = 0
    while at < len(html):
        text = TEXT.match(html, at)
        if text and text.end() > at:
            yield Text(unescape(text[0]), *places.of(at))
            at = text.end()
            continue
        tag = MARKUP.match(html, at)
        if not tag:  # it never ends, as browsers read it
            return
        at = tag.end()
        if not tag[2]:
            continue
        name = tag[2].lower()
        yield _tag(html, tag, name, places.of(tag.start()))
        if name in RAW and not tag[1]:
            at = _end_of_raw(html, at, name)


def _tag(html: str, tag: re.Match[str], name: str, place: tuple[int, int]) -> Tag:
    attributes = {}
    if not tag[1] and tag.end() - tag.end(2) > 1:
        found = read_attributes(html, tag.end(2), tag.end() - 1)
        attributes = {key: unescape(attribute.value) for key, attribute in found.items()}
    return Tag(name, attributes, *place, is_closing=bool(tag[1]))


def _end_of_raw(html: str, at: int, name: str) -> int:
    closing = re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE).search(html, at)
    return closing.start() if closing else len(html)


class Places:
    """Lines and columns in a text, of places that are asked for in their order.

    The text begins at `line` and `column`, both 1-based.
    """

    def __init__(self, text: str, line: int = 1, column: int = 1) -> None:
        self._text = text
        self._line = line
        self._start = 1 - column  # of the line
        self._at = 0

    def of(self, at: int) -> tuple[int, int]:
        """The line and column of a place that is not before the last one."""
        newlines = self._text.count("\n", self._at, at)
        if newlines:
            self._line += newlines
            self._start = self._text.rfind("\n", self._at, at) + 1
        self._at = at
        return self._line, at - self._start + 1
