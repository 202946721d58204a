"""Headings that mislead who finds the way by them (WCAG 2.2 SC 1.3.1, 2.4.6 and 2.4.10)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reader.domain.faults import Remark
from reader.language.markup.parts import Part, Tag, Text
from reader.publishing.checking.elements import HEADINGS, elements, words_of

_WITHIN = {"blockquote", "dd", "dl", "figure", "li", "table", "td", "th"}
_BOLD = {"strong", "b"}
_BLOCKS = {
    "p",
    "ul",
    "ol",
    "table",
    "blockquote",
    "figure",
    "pre",
    "hr",
    "dl",
    "section",
    *HEADINGS,
}
_LONGEST = 30  # characters; what is longer and bold is a sentence
_NO_HEADING = re.compile(r"[〔［\[(（].*号$|\d号$|\d日$")  # the number and the day of a document
_ENDS_A_SENTENCE = re.compile(r"[。！？!?；;，,：:、…—.”」』)）]$")


def heading_remarks(parts: Sequence[Part]) -> Iterator[Remark]:
    """Headings that are empty or skip a level, those of the level of the title, and bold
    paragraphs that stand in for headings. `parts` are without the title.
    """
    found = [(tag, inside) for tag, inside in elements(parts, HEADINGS)]
    for tag, inside in found:
        if not words_of(inside):
            message = "this heading is empty and was left out; write its words, or take it out"
            yield Remark("heading-empty", message, tag.line, tag.column)
    filled = [tag for tag, inside in found if words_of(inside)]
    yield from _skips(filled)
    yield from _titles(filled)
    yield from _bold(parts)


def _skips(tags: Sequence[Tag]) -> Iterator[Remark]:
    for before, tag in pairwise(tags):
        above, level = int(before.name[1]), int(tag.name[1])
        if level > above + 1:
            message = (
                f"this heading of level {level} follows one of level {above} (line {before.line})"
                f"; write it with level {above + 1}, {'#' * (above + 1)} in Markdown"
            )
            yield Remark("heading-skip", message, tag.line, tag.column)


def _titles(tags: Sequence[Tag]) -> Iterator[Remark]:
    tops = [tag for tag in tags if tag.name == "h1"]
    if tops:
        more = f" (and {len(tops) - 1} more below)" if len(tops) > 1 else ""
        message = (
            f"this heading has level 1, which is the title's alone{more}; begin sections with "
            "level 2, ## in Markdown, and move those below them down by one"
        )
        yield Remark("heading-top", message, tops[0].line, tops[0].column)


def _bold(parts: Sequence[Part]) -> Iterator[Remark]:
    """Short paragraphs that are all bold, with one below that is not."""
    waiting: tuple[Tag, str] | None = None  # a paragraph that may be a heading
    is_first = True
    above = 1  # the level of the heading we are under
    for tag, inside in _top_blocks(parts):
        if tag.name == "p":
            words = words_of(inside)
            if not words:
                continue
            if _is_heading(words, inside):
                if not is_first:
                    waiting = (tag, words)
                is_first = False
                continue
        if waiting and tag.name in {"p", "ul", "ol", "table"}:
            bold, words = waiting
            message = (
                f"the bold line “{words}” seems to be a heading, which nobody can jump to; write "
                f"{'#' * min(above + 1, 6)} {words}"
            )
            yield Remark("heading-bold", message, bold.line, bold.column)
        waiting, is_first = None, False
        above = int(tag.name[1]) if tag.name in HEADINGS else above


def _top_blocks(parts: Sequence[Part]) -> Iterator[tuple[Tag, Sequence[Part]]]:
    depth = 0
    for tag, inside in _with_insides(parts):
        if tag.name in _WITHIN:
            if not depth and not tag.is_closing:
                yield tag, inside
            depth = max(0, depth - 1) if tag.is_closing else depth + 1
        elif not depth and not tag.is_closing:
            yield tag, inside


def _with_insides(parts: Sequence[Part]) -> Iterator[tuple[Tag, Sequence[Part]]]:
    insides = {id(tag): inside for tag, inside in elements(parts, ("p",))}
    for part in parts:
        if isinstance(part, Tag) and part.name in _BLOCKS | _WITHIN:
            yield part, insides.get(id(part), ())


def _is_heading(words: str, inside: Sequence[Part]) -> bool:
    if len(words) > _LONGEST or _ENDS_A_SENTENCE.search(words) or _NO_HEADING.search(words):
        return False
    depth = 0
    for part in inside:
        if isinstance(part, Text):
            if not depth and part.text.strip():
                return False
        elif part.name in _BOLD:
            depth += -1 if part.is_closing else 1
        elif part.name in {"img", "a", "br"}:
            return False
    return True
