"""The element of a text as plain blocks: paragraphs, headings, lists, tables, pictures, quotes."""

import re
from collections.abc import Callable, Mapping

from lxml import etree
from lxml.html import HtmlElement

from reader.publishing.extraction.lines import BLOCKS, HEADINGS, is_hidden, length
from reader.publishing.extraction.tidying import EDGE, tidy

_INLINE = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "sup": "sup", "sub": "sub",
    "del": "del", "s": "del", "strike": "del", "code": "code", "ruby": "ruby", "rt": "rt",
    "rp": "rp", "mark": "mark", "u": "u", "ins": "u",
}  # fmt: skip
_HOLDERS = frozenset(
    {
        "ul",
        "ol",
        "li",
        "blockquote",
        "figure",
        "figcaption",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "pre",
    }
)
_WITHIN = {
    "tr": {"table"}, "caption": {"table"}, "td": {"tr"}, "th": {"tr"}, "li": {"ul", "ol"},
    "figcaption": {"figure"},
}  # fmt: skip
_PLAIN = frozenset({"thead", "tbody", "tfoot", "colgroup"})
_DROPPED = frozenset(
    {"input", "button", "nav", "footer", "col", "map", "area", "dialog", "menu", "link", "meta"}
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SOURCES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-url",
    "_src",
    "oldsrc",
    "data-echo",
    "src",
    "file",
    "zoomfile",
)
_PIXEL = re.compile(
    r"(?:^|/)(?:spacer|blank|pixel|space|dot|transparent|loading)[\w-]*\.(?:gif|png)$|"
    r"icon[_/-]|/fileTypeImages/|emoji|weixin|qrcode|erweima",
    re.IGNORECASE,
)
_INDENT = re.compile("^(?:[ \t\r\n]*[\u3000]|[ \t\r\n]*\u00a0{2}| {4})")
_SENTENCE_ENDS = ("。", "！", "？", "：", "；", "”", "」", "…", ".", "）", ")")
_CJK = "[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014]"
_BREAK_IN_CHINESE = re.compile(f"(?<={_CJK})[ \t]*[\r\n]\\s*(?={_CJK})")
_SPACE = re.compile("[ \t\r\n\f]+")


def cleaned(
    element: HtmlElement, is_dropped: Callable[[HtmlElement], bool] = lambda _: False
) -> etree._Element:
    """A `div` of blocks with what the element shows, but for what is hidden or `is_dropped`."""
    blocks = _Blocks(element)
    for event, child in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(child.tag, str):
            continue
        if event == "start":
            blocks.start(child, is_dropped)
        else:
            blocks.end(child)
    return blocks.finished()


