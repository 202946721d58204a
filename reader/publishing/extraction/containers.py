"""Where on a page the article's text stands, by several kinds of evidence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from reader.publishing.extraction import furniture
from reader.publishing.extraction.bylines import is_byline
from reader.publishing.extraction.lines import MARKS, Line, is_hidden, length, names_of

# What Chinese content systems and blogs call the element of the text alone.
_KNOWN = re.compile(
    r"(?:^|\s)(?:trs_editor(?:_view)?|trs_ueditor|v_news_content|vsb_content(?:_\w+)?|"
    r"ucap-content|zoom(?:con|content)?|"
    r"custom_unionstyle|wp_articlecontent|pages_content|artibody|arti-?content|"
    r"article[-_]?(?:content|body|text|con|txt|detail-content)s?|"
    r"endtext|js_content|entry[-_]?content|post[-_]?(?:content|body|entry)|articlebody|"
    r"rm_txt_con|text_con|box_con|cnt_bd|"
    r"main[-_]?text|news[-_]?(?:content|text|body|txt|con)|newscontent|con_?txt|"
    r"detail[-_]?(?:content|con|txt|text)|xl_content|ivs_content|"
    r"content[-_]?(?:text|txt|body|main|article|detail)|contenttext|thecontent|"
    r"the[-_]content|story(?:[-_]?body|[-_]?content)?|"
    r"nr[-_]?(?:content|con)|info[-_]?content|view[-_]?content|gp-article|article_cont|"
    r"main-aticle|detailcontent|bodytext|text_content|paragraph|"
    r"articlecontent|left_zw|cont_txt|neirong|zhengwen|wenzhang|t_f|postmessage\w*|"
    r"caas-body|field-item|mw-parser-output|bt_content|show_text)(?:\s|$)",
    re.IGNORECASE,
)
_FRAME = frozenset({"nav", "footer", "aside", "form"})
_JUMP = 3  # steps up the tree from one line to the next that are nothing to wonder at
_SHORT = 25  # the worth of a sentence
_MOST_BESIDE = 0.4  # of what reads like a text that an element beside it may hold


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a text, and the smallest element around them all."""

    element: HtmlElement
    first: int
    last: int
    worth: float
    is_known: bool


def span_of(root: HtmlElement, lines: Sequence[Line], title: int | None) -> Span | None:
    """Where the text is: in an element named as texts' are, or where lines read like one."""
    values = _values(lines, title)
    first, last, worth = _best_run(values)
    if worth <= 0:
        return _by_name(root, lines, values, 0.0)
    run = Span(_common(lines[first].element, lines[last].element), first, last, worth, False)
    return _by_name(root, lines, values, worth) or run


def _values(lines: Sequence[Line], title: int | None) -> list[float]:
    """For each line, how much it is like a text's and follows on the one before."""
    paths = [[line.element, *line.element.iterancestors()][::-1] for line in lines]
    worth = [_value(line) for line in lines]
    beside = _beside(paths, worth, paths[title] if title is not None else [])
    values: list[float] = []
    seen: set[str] = set()
    above: list[HtmlElement] = []
    for line, path, value in zip(lines, paths, worth, strict=True):
        points = value
        if value > 0 and (line.text in seen or any(element in beside for element in path)):
            points = min(value * 0.1, 5) - 15  # said before: pages for phones and desktops in one
        elif value > 0 and length(line.text) >= 20:
            seen.add(line.text)
        if above:
            common = sum(1 for one, other in zip(above, path, strict=False) if one is other)
            points -= 4 * max(len(above) - common - _JUMP, 0)
        if title is not None and line.number == title:
            points = min(points, 0) - 10
        values.append(points)
        above = path
    return values


def _beside(
    paths: Sequence[Sequence[HtmlElement]], worth: Sequence[float], title: Sequence[HtmlElement]
) -> set[HtmlElement]:
    """The elements named as furniture that hold little of what reads like a text.

    Comments may be longer than the text; only what is around the title is not what it is called.
    """
    held: dict[HtmlElement, float] = {}
    for path, value in zip(paths, worth, strict=True):
        for element in path:
            held[element] = held.get(element, 0) + max(value, 0)
    most = _MOST_BESIDE * max(held.values(), default=0)
    return {
        element for element, value in held.items()
        if _is_beside(element, value < most, element in title) and not _is_known(element)
    }  # fmt: skip


def _is_beside(element: HtmlElement, holds_little: bool, holds_title: bool) -> bool:
    names = names_of(element)
    if holds_little:
        return element.tag in _FRAME or bool(furniture.ELEMENTS.search(names))
    return not holds_title and bool(furniture.OTHERS.search(names))


def _value(line: Line) -> float:
    text, size = line.text, length(line.text)
    if line.is_hidden:
        return -5
    if furniture.is_furniture(text) or is_byline(line):
        return -12
    if line.linked > 0.5 * size:
        return -5 - min(line.linked, 25)
    marks = len(MARKS.findall(text))
    if marks and size >= 12:
        return size + 3.0 * marks
    if size >= 25:
        return size * 0.5
    return 1 if _is_cell(line.element) and not line.linked else -2


def _is_cell(element: HtmlElement) -> bool:
    """Whether an element is, or is in, a cell of a row of several."""
    for around in [element, *element.iterancestors()][:3]:
        if around.tag in {"td", "th"}:
            row = around.getparent()
            return row is not None and sum(cell.tag in {"td", "th"} for cell in row) > 2
    return False


def _best_run(values: Sequence[float]) -> tuple[int, int, float]:
    """The run of lines whose values add up to most (Kadane): first, last, sum."""
    best, best_first, best_last, total, first = 0.0, 0, 0, 0.0, 0
    for number, value in enumerate(values):
        if total <= 0:
            total, first = 0.0, number
        total += value
        if total > best:
            best, best_first, best_last = total, first, number
    return best_first, best_last, best


def _common(one: HtmlElement, other: HtmlElement) -> HtmlElement:
    around = {one, *one.iterancestors()}
    return next(element for element in (other, *other.iterancestors()) if element in around)


def _by_name(
    root: HtmlElement, lines: Sequence[Line], values: Sequence[float], worth: float
) -> Span | None:
    """The innermost element named as those of texts are that holds most of what reads like one."""
    held: dict[HtmlElement, list[int]] = {}
    for line in lines:
        for element in (line.element, *line.element.iterancestors()):
            if element in held or _is_known(element):
                held.setdefault(element, []).append(line.number)
    sums = {e: sum(max(values[n], 0) for n in numbers) for e, numbers in held.items()}
    if not sums or max(sums.values()) < max(0.55 * worth, 1):
        return _short(root, held) if worth < _SHORT else None
    most = max(sums.values())
    good = [element for element, value in sums.items() if value >= 0.9 * most]
    innermost = max(good, key=lambda element: sum(1 for _ in element.iterancestors()))
    numbers = held[innermost]
    return Span(innermost, numbers[0], numbers[-1], sums[innermost], True)


def _is_known(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_KNOWN.search(names)) or (element.get("itemprop") or "").lower() == "articlebody"


def _short(root: HtmlElement, held: Mapping[HtmlElement, list[int]]) -> Span | None:
    """A text that is a few words, a picture or a file to download reads like none."""
    for element in root.iter():
        if not _is_known(element) or is_hidden(element):
            continue
        numbers = held.get(element, [])
        if numbers or element.find(".//img") is not None:
            first, last = (numbers[0], numbers[-1]) if numbers else (0, -1)
            return Span(element, first, last, 0, True)
    return None
