"""Looks that say something to the eye alone (WCAG 2.2 SC 1.3.1, 1.3.2, 1.4.1 and 3.1.2)."""

import re
from collections.abc import Iterator, Sequence

from reader.domain.faults import Remark
from reader.language.markup.parts import Part, Tag, Text

_WIDE = "\u3000\u00a0\u2000-\u200a\u202f"  # spaces that a page does not run into one
_WITHIN = re.compile(rf"(?<=\S)[{_WIDE}]{{4,}}(?=\S)")
_BEFORE = re.compile(rf"(?:^|\n)[ \t]*[{_WIDE}]{{6,}}(?=\S)")
_SYMBOL = (
    "\u2190-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\u3003\u3012\u3013\u3020"
    "\U0001f000-\U0001faff*#=~^|+<>@※◆◇○●"
)
_SYMBOLS = re.compile(rf"(?:[{_SYMBOL}]\ufe0f?\u200d?){{6,}}|[-=*~#_·.。、]{{12,}}")
_ART = re.compile(r"[\u2500-\u259f\u25a0-\u25ff/\\|_+*#=-]")
_ART_LINES = 3
_COLOUR = re.compile(r"(?:^|;)\s*(?:color|background(?:-color)?)\s*:\s*([^;]+)", re.IGNORECASE)
_PLAIN = re.compile(
    r"black|#0{3,8}|#[0-4]([0-9a-f])?[0-4]\1?[0-4]\1?|#[0-4][0-9a-f][0-4][0-9a-f][0-4][0-9a-f]"
    r"|white|#f{3,8}|windowtext|inherit|initial|transparent|none|auto|currentcolor"
    r"|rgba?\(\s*(?:[0-6]?\d\s*,\s*){2}[0-6]?\d\s*(?:,[^)]*)?\)|rgb\(255,\s*255,\s*255\)",
    re.IGNORECASE,
)
_BLOCKS = {"p", "li", "td", "th", "dd", "dt", "div", "blockquote", "h1", "h2", "h3", "h4", "h5",
           "h6", "br", "figcaption"}  # fmt: skip
_VERBATIM = {"code", "pre", "kbd", "samp", "math", "svg"}
_HAN_OR_KANA = re.compile(r"[㐀-鿿豈-﫿\u3040-\u30ff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_WORD = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ]{2,}")
_FEWEST_WORDS = 25
_FEWEST_KANA = 30


def layout_remarks(parts: Sequence[Part]) -> Iterator[Remark]:
    """Rows of spaces and of symbols, colours and fonts, passages in an unmarked language."""
    yield from _first_with_count(list(_spaces(parts)))
    yield from _first_with_count(list(_symbols(parts)))
    yield from _first_with_count(list(_colours(parts)))
    yield from _first_with_count(list(_fonts(parts)))
    yield from _first_with_count(list(_languages(parts)))


def _first_with_count(remarks: Sequence[Remark]) -> Iterator[Remark]:
    """What an old page has a hundred times is named once."""
    if remarks:
        first = remarks[0]
        more = f" ({len(remarks)} times in this file)" if len(remarks) > 1 else ""
        yield Remark(first.code, first.message + more, first.line, first.column)


def _texts(parts: Sequence[Part]) -> Iterator[tuple[Text, str]]:
    """The texts, each with the element of code it is in, if it is in any."""
    within: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            yield part, within[-1] if within else ""
        elif part.name in _VERBATIM:
            if not part.is_closing:
                within.append(part.name)
            elif within:
                within.pop()


def _spaces(parts: Sequence[Part]) -> Iterator[Remark]:
    message = (
        "a row of spaces arranges the text here, which falls apart in large letters and is not "
        "heard; write a table or a list, or a line of its own"
    )
    for part, verbatim in _texts(parts):
        if not verbatim:
            for pattern in (_WITHIN, _BEFORE):
                for match in pattern.finditer(part.text):
                    yield _at(part, match.start() + match[0].startswith("\n"), "spaces", message)


def _symbols(parts: Sequence[Part]) -> Iterator[Remark]:
    message = (
        "a row of symbols is read out one by one, or not at all; write a word in its place, or "
        "--- for a line across the page"
    )
    for part, verbatim in _texts(parts):
        if verbatim == "pre":
            rows = [line for line in part.text.split("\n") if line.strip()]
            drawn = [row for row in rows if len(_ART.findall(row)) * 2 > len(row.replace(" ", ""))]
            if len(drawn) >= _ART_LINES and len(drawn) * 2 > len(rows):
                yield _at(part, 0, "symbols", "a drawing made of characters says nothing to those "
                          "who listen; put a picture with a description in its place")  # fmt: skip
        elif not verbatim:
            for match in _SYMBOLS.finditer(part.text):
                yield _at(part, match.start(), "symbols", message)


def _colours(parts: Sequence[Part]) -> Iterator[Remark]:
    message = (
        "a colour is not shown, since readers choose their own; where it means something, say it "
        "in words or by **bold**"
    )
    for part in parts:
        if isinstance(part, Tag) and any(map(_is_colour, part.attributes.items())):
            yield Remark("colour", message, part.line, part.column)


def _is_colour(attribute: tuple[str, str]) -> bool:
    name, value = attribute
    if name == "style":
        return any(not _PLAIN.fullmatch(found[1].strip()) for found in _COLOUR.finditer(value))
    return name in {"color", "bgcolor"} and not _PLAIN.fullmatch(value.strip())


def _fonts(parts: Sequence[Part]) -> Iterator[Remark]:
    message = (
        "<font> does nothing here, since readers choose their own letters; write a heading where "
        "it was one, and take it out elsewhere"
    )
    for part in parts:
        if isinstance(part, Tag) and part.name == "font" and not part.is_closing:
            yield Remark("font", message, part.line, part.column)


def _languages(parts: Sequence[Part]) -> Iterator[Remark]:
    """Paragraphs in another language than Chinese that are not marked as such."""
    block: list[Text] = []
    marked: list[str] = []  # the open elements that say their language
    for part in [*parts, Tag("p", {}, 0, 0)]:
        if isinstance(part, Text):
            if not marked:
                block.append(part)
            continue
        if "lang" in part.attributes or (part.name in _VERBATIM and not part.is_closing):
            marked.append(part.name)
        elif part.is_closing and marked and marked[-1] == part.name:
            marked.pop()
        if part.name in _BLOCKS:
            yield from _foreign(block)
            block = []


def _foreign(block: Sequence[Text]) -> Iterator[Remark]:
    text = "".join(part.text for part in block)
    if len(_KANA.findall(text)) >= _FEWEST_KANA:
        language, name = "ja", "Japanese"
    elif not _HAN_OR_KANA.search(text) and len(_WORD.findall(text)) >= _FEWEST_WORDS:
        language, name = "en", "English"
    else:
        return
    message = (
        f"this passage seems to be {name} or another foreign language; mark it, so that it is read "
        f'out in it and not converted: <p lang="{language}">…</p>'
    )
    yield Remark("language", message, block[0].line, block[0].column)


def _at(part: Text, offset: int, code: str, message: str) -> Remark:
    """A remark on a place within a text."""
    before = part.text[:offset]
    newlines = before.count("\n")
    column = offset - before.rfind("\n") if newlines else part.column + offset
    return Remark(code, message, part.line + newlines, column)
