"""How far the software meets the norms of accessibility, criterion by criterion."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reader.domain.article import Label


class Result(StrEnum):
    """How the software stands by a criterion."""

    MET = "met"  # it holds for all that the software makes
    OPERATOR = "operator"  # so it does, and the rest is in the publisher's articles
    NONE = "none"  # there is nothing of the kind


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of WCAG 2.2: its number, its level (`A`, `AA`, `AAA`), its name, the result.

    `how` says how it is met; `tests` names what shows it, each a path below `tests/`, perhaps
    with a test's name after `::`. `checks` are the faults of articles that `qingdu check` names
    for its sake (`reader.domain.checks.CODES`).
    """

    id: str
    level: str
    name: Label
    result: Result
    how: Label
    tests: tuple[str, ...]
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """What a Chinese norm asks for, and how it is met."""

    norm: str
    name: Label
    how: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conformance:
    """All that is known about it, and the day when it was last gone through."""

    checked: date
    criteria: tuple[Criterion, ...]
    demands: tuple[Demand, ...]
