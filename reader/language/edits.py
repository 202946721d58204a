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
