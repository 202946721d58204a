"""What of an article's source is running text, and which part of that its author only quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_SAMPLE = 200_000  # characters looked at; of a longer text, windows from its start to its end
_WINDOWS = 10

_FENCE = re.compile(r" {0,3}(```|~~~)")
_BLOCK_QUOTE = re.compile(r" {0,3}>")
_TAG = re.compile(r"<!--|<(/?)([a-z][a-z0-9-]*)[^<>]*>", re.IGNORECASE)
_HIDDEN = {"script", "style", "pre", "code", "kbd", "samp", "textarea", "template", "svg", "math"}
_QUOTING = {"blockquote", "q"}
_LINK = re.compile(r"`[^`\n]*`|\]\([^()\n]*\)|https?://[^\s<>，。；、）」』”]*")
_QUOTE = re.compile(
    r"“[^“”]{1,20000}”|「[^「」]{1,20000}」|『[^『』]{1,20000}』|‘[^‘’]{1,20000}’"
    r"|《[^《》\n]{1,200}》"
    r'|"[^"\n]{1,400}"'
    r"|(?<!\S)[“「『][^“”「」『』\n]+$",  # a quotation of several paragraphs opens in each
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text: what the author says (`frame`), and the words of others (`quoted`).

    Quoted is what stands in quotation marks, title marks and block quotations.
    """

    frame: str
    quoted: str


def prose_of(source: str) -> Prose:
    """The running text of Markdown, HTML or plain text, without code, tags and addresses.

    Of more than 200,000 characters, ten windows spread evenly over the text are looked at.
    """
    frame: list[str] = []
    quoted: list[str] = []
    for text, is_quoted in _pieces(_lines(_sample(source).splitlines())):
        words = unescape(_LINK.sub(" ", text))
        if is_quoted:
            quoted.append(words)
        else:
            quoted += _QUOTE.findall(words)
            frame.append(_QUOTE.sub(" ", words))
    return Prose("\n".join(frame), "\n".join(quoted))


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    size = _SAMPLE // _WINDOWS
    last = len(text) - size
    starts = (last * number // (_WINDOWS - 1) for number in range(_WINDOWS))
    return "\n".join(text[start : start + size] for start in starts)


def _lines(lines: list[str]) -> tuple[str, str]:
    """The lines outside fenced code: those of the frame, and those of block quotations."""
    code = _fenced(lines)
    frame: list[str] = []
    quoted: list[str] = []
    for number, line in enumerate(lines):
        if number not in code:
            (quoted if _BLOCK_QUOTE.match(line) else frame).append(line)
    return "\n".join(frame), "\n".join(quoted)


def _fenced(lines: list[str]) -> set[int]:
    """The numbers of the lines of fenced code; a fence that nothing closes hides nothing."""
    fences = [(n, match[1]) for n, line in enumerate(lines) if (match := _FENCE.match(line))]
    code: set[int] = set()
    inside, start = "", 0
    for number, mark in fences:
        if not inside:
            inside, start = mark, number
        elif mark == inside:
            code.update(range(start, number + 1))
            inside = ""
    return code


def _pieces(parts: tuple[str, str]) -> Iterator[tuple[str, bool]]:
    """Text without tags, and whether it is quoted, piece by piece."""
    frame, quoted = parts
    yield from _untagged(frame)
    for text, _ in _untagged(quoted):
        yield text, True


def _untagged(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of text of one kind; an element of code that nothing closes hides nothing."""
    lowered, unclosed = text.lower(), set()
    run: list[str] = []
    depth = position = 0
    while match := _TAG.search(text, position):
        run.append(text[position : match.start()])
        position = match.end()
        name = (match[2] or "").lower()
        end = "-->" if not name else f"</{name}"
        if name in _QUOTING:
            yield "".join(run), depth > 0
            run = []
            depth = max(depth + (-1 if match[1] else 1), 0)
        elif (not name or (name in _HIDDEN and not match[1])) and end not in unclosed:
            closing = lowered.find(end, position)
            if closing < 0:
                unclosed.add(end)
            position = closing if closing >= 0 else position
    run.append(text[position:])
    yield "".join(run), depth > 0
