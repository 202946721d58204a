"""An exact engine for OpenCC's conversions: leftmost-longest matching, one pass a step.

The cost is linear in the length of the text, with or without punctuation. The tables are those
of `dictionaries`; the tests hold the result against OpenCC's own cases.
"""

import re
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from reader.language.conversion.dictionaries import Configuration, Step
from reader.language.edits import Edit, apply, finest, over

_MANY = 1000
_SURROGATE = re.compile("[\ud800-\udfff]")


class Match(NamedTuple):
    """The phrase text[start:end], and what it becomes."""

    start: int
    end: int
    value: str


class Asked(NamedTuple):
    """Is text[start:end] the phrase that a table has found?

    `is_in_the_way`: it is converted as its characters are, and only keeps others from being found.
    `step` is the table's number, 0 the first; the text is what the engine was given.
    """

    text: str
    start: int
    end: int
    is_in_the_way: bool
    step: int


Judge: TypeAlias = Callable[[Asked], bool]


class Result(NamedTuple):
    """A converted text; `phrases` are those that made a difference, in the order they were found.

    Edits and phrases are places in the text that was given.
    """

    text: str
    edits: list[Edit]
    phrases: list[Match]


class Engine:
    """One conversion. `rare` lets in the characters that most fonts cannot show."""

    def __init__(
        self,
        configuration: Configuration,
        tables: dict[int, "Table"] | None = None,
        *,
        rare: bool = False,
    ) -> None:
        self._normal = str.maketrans(dict(configuration.normalization))
        self._unusual = re.compile(_span(configuration.normalization)).search
        self._tables = []
        for step in configuration.steps:
            shared = tables.get(id(step.rows)) if tables else None
            self._tables.append(shared or Table(step, rare=rare))
            if tables is not None:
                tables[id(step.rows)] = self._tables[-1]
        self._cuts_itself = configuration.cuts == self._tables[0].phrases.keys()
        self._cuts: Table | None = None
        if configuration.cuts and not self._cuts_itself:
            self._cuts = Table(Step(dict.fromkeys(configuration.cuts, ""), {}), rare=False)
        self._counterparts = [
            {sign: values for sign, values in step.rows.items() if len(sign) == 1}
            for step in configuration.steps
        ]

    def convert(self, text: str, judge: Judge | None = None) -> Result:
        """Convert a text; where `judge` refuses a phrase, a shorter one is tried, then none."""
        current = text.translate(self._normal) if self._unusual(text) else text
        edits: list[Edit] = [(0, len(text), current)] if current != text else []
        borders = self._cuts.scan(current, (), None)[0] if self._cuts else []
        phrases: list[Match] = []
        for number, table in enumerate(self._tables):
            base = table.characters(current)
            found, matches = table.scan(current, borders, judge, original=text, step=number)
            borders = found if self._cuts_itself and number == 0 else borders
            step = _edits(current, base, matches)
            if len(current) == len(text) and _keeps_places(edits):
                phrases += matches
                edits = over(text, current, step)
            else:
                edits = _composed(finest(text, edits), current, finest(current, step))
            borders = _moved(borders, step)
            current = apply(current, step)
        return Result(current, edits, phrases)

    def convert_name(self, name: str) -> str:
        """A person's name: a character that is among its own counterparts stays as it is."""
        for rows in self._counterparts:
            name = "".join(
                sign if sign in (options := rows.get(sign, sign).split(" ")) else options[0]
                for sign in name
            )
        return name

    def counterparts(self, sign: str) -> list[str]:
        """What a character may become in the first step that leaves a choice, likeliest first."""
        for rows in self._counterparts:
            options = rows.get(sign, sign).split(" ")
            if len(options) > 1:
                return options
            sign = options[0]
        return [sign]

    def finish(self, text: str) -> str:
        """The result of the first step in the characters of the last."""
        for table in self._tables[1:]:
            text = table.characters(text)
        return text


