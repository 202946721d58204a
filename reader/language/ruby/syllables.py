"""Syllables of Mandarin: tone marks, tone numbers, and zhuyin made of pinyin."""

import re
from functools import lru_cache
from unicodedata import normalize

_TONES = "\u0304\u0301\u030c\u0300"  # ¯ ´ ˇ `
_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxryw]|[zcs]h?)?"
    r"(?:[iuü]?(?:ang?|eng?|ing?|a[io]?|o|ei?)|[iuüv]|ong|iong|ou|iu|ui|un|ün|in|iao|ian|uai|uan|uo"
    r"|ue|üe|ie|er)r?|m|n|ng|hm|hng|ê"
)
_NUMBERED = re.compile(r"([a-zê\u00fc]+)([0-5]?)")
_NEUTRAL = "˙"


def parse_syllable(text: str) -> str:
    """A syllable of pinyin with its tone mark, from one with a mark or a number: `zhao1` → `zhāo`.

    0, 5 and no mark at all are the neutral tone; `v` and `u:` are ü. Raises ValueError where the
    text is no syllable.
    """
    text = normalize("NFC", text.strip().lower()).replace("u:", "ü")
    bare, tone = bare_syllable(text), 0
    match = _NUMBERED.fullmatch(text.replace("v", "ü"))
    if match and bare == text:
        bare, tone = match[1], int(match[2] or 0) % 5
    elif match and match[2]:
        bare, tone = match[1].replace("v", "ü"), int(match[2]) % 5
    if not _SYLLABLE.fullmatch(bare):
        raise ValueError(f"{text!r} is not a syllable of pinyin.")
    return marked(bare, tone) if tone else text.rstrip("05").replace("v", "ü")


def marked(bare: str, tone: int) -> str:
    """A syllable with the mark of its tone (1–4) where 汉语拼音方案 puts it."""
    place = next((bare.index(vowel) for vowel in ("a", "e", "ê", "ou") if vowel in bare), -1)
    if place < 0:
        place = max(bare.rfind(vowel) for vowel in "iouü")
    place = place if place >= 0 else 0
    return normalize("NFC", f"{bare[: place + 1]}{_TONES[tone - 1]}{bare[place + 1 :]}")


@lru_cache(maxsize=4096)
def bare_syllable(pinyin: str) -> str:
    """A syllable without its tone mark."""
    return normalize("NFC", "".join(c for c in normalize("NFD", pinyin) if c not in _TONES))


def is_neutral(pinyin: str) -> bool:
    """Whether a syllable carries no tone."""
    return bare_syllable(pinyin) == pinyin


@lru_cache(maxsize=4096)
def zhuyin(pinyin: str) -> str:
    """A syllable in zhuyin: no mark for the first tone, ˊ ˇ ˋ after it, ˙ before it.

    (《國語注音符號手冊》, 教育部 2000.)
    """
    from pypinyin import Style  # noqa: PLC0415 - 57 MB, for annotated editions only
    from pypinyin.style import convert  # noqa: PLC0415

    written: str = convert(pinyin, Style.BOPOMOFO, strict=True)
    return _NEUTRAL + written.removesuffix(_NEUTRAL) if written.endswith(_NEUTRAL) else written
