"""Characters torn apart by a tool that put readings into bytes of GBK.

當(dāng)?shù)攸h委 was 當地黨委.

It looked for its characters byte by byte. Where the last byte of one character (當 AE 94) and the
first of the next (地 B5 D8) happen to be one of them (數 94 B5), the reading came between the
two bytes of the next: AE 94 | B5 ( s h ù ) D8. What reads that as GBK finds no character in
B5 28, writes a question mark for both, and pairs what follows wrongly, up to a character whose
second byte is a letter of ASCII: D8 FC | 68 is 攸h where FC 68 was 黨.

So the lost byte is one that makes, with the last byte before it, a character of that reading; and
with it the rest can be paired anew. Only an inversion that leaves nothing over and yields
characters in daily use is taken; anything else stays as it is, and is reported.
"""

import re
from collections.abc import Iterator

from reader.language.characters import HAN, HAN_CLASS
from reader.language.repairs.readings import (
    SYLLABLE,
    is_common,
    is_reading,
    is_simplified,
    is_traditional,
)
from reader.language.repairs.tally import Tally
from reader.storage.encoding.plausibility import cost

NAME = "lost-bytes"
SENTENCE = "Characters torn apart by that tool: 當(dāng)?shù)攸h委 → 當地黨委"

_TORN = re.compile(f"([{HAN_CLASS}])([(（]{SYLLABLE}[)）])?[?？\ufffd][(（]?({SYLLABLE})[)）]")
_MARK = re.compile(f"[(（]{SYLLABLE}[)）]")
_AGAIN = re.compile(f"[?？\ufffd][(（]?({SYLLABLE})[)）]")
_LONGEST = 64  # characters that one lost byte has shifted
_LETTERS = range(0x40, 0x7F)  # second bytes that are ASCII
_SIGNS = frozenset("，。、；：？！（）《》“”—…·【】")
_COMMON = 14  # bits a character, of its place among all: see plausibility.cost
_COMMON_IN_ALL = 12  # on the average


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts with torn characters put together; for documents that have readings by accident."""
    return [_mended(text, tally) if _TORN.search(text) else text for text in texts]


def _mended(text: str, tally: Tally) -> str:
    pieces: list[str] = []
    done = 0
    while match := _TORN.search(text, done):
        start, end, found = match.end(2) if match[2] else match.end(1), match.end(), ""
        inversions = {inversion for inversion in _inversions(text, match) if inversion[1]}
        if len(inversions) == 1:
            end, found = inversions.pop()
        tally.note(NAME, text[match.start() : end], _whole(match, found) or match[0])
        pieces += (text[done:start], found or text[start:end])
        done = end
    return "".join((*pieces, text[done:]))


def _whole(match: re.Match[str], found: str) -> str:
    return match[1] + (match[2] or "") + found if found else ""


def _inversions(text: str, match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Every reading of the torn characters: where it ends, and what it is ("" for none)."""
    before = _bytes(match[1])
    if len(before) != 2:
        return
    for lost in _lost(before[1], match[3]):
        yield _paired(text, match.end(), lost)


def _lost(first: int, syllable: str) -> list[int]:
    """The second bytes that make, with a first, a character the tool read so."""
    if first < 0x81:
        return []
    found = []
    for byte in (*_LETTERS, *range(0x80, 0xFF)):
        character = _character(first, byte)
        if character and is_traditional(character) and is_reading(syllable, character):
            found.append(byte)
    return found


def _paired(text: str, place: int, pending: int) -> tuple[int, str]:
    """The text from a place on with its bytes paired anew, and where the shift ends."""
    found: list[str] = []
    at, last = place, min(len(text), place + _LONGEST)
    while at < last:
        if again := _AGAIN.match(text, at):
            ends = {_character(pending, byte) for byte in _lost(pending, again[1])}
            ends = {character for character in ends if _is_likely(character)}
            return again.end(), _likely("".join((*found, *ends))) if len(ends) == 1 else ""
        if inner := _MARK.match(text, at):  # behind a pair that was none
            at = inner.end()
            continue
        code = _bytes(text[at])
        character = _character(pending, code[0]) if code and code[0] >= _LETTERS[0] else ""
        if not _is_likely(character):
            return place, ""
        found.append(character)
        at += 1
        if len(code) == 1:
            return at, _likely("".join(found))
        pending = code[1]
        if pending < 0x81:
            return place, ""
    return place, ""


def _is_likely(character: str) -> bool:
    if not HAN.match(character):
        return character in _SIGNS and character != ""
    return is_common(character) and not is_simplified(character) and cost(character) <= _COMMON


def _likely(text: str) -> str:
    return text if cost(text) <= _COMMON_IN_ALL * len(text) else ""


def _character(first: int, second: int) -> str:
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""


def _bytes(character: str) -> bytes:
    code = character.encode("gb18030", "replace")
    return code if len(code) < 3 else b""
