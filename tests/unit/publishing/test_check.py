"""`qingdu check`: every fault, errors first."""

from pathlib import Path

from reader.domain.article import Format
from reader.domain.faults import Fault, Severity
from reader.language.detection.scripts import detect_script
from reader.publishing.check import check_articles
from reader.rendering.bodies import raw_html
from reader.rendering.safety import findings
from reader.storage.folder import read_folder
from tests.unit.builders import make_article, make_site, write


def test_faults_of_files_and_of_bodies_come_in_one_list_with_errors_first() -> None:
    faults = [
        Fault(Severity.WARNING, "a.md", "甲"),
        Fault(Severity.ERROR, "z.md", "乙", 3),
        Fault(Severity.ERROR, "z.md", "丙", 1),
    ]
    articles = [make_article(path="b"), make_article(path="a")]
    found = check_articles(faults, articles, lambda article: [f"in {article.file}"])
    assert [str(fault) for fault in found] == [
        "z.md:1: error: 丙",
        "z.md:3: error: 乙",
        "a.md: warning: 甲",
        "a.md: warning: in a.md",
        "b.md: warning: in b.md",
    ]


def test_nothing_wrong_is_an_empty_list() -> None:
    assert list(check_articles([], [make_article()], lambda _article: [])) == []


def test_what_the_sanitizer_takes_out_is_named_with_its_file() -> None:
    article = make_article("<p onclick=x>甲</p>", Format.HTML)
    (fault,) = check_articles([], [article], lambda item: findings(raw_html(item)))
    assert (fault.file, fault.severity) == ("news/xunyang.md", Severity.WARNING)
    assert "onclick" in fault.message


def test_a_whole_folder_is_checked_drafts_and_all(tmp_path: Path) -> None:
    write(tmp_path, "good.md", "# 题目\n\n正文。\n")
    write(tmp_path, "bad.md", "---\ntitle: [x\n---\n")
    write(tmp_path, "draft.md", "---\ndraft: yes\n---\n# 题\n\n<iframe src=x></iframe>正文\n")
    folder = read_folder(tmp_path, make_site(), detect_script)
    found = check_articles(folder.faults, folder.articles, lambda item: findings(raw_html(item)))
    assert [(fault.file, fault.severity.value) for fault in found] == [
        ("bad.md", "error"),
        ("draft.md", "warning"),
    ]
