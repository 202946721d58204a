"""What front matter lacks, and what it says in vain."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from reader.domain.faults import Mend, Remark
from reader.publishing.checking.dates import standard_form
from reader.storage.front_matter import FrontMatter, Value
from reader.storage.metadata import KEYS, normal_address

# What other programs and people call these keys.
_OTHER_NAMES = {
    "标题": "title", "標題": "title", "题目": "title", "題目": "title", "headline": "title",
    "作者": "author", "authors": "author", "byline": "author", "日期": "published",
    "date": "published", "pubdate": "published", "publishdate": "published", "时间": "published",
    "時間": "published", "发布时间": "published", "發布時間": "published", "发布日期": "published",
    "lastmod": "updated", "modified": "updated", "更新时间": "updated", "更新時間": "updated",
    "来源": "source", "來源": "source", "编辑": "editor", "編輯": "editor", "责任编辑": "editor",
    "責任編輯": "editor", "摘要": "summary", "description": "summary", "excerpt": "summary",
    "导读": "summary", "導讀": "summary", "标签": "tags", "標籤": "tags", "keywords": "tags",
    "关键词": "tags", "關鍵詞": "tags", "lang": "script", "language": "script", "url": "slug",
    "permalink": "slug", "redirect_from": "aliases", "image": "cover", "thumbnail": "cover",
    "封面": "cover", "top": "pinned", "sticky": "pinned", "置顶": "pinned", "置頂": "pinned",
    "草稿": "draft",
}  # fmt: skip
_FEWEST_LETTERS = 4  # of a key that one wrong letter does not make another word
_DATES = ("published", "updated")
_OPEN_LINES = 12
_KEY_LINE = re.compile(rf"({'|'.join(KEYS)})\s*[:：]", re.IGNORECASE)


def missing_remarks(
    required: Collection[str], values: Mapping[str, Value], known: Collection[str]
) -> Iterator[Remark]:
    """Keys that the site asks for and the file has no value of; `known` are found elsewhere."""
    for key in required:
        if key not in known and not _has_value(values.get(key, "")):
            message = f"{key} is missing, which this site asks for; write {key}: and its value"
            yield Remark("missing-field", message, 1, key=key)


def _has_value(value: Value) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def key_remarks(matter: FrontMatter, allowed: Collection[str]) -> Iterator[Remark]:
    """Unknown keys, each with the nearest known one."""
    for key in matter.values:
        if key in KEYS or key in allowed:
            continue
        near = _OTHER_NAMES.get(key) or next(iter(get_close_matches(key, KEYS, 1, 0.75)), "")
        if near:
            hint = f"did you mean {near}?"
            if near in matter.values:
                hint = f"{near} is there already; take {key} out"
        else:
            hint = f"take it out; the keys are {', '.join(KEYS)}"
        line = matter.lines.get(key, 0)
        mends: tuple[Mend, ...] = ()
        if near not in matter.values and near != "draft" and _is_slip(key, near):
            mends = (Mend(line, key, near),)
        yield Remark("unknown-key", f"{key} is no key that is known here; {hint}", line, 1, key,
                     mends)  # fmt: skip


def _is_slip(key: str, near: str) -> bool:
    """Whether one is the other but for one letter too many, too few, wrong, or swapped."""
    if min(len(key), len(near)) < _FEWEST_LETTERS or key in _OTHER_NAMES or key == near:
        return False
    if abs(len(key) - len(near)) > 1:
        return False
    start = 0
    while start < min(len(key), len(near)) and key[start] == near[start]:
        start += 1
    rest, other = key[start:], near[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )


def date_form_remarks(matter: FrontMatter) -> Iterator[Remark]:
    """Dates in another form than 2018-11-12 14:41 that can be read in one way only."""
    for key in _DATES:
        value = matter.values.get(key)
        if isinstance(value, str) and value.strip():
            form = standard_form(value)
            if form and form != value:
                line = matter.lines.get(key, 0)
                message = f"{key} is “{value}”; write it as {form}"
                mend = Mend(line, value, form, len(key) + 1)
                yield Remark("date-form", message, line, key=key, mends=(mend,))


def alias_remarks(matter: FrontMatter, head: str) -> Iterator[Remark]:
    """Aliases that stand twice, or with spaces around them; `head` is the file's text."""
    value = matter.values.get("aliases")
    aliases = [value] if isinstance(value, str) else list(value or [])
    known: set[str] = set()
    lines = head.split("\n")
    start = matter.lines.get("aliases", 0)
    for alias in aliases:
        if not isinstance(alias, str) or not alias.strip():
            continue
        is_again = normal_address(alias) in known
        known.add(normal_address(alias))
        line = _line_with(alias, lines, start, matter.first_line, is_last=is_again)
        if is_again:
            message = f"the alias {alias.strip()} stands here twice; take one out"
            mends = (Mend(line, lines[line - 1], None),) if _is_item(alias, lines, line) else ()
            yield Remark("alias-repeated", message, line, key="aliases", mends=mends)
        elif alias != alias.strip():
            message = f"there are spaces around the alias “{alias}”; take them out"
            mend = Mend(line, alias, alias.strip())
            yield Remark("alias-space", message, line, key="aliases", mends=(mend,))


def _line_with(alias: str, lines: list[str], start: int, end: int, *, is_last: bool) -> int:
    found = [number for number in range(start, min(end, len(lines) + 1))
             if number and alias in lines[number - 1]]  # fmt: skip
    return (found[-1] if is_last else found[0]) if found else start


def _is_item(alias: str, lines: list[str], line: int) -> bool:
    """Whether the line holds this alias as an item of a list, and nothing else."""
    if not 0 < line <= len(lines):
        return False
    return bool(re.fullmatch(rf"\s*-\s+([\"']?){re.escape(alias)}\1\s*", lines[line - 1]))


def unopened_remarks(matter: FrontMatter) -> Iterator[Remark]:
    """Front matter that is shown to readers, because the --- above it is missing."""
    if matter.values or matter.first_line > 1:
        return
    lines = [line for line in matter.text.split("\n", _OPEN_LINES)[:_OPEN_LINES] if line.strip()]
    if len(lines) > 1 and _KEY_LINE.match(lines[0]) and _KEY_LINE.match(lines[1]):
        message = (
            "these lines seem to be front matter, but readers see them; write --- on a line of its "
            "own above and below them"
        )
        yield Remark("front-matter-open", message, 1, 1)
