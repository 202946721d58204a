"""Text that was read in a wrong encoding and saved again, undone where that is beyond doubt."""

import re

from reader.storage.encoding.plausibility import han_cost, han_count

_WINDOWS = {
    bytes([byte]).decode("cp1252"): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_SPECIAL = "".join(_WINDOWS)
_RUN = re.compile(f"[\x80-\xff{_SPECIAL}](?:[\x80-\xff{_SPECIAL}]|[@-~](?=[\x80-\xff{_SPECIAL}]))+")
_OTHER = re.compile(f"[^\x00-\xff{_SPECIAL}\ufeff\ufffd]")
_BYTES = str.maketrans({character: chr(byte) for character, byte in _WINDOWS.items()})
_CLEAR = 12.5  # mean bits, see han_cost
_LEAST = 4  # characters
_LEAST_IN_UTF8 = 2
_CHINESE = ("gb18030", "big5hkscs")


def undone(text: str) -> tuple[str, str]:
    """The text as it was before, and in which encoding; the text itself and "" if it is sound.

    UTF-8 is told by itself, run by run. GB18030 and Big5 are undone only where all of the text
    beyond ASCII reads as common Chinese.
    """
    if not _RUN.search(text):
        return text, ""
    restored, count = _runs_in_utf8(text)
    if count:
        return restored, "utf-8"
    if _OTHER.search(text):
        return text, ""
    raw = text.translate(_BYTES).encode("latin-1", "replace")
    for encoding in _CHINESE:
        try:
            found = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_clear(found, text):
            return found, encoding
    return text, ""


def _is_clear(found: str, text: str) -> bool:
    beyond = len(text) - sum(map(str.isascii, text))
    han = han_count(found)
    return han >= _LEAST and han * 3 > beyond and han_cost(found) < _CLEAR


def _runs_in_utf8(text: str) -> tuple[str, int]:
    count = 0

    def restore(match: re.Match[str]) -> str:
        nonlocal count
        try:
            found = match[0].translate(_BYTES).encode("latin-1").decode("utf-8")
        except UnicodeError:
            return match[0]
        if han_count(found) < _LEAST_IN_UTF8:
            return match[0]
        count += 1
        return found

    return _RUN.sub(restore, text), count
