"""What the documents on security name is there, and no requirement is passed over."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCUMENTS = ["SECURITY.md", "docs/threat-model.md", "docs/asvs.md"]
FOLDERS = ("reader", "tests", "docs", "static", "templates", ".ci")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_and_tests_that_are_named_exist(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:md|toml|lock))(?:::(\w+))?`", text))
    assert len(named) > 5 or document == "SECURITY.md"
    for name, test in named:
        if name.split("/")[0] not in FOLDERS and "/" in name:
            continue  # an address or a number
        path = ROOT / name
        assert path.exists() or name.startswith("var/"), name
        assert not test or f"def {test}(" in path.read_text("utf-8"), f"{name}::{test}"


def test_every_requirement_of_both_levels_is_answered_once() -> None:
    listed = Path(__file__).with_name("asvs.txt").read_text("utf-8").split("\n")
    asked = {line.split()[0] for line in listed if line}
    text = (ROOT / "docs/asvs.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (.+) \|$", text)
    prose = "\n".join(line for line in text.split("\n") if not line.startswith("|"))
    left_out = re.findall(r"\b\d+\.\d+\.\d+\b", prose.partition("## Encoding")[2])
    answered = Counter([number for number, _, _ in rows] + left_out)
    assert len(asked) == 253
    assert set(answered) == asked
    assert [number for number, count in answered.items() if count > 1] == []
    assert all(len(answer.strip()) > 3 for _, _, answer in rows)


def test_what_differs_says_why() -> None:
    text = (ROOT / "docs/asvs.md").read_text("utf-8")
    differing = [line for line in text.split("\n") if re.search(r"\*\*Differs\*\*|differs", line)]
    assert len(differing) > 8


def test_the_audit_says_what_it_could_not_do(capsys: pytest.CaptureFixture[str]) -> None:
    source = (ROOT / ".ci/audit.py").read_text("utf-8")
    space: dict[str, object] = {"__name__": "audit", "__file__": str(ROOT / ".ci/audit.py")}
    exec(compile(source, "audit.py", "exec"), space)
    report = space["report"]
    assert callable(report)
    unknown = [{"name": "a", "skip_reason": "not found"}]
    clean = [{"name": "b", "version": "1", "vulns": []}]
    faulty = [{"name": "c", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}]
    assert report("lock", unknown) == 0
    assert "not audited" in capsys.readouterr().out
    assert report("lock", unknown + clean) == 0
    assert "1 packages looked at, 0 advisories" in capsys.readouterr().out
    assert report("lock", clean + faulty) == 1
    assert "c 1 has X-1; fixed in 2" in capsys.readouterr().out
