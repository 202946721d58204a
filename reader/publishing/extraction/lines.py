"""The lines a reader sees on a page, in reading order, with where each stands."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul",
})  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BOUNDARY = "\x1f"  # between the texts of two inline elements
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007"
HAN = re.compile(f"[{_HAN}]")
WORDS = re.compile(f"[{_HAN}]|[A-Za-z\u00c0-\u024f]+|\\d+")
MARKS = re.compile("[，。；：！？、,;!?…]|」|”")


@dataclass(slots=True)
class Line:
    """One line of text and the block element it stands in.

    `marked` has `BOUNDARY` where one inline element ends and another begins, and runs of spaces as
    they are; `text` is as it is read. `linked` counts the characters in links. `hints` are the
    names of the inline elements in it, each with its text.
    """

    element: HtmlElement
    marked: str = ""
    linked: int = 0
    is_hidden: bool = False
    hints: list[tuple[str, str]] = field(default_factory=list)
    number: int = 0
    text: str = ""

    @property
    def tag(self) -> str:
        """The name of the block element."""
        return str(self.element.tag)


def lines_of(root: HtmlElement) -> list[Line]:
    """Every line with text of a page, top to bottom."""
    found: list[Line] = []
    for line in _lines(root):
        line.text = " ".join(line.marked.replace(BOUNDARY, "").split())
        if line.text:
            line.number = len(found)
            found.append(line)
    return found


def _lines(root: HtmlElement) -> Iterator[Line]:
    line = Line(root)
    inline: list[tuple[HtmlElement, int]] = []  # open inline elements, where their text begins
    blocks: list[HtmlElement] = [root]
    links = hidden = 0
    for event, element in _walk(root):
        tag = element.tag
        if tag in BLOCKS:
            yield line
            if event == "start":
                blocks.append(element)
                hidden += is_hidden(element)
            else:
                blocks.pop()
                hidden -= is_hidden(element)
            line = Line(blocks[-1], is_hidden=hidden > 0)
            text = element.text if event == "start" else element.tail
        elif event == "start":
            if tag == "br" and not (set(HEADINGS) & {block.tag for block in blocks[-2:]}):
                yield line
                line = Line(blocks[-1], is_hidden=hidden > 0)
            elif tag == "br":
                line.marked += " "
            line.marked += BOUNDARY
            links += tag == "a"
            hidden += is_hidden(element)
            inline.append((element, len(line.marked)))
            text = element.text
        else:
            start = inline.pop()[1]
            links -= tag == "a"
            hidden -= is_hidden(element)
            if names := names_of(element):
                line.hints.append((names, line.marked[start:].replace(BOUNDARY, "").strip()))
            line.marked += BOUNDARY
            text = element.tail
        if text and not (hidden and event == "start" and tag not in BLOCKS):
            line.marked += text
            line.linked += len(WORDS.findall(text)) if links else 0
    yield line


def _walk(root: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """Elements as they open and close; without recursion, for pages that are deep."""
    stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = [(root, iter(root))]
    yield "start", root
    while stack:
        element, children = stack[-1]
        if (child := next(children, None)) is None:
            stack.pop()
            yield "end", element
        elif isinstance(child.tag, str):
            stack.append((child, iter(child)))
            yield "start", child


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element says by itself that it is not shown."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def names_of(element: HtmlElement) -> str:
    """What the makers of the page called an element: class, id, itemprop and rel."""
    return " ".join(
        value for name in ("class", "id", "itemprop", "rel") if (value := element.get(name))
    ).lower()


def length(text: str) -> int:
    """How many characters of Chinese and words of other scripts a text has."""
    return len(WORDS.findall(text))


def squashed(text: str) -> str:
    """A text for comparing: no spaces, no difference of width or case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
