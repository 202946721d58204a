"""Finds an article's title and its opening words in the text its author wrote."""

import re
from collections.abc import Iterator

from reader.domain.article import Format
from reader.storage.plain_text import MAX_LENGTH, first_element, plain, plain_html, without_hidden

_MAX_TITLE = 120
_MAX_HEADING = 4000  # characters of HTML; a heading with more in it is not taken out
_MAX_FIRST_LINE = 60  # a longer first line is a paragraph, not a title
_MAX_PARAGRAPH_TITLE = 30
_MAX_EXCERPT = 120
_MIN_EXCERPT = 12

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_CLOSING_MARKS = re.compile(r"[ \t]+#+$")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_BLOCK_MARKS = re.compile(r"\s*(?:>\s?|[-*+]\s+|\d{1,9}[.)]\s+)+")
_NO_TITLE = re.compile(
    r" {4}|\t| {0,3}(?:\||\[\^|:::|[=*_-]{3,}\s*$)"
)  # code, tables, notes, rules
_NOT_PROSE = re.compile(r"\s*(?:#|>|\||[-*+]\s|\d{1,9}[.)]\s|!\[|\[\^|<|={3,}|-{3,}|`{3}|~{3}|:::)")
_SENTENCE_END = re.compile(r"[。！？!?；;]")
_BREAK = re.compile(r"</(?:p|div|h\d|li|td)\s{0,9}>|<br[^<>]{0,99}>", re.IGNORECASE)


def split_title(text: str, form: Format) -> tuple[str, str]:
    """The title found in a text, empty when there is none, and the text without it.

    What is too long for a title, or more than a title, also stays in the text.
    """
    if form is Format.HTML:
        return _split_html(text)
    lines = text.split("\n")
    if form is Format.MARKDOWN:
        found = _heading(lines) or _opening_line(lines)
    else:
        found = _first_line(lines)
    if not found:
        return "", text
    title, start, count = found
    return title, _without(lines, start, count) if count else text


def drop_repeated_title(text: str, form: Format, title: str) -> str:
    """The text without an opening heading that only says the title again."""
    found, body = split_title(text, form)
    return body if found == title else text


def excerpt(text: str, form: Format) -> str:
    """The first words of running text: at most about 120 characters, cut after a sentence."""
    if form is Format.HTML:
        pieces = _BREAK.split(without_hidden(text[:50_000]))
        prose = (plain_html(piece[:MAX_LENGTH]) for piece in pieces)
    else:
        lines = text[:20_000].splitlines()
        prose = (plain(line) for line in lines if not _NOT_PROSE.match(line))
    return shortened(next((words for words in prose if len(words) >= _MIN_EXCERPT), ""))


def shortened(words: str, limit: int = _MAX_EXCERPT) -> str:
    """At most `limit` characters, cut after a sentence where one ends in the second half."""
    if len(words) <= limit:
        return words
    ends = [match.end() for match in _SENTENCE_END.finditer(words, limit // 2, limit)]
    return words[: ends[-1]] if ends else words[: limit - 1].rstrip("，、：,: ") + "…"


def _split_html(text: str) -> tuple[str, str]:
    visible = without_hidden(text)
    heading = first_element(visible, "h1")
    if heading and (words := plain_html(heading[2][:_MAX_HEADING])):
        if len(words) > _MAX_TITLE or len(heading[2]) > _MAX_HEADING:
            return shortened(words, _MAX_TITLE), text
        return words, visible[: heading[0]] + visible[heading[1] :]
    title = first_element(text, "title")
    return (shortened(plain_html(title[2][:_MAX_HEADING]), _MAX_TITLE) if title else ""), text


def _heading(lines: list[str]) -> tuple[str, int, int] | None:
    """The heading a Markdown text opens with, else its first level-one heading.

    As (words, first line, number of lines to take out).
    """
    is_opening = True
    for number, line in _unfenced(lines):
        if not line.strip():
            continue
        heading = _ATX.match(line)
        if heading and (len(heading[1]) == 1 or is_opening):
            words = plain(_CLOSING_MARKS.sub("", heading[2].rstrip()))
            if words:
                return _fitting(words, number, 1)
        is_underlined = number + 1 < len(lines) and _SETEXT.match(lines[number + 1])
        if not heading and is_opening and is_underlined and not _NOT_PROSE.match(line):
            words = plain(line)
            if words:
                return _fitting(words, number, 2)
        is_opening = False
    return None


def _opening_line(lines: list[str]) -> tuple[str, int, int] | None:
    """The first line of a Markdown text without headings; taken out only if it is no more."""
    for number, line in _unfenced(lines):
        if _NO_TITLE.match(line):
            continue
        words = plain(_BLOCK_MARKS.sub("", line[:MAX_LENGTH], count=1))
        if words:
            is_more = _BLOCK_MARKS.match(line) or line.lstrip().startswith("<")
            return _line_as_title(words, number, is_alone=not is_more)
    return None


def _first_line(lines: list[str]) -> tuple[str, int, int] | None:
    for number, line in enumerate(lines):
        words = " ".join(line[:MAX_LENGTH].split())
        if words:
            return _line_as_title(words, number, is_alone=True)
    return None


def _line_as_title(words: str, number: int, *, is_alone: bool) -> tuple[str, int, int]:
    is_title = len(words) <= _MAX_FIRST_LINE and not _SENTENCE_END.search(words[-1])
    if is_title:
        return words, number, 1 if is_alone else 0
    return shortened(words, _MAX_PARAGRAPH_TITLE), number, 0


def _fitting(words: str, number: int, count: int) -> tuple[str, int, int]:
    if len(words) <= _MAX_TITLE:
        return words, number, count
    return shortened(words, _MAX_TITLE), number, 0


def _unfenced(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines outside fenced code, with their numbers."""
    fence = ""
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if not fence and not match:
            yield number, line
        elif match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence):
            fence = ""


def _without(lines: list[str], start: int, count: int) -> str:
    return "\n".join(lines[:start] + lines[start + count :]).strip("\n")
