"""How Chinese text is read: pinyin for every character, by the words it stands in.

A text is divided into words in the most probable way; a word is read as our own tables say, else as
pypinyin's phrases do. 不 and 一 keep the tone of the dictionary: GB/T 16159-2012 writes no tone
sandhi.
"""

import threading
from collections import ChainMap, Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reader.language.ruby.lexicon import Lexicon, Syllables, own_lines, own_words
from reader.language.ruby.syllables import bare_syllable, is_neutral

_PIECE = 1000  # characters read at a time
_CERTAIN = 100.0  # what an article's own word is worth: more than any division
_STEADY = {"一": "yī", "不": "bù"}
# Particles are read by everybody, whichever reading prevails.
_PARTICLES = {"de", "le", "zhe", "dì", "dé", "zi", "zǐ", "ma", "ne", "ba", "a"}


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

    def __init__(self, lexicon: Lexicon, *, is_taiwan: bool) -> None:
        self._lexicon = lexicon
        self._words = dict(lexicon.words)
        self._changes: dict[tuple[str, str], str] = {}
        self._alone: dict[str, str] = {}
        if is_taiwan:
            self._take_taiwan()
        else:
            self._words |= own_words("neutral.txt")
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
        before = words[number - 1].text if number else ""
        after = words[number + 1].text if number + 1 < len(words) else ""
        for context in self._lexicon.contexts_of(character):
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
        for line in own_lines("taiwan.txt"):
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
