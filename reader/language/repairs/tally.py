"""What was repaired, counted: so many times this text was that."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_EXAMPLES = 50  # of a kind; the rest is counted together
_LONGEST = 80  # characters of an example


@dataclass(frozen=True, slots=True)
class Repair:
    """How often a text was replaced by another.

    When both are the same it was recognised as broken, and could not be put right.
    """

    kind: str
    before: str
    after: str
    count: int


class Tally:
    """Counts the changes of one document."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[tuple[str, str]]] = {}
        self._more: Counter[str] = Counter()

    def note(self, kind: str, before: str, after: str, count: int = 1) -> None:
        """Count a change; examples beyond the first fifty of a kind are not told apart."""
        counts = self._counts.setdefault(kind, Counter())
        change = (_shown(before), _shown(after))
        if change in counts or len(counts) < _MOST_EXAMPLES:
            counts[change] += count
        else:
            self._more[kind] += count

    def take(self, other: "Tally") -> None:
        """Add what another one counted, but for what it could not put right."""
        for repair in other.repairs():
            if repair.before != repair.after:
                self.note(repair.kind, repair.before, repair.after, repair.count)

    def repairs(self) -> Iterator[Repair]:
        """Every kind of change, the most frequent of each kind first."""
        for kind, counts in self._counts.items():
            for (before, after), count in counts.most_common():
                yield Repair(kind, before, after, count)
            if more := self._more[kind]:
                yield Repair(kind, "…", "", more)


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
