"""WCAG 2.2 criterion by criterion: what the checks touched, and what people must look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reader.auditing.findings import Finding, Outcome
from reader.config.conformance import load_conformance
from reader.domain.conformance import Criterion


class Standing(StrEnum):
    """What the checks show of a criterion. No machine shows that one is met."""

    FAULTS = "faults found"
    PARTLY = "no faults found by machine"
    PEOPLE = "not tested by machine"


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion, how it stands, and the checks that were judged for its sake."""

    criterion: Criterion
    standing: Standing
    checks: tuple[str, ...]


def criterion_lines(findings: Sequence[Finding]) -> list[Line]:
    """Every criterion of WCAG 2.2 in order."""
    by_criterion: dict[str, list[Finding]] = {}
    for finding in findings:
        for number in finding.check.criteria:
            if finding.outcome in {Outcome.PASSED, Outcome.FAILED}:
                by_criterion.setdefault(number, []).append(finding)
    return [_line(one, by_criterion) for one in load_conformance().criteria]


def _line(criterion: Criterion, by_criterion: Mapping[str, list[Finding]]) -> Line:
    judged = by_criterion.get(criterion.id, [])
    names = tuple(finding.check.id for finding in judged)
    if any(criterion.id in finding.failing for finding in judged):
        return Line(criterion, Standing.FAULTS, names)
    return Line(criterion, Standing.PARTLY if judged else Standing.PEOPLE, names)
