"""The whole folder read at once: every fault is named, errors first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.domain.faults import Severity
from reader.language.detection.scripts import detect_script
from reader.storage.folder import Folder, read_folder
from tests.unit.builders import make_site, write

GOOD = "# 题目\n\n正文。\n"


def read(content: Path) -> Folder:
    return read_folder(content, make_site(), detect_script)


def with_front(**fields: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\n{lines}---\n{GOOD}"


def test_drafts_and_scheduled_articles_are_read_too(tmp_path: Path) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    write(tmp_path, "b.md", with_front(draft="true"))
    write(tmp_path, "c.md", with_front(published=later.isoformat()))
    write(tmp_path, "a/a.txt", GOOD)
    assert [article.file for article in read(tmp_path).articles] == ["a/a.txt", "b.md", "c.md"]
    assert read(tmp_path).faults == ()


def test_an_alias_that_two_files_claim_is_named_in_the_second(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path, f"{name}.md", with_front(aliases="[/old, /old]"))
    (fault,) = read(tmp_path).faults
    assert (fault.file, fault.severity) == ("b.md", Severity.WARNING)
    assert "/old already leads to a" in fault.message


def test_an_alias_that_differs_in_case_only_is_claimed_twice(tmp_path: Path) -> None:
    write(tmp_path, "a.md", with_front(aliases="/Old.asp?A=1&B=2"))
    write(tmp_path, "b.md", with_front(aliases="/old.asp?b=2&a=1"))
    (fault,) = read(tmp_path).faults
    assert "/old.asp?b=2&a=1 already leads to a" in fault.message


@pytest.mark.parametrize(
    ("alias", "message"),
    [
        ("/articles/b", "the alias /articles/b is the address of an article; it is ignored here"),
        ("/search", "the alias /search is the address of a page of this site"),
        ("https://old.example/", "the alias / is the address of a page of this site"),
    ],
)
def test_an_alias_that_leads_nowhere_is_named(tmp_path: Path, alias: str, message: str) -> None:
    write(tmp_path, "a.md", with_front(aliases=alias))
    write(tmp_path, "b.md", GOOD)
    (fault,) = read(tmp_path).faults
    assert message in fault.message


def test_two_files_with_one_address_are_named(tmp_path: Path) -> None:
    write(tmp_path, "n/a.md", GOOD)
    write(tmp_path, "n/a.txt", GOOD)
    (fault,) = read(tmp_path).faults
    assert fault.file == "n/a.txt"
    assert "n/a.md has the same address" in fault.message
    assert "/articles/n/a.txt" in fault.message


def test_what_a_draft_asks_for_is_nobodys_yet(tmp_path: Path) -> None:
    write(tmp_path, "n/a.md", with_front(draft="true", aliases="/old"))
    write(tmp_path, "n/a.txt", with_front(aliases="/old"))
    assert read(tmp_path).faults == ()


def test_faults_come_with_errors_first_then_by_file_and_line(tmp_path: Path) -> None:
    write(tmp_path, "a.md", with_front(script="x"))
    write(tmp_path, "b.md", with_front(odd="1", draft="true"))
    write(tmp_path, "c.md", with_front(published="soon"))
    write(tmp_path, "d.md", "---\ntitle: [x\n---\n")
    (tmp_path / "e.md").symlink_to("/etc/passwd")
    found = [(fault.file, fault.severity) for fault in read(tmp_path).faults]
    assert found == [
        ("c.md", Severity.ERROR),
        ("d.md", Severity.ERROR),
        ("e.md", Severity.ERROR),
        ("a.md", Severity.WARNING),
        ("b.md", Severity.WARNING),
    ]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        read(tmp_path / "none")
