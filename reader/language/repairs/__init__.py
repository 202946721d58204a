"""Stand-in until the repairs land: what a repair is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair made in a document: an example of it, and how often."""

    kind: str
    before: str
    after: str
    count: int