class Table:
    """One step's rows, ready to be matched."""

    def __init__(self, step: Step, *, rare: bool) -> None:
        rows = {**step.rows, **step.rare} if rare else step.rows
        first = {key: values.partition(" ")[0] for key, values in rows.items()}
        self.characters = _characters({key: to for key, to in first.items() if len(key) == 1})
        # What is converted as its characters are has no value: most of them, and memory is dear.
        self.phrases = {
            key: "" if to == self.characters(key) else to
            for key, to in first.items()
            if len(key) > 1
        }
        self._longest = max(map(len, self.phrases), default=0)
        telling = [phrase for phrase, to in self.phrases.items() if to]
        self._find = _finder(self.phrases, MatchKind.LeftmostLongest)
        self._find_telling = _finder(telling, MatchKind.Standard)

    def scan(
        self,
        text: str,
        borders: Sequence[int],
        judge: Judge | None,
        *,
        original: str = "",
        step: int = 0,
    ) -> tuple[list[int], list[Match]]:
        """The borders of every phrase, and the phrases that differ from their characters.

        No phrase reaches across one of the `borders` given.
        """
        found: list[int] = []
        matches: list[Match] = []
        telling = (
            sorted((start, end) for _, start, end in self._find_telling(text, overlapping=True))
            if judge
            else []
        )
        position = 0
        for _, start, end in self._find(text):
            while position < end:  # once, but for what is refused: then place by place
                at = max(position, start)
                longest = end if at == start else at + self._longest
                position = at + 1
                for stop in range(min(longest, _limit(borders, at, len(text))), at + 1, -1):
                    value = self.phrases.get(text[at:stop])
                    if value is None:
                        continue
                    matters = value != ""
                    asks = judge and (matters or _hides(telling, at, stop))
                    if asks and judge and not judge(Asked(original, at, stop, not matters, step)):
                        continue
                    found += (at, stop)
                    if matters:
                        matches.append(Match(at, stop, value))
                    position = stop
                    break
        return found, matches


def _characters(rows: Mapping[str, str]) -> Callable[[str], str]:
    """Replaces every character that has a row; characters of many rows cost no more than of few."""
    if len(rows) < _MANY or any(len(new) != 1 for new in rows.values()):
        pattern = re.compile(f"[{re.escape(''.join(rows))}]" if rows else "(?!)")
        return lambda text: pattern.sub(lambda match: rows[match[0]], text)
    # A string with each code's replacement at its place: a tenth of a dict's size, and as fast.
    codes = array("I", range(ord(max(rows)) + 1))
    for sign, new in rows.items():
        codes[ord(sign)] = ord(new)
    table = codes.tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")
    return lambda text: text.translate(table)


def _span(signs: Iterable[str]) -> str:
    """A pattern for the ranges that hold the characters, within and beyond 16 bits."""
    codes = sorted(map(ord, signs))
    parts = [[code for code in codes if code < 0x10000], [code for code in codes if code > 0xFFFF]]
    ranges = "".join(f"{chr(part[0])}-{chr(part[-1])}" for part in parts if part)
    return f"[{ranges}]" if ranges else "(?!)"


def _finder(phrases: Iterable[str], kind: MatchKind) -> Callable[..., list[tuple[int, int, int]]]:
    """Finds every phrase in a text, as (number, start, end), in one pass."""
    find = AhoCorasick(
        phrases,
        matchkind=kind,
        implementation=Implementation.ContiguousNFA,
        store_patterns=False,
    ).find_matches_as_indexes

    def found(text: str, *, overlapping: bool = False) -> list[tuple[int, int, int]]:
        try:
            return find(text, overlapping=overlapping)
        except UnicodeEncodeError:  # lone surrogates, of a broken file
            return find(_SURROGATE.sub("\ufffd", text), overlapping=overlapping)

    return found


def _hides(telling: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a phrase that begins within text[start:end] would differ, were this one none.

    `telling` are the places of all phrases that differ from their characters, in order.
    """
    first = bisect_left(telling, (start, 0))
    return any(place != (start, end) for place in telling[first : first + 2] if place[0] < end)


def _limit(borders: Sequence[int], place: int, size: int) -> int:
    """The first border after a place, or the end of the text."""
    after = bisect_right(borders, place)
    return borders[after] if after < len(borders) else size


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
