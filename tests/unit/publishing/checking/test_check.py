"""The whole folder checked at once: every fault has a file, a line and a code."""

from datetime import timedelta
from pathlib import Path

import pytest

from reader.domain.checks import CODES, CheckRules
from reader.domain.faults import Severity
from reader.domain.glossary import Glossary
from tests.conftest import ROOT
from tests.unit.builders import write
from tests.unit.publishing.checking.folders import (
    NOW,
    PICTURE,
    Files,
    article,
    codes,
    faults_of,
    kinds,
)


def test_a_good_folder_has_no_fault(tmp_path: Path) -> None:
    files: Files = {
        "n/a.md": article("![一座新桥](桥.jpg)\n\n见[另一篇](../b.md)。"), "n/桥.jpg": PICTURE,
             "b.md": article()}  # fmt: skip
    assert faults_of(tmp_path, files) == []


def test_the_sample_site_is_clean(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    assert faults_of(tmp_path / "content", {}) == []


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.md", b"", "a.md file-empty"),
        ("a.md", "---\ntitle: 甲: 乙\n---\n正文\n", "a.md:2:9 front-matter"),
        ("a.md", "---\ntitle: 甲\n\n正文\n", "a.md:1 front-matter"),
        ("a.md", article(published="明天"), "a.md:3 visibility"),
        ("a.md", article(draft="也许"), "a.md:3 visibility"),
        ("a.md", article(updated="明天"), "a.md:3 value"),
        ("a.md", article(slug="a b"), "a.md:3 value"),
        ("a.md", article("甲乙\x00丙"), "a.md damaged"),
        ("a.md", b"\xff" * 40, "a.md not-text"),
        ("a.md", "title: 题目\nauthor: 某\n\n正文。\n", "a.md:1:1 front-matter-open"),
        ("a.md", article(""), "a.md body-empty"),
        ("a.md", article("甲<iframe src='x'></iframe>"), "a.md:4:2 not-allowed"),
        ("a.html", "<title>题</title>\n<p>甲</p>\n<script>x</script>", "a.html:3:1 not-allowed"),
        ("a.md", article("<div>" * 600 + "正文"), "a.md bounds"),
    ],
)
def test_what_is_wrong_with_one_file_is_named(
    tmp_path: Path, name: str, content: str | bytes, place: str
) -> None:
    assert kinds(faults_of(tmp_path, {name: content})) == [place]


def test_yaml_that_is_broken_is_explained(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, {"a.md": "---\ntitle: 甲: 乙\n---\n正文\n"})
    assert "put a value that has a colon in it into quotes" in fault.message
    assert fault.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("encoding", "name"), [("gb18030", "GB18030"), ("big5hkscs", "BIG5HKSCS"), ("utf-16", "UTF-16")]
)
def test_another_encoding_is_named(tmp_path: Path, encoding: str, name: str) -> None:
    text = article("山上有水，水中有人，人人有手。" * 3, title="山水")
    (fault,) = faults_of(tmp_path, {"a.md": text.encode(encoding)})
    assert (fault.code, name in fault.message) == ("encoding", True)


def test_a_file_that_is_too_large_is_named(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, {"a.md": "字" * 2**21})
    assert codes(faults) == ["too-large"]


def test_a_link_out_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("/etc/passwd")
    assert codes(faults_of(tmp_path, {})) == ["unreadable"]


def test_lines_are_those_of_the_file_wherever_the_title_stood(tmp_path: Path) -> None:
    picture = "![](x.png)"
    files: Files = {
        "a.md": f"---\ntags: 甲\n---\n\n\n# 题目\n\n正文。\n\n{picture}\n",
        "b.md": f"正文。\n\n{picture}\n\n# 题目\n\n正文。\n\n{picture}\n",
        "c.md": f"题目\n\n正文。\n\n{picture}\n",
        "d.md": f"\n\n题目\n====\n\n> 引文\n> {picture}\n",
        "e.html": "<!-- 注\n-->\n<h1>题目</h1>\n<p>正文。\n<img src='x.png'></p>\n",
        "x.png": PICTURE,
    }
    assert kinds(faults_of(tmp_path, files)) == [
        "a.md:10:1 image-alt", "b.md:3:1 image-alt", "b.md:9:1 image-alt", "c.md:5:1 image-alt",
        "d.md:7:3 image-alt", "e.html:5:1 image-alt",
    ]  # fmt: skip


def test_fields_that_the_site_asks_for_are_missed(tmp_path: Path) -> None:
    rules = CheckRules(required=("title", "author", "published"))
    files: Files = {
        "a.md": article(author="''"),
        "2026-01-02-b.md": "# 题目\n\n正文。\n",
        "c.md": article(author="某", published="2026-01-02"),
        "d.md": article(draft="true"),
        "e.md": "正文只有一句话，没有题目，也不像题目。" * 3,
    }
    faults = faults_of(tmp_path, files, rules)
    assert {(fault.file, fault.message.split()[0]) for fault in faults} == {
        ("2026-01-02-b.md", "author"), ("a.md", "published"), ("a.md", "author"),
        ("e.md", "author"), ("e.md", "published"),
    }  # fmt: skip
    assert {fault.severity for fault in faults} == {Severity.ERROR}


def test_the_site_says_how_much_a_fault_matters(tmp_path: Path) -> None:
    files: Files = {
        "a.md": article("![](x.png)\n\n[更多](b.md)", mood="好", odd="x"), "x.png": PICTURE,
             "b.md": article()}  # fmt: skip
    rules = CheckRules(
        keys=("mood",), severities=(("image-alt", Severity.INFO), ("link-text", None))
    )
    found = [(fault.code, fault.severity) for fault in faults_of(tmp_path, files, rules)]
    assert found == [("unknown-key", Severity.WARNING), ("image-alt", Severity.INFO)]


