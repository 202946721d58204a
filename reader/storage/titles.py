"""Finds an article's title and its opening words in the text its author wrote."""

import html
import re

from reader.domain.article import Format

_MAX_TITLE = 120
_MAX_FIRST_LINE = 60  # a longer first line is a paragraph, not a title
_MAX_EXCERPT = 120

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_H1 = re.compile(r"<h1\b[^>]*>(.*?)</h1\s*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title\s*>", re.IGNORECASE | re.DOTALL)
_NOT_PROSE = re.compile(r"^\s*(?:#|>|\||[-*+]\s|\d+[.)]\s|!\[|\[\^|<|={3,}|-{3,}|`{3}|~{3}|:::)")
_SENTENCE_END = re.compile(r"[。！？!?；;]")

_INVISIBLE = re.compile(r"<!--.*?-->|<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MARKUP = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]"), ""),  # images, footnote marks
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),  # links
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),  # escapes
    (re.compile(r"\*+|~~|`+|(?<!\w)_+|_+(?!\w)"), ""),  # emphasis, code
)


def split_title(text: str, form: Format) -> tuple[str, str]:
    """The title found in a text, empty when there is none, and the text without it."""
    if form is Format.HTML:
        return _split_html(text)
    if form is Format.MARKDOWN:
        title, body = _split_heading(text)
        if title:
            return title, body
    return _split_first_line(text, form)


def drop_repeated_title(text: str, form: Format, title: str) -> str:
    """The text without an opening heading that only says the title again."""
    found, body = split_title(text, form)
    return body if found == title else text


def excerpt(text: str, form: Format) -> str:
    """The first words of running text: at most about 120 characters, cut after a sentence."""
    if form is Format.HTML:
        lines = _plain_html(text).splitlines()
    else:
        lines = [plain(line) for line in text[:20_000].splitlines() if not _NOT_PROSE.match(line)]
    prose = (line.strip() for line in lines)
    return _shortened(next((line for line in prose if len(line) >= 12), ""))


def plain(text: str) -> str:
    """A line of Markdown without its inline markup."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _split_html(text: str) -> tuple[str, str]:
    visible = _INVISIBLE.sub("", text)
    if match := _H1.search(visible):
        return plain(match[1])[:_MAX_TITLE], visible[: match.start()] + visible[match.end() :]
    match = _TITLE.search(text)
    return (plain(match[1])[:_MAX_TITLE] if match else ""), text


def _split_heading(text: str) -> tuple[str, str]:
    """The heading a Markdown text opens with, else its first level-one heading."""
    lines = text.split("\n")
    fence = ""
    seen_text = False
    for number, line in enumerate(lines):
        if match := _FENCE.match(line):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
        if fence or not line.strip():
            continue
        heading = _ATX.match(line)
        if heading and (len(heading[1]) == 1 or not seen_text) and plain(heading[2]):
            return plain(heading[2])[:_MAX_TITLE], _without(lines, number, 1)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not heading and not seen_text and _SETEXT.match(following) and plain(line):
            return plain(line)[:_MAX_TITLE], _without(lines, number, 2)
        seen_text = True
    return "", text


def _split_first_line(text: str, form: Format) -> tuple[str, str]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        words = plain(line) if form is Format.MARKDOWN else " ".join(line.split())
        if not words:
            continue
        if len(words) <= _MAX_FIRST_LINE and not _SENTENCE_END.search(words[-1]):
            return words, _without(lines, number, 1)
        return _shortened(words, 30), text
    return "", text


def _without(lines: list[str], start: int, count: int) -> str:
    return "\n".join(lines[:start] + lines[start + count :]).strip("\n")


def _plain_html(text: str) -> str:
    visible = _INVISIBLE.sub("", text[:50_000])
    broken = re.sub(r"</(?:p|div|h\d|li|td)\s*>|<br\b[^>]*>", "\n", visible, flags=re.IGNORECASE)
    return html.unescape(_TAG.sub("", broken))


def _shortened(words: str, limit: int = _MAX_EXCERPT) -> str:
    if len(words) <= limit:
        return words
    ends = [match.end() for match in _SENTENCE_END.finditer(words, limit // 2, limit)]
    return words[: ends[-1]] if ends else words[: limit - 1].rstrip("，、：,: ") + "…"
