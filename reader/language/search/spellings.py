"""Where a folded word may stand in what an author wrote: in any spelling, with markup inside.

Without regular expressions: to make one for a word takes longer than to look for the word in twenty
texts.
"""

from collections.abc import Iterator, Sequence

# A tag, a link or a note may be anything: what is around says whether the word is there.
_UNSURE = frozenset("<>[]()")
# What does not show is between the signs of a word as markup is.
_HIDDEN = frozenset(
    map(chr, (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10),
              *range(0xE0100, 0xE01F0)))
)  # fmt: skip


def places(signs: Sequence[str], body: str) -> Iterator[tuple[int, int]]:
    """Every place of a word, and perhaps some where it is not, as (start, end).

    Each of `signs` is the ways to write one of its characters.
    """
    number = min(range(len(signs)), key=lambda place: len(signs[place]))
    before, after = signs[:number][::-1], signs[number + 1 :]
    for sign in signs[number]:
        place = body.find(sign)
        while place >= 0:
            end = _grown(body, place + 1, after, 1)
            start = None if end is None else _grown(body, place - 1, before, -1)
            if start is not None and end is not None:
                yield start + 1, end
            place = body.find(sign, place + 1)


def _grown(body: str, place: int, signs: Sequence[str], step: int) -> int | None:
    """How far signs go on from a place in one direction, None where they do not."""
    for sign in signs:
        while True:
            if not 0 <= place < len(body):
                return None
            written = body[place]
            place += step
            if written in sign:
                break
            if written in _UNSURE:
                return place
            if not (written < "\x80" or written in _HIDDEN):
                return None
    return place
