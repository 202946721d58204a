"""Pinyin in brackets after a character, and whether a whole document has it by accident.

A tool that made traditional text of simplified (and was then read by a scraper) wrote the reading
behind every occurrence of the characters in its table: 手機(jī)版, 戰(zhàn)場. Nobody writes so:

- nearly all of these characters are traditional ones that simplification changed;
- they are common ones, in the middle of running text, and most characters have no reading;
- each has one reading, the first of the dictionary, at nearly every place where it stands.

A lesson, a glossary or a note on a rare character fails one of these at least, and is left alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from reader.language.characters import HAN, HAN_CLASS
from reader.language.conversion.dictionaries import source_rows
from reader.language.ruby.syllables import bare_syllable

_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêḿńňǹɡ\u0300\u0301\u0304\u0308\u030c"
SYLLABLE = f"[{_LETTERS}]{{1,9}}"
MARK = re.compile(f"([{HAN_CLASS}])[(（]({SYLLABLE})[)）]( ?)")

_FEW = 12  # marks; fewer have to be clearer
_LEAST = 5
_LEAST_CHARACTERS = 3  # different ones


@dataclass(frozen=True, slots=True)
class Marks:
    """The readings found in a document, and what they tell of how they came there."""

    number: int
    characters: int
    repeated: int
    traditional: float  # shares of the marks, 0 to 1, from here on
    common: float
    first_reading: float
    within_text: float
    constant: float  # of the occurrences of these characters
    of_all: float  # of all Chinese characters

    def are_left_behind(self) -> bool:
        """Whether a tool left them: see the module."""
        if self.number < _LEAST or self.characters < _LEAST_CHARACTERS:
            return False
        few = self.number < _FEW
        return (
            self.traditional >= 0.9
            and self.common >= 0.85
            and self.first_reading >= 0.85
            and self.within_text >= (0.8 if few else 0.6)
            and self.constant >= (0.8 if few else 0.6)
            and self.of_all <= (0.25 if few else 0.35)
            and (few or self.repeated >= 2)
        )


def marks_in(texts: Sequence[str]) -> Marks | None:
    """The readings of characters in the texts of a document, None if there are too few."""
    found = [(text, match) for text in texts for match in MARK.finditer(text)]
    if len(found) < _LEAST:
        return None
    found = [(text, match) for text, match in found if is_reading(match[2], match[1])]
    number = len(found)
    if number < _LEAST:
        return None
    characters = Counter(match[1] for _, match in found)
    all_characters = Counter[str]()
    for text in texts:
        all_characters.update(text)
    occurrences = sum(all_characters[character] for character in characters)
    han = sum(n for character, n in all_characters.items() if HAN.match(character))
    return Marks(
        number=number,
        characters=len(characters),
        repeated=number - len(characters),
        traditional=_share(is_traditional(match[1]) for _, match in found),
        common=_share(is_common(match[1]) for _, match in found),
        first_reading=_share(_is_first(match[2], match[1]) for _, match in found),
        within_text=_share(_is_within(text, match) for text, match in found),
        constant=number / occurrences,
        of_all=number / han,
    )


def is_reading(syllable: str, character: str) -> bool:
    """Whether a character is ever read so, with the tone marked or without any."""
    return _plain(syllable) in _readings(character)


@lru_cache(maxsize=1024)
def is_traditional(character: str) -> bool:
    """Whether simplified text has another character for this one."""
    return _simplified().get(character, character).split(" ")[0] != character


def is_simplified(character: str) -> bool:
    """Whether traditional text never has this character."""
    return character not in _traditional().get(character, character)


@lru_cache(maxsize=1024)
def is_common(character: str) -> bool:
    """Whether this is in daily use: in the first level of GB 2312, itself or simplified."""
    simplified = _simplified().get(character, character).split(" ")[0]
    return 0xB0 <= simplified.encode("gb2312", "replace")[0] <= 0xD7


def _is_first(syllable: str, character: str) -> bool:
    readings = _all_readings(character)
    return _plain(syllable) in (readings[0], bare_syllable(readings[0]))


def _is_within(text: str, match: re.Match[str]) -> bool:
    """Whether a mark stands in running text, not behind a word of its own."""
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    if after and (HAN.match(after) or after in "，。；：！？、,;:!?"):
        return True
    return bool(before and HAN.match(before))


def _share(answers: Iterable[bool]) -> float:
    found = list(answers)
    return sum(found) / len(found)


def _plain(syllable: str) -> str:
    return normalize("NFC", syllable).replace("ɡ", "g").replace("v", "ü")


@lru_cache(maxsize=4096)
def _readings(character: str) -> frozenset[str]:
    toned = _all_readings(character)
    return frozenset(toned) | {bare_syllable(reading) for reading in toned}


def _all_readings(character: str) -> tuple[str, ...]:
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - 57 MB, for such pages only

    return tuple(PINYIN_DICT.get(ord(character), "").split(","))


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    return dict(source_rows("TSCharacters.txt"))


@lru_cache(maxsize=1)
def _traditional() -> dict[str, str]:
    return dict(source_rows("STCharacters.txt"))
