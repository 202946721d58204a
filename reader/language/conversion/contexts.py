"""What a character means by what stands beside it, where no table of phrases can tell.

OpenCC's phrases are lists of words. The rules here say what such lists cannot: measure words
before any noun, verbs before any object, surnames that are no part of a word. They are data:
`contexts.txt`, `phrases.txt`, `phrases-traditional.txt` and `technical.txt` beside this file.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from reader.language.conversion.segmentation import Lexicon


class Found(NamedTuple):
    """The characters text[start:end] and what they become, in OpenCC's standard."""

    start: int
    end: int
    value: str


class _Rule(NamedTuple):
    written: str
    value: str
    pattern: re.Pattern[str]
    is_alone: bool


def in_simplified(text: str, lexicon: Lexicon) -> Iterator[Found]:
    """What the rules say of a simplified text; places may overlap, what is said first counts."""
    for match in _PHRASE.finditer(text):
        if not lexicon.straddling(text, *match.span()):
            yield Found(*match.span(), _PHRASES[match[0]])
    for written, value, pattern, is_alone in _RULES:
        if written in text:
            for match in pattern.finditer(text):
                start, end = match.span()
                if not is_alone or lexicon.stands_alone(text, start):
                    yield Found(start, end, value)


def in_traditional(text: str) -> Iterator[Found]:
    """What the rules say of a traditional text."""
    for match in _TRADITIONAL_PHRASE.finditer(text):
        yield Found(*match.span(), _TRADITIONAL[match[0]])
    for match in _WRITTEN_BY.finditer(text):
        yield Found(match.end() - 1, match.end(), "著")


def is_misplaced_term(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is an everyday word in its paragraph, and a term of computing
    elsewhere.
    """
    if text[start:end] not in _TERMS:
        return False
    stop = text.find("\n", end)
    return not _COMPUTING.search(
        text, text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop
    )


def _rows(name: str) -> list[list[str]]:
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _rule(written: str, value: str, before: str = "", after: str = "", alone: str = "") -> _Rule:
    """A rule whose pattern begins with what is written, which is quick to find."""
    if before.startswith("(?<!"):
        before = f"{before[:-1]}{written})"
    elif before:
        options = before.removeprefix("(?:").removesuffix(")").split("|")
        before = "(?:" + "|".join(f"(?<={option}{written})" for option in options) + ")"
    return _Rule(written, value, re.compile(f"{written}{before}{after}"), alone == "alone")


_RULES = [_rule(*row) for row in _rows("contexts.txt")]
_PHRASES: dict[str, str] = dict(_rows("phrases.txt"))
_TRADITIONAL: dict[str, str] = dict(_rows("phrases-traditional.txt"))
_PHRASE = re.compile("|".join(sorted(_PHRASES, key=len, reverse=True)))
_TRADITIONAL_PHRASE = re.compile("|".join(sorted(_TRADITIONAL, key=len, reverse=True)))
_WRITTEN_BY = re.compile(r"(?:^|(?<=[\s，。：；、（(]))[㐀-鿿]{2,4}著(?=$|[\s。》）)])")  # 魯迅著
_terms, _, _signs = "\n".join(line for (line,) in _rows("technical.txt")).partition("-----")
_TERMS = frozenset(_terms.split())
_COMPUTING = re.compile("|".join(_signs.split()))
