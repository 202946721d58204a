"""What stands in a Chinese text and is not to be converted."""

import re
from collections.abc import Iterator

from reader.language.addresses import address_spans
from reader.language.characters import BORDER

Span = tuple[int, int, str]

_OPERATOR = re.compile("[⿰-⿿㇯]")
_OPERANDS = {"⿲": 3, "⿳": 3, "⿾": 1, "⿿": 1}
_MAX_PARTS = 64

_HIRAGANA = re.compile("[ぁ-んゝゞ]")
_CLAUSE = re.compile(r"[^\s，。！？；：、…「」『』“”‘’（）()《》〈〉【】\ufffc]+")
_PARTICLE = "の"  # Chinese takes it for an ornament: 鲜の每日
_LEAST_KANA = 2


def untouched(text: str) -> Iterator[Span]:
    """Each as (start, end, what it is); a U+FFFC, which is no text, goes without a name."""
    for start, end in address_spans(text):
        yield start, end, "address"
    if BORDER in text:
        for match in re.finditer(BORDER, text):
            yield match.start(), match.end(), ""
    yield from _sequences(text)
    yield from _japanese(text)


def _sequences(text: str) -> Iterator[Span]:
    """Ideographic description sequences (Unicode, 18.2): characters drawn, not written."""
    position = 0
    while match := _OPERATOR.search(text, position):
        start = position = match.start()
        wanted = 1
        while wanted and position < min(len(text), start + _MAX_PARTS):
            wanted += _OPERANDS.get(text[position], 2 if _OPERATOR.match(text[position]) else 0) - 1
            position += 1
        yield start, position, "description sequence"


def _japanese(text: str) -> Iterator[Span]:
    """Clauses with two hiragana or more, a sixth of the clause: they are Japanese."""
    if not _HIRAGANA.search(text):
        return
    for clause in _CLAUSE.finditer(text):
        kana = sum(sign != _PARTICLE for sign in _HIRAGANA.findall(clause[0]))
        if kana >= _LEAST_KANA and 6 * kana >= len(clause[0]):
            yield clause.start(), clause.end(), "Japanese"
