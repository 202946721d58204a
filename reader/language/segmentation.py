"""Where words begin and end in simplified text, by how often words occur."""

from collections.abc import Iterator, Mapping
from math import log

_REACH = 8  # characters on either side of a place that have a say in where its words end
_LONGEST = 4


class Lexicon:
    """Words and how often they occur; the likeliest words of a text are those it is cut into.

    The model is the unigram model of jieba's: the most probable sequence of words, each as
    probable as it is frequent, found by dynamic programming over the text around a place.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._total = log(sum(frequencies.values()) or 1)
        steps = {count: log(count) - self._total for count in set(frequencies.values())}
        self._costs = {word: steps[count] for word, count in frequencies.items()}

    def __contains__(self, word: str) -> bool:
        return word in self._costs

    def straddling(self, text: str, start: int, end: int) -> str:
        """The word that lies across a border of text[start:end], empty when there is none.

        It is looked for among words of two to four characters only where one of them could be,
        and then found only when it is one of the likeliest words of the text around.
        """
        if not self._may_straddle(text, start, end):
            return ""
        left = max(0, start - _REACH)
        right = min(len(text), end + _REACH)
        for first, last in self.words(text, left, right, (start, end)):
            if first < start < last < end or start < first < end < last:
                return text[first:last]
            if first >= end:
                break
        return ""

    def begins_word(self, text: str, start: int, end: int) -> bool:
        """Whether a word begins at `start` that a name at text[start:end] may begin with.

        That is one character, or a name of three that the dictionary knows (范冰冰); a word of two
        (云南, 于是) is no name.
        """
        for first, last in self._around(text, start, end):
            if first == start:
                return last == start + 1 or (last == end and end - start > 2)
            if first > start:
                break
        return False

    def ends_word(self, text: str, place: int) -> bool:
        """Whether a word ends before `place`."""
        return any(last == place for _, last in self._around(text, place - 1, place))

    def stands_alone(self, text: str, place: int) -> bool:
        """Whether the character at `place` is a word by itself."""
        return (place, place + 1) in self._around(text, place, place + 1)

    def is_word(self, text: str, place: int) -> bool:
        """Whether a word of two characters and more begins at `place`, whatever is before it."""
        costs = self._costs
        ends = range(place + 2, min(place + _LONGEST, len(text)) + 1)
        return any(text[place:end] in costs for end in ends)

    def _around(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        return self.words(text, max(0, start - _REACH), min(len(text), end + _REACH))

    def words(
        self, text: str, left: int, right: int, candidate: tuple[int, int] = (0, 0)
    ) -> Iterator[tuple[int, int]]:
        """The likeliest words of text[left:right] as places in `text`; `candidate` may be one."""
        costs, unknown = self._costs, -self._total
        best = [0.0] * (right - left + 1)  # of the text from a place to the right end
        ends = [right] * (right - left + 1)
        for place in range(right - 1, left - 1, -1):
            stop = place + 1
            top = costs.get(text[place], unknown) + best[stop - left]
            for end in range(place + 2, min(place + _LONGEST, right) + 1):
                cost = costs.get(text[place:end])
                if cost is not None and cost + best[end - left] > top:
                    top, stop = cost + best[end - left], end
            if place == candidate[0] and candidate[1] <= right and candidate[1] > place + 1:
                cost = costs.get(text[place : candidate[1]], unknown + _CHANCE)
                if cost + best[candidate[1] - left] > top:
                    top, stop = cost + best[candidate[1] - left], candidate[1]
            best[place - left], ends[place - left] = top, stop
        place = left
        while place < right:
            yield place, ends[place - left]
            place = ends[place - left]

    def _may_straddle(self, text: str, start: int, end: int) -> bool:
        costs = self._costs
        for first in range(max(0, start - _LONGEST + 1), start):
            for last in range(start + 1, min(first + _LONGEST, end - 1) + 1):
                if text[first:last] in costs:
                    return True
        for first in range(start + 1, end):
            for last in range(max(end + 1, first + 2), min(first + _LONGEST, len(text)) + 1):
                if text[first:last] in costs:
                    return True
        return False


_CHANCE = log(20)  # a phrase that is no word of the lexicon is taken for one seen so often
