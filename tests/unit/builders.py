"""Real things with sensible contents: a test names only what it is about."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import html5lib

from reader.domain.article import Article, ArticleSummary, Column, Format, Label
from reader.domain.editions import EDITIONS, Edition, Script
from reader.domain.site import Site
from reader.language.detection.scripts import detect_script
from reader.storage.article_files import ParsedFile, parse_article

SHANGHAI = ZoneInfo("Asia/Shanghai")
MODIFIED = datetime(2020, 2, 2, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai

ACTIVE = {
    "script", "style", "iframe", "object", "embed", "applet", "svg", "math", "form", "input",
    "button", "base", "link", "meta", "template", "noscript", "textarea", "frame", "frameset",
}  # fmt: skip

# What makes parsers stumble, to be put together at random.
MARKDOWN_PIECES = (
    "# ", "### ", "#", "\n", "\n\n", "字", "。", "**", "*", "_", "~~", "`", "```\n", "    ", "- ",
    "1. ", "> ", "|", "\n|-|-|\n", "[", "](", ")", "![", "[^1]", "\n[^1]: ", "\\", "<", ">", "a",
    "&lt;", "&#0;", "<!--", "-->", "---\n", "===\n", "https://a.cn ", "“", "”", "\t", " ", "\u200b",
)  # fmt: skip
HTML_PIECES = (
    "<h1>", "</h1>", "<h2 id=x>", "</h2>", "<h4>", "<h6 id='x'>", "<h3/>", "<p id=x onclick=e()>",
    "<script>", "</script>", "<svg onload=e()>", "<style>", "</style>", "<math>", "<div>", "</div>",
    "<a href='javascript:e()'>", "<a href=#x>", "<a href=' java\nscript:e()'>", "</a>",
    "<template>", "<img src=x onerror=e()>", "<img src=//e.cn/x.png>", "<table>", "<tr>", "<td>",
    "<th>", "</table>", "<thead>", "<b>", "</b>", "<p>", "字", "x", "\"", "'", "=", " ", "<", ">",
    "/", "&", "&lt;script&gt;", "<!--", "-->", "<![CDATA[", "]]>", "<ruby>", "<rt>", "<details>",
    "<summary>", "<textarea>", "<noscript>", "<iframe src='data:x'>", "<li>", "<title>", "<xmp>",
    "<form action='javascript:e()'>", "<plaintext>", "<select>", "<option>", "<a id=x></a>",
    "\x00", "<br>",
)  # fmt: skip


def make_summary(
    title: str = "旬阳新气象",
    path: str = "news/xunyang",
    published: datetime | None = None,
    script: Script = Script.HANS,
    *,
    tags: tuple[str, ...] = (),
    is_pinned: bool = False,
) -> ArticleSummary:
    return ArticleSummary(
        path=path,
        column=path.rpartition("/")[0],
        title=title,
        published=published or datetime(2018, 11, 12, 14, 41, tzinfo=SHANGHAI),
        script=script,
        tags=tags,
        pinned=is_pinned,
    )


def make_article(
    body: str = "在脱贫攻坚战场上。",
    form: Format = Format.MARKDOWN,
    path: str = "news/xunyang",
    script: Script = Script.HANS,
    title: str = "旬阳新气象",
) -> Article:
    summary = make_summary(title, path, script=script)
    return Article(summary, body, form, f"{path}.md", digest=f"{path} {form} {body}")


def make_parsed(
    file: str = "news/xunyang.md",
    title: str = "旬阳新气象",
    published: datetime | None = None,
    *,
    path: str = "",
    aliases: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    is_draft: bool = False,
    is_pinned: bool = False,
) -> ParsedFile:
    """A parsed file whose path is that of its name, unless `path` says otherwise."""
    path = path or file.rpartition(".")[0]
    summary = make_summary(title, path, published, tags=tags, is_pinned=is_pinned)
    article = Article(summary, f"{title}的正文。", Format.MARKDOWN, file, file)
    return ParsedFile(article, is_draft, aliases, ())


def make_site(
    columns: tuple[Column, ...] = (), editions: tuple[str, ...] = ("zh-hans", "zh-hant", "en")
) -> Site:
    offered: tuple[Edition, ...] = tuple(EDITIONS[slug] for slug in editions)
    return Site(
        name=Label("清读", "Qingdu"),
        description=Label(""),
        publisher=Label(""),
        timezone=SHANGHAI,
        script=Script.HANS,
        editions=offered,
        default_edition=offered[0],
        columns=columns,
    )


def write(folder: Path, name: str, content: str | bytes = "# 题目\n\n正文。\n") -> Path:
    """Write a file below `folder`, its folders included."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def parse(file: str, content: str | bytes) -> ParsedFile:
    """Parse an article file of this name and content."""
    raw = content.encode() if isinstance(content, str) else content
    return parse_article(file, raw, MODIFIED, SHANGHAI, detect_script)


def parse_html(html: str, *, is_strict: bool = False) -> Element:
    """The tree a browser makes of a fragment; strict raises where the syntax is not valid."""
    parser = html5lib.HTMLParser(strict=is_strict, namespaceHTMLElements=False)
    fragment: Element = parser.parseFragment(html)
    return fragment


def dangers(html: str) -> list[str]:
    """What in a fragment could run a script or load from elsewhere, as a browser reads it."""
    found = []
    for scripting in (False, True):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        for element in parser.parseFragment(html, scripting=scripting).iter():
            if not isinstance(element.tag, str):  # a comment
                continue
            if element.tag in ACTIVE:
                found.append(f"<{element.tag}>")
            found += [
                f"{element.tag} {name}={value}"
                for name, value in element.attrib.items()
                if _is_danger(name, value)
            ]
    return found


def _is_danger(name: str, value: str) -> bool:
    if name == "src":
        return not is_harmless(value) or is_foreign(value)
    if name in {"href", "cite", "action"}:
        return not is_harmless(value)
    return name.startswith("on") or name in {"style", "srcdoc", "srcset", "formaction"}


def is_harmless(url: str) -> bool:
    """Whether a URL has no scheme, or one that runs nothing (WHATWG URL: what parsers drop)."""
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", _as_browsers_read(url), re.IGNORECASE)
    return not scheme or scheme[1].lower() in {"http", "https", "mailto", "tel"}


def is_foreign(url: str) -> bool:
    """Whether a URL has a scheme or a host of its own, however it is written."""
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", _as_browsers_read(url), re.IGNORECASE))


def _as_browsers_read(url: str) -> str:
    return re.sub(r"^[\x00-\x20]+|[\t\r\n]", "", url)


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Stop what would run for minutes; a limit on work done, not on the clock."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"still busy after {seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
