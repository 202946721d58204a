"""The words of an article as a reader sees them, without its markup."""

import re
from html import unescape
from unicodedata import is_normalized, normalize

from reader.domain.article import Format
from reader.language.characters import TRANSPARENT
from reader.language.markup.elements import ASIDE, BLOCKS, BORDERS
from reader.language.search.tokens import CJK_CLASS
from reader.storage.plain_text import without_hidden

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})(?:[\s/][^<>]*)?>|<[!?][^<>]*>")
_ASIDE = re.compile(rf"<({'|'.join(sorted(ASIDE))})\b[^<>]*>[^<>]*(?:</\1\s*>)?", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_SOFT_BREAK = re.compile(  # its first character is a plain one, so that looking for it is quick
    rf"\n(?<=[{CJK_CLASS}，。、；：？！”’」』）》]\n)[ \t]*(?=[{CJK_CLASS}“‘「『（《])"
)
_SPACE = re.compile(r"\s+")

_HEADING = re.compile(r"^( {0,3}#{1,6}[ \t][^\n]*)$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]{0,3}(?:[-=*_|: \t]{3,}|(?:`{3,}|~{3,})[^\n]*)$", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*\S+[^\n]*$", re.MULTILINE)
_BLOCK_MARKS = re.compile(r"^[ \t]*(?:(?:>|#{1,6}(?=[ \t])|[-*+](?=[ \t]))[ \t]*)+", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]:?")
_LINK = re.compile(
    r"!?\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]{0,200}\)[^()\n]{0,200}){0,3}\)|\[[^\[\]\n]*\])"
)
_MARK = re.compile(r"\\([!-/:-@\[-`{-~])|[*_`~]+")


def visible(body: str, form: Format) -> str:
    """The text of a body, a line for each block; 头<b>发</b> is 头发."""
    if form is Format.HTML:
        return bare(_html(body))
    if form is Format.MARKDOWN:
        return bare(_markdown(body))
    return bare(body)


def bare(text: str) -> str:
    """A text in Unicode's normal form C, without the characters that do not show."""
    text = text if is_normalized("NFC", text) else normalize("NFC", text)
    return TRANSPARENT.sub("", text) if TRANSPARENT.search(text) else text


def _html(text: str) -> str:
    text = _SOFT_BREAK.sub("", without_hidden(text))
    return unescape(_without_tags(_SPACE.sub(" ", text)))


def _without_tags(text: str) -> str:
    return _TAG.sub(_in_place_of_tag, _ASIDE.sub("", text))


def _in_place_of_tag(tag: re.Match[str]) -> str:
    name = (tag[1] or "").lower()
    return "\n" if name in BLOCKS else " " if name in BORDERS else ""


def _markdown(text: str) -> str:
    text = _RULE.sub("", text)
    if "#" in text:
        text = _HEADING.sub("\\1\n", text)
    text = _SOFT_BREAK.sub("", text)
    if "[" in text:
        text = _FOOTNOTE.sub("", _DEFINITION.sub("", text))
        text = _LINK.sub("\\1", _LINK.sub("\\1", text))  # twice: pictures in links
    if "<" in text:
        text = _without_tags(_AUTOLINK.sub("\\1", without_hidden(text)))
    text = _MARK.sub(_in_place_of_mark, _BLOCK_MARKS.sub("", text).replace("|", " "))
    return unescape(text) if "&" in text else text


def _in_place_of_mark(marks: re.Match[str]) -> str:
    """Nothing, but for what is escaped and what is no emphasis: 2*3, snake_case, 5~6."""
    if marks[1]:
        return marks[1]
    text, start, end = marks.string, *marks.span()
    around = text[start - 1 : start] + text[end : end + 1]
    is_inside = len(around) == 2 and around.isascii() and around.isalnum()
    is_plain = is_inside and (marks[0][0] == "_" or around.isdecimal())
    return marks[0] if is_plain or marks[0] == "~" else ""
