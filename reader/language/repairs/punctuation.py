"""Half-width punctuation between Chinese characters."""

import re

from reader.language.addresses import address_spans
from reader.language.repairs.contexts import (
    AFTER,
    BEFORE,
    CLOSING,
    HAN,
    OPENING,
    STOPS,
    is_code,
)
from reader.language.repairs.tally import Tally

NAME = "punctuation"
SENTENCE = "Half-width punctuation between Chinese characters: 甲,乙 → 甲，乙"

_FULL = dict(zip(",;:!?()", "，；：！？（）", strict=True))
_END = r"\s*(?:\n|\Z)"
_POINTS = re.compile(
    f"(?<={BEFORE})(?:[,;](?={AFTER}|[0-9]|{_END})|:(?={AFTER}|{_END})"
    f"|[!?]{{1,3}}(?={AFTER}|[{CLOSING}0-9]|{_END}))"
    f"|(?<=[0-9%％])[,;!?](?={AFTER})"
    f"|(?<=[（“「『])[!?](?=[）”」』])"
)
_BRACKETS = re.compile(r"\(([^()（）\n]{1,200})\)")
_QUOTED = re.compile(r'"([^"\n]{1,400})"')
_HAN = re.compile(f"[{HAN}]")
_CLAUSE = re.compile(f"[^{STOPS},;:!?]+")
_LONGEST_CLAUSE = 40
_ASKS = re.compile(r"[吗嗎呢吧么麼嘛谁誰何哪怎几幾岂豈否孰啥]|多少|[不没沒]\Z|(.)[不没沒]\1")
_ASCII = frozenset(',;:!?()"')


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts with full-width punctuation where Chinese characters are on both sides.

    Never within numbers, times, addresses or Latin text, nor in a line that looks like a program.
    """
    return [_mended(text, tally) if _ASCII.intersection(text) else text for text in texts]


def _mended(text: str, tally: Tally) -> str:
    if not _HAN.search(text):
        return text
    pieces: list[str] = []
    done = 0
    for start, end in address_spans(text):
        pieces += (_prose(text[done:start], tally), text[start:end])
        done = end
    return "".join((*pieces, _prose(text[done:], tally)))


def _prose(text: str, tally: Tally) -> str:
    return "".join(_line(line, tally) for line in text.splitlines(keepends=True))


def _line(line: str, tally: Tally) -> str:
    if is_code(line):
        return line

    def full(match: re.Match[str]) -> str:
        if "?" in match[0] and _is_lost_point(line, match):
            return match[0]
        after = "".join(map(_FULL.__getitem__, match[0]))
        tally.note(NAME, match[0], after)
        return after

    line = _quotes(_brackets(line, tally), tally)
    return _POINTS.sub(full, line)


def _is_lost_point(line: str, match: re.Match[str]) -> bool:
    """Whether this is no question: 斯蒂芬妮?席尔, whose point between names was lost."""
    if not _HAN.match(line[match.end() : match.end() + 1]):
        return False
    clause = _CLAUSE.findall(line[max(0, match.start() - _LONGEST_CLAUSE) : match.start()])
    return not (clause and _ASKS.search(clause[-1]))


def _brackets(line: str, tally: Tally) -> str:
    def full(match: re.Match[str]) -> str:
        start, end = match.span()
        before, after = line[max(start - 1, 0) : start], line[end : end + 1]
        inner = match[1]
        beside = [c for c in (before, after) if c not in ("", "\n")]
        if not (_HAN.match(inner) or inner[0] in OPENING or _HAN.match(inner[-1])):
            return match[0]
        if not _HAN.search(inner) or not all(_is_chinese(c) for c in beside):
            return match[0]
        tally.note(NAME, "()", "（）")
        return f"（{inner}）"

    return _BRACKETS.sub(full, line)


def _is_chinese(character: str) -> bool:
    return bool(_HAN.match(character)) or character in (
        f"{OPENING}{CLOSING}{STOPS},;:!?.0123456789"
    )


def _quotes(line: str, tally: Tally) -> str:
    """Straight quotation marks in pairs: each opens before and closes behind Chinese."""
    if line.count('"') % 2 or not all(_is_quoted(line, match) for match in _QUOTED.finditer(line)):
        return line

    def curved(match: re.Match[str]) -> str:
        tally.note(NAME, '""', "“”")
        return f"“{match[1]}”"

    return _QUOTED.sub(curved, line)


def _is_quoted(line: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before, after = line[max(start - 1, 0) : start], line[end : end + 1]
    inner = match[1]
    return (
        bool(_HAN.search(inner))
        and inner == inner.strip()
        and all(not c or _is_chinese(c) or c in "（\n" for c in (before, after))
    )
