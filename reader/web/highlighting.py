"""Marks what was searched for in a text as it is shown."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from reader.web.services import services


def highlighted(text: str, marks: Sequence[str]) -> Markup:
    """`text` as HTML, with `<mark>` around every place that has one of the folded `marks`."""
    places = [place for span in marked(text, marks) for place in span]
    pieces = [text[start:end] for start, end in pairwise([0, *places, len(text)])]
    return Markup("").join(
        Markup("<mark>%s</mark>") % piece if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )


def marked(text: str, marks: Iterable[str]) -> list[tuple[int, int]]:
    """Where the marks are in `text`: start and end, in order, never overlapping.

    (A stand-in for `reader.language.search.marked`, by a fold of single characters.)
    """
    simplify = services().converter.simplify
    folded = "".join((simplify(sign.casefold()) or sign)[0] for sign in text)
    is_marked = [False] * len(text)
    for mark in filter(None, marks):
        place = folded.find(mark)
        while place >= 0:
            is_marked[place : place + len(mark)] = [True] * len(mark)
            place = folded.find(mark, place + 1)
    edges = pairwise([False, *is_marked, False])
    turns = [place for place, (before, after) in enumerate(edges) if before != after]
    return list(zip(turns[::2], turns[1::2], strict=True))
