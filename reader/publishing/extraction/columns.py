"""The column of an article: from metadata, or the trail that leads to it."""

import re
from collections.abc import Sequence

from reader.publishing.extraction.lines import Line, length, names_of, squashed
from reader.publishing.extraction.metadata import Metadata
from reader.publishing.extraction.titles import parts_of, site_names

_TRAIL = re.compile(
    r"(?:您?[现現]?在?的?位置|您?当前[的所在]*位置|目前位置|當前位置|所在位置|您所在的位置|"
    r"位置|首\s*[页頁])"
)
_CRUMBS = re.compile(
    r"crumb|position|weizhi|location|\bpath\b|dangqian|where|\bcru\b|guide|\bdqwz\b"
)
_STEPS = re.compile(r"[>›»＞→\-–—/|\s\x1f]*[>›»＞→/\x1f|]+[>›»＞→\-–—/|\s\x1f]*")
_NOT = re.compile(
    r"^(?:\d{2,4}年(?:\d{1,2}月)?|正文|首\s*[页頁]|.*位置.*|内容|详情|詳情|浏览文章|文章|新闻内容|信息内容|"
    r"[网網]站首[页頁]|home|.*>.*)[:：]?$",
    re.IGNORECASE,
)
LONGEST = 20  # characters
_SHORT = 8  # characters of a column's name in a page's title


def column_of(lines: Sequence[Line], title: str, written: str, metadata: Metadata) -> str:
    """The name of the column the page says it stands in, empty for none.

    `written` is the page's `<title>`, which may have it between those of the article and the site.
    """
    for value in metadata.all("column"):
        if _is_column(value, title):
            return value
    for line in lines[: max(len(lines) // 2, 40)]:
        names = " ".join(
            names_of(e) for e in (line.element, *list(line.element.iterancestors())[:2])
        )
        if not (_TRAIL.match(line.text) or _CRUMBS.search(names)) or length(line.text) > 80:
            continue
        steps = [step.strip(" :：") for step in _STEPS.split(line.marked) if step.strip(" :：")]
        steps = [step for step in steps if _is_column(step, title)]
        if steps and (len(steps) > 1 or re.search("[>»›＞]", line.marked)):
            return steps[-1]
    return _in_title(title, written, site_names(written, metadata))


def _in_title(title: str, written: str, sites: set[str]) -> str:
    _, first, *others = [*parts_of(written), ""]
    names = [name for name in others[:-1] if squashed(name) not in sites]
    if len(others) < 3 or squashed(first) != squashed(title) or not names:
        return ""
    return names[0] if length(names[0]) <= _SHORT and _is_column(names[0], title) else ""


def _is_column(name: str, title: str) -> bool:
    return (
        0 < length(name) <= LONGEST
        and bool(re.search(r"[^\W\d_]", name))
        and not _NOT.match(name)
        and not (length(name) > 8 and squashed(name) in squashed(title))
        and squashed(name) != squashed(title)
        and not re.search(r"\d{4}年?第", name)
        and not re.search("[。，]", name)
    )
