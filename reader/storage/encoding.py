"""Text from bytes of unknown encoding, by evidence."""

import codecs
import re
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip

_SOUND_PER_DAMAGED = 3

# The first level of each set holds the characters in daily use: lead bytes B0–D7 in GB 2312,
# A4–C6 in Big5. Punctuation is A1–A3 in both. Text read in the wrong encoding leaves them.
_GB_COMMON = (0xA1, 0xA3, 0xB0, 0xD7)
_BIG5_COMMON = (0xA1, 0xA3, 0xA4, 0xC6)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many characters of it were bad.

    Control characters are taken out; bytes that say nothing become U+FFFD.
    """

    text: str
    encoding: str
    removed: int = 0


def decode(raw: bytes) -> Decoded:
    """Read bytes as UTF-8, UTF-16 (with a mark), GB18030 or Big5, whichever they are.

    Line ends become `\\n`; control characters, which no page may hold, are taken out. Raises
    ValueError when the bytes are no text in any of these encodings.
    """
    text, encoding, damaged = _decode(raw)
    clean, removed = cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))
    return Decoded(clean, encoding, removed + damaged)


def cleaned(text: str) -> tuple[str, int]:
    """The text without control characters and lone surrogates, and how many there were."""
    text, controls = _CONTROL.subn("", text)
    text, surrogates = _SURROGATE.subn("", text)
    return text, controls + surrogates


def _decode(raw: bytes) -> tuple[str, str, int]:
    """The text, its encoding, and how many places in it are damaged."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding), encoding.removesuffix("-sig"), 0
    try:
        return raw.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError as error:
        is_cut_off = error.reason == "unexpected end of data"
        if is_cut_off or _is_damaged_utf8(raw):
            text = raw.decode("utf-8", "replace")
            return text, "utf-8", text.count("\ufffd")
        candidates = [
            (_common_share(raw, _GB_COMMON), "gb18030"),
            (_common_share(raw, _BIG5_COMMON), "big5hkscs"),
        ]
        for _, encoding in sorted(candidates, reverse=True):
            try:
                return raw.decode(encoding), encoding, 0
            except UnicodeDecodeError:
                continue
        raise ValueError(
            f"byte {error.start + 1} is not valid UTF-8 and the file is not GB18030 or Big5 "
            "either; save it as UTF-8"
        ) from error


def _is_damaged_utf8(raw: bytes) -> bool:
    """Whether these bytes are UTF-8 but for a few places.

    No other encoding looks like UTF-8 for long: text that is valid in most of its characters
    beyond ASCII is UTF-8.
    """
    text = raw.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond_ascii = sum(character > "\x7f" for character in text)
    return damaged * _SOUND_PER_DAMAGED <= beyond_ascii - damaged


def _common_share(raw: bytes, common: tuple[int, int, int, int]) -> float:
    """The share of two-byte characters whose lead byte is in the common ranges."""
    first, last, level_first, level_last = common
    total = hits = position = 0
    while position < len(raw) - 1:
        lead = raw[position]
        if lead < 0x80:
            position += 1
            continue
        total += 1
        hits += first <= lead <= last or level_first <= lead <= level_last
        position += 2
    return hits / total if total else 0.0
