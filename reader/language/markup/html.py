"""HTML as a run of tags and texts, and its conversion between scripts, a block at a time.

The text of a block is joined over its inline elements and converted as one, so that phrases may
run across them (头<b>发</b> → 頭<b>髮</b>); every change goes back to the place it came from, and
nothing else changes by a byte. `elements` says what the elements are to the text.

- Comments, `wbr` and invisible characters, written or as references, part nothing. A character
  reference is read as its character, and rewritten only if that changes.
- What is skipped (code, other languages, translate="no"), pictures and controls are one U+FFFC in
  the joined text; `sub`, `sup` and `q` have one at either end.
- What is above the line in `ruby` is converted by itself, the text below it as part of the block.
- A tag or comment that never ends is left as it is, with all that follows, as browsers do.
"""

import re
from collections.abc import Iterator
from html import escape

from reader.language.characters import BORDER
from reader.language.edits import Edit, TextConversion, apply
from reader.language.markup.attributes import (
    attribute_edits,
    inner_mode,
    own_mode,
    read_attributes,
)
from reader.language.markup.elements import BLOCKS, BORDERS, RAW, RUBY, VOID, OpenElements
from reader.language.markup.joined import JoinedText, readable

_TOKEN = re.compile(r'<(?:"[^"]*"|[^">])*>')
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")

# HTML 13.2.5. Possessive, so that what never ends is read once.
TEXT = re.compile(r"[^<]*+(?:<(?![A-Za-z/!?])[^<]*+)*+")
_SPACE = r"[ \t\n\f\r]"
MARKUP = re.compile(
    rf"""
    <(/?)([A-Za-z][^ \t\n\f\r/>]*+)
        (?:
            (?:{_SPACE}|/)++
          | =?[^ \t\n\f\r/>=]++
            (?: {_SPACE}*+ = {_SPACE}*+
                (?: "[^"]*+" | '[^']*+' | [^ \t\n\f\r"'>][^ \t\n\f\r>]*+ | (?=>) )
              | (?!{_SPACE}*+=) )
        )*+ >
  | <!--(?: -?> | [^-]*+ (?:-(?!-!?>)[^-]*+)*+ --!?> )
  | <!(?!--)[^>]*+> | <\?[^>]*+> | </(?![A-Za-z])[^>]*+>
    """,
    re.VERBOSE,
)
_CDATA = re.compile(r"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+\]\]>")
_CDATA_START = "<![CDATA["
_SYNTAX = re.compile("[&<>]")
_UNFINISHED = re.compile(r"&#?[A-Za-z0-9]*\Z")
_LONGEST_REFERENCE = 40

_STEP = 16 * 1024  # characters read at a time; less is kept until there are so many
_LONGEST_BLOCK = 64 * 1024  # characters of text; a longer one is cut after a sentence
_LONGEST_SOURCE = 1024 * 1024  # characters of a block with its tags


def tokens(html: str) -> Iterator[tuple[str, str]]:
    """The parts of an HTML fragment in order, each as (element name or `""` for text, part).

    For what the sanitizer wrote: well formed, every attribute in double quotes.
    """
    position = 0
    for match in _TOKEN.finditer(html):
        if match.start() > position:
            yield "", html[position : match.start()]
        name = _NAME.match(match[0])
        yield (name[1] if name else "!"), match[0]
        position = match.end()
    if position < len(html):
        yield "", html[position:]


def convert_markup(html: str, conversion: TextConversion, language: str) -> str:
    """An HTML fragment or document with its Chinese text converted.

    Text, the attributes readers see or hear, and what a page says of itself; `lang` of Chinese
    text becomes `language`, the target's BCP 47 tag. Takes linear time on any input.
    """
    conversion_of_all = MarkupConversion(conversion, language)
    return conversion_of_all.feed(html) + conversion_of_all.close()


