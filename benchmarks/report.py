"""What was measured, as Markdown, and its places in docs/performance.md.

A section of the document that this package owns stands between two comments,
`<!-- make bench: NAME -->` and `<!-- end -->`; everything else is written by hand and stays.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SECTION = re.compile(r"<!-- make bench: (?P<name>[\w-]+) -->\n.*?<!-- end -->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, its bar, and whether it is met (None: there is no bar)."""

    what: str
    measured: str
    bar: str = ""
    is_met: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "met", False: "**missed**"}[self.is_met]
        return f"| {self.what} | {self.measured} | {self.bar} | {verdict} |"


def at_least(what: str, value: float, least: float, unit: str = "×") -> Row:
    """A figure that has to be large."""
    return Row(what, _figure(value, unit), f"≥ {least:g} {unit}", value >= least)


def at_most(what: str, value: float, most: float, unit: str = "×", note: str = "") -> Row:
    """A figure that has to be small."""
    return Row(what, _figure(value, unit) + note, f"≤ {most:g} {unit}", value <= most)


def plain(what: str, value: float, unit: str = "×") -> Row:
    """A figure without a bar."""
    return Row(what, _figure(value, unit))


def missing(what: str, reason: object) -> Row:
    """What could not be measured here, and why."""
    return Row(what, f"not measured: {' '.join(str(reason).split())}")


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    return "\n".join(["| | measured | bar | |", "|---|---|---|---|", *map(str, rows)])


def filled(document: str, sections: Mapping[str, str]) -> str:
    """The document with these sections replaced; raises KeyError for one it has no place for."""
    places = {match["name"] for match in _SECTION.finditer(document)}
    if lost := sorted(sections.keys() - places):
        raise KeyError(f"the document has no section {', '.join(lost)}")

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        text = sections.get(name)
        return f"<!-- make bench: {name} -->\n{text}\n<!-- end -->" if text else match.group()

    return _SECTION.sub(replaced, document)


def _figure(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
