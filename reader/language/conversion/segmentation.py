"""Where words begin and end in simplified text, by how often words occur."""

from collections.abc import Mapping, Sequence
from math import log

_REACH = 8  # characters on either side of a place that have a say in where its words end
_LONGEST = 4
_RARE = 100  # a word seen less often
_CHANCE = log(50)  # a phrase that is no word of the lexicon is taken for one seen so often


class Lexicon:
    """Words and how often they occur; the likeliest words of a text are those it is cut into.

    The model is the unigram model of jieba's: the most probable sequence of words, each as
    probable as it is frequent, found by dynamic programming over the text around a place.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._total = log(sum(frequencies.values()) or 1)
        steps = {count: log(count) - self._total for count in set(frequencies.values())}
        self._rare = log(_RARE) - self._total
        self._costs = {word: steps[count] for word, count in frequencies.items()}

    def __contains__(self, word: str) -> bool:
        return word in self._costs

    def straddling(self, text: str, start: int, end: int, margin: float = 0.0) -> str:
        """The word that lies across a border of text[start:end], empty when there is none.

        The words must be likelier than the best without such a word by a factor of e^`margin`.
        It is looked for among words of two to four characters only where one of them could be,
        and then found only when it is one of the likeliest words of the text around.
        """
        if not self._may_straddle(text, start, end):
            return ""
        left = max(0, start - _REACH)
        right = min(len(text), end + _REACH)
        best, words = self._best(text, left, right, (start, end))
        for first, last in words:
            if _crosses(first, last, start, end):
                if not margin:
                    return text[first:last]
                kept, _ = self._best(text, left, right, (start, end), uncrossed=True)
                return text[first:last] if best - kept > margin else ""
            if first >= end:
                break
        return ""

    def is_common(self, word: str) -> bool:
        """Whether a word is one that occurs often."""
        return self._costs.get(word, self._rare) > self._rare

    def begins_word(self, text: str, start: int, end: int) -> bool:
        """Whether a word begins at `start` that a name at text[start:end] may begin with.

        That is one character, or a name that the dictionary knows (范冰冰), or, within the name,
        one of the rare words that names mostly are (范志); but not 云南 and 于是.
        """
        for first, last in self._around(text, start, end):
            if first == start:
                is_rare = text[first] != "余" and self._costs.get(text[first:last], 0) < self._rare
                return last == start + 1 or (last <= end and (last - first > 2 or is_rare))
            if first > start:
                break
        return False

    def ends_word(self, text: str, place: int) -> bool:
        """Whether a word ends before `place`."""
        return any(last == place for _, last in self._around(text, place - 1, place))

    def stands_alone(self, text: str, place: int) -> bool:
        """Whether the character at `place` is a word by itself."""
        return (place, place + 1) in self._around(text, place, place + 1)

    def is_word(self, text: str, place: int, limit: int = 0) -> bool:
        """Whether a word of two characters and more begins at `place`, whatever is before it.

        With a `limit`, it must end there at the most.
        """
        costs = self._costs
        ends = range(place + 2, min(place + _LONGEST, limit or len(text), len(text)) + 1)
        return any(text[place:end] in costs for end in ends)

    def _around(self, text: str, start: int, end: int) -> Sequence[tuple[int, int]]:
        return self.words(text, max(0, start - _REACH), min(len(text), end + _REACH))

    def words(self, text: str, left: int, right: int) -> Sequence[tuple[int, int]]:
        """The likeliest words of text[left:right], as places in `text`."""
        return self._best(text, left, right)[1]

    def _best(
        self,
        text: str,
        left: int,
        right: int,
        phrase: tuple[int, int] = (0, 0),
        *,
        uncrossed: bool = False,
    ) -> tuple[float, Sequence[tuple[int, int]]]:
        """The likeliest words and the logarithm of their probability.

        `phrase` counts as a word too; `uncrossed` allows no word across its borders.
        """
        costs, unknown = self._costs, -self._total
        best = [0.0] * (right - left + 1)  # of the text from a place to the right end
        ends = [right] * (right - left + 1)
        start, stop = phrase
        for place in range(right - 1, left - 1, -1):
            end = place + 1
            top = costs.get(text[place], unknown) + best[end - left]
            for last in range(place + 2, min(place + _LONGEST, right) + 1):
                cost = costs.get(text[place:last])
                if cost is None or cost + best[last - left] <= top:
                    continue
                if uncrossed and _crosses(place, last, start, stop):
                    continue
                top, end = cost + best[last - left], last
            if place == start and start + 1 < stop <= right:
                cost = costs.get(text[start:stop], unknown + _CHANCE) + best[stop - left]
                if cost > top:
                    top, end = cost, stop
            best[place - left], ends[place - left] = top, end
        found, place = [], left
        while place < right:
            found.append((place, ends[place - left]))
            place = ends[place - left]
        return best[0], found

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


def _crosses(first: int, last: int, start: int, end: int) -> bool:
    """Whether a word from `first` to `last` lies across one border of a phrase, and one only."""
    return first < start < last < end or start < first < end < last
