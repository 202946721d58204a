"""Text from bytes of unknown encoding, by evidence (docs/repairs.md)."""

import re
from dataclasses import dataclass

from reader.storage.encoding.mixture import read_mixed
from reader.storage.encoding.mojibake import undone
from reader.storage.encoding.plausibility import DAMAGED
from reader.storage.encoding.reading import Spans
from reader.storage.encoding.recognition import UTF_8, mark_of, recognised

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MOST_PLACES = 100
_MOST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Damage:
    """A place whose bytes say nothing.

    Its first byte (from 0), line and column of the text (from 1), and the bytes in hexadecimal
    (16 at most).
    """

    offset: int
    line: int
    column: int
    raw: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many characters of it were bad.

    Control characters are taken out; bytes that say nothing become U+FFFD, and `damage` says of
    the first hundred where they are. `damaged` is how many there are in all.
    `others` are further encodings that parts of it were in; `misread` is the one that somebody
    took for Windows-1252, so that the text was mojibake and has been put right.
    """

    text: str
    encoding: str
    removed: int = 0
    damage: tuple[Damage, ...] = ()
    damaged: int = 0
    others: tuple[str, ...] = ()
    misread: str = ""


def decode(raw: bytes, label: str = "") -> Decoded:
    """Read bytes in the encoding they are in; never raises.

    That is UTF-8, GB18030, Big5 (with Hong Kong's and Windows' characters), EUC-TW, UTF-16, UTF-32
    with a mark, HZ or Windows-1252, whichever makes the likeliest text. `label` is what the page
    or the server calls it, and breaks ties only. Line ends become `\\n`; control characters,
    which no page may hold, are taken out.
    """
    marked, length = mark_of(raw)
    encoding = marked or recognised(raw[length:], label or (UTF_8 if length else ""))
    text, spans, others = read_mixed(raw[length:], encoding)
    text, misread = undone(text)
    text, controls = _CONTROL.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))
    damage = _places(text, raw, length, spans)
    text = text.replace(DAMAGED, "\ufffd") if spans else text
    bad = controls + len(spans)
    name = encoding[: -len("-le")] if marked else encoding
    return Decoded(text, name, bad, damage, len(spans), others, misread)


def cleaned(text: str) -> tuple[str, int]:
    """The text without control characters and lone surrogates, and how many there were."""
    text, controls = _CONTROL.subn("", text)
    text, surrogates = _SURROGATE.subn("", text)
    return text, controls + surrogates


def _places(text: str, raw: bytes, offset: int, spans: Spans) -> tuple[Damage, ...]:
    found: list[Damage] = []
    place = line_start = -1
    line = 1
    for first, last in spans[:_MOST_PLACES]:
        begin, place = place + 1, text.index(DAMAGED, place + 1)
        if breaks := text.count("\n", begin, place):
            line += breaks
            line_start = text.rindex("\n", begin, place)
        start, end = first + offset, last + offset
        shown = raw[start : min(end, start + _MOST_BYTES)].hex(" ")
        found.append(Damage(start, line, place - line_start, shown))
    return tuple(found)
