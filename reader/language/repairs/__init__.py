"""Artefacts of old sites and of the tools that read them, taken out of a document's texts.

Each kind is a module with a NAME to switch it off by, a SENTENCE on what it does, and
`mend(texts, tally)`. docs/repairs.md says how each tells an artefact from what was meant.
"""

from collections.abc import Collection, Sequence
from types import ModuleType

from reader.language.repairs import (
    compatibility,
    controls,
    dashes,
    ellipses,
    lost_bytes,
    pinyin,
    punctuation,
    spaces,
)
from reader.language.repairs.readings import marks_in
from reader.language.repairs.tally import Repair, Tally

__all__ = ["KINDS", "Repair", "doubts", "mended"]

_BY_READINGS = (lost_bytes, pinyin)  # only where readings were left behind
_ALWAYS = (controls, compatibility, ellipses, dashes, punctuation, spaces)
_MOST_PASSES = 6

KINDS: dict[str, str] = {kind.NAME: kind.SENTENCE for kind in (*_BY_READINGS, *_ALWAYS)}


def mended(texts: Sequence[str], off: Collection[str] = ()) -> tuple[list[str], tuple[Repair, ...]]:
    """The texts of one document, in reading order, without their artefacts; and what was done.

    There are as many texts as before. `off` names kinds that are not to be repaired. What one
    repair lays bare another one takes, until nothing changes: mending twice is mending once.
    Raises ValueError for a kind that does not exist.
    """
    if unknown := set(off) - KINDS.keys():
        raise ValueError(f"no kind of repair is called {', '.join(sorted(unknown))}")
    tally = Tally()
    current = _pass(list(texts), off, tally)
    for _ in range(_MOST_PASSES):
        again = Tally()
        following = _pass(current, off, again)
        if following == current:
            break
        tally.take(again)
        current = following
    return current, tuple(tally.repairs())


def doubts(repairs: Sequence[Repair]) -> tuple[str, ...]:
    """A sentence for each place that is broken and could not be repaired."""
    return tuple(
        f"“{repair.before}” is garbled, and its characters cannot be told; see the original."
        for repair in repairs
        if repair.before == repair.after
    )


def _pass(texts: list[str], off: Collection[str], tally: Tally) -> list[str]:
    marks = marks_in(texts)
    left_behind = marks is not None and marks.are_left_behind()
    kinds: tuple[ModuleType, ...] = (*(_BY_READINGS if left_behind else ()), *_ALWAYS)
    for kind in kinds:
        if kind.NAME not in off:
            texts = kind.mend(texts, tally)
    return texts
