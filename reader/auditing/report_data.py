"""The report of an audit for programs: docs/audit.schema.json describes it."""

import json
from collections import Counter
from collections.abc import Mapping

from reader.auditing.audit import Audit
from reader.auditing.criteria import criterion_lines
from reader.auditing.findings import Finding, Outcome
from reader.domain.article import Label

VERSION = 1  # changes only when something is taken away


def json_report(audit: Audit) -> str:
    """The whole audit as one JSON object."""
    counts = Counter(finding.outcome for finding in audit.findings)
    table = {
        "version": VERSION,
        "tool": f"qingdu {audit.version}",
        "url": audit.url,
        "site": audit.name,
        "began": audit.began.isoformat(timespec="seconds"),
        "browser": audit.browser,
        "is_qingdu": audit.is_qingdu,
        "pages": list(audit.pages),
        "pages_left": audit.left,
        "counts": {outcome.value: counts[outcome] for outcome in Outcome},
        "findings": [_entry(finding) for finding in audit.findings],
        "criteria": [
            {
                "id": line.criterion.id,
                "level": line.criterion.level,
                "name": line.criterion.name.english,
                "standing": line.standing.value,
                "checks": list(line.checks),
            }
            for line in criterion_lines(audit.findings)
        ],
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def _entry(finding: Finding) -> Mapping[str, object]:
    check = finding.check
    return {
        "id": check.id,
        "theme": check.theme,
        "name": _both(check.name),
        "norm": check.norm,
        "criteria": list(check.criteria),
        "outcome": finding.outcome.value,
        "said": _both(finding.said),
        "count": finding.count,
        "evidence": [
            {"address": one.address, "snippet": one.snippet, "said": _both(one.said)}
            for one in finding.evidence
        ],
        "advice": _both(check.advice),
    }


def _both(label: Label) -> Mapping[str, str]:
    return {"zh": label.chinese, "en": label.english or label.chinese}
