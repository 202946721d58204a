"""Pages as the content systems of Chinese sites make them, and runs of `qingdu import`."""

import base64
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.commands import run_command

ROOT = Path(__file__).resolve().parents[4]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00"
)
HOST = "www.xunyang.example.cn"

_TEXT = (
    "县里今年修好了三座桥，都在上个月通车，附近的村民出门不用再绕路，孩子们上学也近了许多。"
    "负责工程的人说，桥面比原来宽了一倍，两边都有人行道，老人走起来放心。"
)
_MORE = (
    "今年以来，县里先后派出五支队伍，走村入户听取大家的意见，把大家最盼望的事情一件一件列出来，"
    "再一件一件去办。到十月底，列出的四十二件事情已经办完三十九件，剩下的三件也都有了办法。"
)
_TRADITIONAL = (
    "縣裡今年修好了三座橋，都在上個月通車，附近的村民出門不用再繞路，孩子們上學也近了許多。"
    "負責工程的人說，橋面比原來寬了一倍，兩邊都有人行道，老人走起來放心。"
)


@dataclass(frozen=True)
class OldPage:
    """A page of a content system, where it is on its site, and what is in it."""

    system: str
    path: str
    encoding: str
    wrapper: str  # of the body, with a place for it
    text: str = _TEXT

    def html(self, title: str, more: str = "") -> bytes:
        """The page, in its encoding."""
        body = "".join(f"<p>{line}</p>" for line in (self.text, self.text[:40] + title))
        return page(title, self.wrapper.format(body + more), self.encoding)


FAMILIES = (
    OldPage("PowerEasy", "Item.asp?id=12345", "gb2312",
            '<div id="fontzoom">{}</div>'),
    OldPage("TRS WCM", "xwzx/bdxw/201811/t20181112_1234.htm", "gb18030",
            '<div class="TRS_Editor"><div class="Custom_UnionStyle">{}</div></div>'),
    OldPage("Visual SiteBuilder", "info/1001/2345.htm", "utf-8",
            '<form name="_newscontent_fromname"><div id="vsb_content">{}</div></form>'),
    OldPage("JCMS", "art/2018/11/12/art_1001_3456.html", "utf-8",
            '<div id="zoom"><!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end--></div>'),
    OldPage("UCAP", "c1001/4567/content.shtml", "utf-8",
            '<div class="pages_content"><UCAPCONTENT>{}</UCAPCONTENT></div>'),
    OldPage("DedeCMS", "a/xinwen/2018/1112/5678.html", "gbk",
            '<div class="content"><table><tr><td>{}</td></tr></table></div>'),
    OldPage("Taiwan", "news.php?sn=6789", "big5",
            '<div class="cp">{}</div>', _TRADITIONAL),
)  # fmt: skip


def page(title: str, body: str, encoding: str = "utf-8", **meta: str) -> bytes:
    """A page of an old site; `meta` are government meta tags."""
    tags = {"ArticleTitle": title, "PubDate": "2018-11-12 14:41", **meta}
    written = "".join(
        f'<meta name="{name}" content="{value.replace(chr(34), "&quot;")}">'
        for name, value in tags.items()
        if value
    )
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        f"<title>{title}</title>{written}</head><body>{_MENU}<h1>{title}</h1>"
        f'<div class="info">{_byline(tags)}</div><div class="content">{body}</div></body></html>'
    ).encode(encoding, "xmlcharrefreplace")


_MENU = '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/xw/">新闻</a></li></ul>'
_LABELS = {"Author": "作者", "PubDate": "发布时间", "ContentSource": "来源"}


def _byline(tags: Mapping[str, str]) -> str:
    return " ".join(f"{label}：{tags[name]}" for name, label in _LABELS.items() if tags.get(name))


def prose(words: str = "") -> str:
    """Two paragraphs that are long enough to be an article."""
    return f"<p>{words}{_TEXT}</p><p>{_MORE}</p>"


@dataclass(frozen=True)
class Run:
    """What a run of the command said and did."""

    code: int
    out: str
    err: str


def qingdu(folder: Path, *arguments: str | Path | bytes) -> Run:
    """Run `qingdu` with the content and the state folders in `folder`."""
    content = folder / "content"
    content.mkdir(exist_ok=True)
    done = run_command([os.fsdecode(argument) for argument in arguments], environment(folder))
    return Run(done.returncode, done.stdout, done.stderr)


def command(*arguments: str | Path | bytes) -> list[str | bytes]:
    """The command line of a run."""
    written = (item if isinstance(item, bytes) else str(item) for item in arguments)
    return [sys.executable, "-m", "reader", *written]


def environment(folder: Path) -> dict[str, str]:
    """The environment of a run."""
    names = {key: value for key, value in os.environ.items() if "QINGDU" not in key}
    return names | {
        "QINGDU_CONTENT": str(folder / "content"),
        "QINGDU_STATE": str(folder / "state"),
    }


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the content folder by its name, but for what was kept of the originals."""
    content = folder / "content"
    return {
        str(file.relative_to(content)): file.read_bytes()
        for file in sorted(content.rglob("*"))
        if file.is_file() and ".originals" not in file.parts
    }
