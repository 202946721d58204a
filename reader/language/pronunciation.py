"""How Chinese text is read: pinyin for every character, by the words it stands in.

Words come from jieba's dictionary (with their frequencies) and pypinyin's phrases; the division of
a text into words is the most probable one. A word's reading is ours (`readings/*.txt`), else
pypinyin's. 不 and 一 keep the tone of the dictionary: GB/T 16159-2012 writes no tone sandhi.
"""

import threading
from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from math import log
from pathlib import Path

from reader.language.syllables import bare_syllable, is_neutral

Syllables = tuple[str, ...]

_DATA = Path(__file__).parent / "readings"
_LONGEST = 8  # characters of a word
_PIECE = 1000  # characters read at a time
_LEAST_FREQUENCY = 10  # of a word in jieba's dictionary; the 244,000 rarer ones divide no better
_OWN_FREQUENCY = 60
_FREQUENT = 100  # words that tell how a character is usually read
_CERTAIN = 100.0  # what an article's own word is worth: more than any division
_LEVEL_ONE = 3500  # characters in the first level of 通用规范汉字表
_UNFOLDED = "著乾瞭"  # each is simplified to two characters that are read differently
_NUMERALS = "一二三四五六七八九十百千万两几"
_MEASURES = "行只种"  # polyphones that the numeral before them makes clear
_STEADY = {"一": "yī", "不": "bù"}
# Particles are read by everybody, whichever reading prevails.
_PARTICLES = {"de", "le", "zhe", "dì", "dé", "zi", "zǐ", "ma", "ne", "ba", "a"}


