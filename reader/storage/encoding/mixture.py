"""Pages put together of pieces in two encodings: each piece read in its own."""

import re

from reader.storage.encoding.plausibility import DAMAGED, han_cost, han_count
from reader.storage.encoding.reading import Spans, read

# A run without a byte that ends a word in all of these encodings: no second byte is below 0x40.
_RUN = re.compile(rb"[\x40-\xff]+")
_HAN_IN_UTF8 = re.compile(
    rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|\xef\xbc[\x80-\xbf]|\xe2\x80[\x80-\xbf]){4,}"
)
_HIGH_CONTROLS = bytes(range(0x80, 0xA1))  # no Chinese in UTF-8 goes without; GB 2312, Big5 do
_OTHERS = ("utf-8", "gb18030", "big5hkscs")
_CLEAR = 13.0  # mean bits of a Chinese character, see han_cost
_LEAST = 2  # characters
_MOST_DAMAGE = 1000  # places; a page with more is in no encoding


def read_mixed(raw: bytes, encoding: str) -> tuple[str, Spans, tuple[str, ...]]:
    """The text, its damaged places, and the other encodings that parts of it were in."""
    text, spans = read(raw, encoding)
    suspects = _suspects(raw, encoding, spans)
    if not suspects:
        return text, spans, ()
    pieces: list[str] = []
    damage: Spans = []
    others: list[str] = []
    done = 0
    for start, end in [*suspects, (len(raw), len(raw))]:
        _take(pieces, damage, done, read(raw[done:start], encoding))
        name, found = _likeliest(raw[start:end], encoding)
        _take(pieces, damage, start, found)
        if name != encoding and name not in others:
            others.append(name)
        done = end
    return "".join(pieces), damage, tuple(others)


def _take(pieces: list[str], damage: Spans, offset: int, found: tuple[str, Spans]) -> None:
    pieces.append(found[0])
    damage.extend((start + offset, end + offset) for start, end in found[1])


def _suspects(raw: bytes, encoding: str, spans: Spans) -> Spans:
    """The runs that hold damage, or UTF-8 in a page that is in another encoding."""
    if encoding not in _OTHERS or len(spans) > _MOST_DAMAGE:
        return []
    places = [start for start, _ in spans]
    if encoding != "utf-8" and len(raw.translate(None, _HIGH_CONTROLS)) < len(raw):
        places += [match.start() for match in _HAN_IN_UTF8.finditer(raw)]
        places.sort()
    runs: Spans = []
    end = 0
    for place in places:
        if place < end:
            continue
        start = _run_start(raw, place, end)
        match = _RUN.match(raw, start)
        if match and match.end() > place:
            end = match.end()
            runs.append((start, end))
    return runs


def _run_start(raw: bytes, place: int, least: int) -> int:
    while place > least and raw[place - 1] >= 0x40:
        place -= 1
    return place


def _likeliest(run: bytes, encoding: str) -> tuple[str, tuple[str, Spans]]:
    """The reading of a run: in another encoding where that is clear, else in the page's."""
    own = read(run, encoding)
    if not run:
        return encoding, own
    least = han_cost(own[0]) if DAMAGED not in own[0] else 100.0
    best = (encoding, own)
    for name in _OTHERS:
        if name == encoding:
            continue
        found = read(run, name)
        bits = han_cost(found[0])
        if not found[1] and han_count(found[0]) >= _LEAST and bits < min(_CLEAR, least):
            best, least = (name, found), bits
    return best
