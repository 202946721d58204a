"""Folding: text as it is compared in a search, one character for one.

Case, width, accents of Latin and Greek letters, and the simplified, traditional and variant forms
of a Chinese character all become one.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from unicodedata import name, normalize

from reader.language.conversion.dictionaries import Dictionaries

# Between them they say of every character what any conversion may make of it.
_CONFIGURATIONS = ("s2twp", "s2hk", "hk2s")
_MAX_KEPT = 0x20000  # code points; rarer characters are worked out each time
_OWN = {"○": "〇", "妳": "你"}  # 二○一八年 is how many type it
# Radicals, enclosed and narrow forms of Chinese, kana and hangul.
_COMPATIBLE = (range(0x2E80, 0x3400), range(0xFF61, 0xFFF0), range(0x1F200, 0x1F260))
_ACCENTED = ("LATIN", "GREEK")


class Folding:
    """Folds text; made once, from the tables that convert it. Any thread may use it."""

    def __init__(self, dictionaries: Dictionaries) -> None:
        classes = _classes(dictionaries)
        self._table = _Table(classes)
        self._spellings: dict[str, str] = {}
        for sign in (*classes, *map(chr, chain(*_COMPATIBLE)), *_OWN):
            folded = self.fold(sign)
            self._spellings[folded] = self._spellings.get(folded, folded) + sign

    def fold(self, text: str) -> str:
        """`text` folded, of the same length, so that places in one are places in the other."""
        return text.translate(self._table)

    def spellings(self, sign: str) -> str:
        """Every Chinese character, kana and hangul in normal form C that folds to this one."""
        return self._spellings.get(sign, sign)


class _Table(dict[int, str]):
    """A table for str.translate that learns a character when it first meets it.

    (To translate a character that is no key costs ten times as much as one that is.)
    """

    def __init__(self, classes: Mapping[str, str]) -> None:
        super().__init__()
        self._classes = classes

    def __missing__(self, code: int) -> str:
        sign = _single(chr(code))
        folded = self._classes.get(sign, sign)
        if code < _MAX_KEPT:
            self[code] = folded
        return folded


def _single(sign: str) -> str:
    """A character without width, accent and case, as far as one character can say it."""
    before = ""
    while sign != before:
        before = sign
        sign = _if_one(normalize("NFKC", sign), sign)
        base = normalize("NFD", sign)[0]
        if base != sign and name(base, "").startswith(_ACCENTED):
            sign = base
        sign = _if_one(sign.casefold(), _if_one(sign.lower(), sign))
        sign = _OWN.get(sign, sign)
    return sign


def _if_one(text: str, otherwise: str) -> str:
    return text if len(text) == 1 else otherwise


def _classes(dictionaries: Dictionaries) -> dict[str, str]:
    """The representative of each Chinese character that has other forms.

    Two characters are in one class when any conversion may make one of the other.
    """
    parents: dict[str, str] = {}

    def root(sign: str) -> str:
        while (parent := parents.setdefault(sign, sign)) != sign:
            sign = parent
        return sign

    plain = cache(_single)
    for sign, other in set(_counterparts(dictionaries)):
        first, second = sorted((root(plain(sign)), root(plain(other))), key=_rank)
        parents[second] = first
    return {sign: root(sign) for sign in list(parents) if root(sign) != sign}


def _rank(sign: str) -> tuple[bool, str]:
    """The characters every font has come first."""
    return not "\u4e00" <= sign <= "\u9fff", sign


def _counterparts(dictionaries: Dictionaries) -> Iterator[tuple[str, str]]:
    seen: set[int] = set()
    for configuration in map(dictionaries.configuration, _CONFIGURATIONS):
        steps = ((step.rows, step.rare) for step in configuration.steps)
        for rows in (configuration.normalization, *(rows for step in steps for rows in step)):
            if id(rows) in seen:
                continue
            seen.add(id(rows))
            for sign, others in rows.items():
                if len(sign) == 1:
                    yield from ((sign, other) for other in others.split(" ") if len(other) == 1)
