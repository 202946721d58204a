"""Repairs of texts that came through bad tools."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair of a document: what was there, what is there now, how often."""

    kind: str
    before: str
    after: str
    count: int


def mended(texts: Sequence[str], off: Collection[str] = ()) -> tuple[list[str], tuple[Repair, ...]]:
    """The texts of one document, repaired, and what was."""
    del off
    return list(texts), ()
