"""`qingdu check`: what it prints, what it changes, how it ends."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reader.cli import commands
from reader.cli.reports import print_github
from reader.domain.checks import CODES
from reader.domain.faults import Fault, Severity
from tests.conftest import ROOT, state_with_tables
from tests.unit.builders import write

GOOD = "---\ntitle: 题目\n---\n正文。\n"
FAULTY = "---\ntitle: 题目\nautor: 某\n---\n见[帮助](none.md)。\n"
SLIP = "---\ntitle: 题目\nautor: 某\n---\n正文。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QINGDU_CONTENT", "content")
    monkeypatch.setenv("QINGDU_STATE", str(state_with_tables(tmp_path / "state")))
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["check", *arguments])


def test_a_line_for_each_fault_names_a_place_that_can_be_opened(folder: Path) -> None:
    write(folder, "n/a.md", FAULTY)
    write(folder, "b.md", FAULTY)
    result = run()
    assert result.exit_code == 1
    lines = result.stdout.split("\n")
    assert lines[0].startswith("content/b.md:3:1: warning unknown-key: autor is no key")
    assert lines[1].startswith("content/b.md:5:2: error link-dead: this link leads to none")
    assert lines[2] == ""
    assert lines[3].startswith("content/n/a.md:3:1: ")
    assert result.stderr == (
        "2 articles, 2 errors, 2 warnings, 0 to know of; --fix mends 2 of them\n"
    )


def test_warnings_count_when_they_are_asked_to(folder: Path) -> None:
    write(folder, "a.md", SLIP)
    assert run().exit_code == 0
    assert run("--strict").exit_code == 1
    write(folder, "a.md", GOOD)
    assert run("--strict").exit_code == 0


def test_some_files_are_checked_against_all(folder: Path) -> None:
    write(folder, "n/a.md", "---\ntitle: 题\n---\n见[乙](../b.md)、[丙](../c.md)。\n")
    write(folder, "b.md", FAULTY)
    result = run("content/n")
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["content/n/a.md"]
    assert run("n/a.md").stdout == run("content/n/a.md").stdout == result.stdout
    write(folder, "c.md", GOOD)
    assert run("content/n").stdout == ""
    assert run("content").stdout != ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.md"], "none.md does not exist"),
        (["/etc/passwd"], "is not in the content folder"),
        (["--dry-run"], "goes with --fix"),
        (["--format", "xml"], "is not one of"),
    ],
)
def test_what_cannot_be_checked_ends_with_2(folder: Path, arguments: list[str], words: str) -> None:
    write(folder, "a.md", GOOD)
    command = [sys.executable, "-m", "reader", "check", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert words in ran.stderr


def test_rules_of_the_site_that_cannot_be_followed_end_with_2(folder: Path) -> None:
    write(folder, "site.toml", '[check]\nimage-atl = "off"\n')
    ran = subprocess.run(
        [sys.executable, "-m", "reader", "check"], env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "check.image-atl is not a key" in ran.stderr


def test_the_report_for_programs_is_as_its_schema_says(folder: Path) -> None:
    write(folder, "a.md", FAULTY)
    write(folder, "x.png", b"x")
    report = json.loads(run("--json").stdout)
    assert report == json.loads(run("--format", "json").stdout)
    schema = json.loads((ROOT / "docs/check.schema.json").read_text("utf-8"))
    assert list(report) == schema["required"] == list(schema["properties"])
    assert (report["version"], report["articles"]) == (1, 1)
    assert (report["errors"], report["warnings"], report["infos"]) == (1, 1, 1)
    entry = schema["properties"]["faults"]["items"]
    types = {"integer": int, "string": str, "boolean": bool}
    for fault in report["faults"]:
        assert list(fault) == entry["required"] == list(entry["properties"])
        for key, rule in entry["properties"].items():
            if "type" in rule:
                assert type(fault[key]) is types[rule["type"]]
        assert fault["severity"] in entry["properties"]["severity"]["enum"]
    assert [fault["fixable"] for fault in report["faults"]] == [True, False, False]
    assert all(re.fullmatch(entry["properties"]["code"]["pattern"], code) for code in CODES)


def test_annotations_are_escaped_as_github_asks(capsys: pytest.CaptureFixture[str]) -> None:
    fault = Fault(Severity.INFO, "a,b.md", "5 % off\nnow", 3, 2, "spaces")
    print_github([fault], 1, str)
    expected = "::notice file=a%2Cb.md,line=3,col=2,title=spaces::5 %25 off%0Anow\n"
    assert capsys.readouterr().out == expected


def test_faults_are_mended_and_each_change_is_told(folder: Path) -> None:
    file = write(folder, "a.md", FAULTY)
    result = run("--fix")
    assert result.exit_code == 1
    assert "content/a.md:3:1: mended unknown-key: autor → author\n" in result.stderr
    assert [line.split(": ")[1] for line in result.stdout.splitlines()] == ["error link-dead"]
    assert file.read_text() == FAULTY.replace("autor", "author")
    assert "mended" not in run("--fix").stderr


def test_a_trial_changes_nothing(folder: Path) -> None:
    file = write(folder, "a.md", FAULTY)
    result = run("--fix", "--dry-run")
    assert "-autor: 某\n+author: 某\n" in result.stdout
    assert file.read_text() == FAULTY


def test_only_the_files_that_were_named_are_mended(folder: Path) -> None:
    one, other = write(folder, "a.md", SLIP), write(folder, "b.md", SLIP)
    run("--fix", "a.md")
    assert "author" in one.read_text()
    assert "author" not in other.read_text()


def test_many_files_are_checked_by_several_processes(folder: Path) -> None:
    for number in range(320):
        write(folder, f"{number:03}.md", SLIP if number % 40 == 0 else GOOD)
    result = run()
    assert result.stdout.count("unknown-key") == 8
    assert result.stderr.startswith("320 articles, 0 errors, 8 warnings")


def test_a_hook_keeps_a_fault_out_of_a_commit(folder: Path) -> None:
    top = folder.parent
    command = f"{sys.executable} -m reader"
    environment = {key: value for key, value in os.environ.items() if "QINGDU" not in key}
    environment |= {"QINGDU": command, "PYTHONPATH": str(ROOT), "HOME": str(top)}

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.cn", *arguments],
            cwd=top, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    git("init", "-q")
    hook = write(top, ".git/hooks/pre-commit", (ROOT / "deploy/pre-commit").read_bytes())
    hook.chmod(0o755)
    write(folder, "b.md", GOOD)
    write(folder, "洪 水.md", "---\ntitle: 题\n---\n见[乙](b.md)。\n")
    git("add", "content")
    assert git("commit", "-m", "good").returncode == 0
    write(folder, "c d.md", FAULTY)
    git("add", "content")
    refused = git("commit", "-m", "faulty")
    assert refused.returncode == 1
    assert "content/c d.md:5:2: error link-dead" in refused.stdout + refused.stderr
    git("rm", "-q", "-f", "content/c d.md", "content/b.md")
    refused = git("commit", "-m", "what another links to goes")
    assert refused.returncode == 1
    assert "content/洪 水.md:4:2: error link-dead" in refused.stdout + refused.stderr
    assert git("log", "--format=%s").stdout == "good\n"
