"""Which encoding bytes are in, by evidence: every candidate reads them, the likeliest text wins."""

import codecs
import re

from reader.storage.encoding.plausibility import cost, han_cost, han_count
from reader.storage.encoding.reading import read

UTF_8 = "utf-8"

_MARKS = (  # and what they say, where it needs no further evidence
    (codecs.BOM_UTF8, ""),
    (b"\x84\x31\x95\x33", ""),  # of GB18030
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("gb18030", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_WESTERN = "cp1252"
_LABELS = {  # what pages call them
    "gb2312": "gb18030", "gb_2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "hz-gb-2312": "hz",
    "big5": "big5hkscs", "big-5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "cp950": "big5hkscs", "x-euc-tw": "euc-tw", "euc-tw": "euc-tw", "utf-8": UTF_8, "utf8": UTF_8,
    "utf-16": "utf-16-le", "unicode": "utf-16-le", "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be", "iso-8859-1": _WESTERN, "windows-1252": _WESTERN,
}  # fmt: skip

_SOUND_PER_DAMAGED = 3
_SELDOM = {"euc-tw": 12, "utf-16-le": 2, "utf-16-be": 4}  # bits: few pages are in these
_LABEL_WORTH = 4  # bits: a label decides between readings that are about as likely
_WINDOW = 1536  # bytes that are looked at together
_WINDOWS = 4
_BORDER = re.compile(rb"[\x00-\x2f\x3a-\x3f]")  # no byte of a longer character
_LONG_ASCII = re.compile(rb"(?<=[\x00-\x7f])[\x00-\x7f]+")  # but for the first, maybe a second byte
_SURE_HAN = 12.5  # mean bits a character, see han_cost
_LEAST_SURE = 4  # characters
_BEYOND_TWO_BYTES = re.compile("[\u0800-\U0010ffff]")
_LATIN_LETTER = re.compile("[\u0080-\u017f\u0370-\u04ff]")  # or Greek, Cyrillic
_EASTERN = re.compile("[\u2100-\uff60]")
_HAN_IN_LATIN = re.compile("[A-Za-z][㐀-鿿]|[㐀-鿿][a-z]")
_ASCII = bytes(range(0x80))
_EUC = re.compile(rb"[\xa1-\xfe]{2}")
_ESCAPED = re.compile(rb"~\{[\x21-\x77][\x21-\x7e]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_LEAST_WIDE = 4  # bytes
_SHORT = 400  # bytes; a longer text in UTF-16 has bytes of control characters
# One or two letters of Western Europe, or its quotation marks and dashes, between ASCII.
_WESTERN_WORDS = re.compile(
    rb"(?:[\x00-\x7f]+|[\xc0-\xff]{1,2}(?![\x80-\xff])|[\x80-\xbf](?![\x80-\xff]))*+"
)


def mark_of(raw: bytes) -> tuple[str, int]:
    """The encoding that the byte order mark settles, "" if none does, and the mark's length."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding, len(mark)
    return "", 0


def recognised(raw: bytes, label: str = "") -> str:
    """The likeliest encoding of bytes without a mark, by Python's name or "euc-tw".

    `label` is what somebody calls it; it decides only where the bytes do not.
    """
    named = _LABELS.get(label.strip().lower().strip("\"'"), "")
    if raw.isascii() and _ESCAPED.search(raw) and _is_sound(raw, "hz"):
        return "hz"
    wide = _has_many_nulls(raw)
    dense = _sample(raw)
    if _is_utf8(raw):
        if not wide and (named == UTF_8 or not _is_chance(dense)):
            return UTF_8
    elif _is_damaged_utf8(dense):
        return UTF_8
    else:
        wide = len(raw) % 2 == 0 and len(raw) >= _LEAST_WIDE
        wide = wide and (len(raw) < _SHORT or _CONTROL.search(raw) is not None)
    sample = raw[: _WINDOW * _WINDOWS] if wide else dense
    costs = {
        name: cost(_reading(sample, name)) + _SELDOM.get(name, 0)
        for name in _candidates(sample, wide)
    }
    if named in costs:
        costs[named] -= _LABEL_WORTH
    if not _WESTERN_WORDS.fullmatch(raw):
        del costs[_WESTERN]
    likeliest = min(costs, key=costs.__getitem__)
    if likeliest in _CHINESE and not _EASTERN.search(_reading(sample, likeliest)):
        return UTF_8
    return likeliest


def _candidates(sample: bytes, wide: bool) -> tuple[str, ...]:
    beyond = len(sample.translate(None, _ASCII))
    euc = ("euc-tw",) if len(_EUC.findall(sample)) * 2.5 > beyond > 0 else ()
    return (UTF_8, *_CHINESE, *euc, *(_WIDE if wide else ()), _WESTERN)


def _reading(sample: bytes, encoding: str) -> str:
    if encoding == "euc-tw":
        return read(sample, encoding)[0]
    return sample.decode(encoding, "replace")


def _has_many_nulls(raw: bytes) -> bool:
    """Whether every second byte of the Latin part is NUL, as in UTF-16."""
    nulls = raw.count(0)
    if len(raw) < 2 * _LEAST_WIDE or nulls * 8 < len(raw):
        return False
    return raw[::2].count(0) * 20 <= nulls or raw[1::2].count(0) * 20 <= nulls


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode(UTF_8)
    except UnicodeDecodeError as error:
        # An editor that is still writing leaves the first part of a character.
        return error.reason == "unexpected end of data"
    return True


def _is_sound(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_chance(sample: bytes) -> bool:
    """Whether bytes are UTF-8 by chance alone, as short texts in GBK may be (隆, 马 …).

    Then every character has two bytes, and the other reading is common Chinese without a Latin
    word around it.
    """
    if sample.isascii():
        return False
    beyond = sample.decode(UTF_8, "ignore")
    if _BEYOND_TWO_BYTES.search(beyond):
        return False
    other, damage = read(sample, "gb18030")
    return (
        not damage
        and han_count(other) >= (_LEAST_SURE if _LATIN_LETTER.search(beyond) else _LEAST_SURE // 2)
        and han_cost(other) < _SURE_HAN
        and not _HAN_IN_LATIN.search(other)
    )


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether these bytes are UTF-8 but for a few places.

    No other encoding looks like UTF-8 for long: text that is valid in most of its characters
    beyond ASCII is UTF-8.
    """
    text = sample.decode(UTF_8, "replace")
    damaged = text.count("\ufffd")
    sound = len(_BEYOND_TWO_BYTES.findall(text)) - damaged
    return sound > 0 and damaged * _SOUND_PER_DAMAGED <= sound


def _sample(raw: bytes) -> bytes:
    """Some of the parts that are rich in bytes beyond ASCII, and of ASCII there only what may be
    a second byte.

    They begin and end at a byte that is part of no longer character, so that none is torn.
    """
    if len(raw) > _WINDOW * _WINDOWS:
        starts = range(0, len(raw), _WINDOW)
        found = [len(raw[at : at + _WINDOW].translate(None, _ASCII)) for at in starts]
        least = max(found) // 4
        rich = [at for at, number in zip(starts, found, strict=True) if number > least]
        chosen = {rich[len(rich) * n // _WINDOWS] for n in range(_WINDOWS)} if rich else ()
        raw = b"\n".join(_window(raw, at) for at in sorted(chosen))
    return _LONG_ASCII.sub(b"", raw)


def _window(raw: bytes, start: int) -> bytes:
    part = raw[start : start + _WINDOW]
    borders = [match.start() for match in _BORDER.finditer(part)]
    begin = borders[0] if start and borders else 0
    end = borders[-1] if len(borders) > 1 and start + _WINDOW < len(raw) else len(part)
    return part[begin:end]
