"""The report of an import: a page in Chinese that stands alone, or data."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from html import escape
from itertools import islice

from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.records import Outcome

_LISTED = 2000  # of what needs no attention (unchanged, joined, the same)

_STYLE = """
:root { color-scheme: light dark; --paper: #fbf9f4; --sheet: #f3efe5; --ink: #211c15;
  --muted: #514a3b; --hair: #d6cebe; --accent: #96190f; --focus: #0a4fa6 }
@media (prefers-color-scheme: dark) { :root { --paper: #17140f; --sheet: #211d16; --ink: #ece5d6;
  --muted: #c4bba8; --hair: #40392d; --accent: #f3a08d; --focus: #9cc3ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 4rem; background: var(--paper);
  color: var(--ink); font: 1.125rem/1.8 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei",
  sans-serif; overflow-wrap: anywhere }
h1, h2 { font-family: "Noto Serif CJK SC", "Songti SC", SimSun, serif; line-height: 1.4 }
h1 { font-size: 1.75rem } h2 { font-size: 1.375rem; margin-block: 2.5rem .5rem }
h3 { font-size: 1.125rem; margin: 0 }
a { color: var(--accent) } :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
table { border-collapse: collapse; width: 100% } th, td { text-align: start; padding: .5rem .75rem;
  border-block-end: 1px solid var(--hair); vertical-align: baseline }
caption { text-align: start; color: var(--muted); padding-inline: .75rem }
th a { display: inline-block; line-height: 2.75rem } td { font-variant-numeric: tabular-nums }
.pages { list-style: none; padding: 0; margin: 0 }
.pages > li { padding-block: .75rem; border-block-end: 1px solid var(--hair) }
.where { color: var(--muted); font-size: 1rem; margin: 0 }
.said { margin: .25rem 0 0; padding-inline-start: 1.25rem }
summary { min-block-size: 2.75rem; padding-block: .5rem; cursor: pointer }
del { text-decoration-color: var(--accent) } ins { text-decoration: underline }
del, ins { background: var(--sheet); padding-inline: .25rem }
"""

Group = tuple[str, str, tuple[str, ...], str]

_GROUPS: tuple[Group, ...] = (
    ("left", "未导入", ("left",), "这些页面没有导入，原因写在每一条下面。"),
    ("edited", "导入后改过", ("edited",), "这些文章导入后被编辑或删除过，保持原样。"),
    ("doubtful", "有疑问", ("taken", "renewed", "unchanged"), "已经导入，但请核对以下各处。"),
    ("repaired", "有修补", ("taken", "renewed", "unchanged"), "修补的类别、次数和前后文字。"),
    ("taken", "新导入", ("taken",), ""),
    ("renewed", "已更新", ("renewed",), "原页面有变化，文章随之更新。"),
    ("joined", "并入分页文章", ("joined",), ""),
    ("same", "重复页面", ("same",), ""),
    ("unchanged", "没有变化", ("unchanged",), ""),
    ("note", "另请处理", ("note",), ""),
)  # fmt: skip
_FIELDS = {
    "title": "标题", "author": "作者", "published": "发布时间", "source": "来源",
    "editor": "责任编辑", "column": "栏目", "tags": "标签", "summary": "摘要", "body": "正文",
    "encoding": "编码",
}  # fmt: skip
# A run of Latin words, as long as no name or address.
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.()&#\d/]+[A-Za-z][A-Za-z'’-]*){3,}[.)]?")
_FOLDED = {"taken", "joined", "same", "unchanged"}


def json_report(ledger: Ledger, others: int) -> str:
    """The whole report as one JSON object: counts, and a list of all pages."""
    pages = [
        {
            "status": outcome.status,
            "from": outcome.origin,
            "file": outcome.file,
            "title": outcome.title,
            "notices": [
                {"code": notice.code, "message": notice.english} for notice in outcome.notices
            ],
            "doubts": [asdict(doubt) for doubt in outcome.doubts],
            "repairs": [asdict(repair) for repair in outcome.repairs],
        }
        for outcome in ledger.outcomes()
    ]
    counts = {**ledger.counts(), "doubtful": ledger.doubtful(), "no_page": others}
    return json.dumps({"counts": counts, "pages": pages}, ensure_ascii=False, indent=1) + "\n"


def html_report(ledger: Ledger, others: int) -> str:
    """The report as one page in Chinese, which needs nothing else."""
    groups = [(group, _size(ledger, group)) for group in _GROUPS]
    shown = [(group, size) for group, size in groups if size]
    parts = [
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<title>导入报告</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>导入报告</h1>\n",
        *_overview(shown, others),
    ]
    for group, size in shown:
        parts.extend(_section(ledger, group, size))
    parts.append("</main>\n</body>\n</html>\n")
    return "".join(parts)


def _overview(shown: list[tuple[Group, int]], others: int) -> Iterator[str]:
    if shown:
        yield "<table>\n<caption>概况</caption>\n"
        yield '<thead><tr><th scope="col">结果</th><th scope="col">页数</th></tr></thead>\n'
        yield "<tbody>\n"
        for (name, title, _, _), size in shown:
            yield f'<tr><th scope="row"><a href="#{name}">{title}</a></th><td>{size}</td></tr>\n'
        yield "</tbody>\n</table>\n"
    else:
        yield "<p>没有可以导入的页面。</p>\n"
    if others:
        yield f"<p>另有 {others} 个文件不是页面（脚本、样式等），没有处理。</p>\n"


def _section(ledger: Ledger, group: Group, size: int) -> Iterator[str]:
    name, title, _, words = group
    yield f'<section aria-labelledby="{name}">\n<h2 id="{name}">{title}（{size}）</h2>\n'
    if words:
        yield f"<p>{words}</p>\n"
    is_folded = name in _FOLDED and size > 20
    if is_folded:
        yield f"<details>\n<summary>列出{title}的页面</summary>\n"
    yield '<ol class="pages">\n'
    for outcome in islice(_members(ledger, group), _LISTED if is_folded else None):
        yield _entry(outcome, name)
    yield "</ol>\n"
    if is_folded:
        if size > _LISTED:
            yield f"<p>只列出前 {_LISTED} 条，全部见 JSON 报告。</p>\n"
        yield "</details>\n"
    yield "</section>\n"


def _members(ledger: Ledger, group: Group) -> Iterator[Outcome]:
    name, _, statuses, _ = group
    for outcome in ledger.outcomes(*statuses):
        if name == "doubtful" and not (outcome.notices or outcome.doubts):
            continue
        if name == "repaired" and not outcome.repairs:
            continue
        yield outcome


def _size(ledger: Ledger, group: Group) -> int:
    return sum(1 for _ in _members(ledger, group))


def _entry(outcome: Outcome, group: str) -> str:
    title = outcome.title or outcome.file or outcome.origin
    places = [place for place in (outcome.origin, outcome.file) if place and place != title]
    where = " → ".join(map(escape, places))
    where = f'<p class="where">{where}</p>\n' if where else ""
    said = ""
    if group == "repaired":
        said = _list(
            f"{escape(repair.kind)}，{repair.count} 处：<del>{escape(repair.before)}</del>"
            f" → <ins>{escape(repair.after)}</ins>"
            for repair in outcome.repairs
        )
    elif group not in {"taken", "renewed", "unchanged"}:
        sentences = [_sentence(notice.chinese) for notice in outcome.notices]
        sentences += [
            f"{_FIELDS.get(doubt.field, escape(doubt.field))}："
            f"{_sentence(doubt.chinese or doubt.message)}"
            for doubt in outcome.doubts
        ]
        said = _list(sentences)
    return f"<li>\n<h3>{_sentence(title)}</h3>\n{where}{said}</li>\n"


def _list(items: Iterable[str]) -> str:
    listed = "".join(f"<li>{item}</li>\n" for item in items)
    return f'<ul class="said">\n{listed}</ul>\n' if listed else ""


def _sentence(text: str) -> str:
    """A sentence, its English (what a library or the extraction says) marked as such."""
    return _ENGLISH.sub(lambda match: f'<span lang="en">{match[0]}</span>', escape(text))
