"""Hostile article files: none breaks another page, none runs, `qingdu check` names each."""

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.client import Client, check_page
from tests.commands import run_command
from tests.conftest import ROOT, Serve

HOSTILE: dict[str, bytes] = {
    "script.md": "# 脚本\n\n文<script>alert(1)</script><svg onload=alert(1)></svg>\n".encode(),
    "links.md": "# 链接\n\n[点](javascript:alert(1)) <a href='data:text/html,x'>x</a>\n".encode(),
    "events.html": "<h1>事件</h1><p onclick=alert(1)>文<img src=x onerror=alert(1)></p>".encode(),
    "frame.html": "<h1>框</h1><iframe src='https://evil.example'></iframe><p>文</p>".encode(),
    "broken.md": "---\ntitle: [没完\n---\n正文\n".encode(),
    "endless.md": "---\ntitle: 没有结尾\n\n正文\n".encode(),
    "bomb.md": "---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: 弹\n---\n正文\n".encode(),
    "badflag.md": "---\ntitle: 草\ndraft: perhaps\n---\n正文\n".encode(),
    "baddate.md": "---\ntitle: 日\npublished: 2026-02-30\n---\n正文\n".encode(),
    "gbk.md": "# 国标编码\n\n这是用国标编码保存的文章。\n".encode("gbk"),
    "nul.md": "# 空\0字符\n\n正\0文\n".encode(),
    "binary.md": bytes(range(256)) * 50,
    "zero.md": b"",
    "huge.md": b"# x\n" + b"a" * (60 * 2**20),
    "unclosed.html": "<h1>没关<p>文<div><div><div><table><tr><td>格<b><i>".encode(),
    "deep.html": b"<h1>deep</h1>" + b"<div>" * 5000 + "深".encode(),
    "deepquote.md": b"# quote\n\n" + b">" * 5000 + "深".encode(),
    "brackets.md": b"# brackets\n\n" + b"[" * 20000 + b"](x)" * 2000,
    "remote.md": "# 远图\n\n![图](https://tracker.example/p.png)\n".encode(),
    "ids.html": "<h1>标识</h1><p id=main>a</p><p id=main>b</p><p id=x id=y>c</p>".encode(),
    "surrogate.md": "# 代理\n\n文".encode() + b"\xed\xa0\x80",
}
NAMED = set(HOSTILE) - {"unclosed.html", "deep.html", "deepquote.md", "brackets.md", "ids.html"}
NOT_SHOWN = {"broken.md", "endless.md", "bomb.md", "badflag.md", "baddate.md", "binary.md",
             "zero.md", "huge.md"}  # fmt: skip


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outside = tmp_path_factory.mktemp("outside") / "outside.md"
    outside.write_text("# 外面的秘密\n\n不该看见\n", "utf-8")
    folder = tmp_path_factory.mktemp("hostile")
    for name, raw in HOSTILE.items():
        (folder / name).write_bytes(raw)
    (folder / "good.md").write_text("# 好文章\n\n一切如常。\n", "utf-8")
    (folder / "link.md").symlink_to(outside)
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.md"))).write_bytes(b"# x\n")
    return folder


@pytest.fixture(scope="module")
def client(serve: Serve, content: Path) -> Client:
    return serve(content)


def test_every_other_page_is_as_it_should_be(client: Client) -> None:
    home = client.page("/zh-hans/")
    assert "好文章" in home.text
    assert "外面的秘密" not in home.text
    assert "一切如常。" in client.page("/zh-hant/articles/good").text
    client.page("/zh-hans/archive")


class _Dangers(HTMLParser):
    """Everything in an article's own part of a page that could run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "svg", "math", "iframe", "object", "embed", "style", "form", "base"}:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
                self.found.append(name)
            if (value or "").lower().lstrip().startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(str(value))


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - NOT_SHOWN))
@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
def test_a_hostile_article_is_shown_without_its_teeth(
    client: Client, name: str, edition: str
) -> None:
    answer = client.get(f"/{edition}/articles/{name.partition('.')[0]}")
    assert answer.status == 200
    check_page(answer)
    body = answer.text.partition('<div class="text"')[2].partition("</article>")[0]
    dangers = _Dangers()
    dangers.feed(body)
    assert dangers.found == []
    if name == "gbk.md":
        assert "這是用" in body or "这是用" in body


@pytest.mark.parametrize("name", sorted(NOT_SHOWN))
def test_a_file_that_cannot_be_shown_is_missing_and_no_more(client: Client, name: str) -> None:
    assert client.get(f"/zh-hans/articles/{name.partition('.')[0]}").status == 404


def test_check_names_every_hostile_file(content: Path) -> None:
    environment = os.environ | {"QINGDU_CONTENT": str(content)}
    done = run_command(["check", "--json"], environment)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    faults = json.loads(done.stdout)["faults"]
    named = {fault["file"] for fault in faults}
    assert named >= NAMED | {
        "link.md",
        "loop.md",
        "pipe.md",
        "\N{REPLACEMENT CHARACTER}" * 2 + ".md",
    }
    errors = {fault["file"] for fault in faults if fault["severity"] == "error"}
    assert errors >= NOT_SHOWN
    assert "good.md" not in named
    broken = next(fault for fault in faults if fault["file"] == "broken.md")
    assert broken["line"] == 3
    human = run_command(["check"], environment)
    assert "broken.md:3:1: error front-matter: the front matter is not" in human.stdout


def test_check_is_content_with_the_sample_site() -> None:
    done = run_command(["check"], os.environ | {"QINGDU_CONTENT": str(ROOT / "content")})
    assert done.stdout == ""
    assert done.returncode == 0
