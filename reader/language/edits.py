"""Changes to a text, by place: what a conversion answers, so that markup can be kept around it."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias

# text[start:end] becomes the string. In order, not overlapping, and only where it differs.
Edit: TypeAlias = tuple[int, int, str]


class TextConversion(Protocol):
    """One way to convert text."""

    def edits(self, text: str) -> Sequence[Edit]:
        """What changes in `text`, a whole block; no edit may touch a U+FFFC in it."""
        ...


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits made."""
    parts = []
    position = 0
    for start, end, replacement in edits:
        parts.append(text[position:start])
        parts.append(replacement)
        position = end
    parts.append(text[position:])
    return "".join(parts)


def over(text: str, current: str, step: Sequence[Edit]) -> list[Edit]:
    """The edits of `text` when `current`, a text of the same length, is changed by `step`."""
    edits: list[Edit] = []
    position = 0
    for start, end, new in (*step, (len(text), len(text), "")):
        if current[position:start] != text[position:start]:
            edits.append((position, start, current[position:start]))
        if new != text[start:end]:
            edits.append((start, end, new))
        position = end
    return edits


def finest(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The same edits without the characters that they leave as they are."""
    found: list[Edit] = []
    for start, end, new in edits:
        if end - start != len(new):
            found.append((start, end, new))
            continue
        begin = -1
        for place, sign in enumerate(new, start):
            if text[place] != sign:
                begin = place if begin < 0 else begin
            elif begin >= 0:
                found.append((begin, place, new[begin - start : place - start]))
                begin = -1
        if begin >= 0:
            found.append((begin, end, new[begin - start :]))
    return found
