"""`qingdu new`: a draft with all that the site asks for, and nothing overwritten."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import reader.cli.new
from reader.cli import commands
from reader.domain.article import Format
from reader.publishing.drafting import draft_text, slug_of
from reader.storage.article_files import parse_article
from reader.storage.front_matter import split_front_matter
from tests.conftest import state_with_tables
from tests.unit.builders import MODIFIED, SHANGHAI, write

ASKS = '[check]\nrequired = ["author", "source", "script"]\n[[columns]]\npath = "news"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QINGDU_CONTENT", str(tmp_path / "content"))
    monkeypatch.setenv("QINGDU_STATE", str(state_with_tables(tmp_path / "state")))
    write(tmp_path, "content/site.toml", ASKS)
    (tmp_path / "content/essays").mkdir()
    return tmp_path / "content"


def new(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(commands, ["new", *arguments], input=typed)


def test_a_draft_is_written_and_its_path_printed(folder: Path) -> None:
    result = new("县里修好了三座桥", "--column", "news", "--author", "林晓月", "--tag", "交通")
    path = result.stdout.strip()
    assert re.fullmatch(r"content/news/\d{4}-\d\d-\d\d-xian-li-xiu-hao-le-san-zuo-qiao\.md", path)
    text = Path(path).read_text("utf-8")
    lines = text.split("\n")
    assert lines[:3] == ["---", "title: 县里修好了三座桥", "author: 林晓月"]
    assert re.fullmatch(r"published: \d{4}-\d\d-\d\d \d\d:\d\d", lines[3])
    assert lines[4:] == ["source:", "script:", "tags: 交通", "draft: true", "---", "", ""]
    assert CliRunner().invoke(commands, ["check", "--strict"]).stdout == ""
    assert folder.is_dir()


def test_nothing_is_overwritten(folder: Path) -> None:
    paths = [new("桥", *form).stdout.strip() for form in ([], ["--md"], ["--html"])]
    assert [path.rpartition("-qiao")[2] for path in paths] == [".md", "-2.md", "-3.html"]
    assert len(list(folder.glob("*qiao*"))) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["桥", "--column", "nwes"], "There is no column nwes. Did you mean news?"),
        (["桥", "--column", "../news"], "is no column"),
        (["桥", "--column", "/etc"], "is no column"),
        (["桥", "--column", "_x"], "would not be shown"),
        ([], "Give the title"),
    ],
)
def test_what_cannot_be_started_is_said(folder: Path, arguments: list[str], words: str) -> None:
    result = new(*arguments)
    assert result.exit_code != 0
    assert words in result.output + str(result.exception)
    assert list(folder.rglob("*.md")) == []


def test_a_folder_that_leads_elsewhere_is_no_column(folder: Path) -> None:
    (folder / "out").symlink_to("/tmp")
    assert "leads out of" in str(new("桥", "--column", "out").exception)


def test_a_terminal_is_asked_for_what_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader.cli.new, "_may_ask", lambda: True)
    result = new(typed="\n桥\nnews/2026\ny\n林晓月\n\n\n")
    assert "news/2026 is a new column." in result.stderr
    (file,) = (folder / "news/2026").glob("*-qiao.md")
    assert result.stdout.splitlines()[-1] == f"content/news/2026/{file.name}"
    values = split_front_matter(file.read_text("utf-8")).values
    assert (values["title"], values["author"], values["source"]) == ("桥", "林晓月", "")
    assert (values["script"], values["draft"]) == ("hans", "true")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("县里修好了三座桥", "xian-li-xiu-hao-le-san-zuo-qiao"),
        ("繁體字、ＡＢＣ和2026", "fan-ti-zi-abc-he-2026"),
        ("！？", "article"),
        ("Ünïcode — x/../y", "unicode-x-y"),
        ("字" * 100, "-".join(["zi"] * 20)),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_title_becomes_a_name_for_every_system(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=80))
def test_any_title_gives_a_safe_name_and_is_read_again(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug_of(title))
    assert len(slug_of(title)) <= 60
    title = " ".join(title.split())
    text = draft_text({"title": title, "author": "", "draft": "true"}, Format.MARKDOWN)
    raw = f"{text}正文。\n".encode("utf-8", "surrogatepass")
    parsed = parse_article("a.md", raw, MODIFIED, SHANGHAI, lambda _text: "hans")  # type: ignore[arg-type,return-value]
    assert parsed.is_draft
    if title and title.isprintable():
        assert parsed.article.summary.title == title
