"""Author, source, editor and time from the lines around a title and below a text."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from reader.publishing.extraction.dates import Moment, moments_in
from reader.publishing.extraction.furniture import is_furniture, signature
from reader.publishing.extraction.labels import Fact, facts_in
from reader.publishing.extraction.lines import BOUNDARY, HAN, Line, length, names_of

_NEAR_ABOVE, _NEAR_BELOW = 4, 8  # lines from the title in which unlabelled facts are believed
_LONGEST = {"author": 40, "source": 40, "editor": 24, "column": 20}  # characters

_NAME = re.compile(r"[\u3400-\u9fff·•]{2,5}(?:[(（][^)）]{1,12}[)）])?|[A-Za-z][A-Za-z .'’-]{1,30}")
_ORGANISATION = re.compile(
    r"(?:网|網|站|社|报|報|刊|台|臺|局|部|厅|廳|委|办|辦|院|处|處|中心|新闻|新聞|财经|财經|"
    r"在线|客户端|公司|大学|"
    r"大學|学院|學院|频道|頻道|杂志|雜誌|周刊|週刊|号|號|公众号|政府|微信|微博|发布|宣传部|"
    r"科|室|所|协会|协會|校)$"
)
_REPORTER = re.compile(
    r"(?:[\w·《》]{0,14}?(?:[记記]者|通[讯訊][员員])\s*[/／:：｜|]?\s*|(?:作者|"
    r"撰文)\s*[/／:：｜|\s]\s*|文\s*[/／:：｜|]\s*)"
    r"(?P<names>[\u3400-\u9fff]{2,4}(?:[、，, \u3000]+[\u3400-\u9fff]{2,4})*)"
)
_CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("author", re.compile(r"author|byline|zuozhe|writer|reporter")),
    (
        "source",
        re.compile(r"(?<!re)source|origin(?!al)|laiyuan|\bmedia\b|media-?name|\bfrom\b|\bly\b"),
    ),
    ("editor", re.compile(r"editor(?!ial)|bianji|zebian")),
)
_NOT_A_NAME = re.compile(
    r"admin|管理[员員]|编辑|編輯|[记記]者|佚名|未知|无$|匿名|原[创創]$|https?:|\d{3}|"
    r"[。！？；]|登录|网友"
)
_PASSED = re.compile("通[过過]|[会會][议議]|施行|修[订正訂]|第.{1,4}号")
_MOST_BESIDE_DATE = 28  # characters
_EMPTY = re.compile(r"[-—_/\\|.。、,，:：;；()（）\s]*")


@dataclass(frozen=True, slots=True)
class Found:
    """One fact as a line gives it; `worth` says how sure it is, the larger the surer."""

    name: str
    text: str
    worth: int
    line: int
    moment: Moment | None = None


def found_in(lines: Sequence[Line], title: int | None) -> list[Found]:
    """All facts of a page's lines, the surest first; `title` is the number of the title's line."""
    found = list(_found(lines, title))
    found.sort(key=lambda fact: abs(fact.line - (title or 0)) - fact.worth)
    return found


def is_byline(line: Line) -> bool:
    """Whether a line tells facts of its article and nothing else: no part of the text."""
    return tells_facts(line.marked)


def tells_facts(marked: str) -> bool:
    """The same of a text, which may have `BOUNDARY` in it."""
    text = " ".join(marked.replace(BOUNDARY, "").split())
    if len(text) > 160:
        return False
    facts = facts_in(marked)
    if not facts:
        return bool(_bare_date(marked)) or bool(_bare_names(text))
    told = sum(fact.end - fact.start for fact in facts)
    return facts[0].start <= 12 and told >= 0.6 * len(marked) and length(text) <= 120


def _found(lines: Sequence[Line], title: int | None) -> Iterator[Found]:
    yield from _split_date(lines, title)
    for line in lines:
        if signed := signature(line.text):
            named = (Found(f.name, f.text, 60, line.number) for f in facts_in(signed.strip()))
            yield from (fact for fact in named if fact.name == "editor" and fact.text)
        if length(line.text) > 160:
            continue
        distance = line.number - title if title is not None else 0
        is_near = title is not None and -_NEAR_ABOVE <= distance <= _NEAR_BELOW
        facts = facts_in(line.marked)
        yield from _labelled(line, facts, is_near)
        if _is_listed(line):
            continue
        if is_near:
            yield from _by_class(line)
            yield from _unlabelled(line, facts)
        elif names := _bare_names(line.text):
            yield Found("author", names, 55, line.number)


def _split_date(lines: Sequence[Line], title: int | None) -> Iterator[Found]:
    """A date whose day and month stand in boxes of their own."""
    if title is None:
        return
    near = lines[max(title - _NEAR_ABOVE, 0) : title + _NEAR_BELOW]
    for one, other, third in zip(near, near[1:], [*near[2:], None], strict=False):
        both = f"{one.text} {other.text}"
        if len(one.text) <= 6 and len(both) <= 18 and (found := moments_in(both)):
            moment = found[0]
            if third is not None and re.fullmatch(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?", third.text):
                moment = next(iter(moments_in(f"{moment.day} {third.text}")), moment)
            yield Found("published", str(moment), 84, one.number, moment)


def _labelled(line: Line, facts: Iterable[Fact], is_near: bool) -> Iterator[Found]:
    if line.linked > 0.6 * length(line.text) and not is_near:
        return
    for fact in facts:
        worth = 100 if is_near else 70
        if fact.name == "published":
            for moment in moments_in(fact.text)[:1]:
                yield Found(
                    "published", str(moment), worth + 5 * bool(moment.time), line.number, moment
                )
        elif fact.name in _LONGEST:
            if is_fact(fact.name, fact.text):
                yield Found(fact.name, fact.text, worth - 10 * line.is_hidden, line.number)
            elif _EMPTY.fullmatch(fact.text) and is_near:
                yield Found(fact.name, "", worth - 30, line.number)


def _by_class(line: Line) -> Iterator[Found]:
    """What an element is called tells what its text is."""
    hints = [*line.hints, (names_of(line.element), line.text)]
    if (parent := line.element.getparent()) is not None and len(parent) < 4:
        hints.append((names_of(parent), line.text))
    for names, text in hints:
        if not text or moments_in(text):
            continue
        for name, pattern in _CLASSES:
            if pattern.search(names) and ":" not in text and "：" not in text:
                value = _REPORTER_PREFIX.sub("", text).strip()
                if not is_fact(name, value) or is_furniture(value):
                    continue
                if name == "author" and _ORGANISATION.search(value) and length(value) > 2:
                    yield Found("source", value, 60, line.number)
                elif name != "author" or is_names(value):
                    yield Found(name, value, 80, line.number)


_REPORTER_PREFIX = re.compile(r"^(?:来源|來源|文|作者|[记記]者|编辑)\s*[/／|｜\s]\s*")


def _unlabelled(line: Line, facts: Sequence[Fact]) -> Iterator[Found]:
    if moment := _bare_date(line.marked):
        if not any(fact.name == "published" for fact in facts):
            yield Found("published", str(moment), 85 + 5 * bool(moment.time), line.number, moment)
        for piece in _pieces(line, moment):
            if match := _REPORTER.fullmatch(piece):
                yield Found("author", match["names"], 75, line.number)
            elif _ORGANISATION.search(piece) and 2 <= length(piece) <= 16:
                yield Found("source", piece, 65, line.number)
    elif names := _bare_names(line.text):
        yield Found("author", names, 75, line.number)


def _bare_date(marked: str) -> Moment | None:
    """The date of a line that holds little else and is no sentence."""
    text = marked.replace(BOUNDARY, " ").strip()
    if length(text) > 60 or "。" in text:
        return None
    found = moments_in(text) or moments_in(" ".join(text.split()))
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return None if length(rest) > _MOST_BESIDE_DATE or _PASSED.search(rest) else found[0]


def _bare_names(text: str) -> str:
    match = _REPORTER.fullmatch(text.strip("()（）[]【】〔〕■●◎◆▲ "))
    return match["names"] if match and length(text) <= 24 else ""


def _pieces(line: Line, moment: Moment) -> list[str]:
    text = line.marked.replace(BOUNDARY, "\u3000").strip()
    text = f"{text[: moment.start]}\u3000{text[moment.end :]}" if moment.end else text
    pieces = re.split(r"[|｜\u3000\t\n]+|\s{2,}|\s·\s", text)
    return [piece.strip(" ,，-—") for piece in pieces if piece.strip(" ,，-—")]


def is_fact(name: str, text: str) -> bool:
    """Whether a text can be the author, source, editor or column of an article."""
    if not text or length(text) > _LONGEST[name] or not re.search(r"[^\W\d_]", text):
        return False
    if re.search("[。！？]|https?://", text) or moments_in(text):
        return False
    return name != "author" or not re.search(r"^\d+$|[:：]", text)


def is_names(text: str) -> bool:
    """Whether a text is the name of a person or several."""
    names = [name for name in re.split(r"[、，,;；/&|\s]+", text) if name]
    if not names or _NOT_A_NAME.search(text):
        return False
    han = [name for name in names if HAN.search(name)]
    return all(_NAME.fullmatch(name) for name in han) and len(names) <= 8


def _is_listed(line: Line) -> bool:
    """Whether a line is an entry of a list of other articles."""
    return line.tag in {"li", "dd"} and _siblings(line.element) > 5


def _siblings(element: HtmlElement) -> int:
    parent = element.getparent()
    return 0 if parent is None else sum(child.tag == element.tag for child in parent)


def best(
    found: Sequence[Found], name: str, accept: Callable[[str], bool] = lambda _: True
) -> Found | None:
    """The surest fact of a name that is accepted; a label without a text is one too."""
    return next((fact for fact in found if fact.name == name and accept(fact.text)), None)
