"""The words of a line of Markdown or a piece of HTML, without its markup."""

import html
import re

from markdown_it import MarkdownIt

MAX_LENGTH = 1000  # characters of a line that are looked at; a title or an opening is shorter

_MARKUP = re.compile(r"[*_`\[\]\\<&~!]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_LEFT_OVER = re.compile(r"\*\*|~~")  # emphasis that CommonMark does not see beside Chinese marks
_TAG = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(r"<!--|<(script|style|head|template)\b", re.IGNORECASE)
_INLINE = MarkdownIt("commonmark").enable("strikethrough")


def plain(line: str) -> str:
    """A line of Markdown as it reads on the page."""
    line = line[:MAX_LENGTH]
    if not _MARKUP.search(line):
        return " ".join(line.split())
    children = _INLINE.parseInline(_FOOTNOTE.sub("", line))[0].children or []
    words = "".join(
        " " if token.type in {"softbreak", "hardbreak"} else token.content
        for token in children
        if token.type in {"text", "code_inline", "softbreak", "hardbreak"}
    )
    return " ".join(_LEFT_OVER.sub("", words).split())


def plain_html(text: str) -> str:
    """A piece of HTML as it reads on the page."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def without_hidden(text: str) -> str:
    """HTML without comments, scripts, styles and its head; one that never ends takes the rest."""
    lowered = text.lower()
    parts = []
    position = 0
    while match := _HIDDEN.search(lowered, position):
        parts.append(text[position : match.start()])
        end = "-->" if match[1] is None else f"</{match[1]}"
        closing = lowered.find(end, match.end())
        position = lowered.find(">", closing) + 1 if closing >= 0 else 0
        if not position:
            return "".join(parts)
    return "".join([*parts, text[position:]])


def first_element(text: str, name: str) -> tuple[int, int, str] | None:
    """The first element of that name: where it starts and ends, and what it holds."""
    lowered = text.lower()
    opening = re.search(rf"<{name}(?=[\s>])", lowered)
    if not opening:
        return None
    inside = lowered.find(">", opening.end()) + 1
    closing = lowered.find(f"</{name}", inside) if inside else -1
    end = lowered.find(">", closing) + 1 if closing >= 0 else 0
    return (opening.start(), end, text[inside:closing]) if end else None