class MarkupConversion:
    """Converts HTML that comes in pieces; what it answers, joined, is the same for any pieces.

    It keeps the block that is not finished yet, and a little more.
    """

    def __init__(self, conversion: TextConversion, language: str) -> None:
        self._conversion = conversion
        self._language = language
        self._waiting: list[str] = []  # not read yet
        self._waiting_size = 0
        self._html = ""  # what is not answered yet
        self._at = 0  # how far it is read
        self._edits: list[Edit] = []
        self._elements = OpenElements()
        self._raw = ""  # the element whose end tag alone is looked for
        self._line = JoinedText()
        self._above = JoinedText()  # ruby text, above the line

    def feed(self, html: str) -> str:
        """Take the next piece, and answer what is finished."""
        self._waiting.append(html)
        self._waiting_size += len(html)
        if self._waiting_size < max(_STEP, len(self._html)):
            return ""  # reading in growing steps keeps the time linear
        return self._read(is_last=False)

    def close(self) -> str:
        """The rest. Nothing may follow."""
        return self._read(is_last=True)

    def _read(self, *, is_last: bool) -> str:
        self._html += "".join(self._waiting)
        self._waiting.clear()
        self._waiting_size = 0
        while self._at < len(self._html):
            position = self._step(self._at, is_last)
            if position == self._at:
                break
            self._at = position
        if is_last:
            self._end_block()
        return self._answer()

    def _answer(self) -> str:
        settled = self._settled()
        self._edits.sort()
        done = len(self._edits)
        while done and self._edits[done - 1][0] >= settled:
            done -= 1
        answer = apply(self._html[:settled], self._edits[:done])
        self._html = self._html[settled:]
        self._at -= settled
        self._edits = [(a - settled, b - settled, new) for a, b, new in self._edits[done:]]
        self._line.shift(settled)
        self._above.shift(settled)
        return answer

    def _settled(self) -> int:
        """Up to where all edits are known."""
        return min(
            [text.begins() for text in (self._line, self._above) if text.length] or [self._at]
        )

    def _step(self, at: int, is_last: bool) -> int:
        """Read one text or tag; where it ends, or `at` if the end has not come yet."""
        if self._raw:
            return self._raw_text(at, is_last)
        end = self._end_of_text(at, is_last)
        if end > at:
            self._text(at, end)
            return end
        pattern = MARKUP
        if self._elements.is_foreign and self._html.startswith(_CDATA_START, at):
            pattern = _CDATA
        match = pattern.match(self._html, at)
        if not match:
            return len(self._html) if is_last else at
        if name := match[2] if pattern is MARKUP else "":
            if match[1]:
                self._end_tag(name.lower(), at)
            else:
                self._start_tag(name.lower(), match)
            if self._line.length and at - self._line.begins() > _LONGEST_SOURCE:
                self._end_block()
        return match.end()

    def _end_of_text(self, at: int, is_last: bool) -> int:
        match = TEXT.match(self._html, at)
        end = match.end() if match else at
        if is_last or end < len(self._html) or end == at:
            return end
        if self._html[end - 1] == "<":
            return end - 1
        unfinished = _UNFINISHED.search(self._html, max(at, end - _LONGEST_REFERENCE))
        return unfinished.start() if unfinished else end

    def _raw_text(self, at: int, is_last: bool) -> int:
        """The text of an element that holds no elements, up to its end tag."""
        closing = re.compile(rf"</{self._raw}(?=[ \t\n\f\r/>])", re.IGNORECASE)
        match = closing.search(self._html, at)
        if self._raw == "plaintext" or not match:
            if not is_last:
                return at
            end = len(self._html)
        else:
            end = match.start()
        self._text(at, end)
        self._raw = ""
        if end > at or not match:
            return end
        return self._step(at, is_last)

    def _start_tag(self, name: str, match: re.Match[str]) -> None:
        elements = self._elements
        elements.make_way(name)
        outer = elements.mode
        own = outer
        attributes = {}
        if match.end() - match.end(2) > 1:
            attributes = read_attributes(self._html, match.end(2), match.end() - 1)
            own = own_mode(name, attributes, outer, self._language)
        inner = inner_mode(name, own)
        if attributes and own.converts:
            self._edits += attribute_edits(
                name, attributes, inner, self._conversion, self._language
            )
        if name in BLOCKS:
            self._end_block()
        elif outer.converts and (name in BORDERS or not inner.converts):
            self._add(BORDER, match.start(), match.start())
        if name in RUBY:
            self._end_above()
        is_foreign = name in {"svg", "math"} or elements.is_foreign
        if name in VOID or (is_foreign and match[0].endswith("/>")):
            return
        elements.push(name, inner)
        if name in RAW and not is_foreign:
            self._raw = name

    def _end_tag(self, name: str, at: int) -> None:
        if name in BLOCKS:
            self._end_block()
        elif name in BORDERS and self._elements.mode.converts:
            self._add(BORDER, at, at)
        self._elements.close(name)
        if name in RUBY:
            self._end_above()

    def _text(self, start: int, end: int) -> None:
        if self._elements.mode.converts:
            for text, first, last in readable(self._html, start, end):
                self._add(text, first, last)

    def _add(self, text: str, start: int, end: int) -> None:
        joined = self._above if self._elements.mode.is_aside else self._line
        while joined.length + len(text) > _LONGEST_BLOCK:
            room = _LONGEST_BLOCK - joined.length
            if room and end - start == len(text):
                joined.add(text[:room], start, start + room)
                text, start = text[room:], start + room
            self._edits += joined.cut(self._conversion, _escaped)
        joined.add(text, start, end)

    def _end_block(self) -> None:
        self._end_above()
        if self._line.length:
            self._edits += self._line.edits(self._conversion, _escaped)
            self._line = JoinedText()

    def _end_above(self) -> None:
        if self._above.length:
            self._edits += self._above.edits(self._conversion, _escaped)
            self._above = JoinedText()


def _escaped(text: str) -> str:
    return escape(text, quote=False) if _SYNTAX.search(text) else text