class _Blocks:
    """Builds the blocks while the elements of a page open and close."""

    def __init__(self, element: HtmlElement) -> None:
        self._root = etree.Element("div")
        self._outer = element
        self._holders = [self._root]
        self._paragraph: etree._Element | None = None
        self._inline: list[tuple[str, Mapping[str, str]]] = []
        self._opened: list[etree._Element] = []  # the inline elements of the paragraph
        self._breaks = 0
        self._dropping: HtmlElement | None = None
        self._kinds: list[str] = []  # what each open element became
        self._heading = "p"

    def start(self, element: HtmlElement, is_dropped: Callable[[HtmlElement], bool]) -> None:
        if self._dropping is not None:
            return
        tag = str(element.tag)
        is_outer = element is self._outer
        if not is_outer and (tag in _DROPPED or is_hidden(element) or is_dropped(element)):
            self._dropping = element
            return
        self._kinds.append(self._open(element, tag, is_outer))
        self._text(element.text, element)

    def end(self, element: HtmlElement) -> None:
        if self._dropping is not None:
            if element is self._dropping:
                self._dropping = None
                self._text(element.tail, element.getparent())
            return
        self._close(self._kinds.pop())
        if element is not self._outer:
            self._text(element.tail, element.getparent())

    def _open(self, element: HtmlElement, tag: str, is_outer: bool) -> str:
        """Begins what an element becomes, and says what there is to end with it."""
        if tag in {"br", "img", "hr"}:
            self._put(element, tag)
            return ""
        is_holder = tag in _HOLDERS and not is_outer and self._is_kept(element, tag)
        if not (is_outer or is_holder or tag in _PLAIN or tag in BLOCKS):
            return self._open_inline(element, tag)
        self._flush()
        if is_holder:
            self._holders.append(etree.SubElement(self._holders[-1], tag, _spans(element)))
            return "holder"
        if tag in HEADINGS and not is_outer:
            self._heading = tag
        return "block"

    def _put(self, element: HtmlElement, tag: str) -> None:
        if tag == "br":
            self._breaks += 1
        elif tag == "img":
            self._picture(element)
        else:
            self._flush()
            etree.SubElement(self._holders[-1], "hr")

    def _open_inline(self, element: HtmlElement, tag: str) -> str:
        name = _INLINE.get(tag, "")
        attributes: dict[str, str] = {}
        if tag in {"span", "font"} and _BOLD.search(element.get("style") or ""):
            name = "strong"
        href = (element.get("href") or "").strip()
        if tag == "a" and not re.match(r"(?i)javascript:|#|$", href):
            name, attributes = "a", {"href": href}
        if (
            not name
            or any(opened == name for opened, _ in self._inline)
            or (self._heading != "p" and name == "strong")
        ):
            return ""
        self._inline.append((name, attributes))
        if self._paragraph is not None:
            self._opened.append(etree.SubElement(self._tip(), name, attributes))
        return "inline"

    def _close(self, kind: str) -> None:
        if kind == "holder":
            self._flush()
            self._holders.pop()
            self._paragraph = None
        elif kind == "block":
            self._flush()
            self._heading = "p"
        elif kind == "inline":
            self._inline.pop()
            if self._opened:
                self._opened.pop()

    def _is_kept(self, element: HtmlElement, tag: str) -> bool:
        """Whether a list, table or figure is one, and not a means of layout."""
        parent = str(self._holders[-1].tag)
        if parent == "pre":
            return False
        if tag in _WITHIN:
            return parent in _WITHIN[tag]
        if tag == "table":
            return _is_data(element) and not any(holder.tag == "table" for holder in self._holders)
        if tag in {"ul", "ol"}:
            return parent not in {"table", "tr"} and any(child.tag == "li" for child in element)
        return parent not in {"table", "tr", "ul", "ol"}

    def _tip(self) -> etree._Element:
        assert self._paragraph is not None
        return self._opened[-1] if self._opened else self._paragraph

    def _begin(self) -> None:
        """A paragraph, if none is open, with the inline elements that are."""
        if self._paragraph is None:
            self._paragraph = etree.SubElement(self._holders[-1], self._heading)
            self._opened = []
            for name, attributes in self._inline:
                self._opened.append(etree.SubElement(self._tip(), name, attributes))

    def _flush(self) -> None:
        """Ends the paragraph; a line, where the page's line breaks are kept."""
        if self._paragraph is not None and self._holders[-1].tag == "pre":
            if not "".join(self._paragraph.itertext()).endswith("\n"):
                self._add("\n")
            return
        self._paragraph = None
        self._opened = []
        self._breaks = 0

    def _text(self, text: str | None, around: HtmlElement | None) -> None:
        if not text:
            return
        if self._holders[-1].tag == "pre":
            if text.strip() or not set(text) & set("\r\n"):
                self._add("\n" * self._breaks + text)
                self._breaks = 0
            return
        if self._breaks and text.strip(EDGE):
            self._break(text, around)
        elif not text.strip(EDGE) and (self._paragraph is None or self._breaks):
            return
        text = _SPACE.sub(" ", _BREAK_IN_CHINESE.sub("", text))
        if self._paragraph is None:
            text = text.lstrip(EDGE)
        if text:
            self._add(text)

    def _break(self, text: str, around: HtmlElement | None) -> None:
        """What a `<br>` before this text means: another paragraph, or another line of one."""
        if self._paragraph is None or self._heading != "p":
            if self._paragraph is not None:
                self._add(" ")
            self._breaks = 0
            return
        said = "".join(self._paragraph.itertext())
        is_paragraph = around is not None and _block_around(around) == "p"
        is_full = said.rstrip(EDGE).endswith(_SENTENCE_ENDS) and length(said) >= 30
        if self._holders[-1].tag in {"td", "th", "li", "figcaption", "caption"}:
            etree.SubElement(self._tip(), "br")
        elif self._breaks > 1 or _INDENT.match(text) or is_full or not is_paragraph:
            self._flush()
        else:
            etree.SubElement(self._tip(), "br")
        self._breaks = 0

    def _add(self, text: str) -> None:
        self._begin()
        tip = self._tip()
        if len(tip):
            tip[-1].tail = (tip[-1].tail or "") + text
        else:
            tip.text = (tip.text or "") + text

    def _picture(self, element: HtmlElement) -> None:
        source = next(
            (value for name in _SOURCES if (value := (element.get(name) or "").strip())), ""
        )
        if not source or _PIXEL.search(source.partition("?")[0]) or _is_tiny(element):
            return
        self._begin()
        alt = (element.get("alt") or element.get("title") or "").strip()
        if alt and (
            alt in source
            or re.fullmatch(r"[\w.-]+\.(?:jpe?g|png|gif|bmp|webp)", alt, re.IGNORECASE)
        ):
            alt = ""
        etree.SubElement(self._tip(), "img", {"src": source, "alt": " ".join(alt.split())})

    def finished(self) -> etree._Element:
        """The blocks, without empty ones and needless nesting."""
        tidy(self._root)
        return self._root


def _spans(element: HtmlElement) -> dict[str, str]:
    return {
        name: value for name in ("colspan", "rowspan", "start")
        if (value := (element.get(name) or "").strip()).isdecimal() and value != "1"
    }  # fmt: skip


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data; others arrange a page."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or table.find(".//table") is not None:
        return False
    widths = [sum(cell.tag in {"td", "th"} for cell in row) for row in rows]
    if max(widths) < 2:
        return False
    longest = max((length(cell.text_content()) for cell in table.iter("td", "th")), default=0)
    total = length(table.text_content())
    return longest < 300 or longest < 0.5 * total


def _is_tiny(element: HtmlElement) -> bool:
    sizes = [element.get(name) or "" for name in ("width", "height")]
    numbers = [int(match[0]) for size in sizes if (match := re.match(r"\d+(?=(?:px)?$)", size))]
    return any(number <= 16 for number in numbers) and bool(numbers)


def _block_around(element: HtmlElement) -> str:
    while element.tag not in BLOCKS and (parent := element.getparent()) is not None:
        element = parent
    return str(element.tag)
