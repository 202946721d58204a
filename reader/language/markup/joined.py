"""Text joined from the places where it stands, and its edits taken back to them."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from reader.language.characters import BORDER, HAN, TRANSPARENT, TRANSPARENT_CLASS
from reader.language.edits import Edit, TextConversion

# A character reference (HTML 13.5) that ends with a semicolon, or may do without.
_REFERENCE = (
    "&(?:#[0-9]{1,16}+;?|#[xX][0-9A-Fa-f]{1,16}+;?|[A-Za-z][A-Za-z0-9]{0,31}+;|shy(?![A-Za-z0-9]))"
)
_SPECIAL = re.compile(f"[{TRANSPARENT_CLASS}]+|{_REFERENCE}")
_STOPS = (f"。！？；…{BORDER}", "，、：” 」』’")  # the best places to cut a long text, then others


class JoinedText:
    """Pieces of a source, one after another; each is literal or stands for a longer reference."""

    def __init__(self) -> None:
        self.length = 0
        self._texts: list[str] = []
        self._pieces: list[tuple[int, int, int]] = []  # start here, start and end in the source

    def add(self, text: str, start: int, end: int) -> None:
        """Append the text that stands at start:end of the source."""
        self._texts.append(text)
        self._pieces.append((self.length, start, end))
        self.length += len(text)

    def begins(self) -> int:
        """Where the first piece is in the source. There must be one."""
        return self._pieces[0][1]

    def shift(self, distance: int) -> None:
        """The source has lost so many characters at its beginning."""
        self._pieces = [(at, start - distance, end - distance) for at, start, end in self._pieces]

    def edits(self, conversion: TextConversion, escape: Callable[[str], str] = str) -> list[Edit]:
        """What the conversion changes, in places of the source; nothing in text without Han.

        An edit over several pieces is shared out: character by character, what is more goes to the
        last, and what is less is divided in proportion.
        """
        text = "".join(self._texts)
        if not HAN.search(text):
            return []
        edits = conversion.edits(text)
        if self._is_one_literal():
            distance = self._pieces[0][1]
            return [(start + distance, end + distance, escape(new)) for start, end, new in edits]
        return [(start, end, escape(new)) for start, end, new in self._placed(text, edits)]

    def _is_one_literal(self) -> bool:
        if len(self._pieces) != 1:
            return False
        _, start, end = self._pieces[0]
        return end - start == self.length

    def cut(self, conversion: TextConversion, escape: Callable[[str], str]) -> list[Edit]:
        """The edits of all but the last sentence, which stays."""
        text = "".join(self._texts)
        head, tail = self._split(cut_place(text))
        self._texts, self._pieces, self.length = tail._texts, tail._pieces, tail.length
        return head.edits(conversion, escape)

    def _split(self, place: int) -> tuple["JoinedText", "JoinedText"]:
        halves = JoinedText(), JoinedText()
        for text, (at, start, end) in zip(self._texts, self._pieces, strict=True):
            middle = min(max(place - at, 0), len(text))
            if middle in {0, len(text)}:
                halves[0 if middle else 1].add(text, start, end)
            else:
                halves[0].add(text[:middle], start, start + middle)
                halves[1].add(text[middle:], start + middle, end)
        return halves

    def _placed(self, text: str, edits: Sequence[Edit]) -> Iterator[Edit]:
        pieces = [*self._pieces, (self.length, 0, 0)]
        number = 0
        for start, end, new in edits:
            used = 0
            low = start
            while low < end:
                while pieces[number + 1][0] <= low:
                    number += 1
                at, first, last = pieces[number]
                high = min(end, pieces[number + 1][0])
                share = len(new) if high == end else _share(high - start, end - start, len(new))
                if text[low:high] != new[used:share]:
                    if last - first == pieces[number + 1][0] - at:  # literal
                        yield first + low - at, first + high - at, new[used:share]
                    else:
                        yield first, last, new[used:share]
                used = share
                low = high


def edits_through(text: str, conversion: TextConversion) -> list[Edit]:
    """The edits of plain text, found as if its invisible characters were not there."""
    if not TRANSPARENT.search(text):
        return list(conversion.edits(text))
    joined = JoinedText()
    position = 0
    for match in TRANSPARENT.finditer(text):
        if match.start() > position:
            joined.add(text[position : match.start()], position, match.start())
        position = match.end()
    if position < len(text):
        joined.add(text[position:], position, len(text))
    return joined.edits(conversion)


def readable(html: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The text of a stretch of HTML without tags, in pieces: each with its start and end there.

    A reference gives the character it stands for; what is invisible is left out. A line break is
    the space it is shown as.
    """
    position = start
    for match in _SPECIAL.finditer(html, start, end):
        if match.start() > position:
            yield _literal(html, position, match.start())
        position = match.end()
        if match[0][0] == "&" and (text := _referenced(match[0])):
            yield text, match.start(), position
    if position < end:
        yield _literal(html, position, end)


def _literal(html: str, start: int, end: int) -> tuple[str, int, int]:
    return _on_one_line(html[start:end]), start, end


def _referenced(reference: str) -> str:
    text = unescape(reference)
    if len(text) != 1:
        return BORDER
    return "" if TRANSPARENT.match(text) else _on_one_line(text)


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _share(passed: int, length: int, new_length: int) -> int:
    """How much of the new text belongs to the first `passed` characters of the old."""
    if new_length >= length:
        return passed
    return (2 * passed * new_length + length) // (2 * length)


def cut_place(text: str) -> int:
    """The end of the last sentence, or part of one, in the last quarter; else of the text."""
    floor = len(text) * 3 // 4
    for marks in _STOPS:
        place = max(text.rfind(mark, floor) for mark in marks)
        if place >= 0:
            return place + 1
    return len(text)