@dataclass(frozen=True, slots=True)
class Context:
    """When a character that is a word of its own is read in one way."""

    reading: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a divided text: where it begins and ends, folded to simplified characters."""

    start: int
    end: int
    text: str


class Pronouncer:
    """Reads text aloud, on paper. Made once; unchanging, so that threads may share it.

    `is_taiwan` gives the readings taught in Taiwan (企業 qì yè) and its fewer neutral tones.
    """

    def __init__(self, lexicon: "Lexicon", *, is_taiwan: bool) -> None:
        self._lexicon = lexicon
        self._words = dict(lexicon.words)
        self._changes: dict[tuple[str, str], str] = {}
        self._alone: dict[str, str] = {}
        if is_taiwan:
            self._take_taiwan()
        else:
            self._words |= _table("neutral.txt")
        self._usual_readings = self._count_readings()

    def read(self, text: str, own: Mapping[str, Syllables] | None = None) -> list[str]:
        """A syllable with its tone mark for each character of a run of Chinese characters.

        Empty for a character nobody knows a reading of. `own` are an article's words.
        """
        pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
        return [syllable for piece in pieces for syllable in self._read(piece, own or {})]

    def fold(self, text: str) -> str:
        """A text in simplified characters, one for one: the form of the words of `own`."""
        return self._lexicon.fold(text)

    def _read(self, text: str, own: Mapping[str, Syllables]) -> list[str]:
        folded = self._lexicon.fold(text)
        words = self._divided(folded, own)
        syllables: list[str] = []
        for number, word in enumerate(words):
            if found := own.get(word.text):
                syllables += found
                continue
            original = text[word.start : word.end]
            if len(original) == 1:
                syllables.append(self._alone_in(original, words, number))
            else:
                syllables += self._in_word(original, word.text)
        return syllables

    def _divided(self, text: str, own: Mapping[str, Syllables]) -> list[Word]:
        """The most probable division of a text into words (dynamic programming, from the end)."""
        count = len(text)
        costs: Mapping[str, float] = self._lexicon.costs
        if own := {word: value for word, value in own.items() if word in text}:
            costs = ChainMap({word: _CERTAIN * len(word) for word in own}, self._lexicon.costs)
        best = [0.0] * (count + 1)
        ends = [0] * count
        longest = max(map(len, own), default=0)
        for start in range(count - 1, -1, -1):
            best[start] = costs.get(text[start], self._lexicon.unknown) + best[start + 1]
            ends[start] = start + 1
            reach = max(self._lexicon.reach.get(text[start], 1), longest)
            for end in range(start + 2, min(count, start + reach) + 1):
                cost = costs.get(text[start:end])
                if cost is not None and cost + best[end] > best[start]:
                    best[start], ends[start] = cost + best[end], end
        words, start = [], 0
        while start < count:
            words.append(Word(start, ends[start], text[start : ends[start]]))
            start = ends[start]
        return words

    def _in_word(self, original: str, folded: str) -> Sequence[str]:
        """The reading of a word, put together from the longest words known within it."""
        syllables: list[str] = []
        start = 0
        while start < len(folded):
            for end in range(len(folded), start + 1, -1):
                if found := self._known(folded[start:end]):
                    break
            else:
                end = start + 1
                found = (self._usual(original[start], is_suffix=start == len(original) - 1),)
            syllables += map(self._checked, original[start:end], found)
            start = end
        return syllables

    def _known(self, folded: str) -> Syllables | None:
        return self._words.get(folded) or self._lexicon.phrase(folded)

    def _checked(self, character: str, syllable: str) -> str:
        """A reading that a character has in the simplified word it was looked up by.

        隻 is never zhǐ though 只 is; then its own reading holds.
        """
        if steady := _STEADY.get(character):
            return steady if bare_syllable(syllable) != syllable else syllable
        own = self._lexicon.bare_readings(character)
        is_folded = self._lexicon.fold(character) != character
        if is_folded and own and bare_syllable(syllable) not in own:
            return self._usual(character, is_suffix=False)
        return self._changes.get((character, syllable), syllable)

    def _usual(self, character: str, *, is_suffix: bool) -> str:
        if is_suffix and character == "子":
            return "zi"
        syllable = self._lexicon.single(character)
        return self._changes.get((character, syllable), syllable)

    def _alone_in(self, character: str, words: Sequence[Word], number: int) -> str:
        if found := self._alone.get(character):
            return found
        for context in self._lexicon.contexts.get(character, ()):
            before = words[number - 1].text if number else ""
            after = words[number + 1].text if number + 1 < len(words) else ""
            if self._fits(context.before, before, is_before=True) and self._fits(
                context.after, after, is_before=False
            ):
                return self._changes.get((character, context.reading), context.reading)
        return self._usual(character, is_suffix=False)

    def _fits(self, wanted: tuple[str, ...], word: str, *, is_before: bool) -> bool:
        return any(self._is(pattern, word, is_before=is_before) for pattern in wanted)

    def _is(self, pattern: str, word: str, *, is_before: bool) -> bool:
        if pattern in {"*", "^", "$"}:
            return pattern == "*" or not word
        if pattern == "AA":
            return len(word) > 1 and word[-1] == word[-2]
        tag = self._lexicon.tags.get(word, "")
        if pattern == "VV":
            return len(word) > 1 and tag in {"v", "n"}
        if pattern.isascii():
            return tag == pattern
        return word.endswith(pattern) if is_before else word.startswith(pattern)

    def _take_taiwan(self) -> None:
        for line in _lines("taiwan.txt"):
            word, *syllables = line.split()
            if len(word) > 1:
                self._words[self._lexicon.fold(word)] = tuple(syllables)
            elif len(syllables) == 1:
                self._alone[word] = syllables[0]
            else:
                self._changes[word, syllables[0]] = syllables[1]
                self._changes[self._lexicon.fold(word), syllables[0]] = syllables[1]

    def is_difficult(self, character: str, syllable: str) -> bool:
        """Whether a reader may need help with a character as it is read here (WCAG 2.2 SC 3.1.6).

        Two kinds are. *Rare* characters: those after the first 3,500 of their simplified forms by
        frequency in jieba's dictionary, which stands for the first level of 通用规范汉字表, a list
        that no package carries. And characters read *otherwise than usual*: as in less than a third
        of their frequent words (行长, 重庆, 说服), particles and neutral tones left aside.
        """
        folded = self._lexicon.fold(character)
        if folded not in self._lexicon.common and character not in self._lexicon.common:
            return True
        if syllable in _PARTICLES or syllable == self._alone.get(character):
            return False
        if not self._lexicon.has_readings(character):
            return False
        usual = self._usual_readings.get(folded)
        return usual is not None and not is_neutral(syllable) and syllable not in usual

    def _count_readings(self) -> dict[str, frozenset[str]]:
        """The readings that each polyphone has in a third of its frequent words or more."""
        counts: dict[str, Counter[str]] = {}
        for word, count in self._lexicon.frequent_words():
            for character, syllable in zip(word, self._in_word(word, word), strict=True):
                if not is_neutral(syllable):
                    counts.setdefault(character, Counter())[syllable] += count
        return {
            character: frozenset(
                syllable for syllable, count in found.items() if 3 * count >= found.total()
            )
            for character, found in counts.items()
            if len(found) > 1
        }


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
        table = _table("words.txt")
        self._singles = {word: found[0] for word, found in table.items() if len(word) == 1}
        self.words = {word: found for word, found in table.items() if len(word) > 1}
        self.contexts = _contexts()
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
                self.frequencies.setdefault(word, 3)
        names = ("words.txt", "neutral.txt", "taiwan.txt")
        own = {self.fold(word) for name in names for word in _table(name) if len(word) > 1}
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

    def bare_readings(self, character: str) -> frozenset[str]:
        """Every reading of a character, without tones."""
        return _bare_readings(self._characters.get(ord(character), ""))


@lru_cache(maxsize=8192)
def _bare_readings(readings: str) -> frozenset[str]:
    return frozenset(map(bare_syllable, readings.split(","))) if readings else frozenset()


def _jieba() -> tuple[dict[str, int], dict[str, str], Counter[str]]:
    """Words with their frequencies, their classes, and the frequencies of characters."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.submodule_search_locations
    file = Path(spec.submodule_search_locations[0]) / "dict.txt"
    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    characters: Counter[str] = Counter()
    with file.open(encoding="utf-8") as lines:
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


def _lines(name: str) -> Iterator[str]:
    for line in (_DATA / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _table(name: str) -> dict[str, Syllables]:
    rows = (line.split() for line in _lines(name))
    return {word: tuple(syllables) for word, *syllables in rows}


def _contexts() -> dict[str, list[Context]]:
    found: dict[str, list[Context]] = {}
    for line in _lines("contexts.txt"):
        character, reading, before, after = line.split()
        context = Context(reading, tuple(before.split(",")), tuple(after.split(",")))
        found.setdefault(character, []).append(context)
    return found


_lock = threading.Lock()


def pronouncer(*, is_taiwan: bool) -> Pronouncer:
    """The one that reads for the mainland or for Taiwan, made when it is first asked for."""
    with _lock:
        return _made(is_taiwan)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon()


@lru_cache(maxsize=2)
def _made(is_taiwan: bool) -> Pronouncer:
    return Pronouncer(_lexicon(), is_taiwan=is_taiwan)
