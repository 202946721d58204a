"""Letters are read as pinyin in every way that a reader may have meant."""

import pytest

from reader.language.ruby.lexicon import Lexicon
from reader.language.ruby.syllables import bare_syllable
from reader.language.search.pinyin import SYLLABLES, splits, typed

SPLITS = {
    "nongcun": ["nong cun", "nong cu n"],
    "xian": ["xian", "xi an", "xi a n"],
    "nongcundiansh": ["nong cun dian sh", "nong cun di an sh"],
    "fangan": ["fan gan", "fang an"],
    "n": ["n"],
    "xi an": ["xi an", "xi a n"],
    "hello": [],
    "xyz": [],
    "nong xyz": [],
}


@pytest.mark.parametrize(("letters", "found"), SPLITS.items())
def test_letters_are_divided_into_syllables(letters: str, found: list[str]) -> None:
    ways = [" ".join(way) for way in splits(letters.split(" "))]
    assert set(found) <= set(ways)
    assert bool(found) == bool(ways)
    assert ways[:1] == found[:1]


def test_the_syllables_are_those_of_the_tables_of_readings() -> None:
    lexicon = Lexicon()
    rare = {"m", "n", "ng", "hm", "hng", "ê"}  # interjections
    known = {
        way
        for character in lexicon.common
        for way in typed(bare_syllable(lexicon.single(character)))
    }
    assert known - rare <= SYLLABLES | {"lu", "nu"}


def test_long_rows_of_letters_are_bounded() -> None:
    assert len(splits(["xian" * 25])) <= 4
