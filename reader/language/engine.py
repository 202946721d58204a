"""An exact engine for OpenCC's conversions: leftmost-longest matching, one pass a step.

The cost is linear in the length of the text, with or without punctuation. The tables are those
of `dictionaries`; the tests hold the result against OpenCC's own cases.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from reader.language.dictionaries import Configuration, Step
from reader.language.edits import Edit, apply

_MANY = 1000  # first characters; a search for one of so many skips nothing


class Match(NamedTuple):
    """The phrase text[start:end], and what it becomes."""

    start: int
    end: int
    value: str


# Whether a phrase that was found in a text is one there.
Judge: TypeAlias = Callable[[str, int, int], bool]


class Result(NamedTuple):
    """A converted text; `phrases` are those that made a difference, in the order they were found.

    Edits and phrases are places in the text that was given.
    """

    text: str
    edits: list[Edit]
    phrases: list[Match]


class Engine:
    """One conversion. `rare` lets in the characters that most fonts cannot show."""

    def __init__(self, configuration: Configuration, *, rare: bool = False) -> None:
        self._normal = str.maketrans(dict(configuration.normalization))
        self._tables = [_Table(step, rare=rare) for step in configuration.steps]
        self._cuts_itself = configuration.cuts == self._tables[0].phrases.keys()
        self._cuts: _Table | None = None
        if configuration.cuts and not self._cuts_itself:
            self._cuts = _Table(Step(dict.fromkeys(configuration.cuts, ""), {}), rare=False)

    def convert(self, text: str, judge: Judge | None = None) -> Result:
        """Convert a text; where `judge` refuses a phrase, a shorter one is tried, then none."""
        current = text.translate(self._normal)
        edits: list[Edit] = [(0, len(text), current)] if current != text else []
        borders = self._cuts.scan(current, (), None)[0] if self._cuts else []
        phrases: list[Match] = []
        for number, table in enumerate(self._tables):
            base = current.translate(table.characters)
            found, matches = table.scan(current, borders, judge, base=base, original=text)
            borders = found if self._cuts_itself and number == 0 else borders
            step = _edits(current, base, matches)
            if len(current) == len(text) and _keeps_places(edits):
                phrases += matches
                edits = _over(text, current, step)
            else:
                edits = _composed(edits, current, step)
            borders = _moved(borders, step)
            current = apply(current, step)
        return Result(current, edits, phrases)


class _Table:
    """One step's rows, ready to be matched."""

    def __init__(self, step: Step, *, rare: bool) -> None:
        rows = {**step.rows, **step.rare} if rare else step.rows
        first = {key: values.split(" ", 1)[0] for key, values in rows.items()}
        self.characters = str.maketrans({key: to for key, to in first.items() if len(key) == 1})
        self.phrases = {key: to for key, to in first.items() if len(key) > 1}
        self._lengths = _lengths(self.phrases)
        heads = {pair[0] for pair in self._lengths}
        self._head = (
            re.compile(f"[{re.escape(''.join(sorted(heads)))}]") if len(heads) < _MANY else None
        )

    def scan(
        self,
        text: str,
        borders: Sequence[int],
        judge: Judge | None,
        *,
        base: str = "",
        original: str = "",
    ) -> tuple[list[int], list[Match]]:
        """The borders of every phrase, and the phrases that differ from `base`.

        No phrase reaches across one of the `borders` given. `base` is the text converted
        character by character.
        """
        found: list[int] = []
        matches: list[Match] = []
        phrases, lengths, head = self.phrases, self._lengths, self._head
        if not lengths:
            return found, matches
        position, size = 0, len(text)
        while position < size - 1:
            if head:
                start = head.search(text, position)
                if start is None:
                    break
                position = start.start()
            possible = lengths.get(text[position : position + 2])
            if possible is None:
                position += 1
                continue
            limit = size
            if borders:
                after = bisect_right(borders, position)
                limit = borders[after] if after < len(borders) else size
            for length in possible:
                end = position + length
                if end > limit:
                    continue
                value = phrases.get(text[position:end])
                if value is None:
                    continue
                matters = value != base[position:end]
                if (
                    judge
                    and (matters or self._hides(text, base, position, end))
                    and not judge(original, position, end)
                ):
                    continue
                found += (position, end)
                if matters:
                    matches.append(Match(position, end, value))
                position = end - 1
                break
            position += 1
        return found, matches

    def _hides(self, text: str, base: str, start: int, end: int) -> bool:
        """Whether a phrase that begins within text[start:end] and ends after it differs."""
        for inner in range(start + 1, end):
            for length in self._lengths.get(text[inner : inner + 2], ()):
                stop = inner + length
                value = self.phrases.get(text[inner:stop]) if stop > end else None
                if value is not None and value != base[inner:stop]:
                    return True
        return False


def _lengths(phrases: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """For the first two characters of a phrase, how long such phrases are, longest first."""
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        found.setdefault(phrase[:2], set()).add(len(phrase))
    return {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in found.items()}


def _edits(text: str, base: str, matches: Sequence[Match]) -> list[Edit]:
    """The changes of one step: the phrases, and between them the characters."""
    if not matches:
        return [(0, len(text), base)] if base != text else []
    if all(len(match.value) == match.end - match.start for match in matches):
        return [(0, len(text), apply(base, matches))]
    edits: list[Edit] = []
    position = 0
    for start, end, value in (*matches, Match(len(text), len(text), "")):
        if base[position:start] != text[position:start]:
            edits.append((position, start, base[position:start]))
        if start < end:
            edits.append((start, end, value))
        position = end
    return edits


def _keeps_places(edits: Sequence[Edit]) -> bool:
    return all(end - start == len(new) for start, end, new in edits)


def _over(text: str, current: str, step: Sequence[Edit]) -> list[Edit]:
    """The edits of `text` when `current`, of the same length, is changed by a further step."""
    edits: list[Edit] = []
    position = 0
    for start, end, new in (*step, (len(text), len(text), "")):
        if current[position:start] != text[position:start]:
            edits.append((position, start, current[position:start]))
        if new != text[start:end]:
            edits.append((start, end, new))
        position = end
    return edits


def _composed(first: Sequence[Edit], between: str, second: Sequence[Edit]) -> list[Edit]:
    """The edits that do what `first`, whose result is `between`, and then `second` do."""
    edits: list[Edit] = []
    shift = 0  # how much longer `between` is than the text up to here
    made = deque(first)
    to_make = deque(second)
    while made or to_make:
        begin = min(
            made[0][0] + shift if made else len(between), to_make[0][0] if to_make else len(between)
        )
        source = begin - shift
        stop, here = begin, []
        while True:
            if made and (made[0][0] + shift < stop or made[0][0] + shift == begin == stop):
                start, end, new = made.popleft()
                stop = max(stop, start + shift + len(new))
                shift += len(new) - (end - start)
            elif to_make and (to_make[0][0] < stop or to_make[0][0] == begin == stop):
                here.append(to_make.popleft())
                stop = max(stop, here[-1][1])
            else:
                break
        inner = [(start - begin, end - begin, new) for start, end, new in here]
        edits.append((source, stop - shift, apply(between[begin:stop], inner)))
    return edits


def _moved(borders: Sequence[int], step: Sequence[Edit]) -> list[int]:
    """Where borders are after a step; none is inside one of its edits that changes the length."""
    if not borders or _keeps_places(step):
        return list(borders)
    moved, shift, pending = [], 0, deque(step)
    for border in borders:
        while pending and pending[0][1] <= border:
            start, end, new = pending.popleft()
            shift += len(new) - (end - start)
        moved.append(border + shift)
    return moved