@pytest.mark.parametrize(
    ("key", "hint", "is_mended"),
    [
        ("autor", "did you mean author?", True),
        ("Auhtor", "did you mean author?", True),
        ("pubished", "did you mean published?", True),
        ("tag", "did you mean tags?", False),
        ("drft", "did you mean draft?", False),
        ("日期", "did you mean published?", False),
        ("titel", "title is there already; take titel out", False),
        ("sidebar", "take it out; the keys are", False),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(
    tmp_path: Path, key: str, hint: str, *, is_mended: bool
) -> None:
    (fault,) = faults_of(tmp_path, {"a.md": article(**{key: "2020-01-01"})})
    assert (fault.code, fault.line, fault.column) == ("unknown-key", 3, 1)
    assert hint in fault.message
    assert bool(fault.mends) == is_mended


def test_dates_to_come_are_told_and_odd_ones_named(tmp_path: Path) -> None:
    def day(days: int) -> str:
        return f"{NOW + timedelta(days=days):%Y-%m-%d}"

    files: Files = {
        "a.md": article(published=day(2)),
        "b.md": article(published=day(500)),
        "c.md": article(published=day(-2), updated=day(-3)),
        "d.md": article(published=day(-2), updated=day(3)),
        "e.md": article(published=day(-2), updated=day(-1)),
        "f.md": article(published=day(2), draft="true"),
    }
    found = [(fault.file, fault.code, fault.severity.value, fault.line)
             for fault in faults_of(tmp_path, files)]  # fmt: skip
    assert found == [
        ("a.md", "date-scheduled", "info", 3), ("b.md", "date-far", "warning", 3),
        ("c.md", "date-order", "warning", 4), ("d.md", "date-order", "warning", 4),
    ]  # fmt: skip


def test_two_files_with_one_address_are_named(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, {"n/a.md": article(), "n/a.txt": article()})
    assert (fault.file, fault.code) == ("n/a.txt", "address-taken")
    assert "n/a.md has the same address" in fault.message
    assert "/articles/n/a.txt" in fault.message


def test_names_that_differ_in_case_alone_are_named(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, {"n/A.md": article(), "n/a.md": article()})
    assert (fault.file, fault.code) == ("n/a.md", "address-case")


@pytest.mark.parametrize(
    ("alias", "code", "message"),
    [
        ("/articles/b", "alias-ignored", "the alias /articles/b is the address of an article"),
        ("/search", "alias-ignored", "the alias /search is the address of a page of this site"),
        ("https://old.cn/", "alias-ignored", "the alias / is the address of a page of this site"),
        ("/taken", "alias-taken", "the alias /taken already leads to 0"),
        ("[/x, /x]", "alias-repeated", "the alias /x stands here twice"),
        ("' /x '", "alias-space", "there are spaces around the alias"),
    ],
)
def test_an_alias_that_leads_nowhere_is_named(
    tmp_path: Path, alias: str, code: str, message: str
) -> None:
    files: Files = {
        "0.md": article(aliases="/taken"),
        "a.md": article(aliases=alias),
        "b.md": article(),
    }
    (fault,) = faults_of(tmp_path, files)
    assert (fault.file, fault.line, fault.code) == ("a.md", 3, code)
    assert message in fault.message


def test_what_a_draft_asks_for_is_nobodys_yet(tmp_path: Path) -> None:
    files: Files = {
        "n/a.md": article(draft="true", aliases="/old"), "n/a.txt": article(aliases="/old")
    }  # fmt: skip
    assert faults_of(tmp_path, files) == []


def test_rules_of_glossaries_that_never_apply_are_named(tmp_path: Path) -> None:
    files: Files = {
        "a.md": article("头发。", glossary="{keep: [头发, 皇后]}"),
        "b.md": article("干部。"),
    }
    faults = faults_of(tmp_path, files, glossary=Glossary(keep=("干部", "里程")))
    assert [(fault.place, fault.message.split(",")[0]) for fault in faults] == [
        ("a.md:3", "皇后 is not in the article"), ("site.toml", "no article has 里程"),
    ]  # fmt: skip


def test_media_that_nothing_shows_are_told(tmp_path: Path) -> None:
    files: Files = {
        "n/a.md": article("![一座桥](x.png)", cover="y.png"),
        "n/b.html": "<h1>题</h1><p><a href='../z.pdf'>公报全文</a></p>",
        "n/a.mp3": PICTURE, "n/x.png": PICTURE, "n/y.png": PICTURE, "z.pdf": PICTURE,
        "n/w.png": PICTURE, "n/.hidden.png": PICTURE, "n/note.psd": PICTURE,
    }  # fmt: skip
    faults = faults_of(tmp_path, files)
    assert [(fault.file, fault.code, fault.severity.value) for fault in faults] == [
        ("n/w.png", "media-unused", "info")
    ]


def test_a_cover_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert kinds(faults_of(tmp_path, {"a.md": article(cover="x.png")})) == ["a.md:3 image-dead"]


def test_faults_come_by_file_and_line(tmp_path: Path) -> None:
    write(tmp_path, "b.md", article("[](x)\n\n![](x.png)"))
    write(tmp_path, "a.md", "---\ntitle: [x\n---\n")
    faults = faults_of(tmp_path, {})
    assert [fault.file for fault in faults] == sorted(fault.file for fault in faults)
    assert [fault.line for fault in faults[1:]] == sorted(fault.line for fault in faults[1:])


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        faults_of(tmp_path / "none", {})


def test_every_code_is_described_with_an_example() -> None:
    page = (ROOT / "docs/checking.md").read_text("utf-8")
    for code, severity in CODES.items():
        assert f"| `{code}` | {severity.value} |" in page, code
