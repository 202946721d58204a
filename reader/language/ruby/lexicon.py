"""What is known of Chinese words: how frequent they are, of which class, and how they are read.

Words and classes come from jieba's dictionary (the file alone: the module writes caches and logs),
readings from pypinyin and, before it, from our own tables (`readings/*.txt`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log
from pathlib import Path

from reader.language.conversion.dictionaries import jieba_words
from reader.language.ruby.syllables import bare_syllable

Syllables = tuple[str, ...]

_DATA = Path(__file__).parent / "readings"
_LONGEST = 8  # characters of a word
_LEAST_FREQUENCY = 10  # of a word in jieba's dictionary; the 244,000 rarer ones divide no better
_PHRASE_FREQUENCY = 3  # of a phrase that dictionary does not have
_OWN_FREQUENCY = 60
_FREQUENT = 100  # words that tell how a character is usually read
_LEVEL_ONE = 3500  # characters in the first level of 通用规范汉字表
_UNFOLDED = "著乾瞭"  # each is simplified to a character that is read in other ways too
_NUMERALS = "一二三四五六七八九十百千万两几"
_MEASURES = "行只种"  # polyphones that the numeral before them makes clear


@dataclass(frozen=True, slots=True)
class Context:
    """When a character that is a word of its own is read in one way: see `contexts.txt`."""

    reading: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Lexicon:
    """Words with their probabilities and classes, and the readings of words and characters."""

    def __init__(self) -> None:
        from pypinyin.constants import (  # noqa: PLC0415 - 57 MB, for annotated editions only
            PHRASES_DICT,
            PINYIN_DICT,
        )

        self._phrases = PHRASES_DICT
        self._characters = PINYIN_DICT
        self._folding = _folding()
        table = own_words("words.txt")
        self._singles = {word: found[0] for word, found in table.items() if len(word) == 1}
        self.words = {word: found for word, found in table.items() if len(word) > 1}
        self._contexts = _contexts()
        self.frequencies, self.tags, characters = _jieba()
        self.common = frozenset(_first_common(characters, self._folding))
        self._take_phrases()
        total = log(sum(self.frequencies.values()))
        self.costs = {word: log(count) - total for word, count in self.frequencies.items()}
        self.unknown = -total - 1
        self.reach: dict[str, int] = {}
        for word in self.costs:
            self.reach[word[0]] = max(self.reach.get(word[0], 1), len(word))

    def _take_phrases(self) -> None:
        for word in self._phrases:
            if len(word) <= _LONGEST and not _is_counted(word):
                self.frequencies.setdefault(word, _PHRASE_FREQUENCY)
        names = ("words.txt", "neutral.txt", "taiwan.txt")
        own = {self.fold(word) for name in names for word in own_words(name) if len(word) > 1}
        for word in own:
            self.frequencies[word] = max(self.frequencies.get(word, 0), _OWN_FREQUENCY)
        for word in [word for word in self.frequencies if "着" in word and len(word) > 1]:
            alias = word.replace("着", "著")
            self.frequencies.setdefault(alias, self.frequencies[word])
            if alias not in self._phrases and (found := self.words.get(word) or self.phrase(word)):
                self.words.setdefault(alias, found)

    def fold(self, text: str) -> str:
        """A text in simplified characters, one for one."""
        return text.translate(self._folding)

    def frequent_words(self) -> Iterator[tuple[str, int]]:
        """Words that have a polyphone, with their frequencies."""
        for word, count in self.frequencies.items():
            if count >= _FREQUENT and any(map(self.has_readings, word)):
                yield word, count

    def has_readings(self, character: str) -> bool:
        """Whether a character is a polyphone."""
        return "," in self._characters.get(ord(character), "")

    def phrase(self, word: str) -> Syllables | None:
        """The reading pypinyin has for a word of several characters."""
        found = self._phrases.get(word)
        return tuple(choices[0] for choices in found) if found else None

    def single(self, character: str) -> str:
        """The reading of a character that nothing else decides; empty where none is known."""
        own = self._singles.get(character) or self._singles.get(self.fold(character), "")
        if own and bare_syllable(own) in self.bare_readings(character):
            return own
        return self._characters.get(ord(character), "").partition(",")[0]

    def contexts_of(self, character: str) -> Iterator[Context]:
        """The contexts that decide how a character alone is read, in order."""
        own = self._contexts.get(character) or self._contexts.get(self.fold(character))
        for context in own or ():
            if bare_syllable(context.reading) in self.bare_readings(character):
                yield context

    def bare_readings(self, character: str) -> frozenset[str]:
        """Every reading of a character, without tones."""
        return _bare_readings(self._characters.get(ord(character), ""))


@lru_cache(maxsize=8192)
def _bare_readings(readings: str) -> frozenset[str]:
    return frozenset(map(bare_syllable, readings.split(","))) if readings else frozenset()


def _jieba() -> tuple[dict[str, int], dict[str, str], Counter[str]]:
    """Words with their frequencies, their classes, and the frequencies of characters."""
    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    characters: Counter[str] = Counter()
    with jieba_words().open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, tag = line.split()
            count = int(frequency)
            for character in word:
                characters[character] += count
            if count >= _LEAST_FREQUENCY and len(word) <= _LONGEST and not _is_counted(word):
                frequencies[word] = count
                tags[word] = tag[0]
    return frequencies, tags, characters


def _is_counted(word: str) -> bool:
    """Whether a word is a numeral and a measure (三行), which are read better one by one."""
    return len(word) == 2 and word[0] in _NUMERALS and word[1] in _MEASURES


def _first_common(characters: Counter[str], folding: Mapping[int, str]) -> Iterator[str]:
    """The simplified characters that make up level one."""
    found = 0
    for character, _ in characters.most_common():
        is_simplified = folding.get(ord(character), character) == character
        if is_simplified and "一" <= character <= "鿿":
            yield character
            found += 1
            if found == _LEVEL_ONE:
                return


def _folding() -> dict[int, str]:
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {
        ord(key): values.split(" ")[0]
        for key, values in rows
        if len(key) == 1 and len(values.split(" ")[0]) == 1 and key not in _UNFOLDED
    }


def own_lines(name: str) -> Iterator[str]:
    """The lines of one of our tables that are not comments."""
    for line in (_DATA / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def own_words(name: str) -> dict[str, Syllables]:
    """The words of one of our tables, each with its syllables."""
    rows = (line.split() for line in own_lines(name))
    return {word: tuple(syllables) for word, *syllables in rows}


def _contexts() -> dict[str, list[Context]]:
    found: dict[str, list[Context]] = {}
    for line in own_lines("contexts.txt"):
        character, reading, before, after = line.split()
        context = Context(reading, tuple(before.split(",")), tuple(after.split(",")))
        found.setdefault(character, []).append(context)
    return found
