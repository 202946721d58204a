"""Text from bytes of unknown encoding, by evidence."""

import codecs
import re
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip

# The first level of each set holds the characters in daily use: lead bytes B0–D7 in GB 2312,
# A4–C6 in Big5. Punctuation is A1–A3 in both. Text read in the wrong encoding leaves them.
_GB_COMMON = (0xA1, 0xA3, 0xB0, 0xD7)
_BIG5_COMMON = (0xA1, 0xA3, 0xA4, 0xC6)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many control characters were taken out of it."""

    text: str
    encoding: str
    removed: int = 0


def decode(raw: bytes) -> Decoded:
    """Read bytes as UTF-8, UTF-16 (with a mark), GB18030 or Big5, whichever they are.

    Line ends become `\\n`; control characters, which no page may hold, are taken out. Raises
    ValueError when the bytes are no text in any of these encodings.
    """
    text, encoding = _decode(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    clean, removed = _CONTROL.subn("", text)
    return Decoded(clean, encoding, removed)


def _decode(raw: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding), encoding.removesuffix("-sig")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        candidates = [
            (_common_share(raw, _GB_COMMON), "gb18030"),
            (_common_share(raw, _BIG5_COMMON), "big5hkscs"),
        ]
        for _, encoding in sorted(candidates, reverse=True):
            try:
                return raw.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
        raise ValueError(
            f"byte {error.start + 1} is not valid UTF-8 and the file is not GB18030 or Big5 "
            "either; save it as UTF-8"
        ) from error


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
