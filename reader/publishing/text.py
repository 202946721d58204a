"""Articles as plain text: what the page shows, in an order that can be heard as well as read.

Headings stand in 【brackets】, list items behind a dot or their number. A row of a table with a
head says the head of each cell. Links are followed by their addresses, and difficult characters
by the readings they have on the page; pictures are their descriptions. Lines are not broken:
every program breaks them by itself.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from reader.language.markup.html import tokens
from reader.publishing.document import Document

_BYTE_ORDER_MARK = "\ufeff"  # without it, editors on Windows may take Chinese text for GBK
_LINE_END = "\r\n"  # which every editor shows, also those of old
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_HEADING = re.compile(r"h[1-6]")
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u",
    "var", "wbr",
}  # fmt: skip
_RULE = "＊　＊　＊"


def plain_text(document: Document, picture: str, last: str) -> bytes:
    """A text file of an article, in UTF-8 with a byte order mark and line ends CR LF.

    `picture` is the word before a picture's description, `last` what the file ends with.
    """
    head = "\n".join([document.title, *document.facts])
    parts = [head, text_of(document, picture), document.signed, last]
    text = "\n\n".join(part for part in parts if part)
    return (_BYTE_ORDER_MARK + text.replace("\n", _LINE_END) + _LINE_END).encode(errors="replace")


def text_of(document: Document, picture: str) -> str:
    """The body of an article as text; an empty line stands between its blocks."""
    return _Text(document, picture).written()


@dataclass(slots=True)
class _List:
    is_numbered: bool
    number: int = 1


@dataclass(slots=True)
class _Table:
    rows: list[tuple[bool, list[str]]] = field(default_factory=list)  # is it a head, its cells
    is_even: bool = True  # every cell is one column wide and one row high


class _Text:
    def __init__(self, document: Document, picture: str) -> None:
        self._document = document
        self._picture = picture
        self._blocks: list[tuple[bool, str]] = []  # is it an item of a list, its lines
        self._parts: list[str] = []  # of the block that is being read
        self._lists: list[_List] = []
        self._marker = ""
        self._quotes = self._code = self._unheard = 0
        self._links: list[tuple[str, int]] = []  # address, where its text begins
        self._is_difficult = False
        self._table: _Table | None = None
        self._tables = 0  # open ones: those within another are read as text

    def written(self) -> str:
        """The whole."""
        for name, part in tokens(self._document.body):
            if not name:
                self._read(unescape(part))
            elif part.startswith("</"):
                self._leave(name)
            elif name != "!":
                attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(part)}
                self._enter(name, attributes)
        self._end_block()
        text = ""
        was_item = False
        for is_item, block in self._blocks:
            text += ("\n" if is_item and was_item else "\n\n") + block
            was_item = is_item
        return text.strip("\n")

    def _read(self, text: str) -> None:
        if self._unheard:
            return
        if not self._code:
            text = _SPACES.sub(" ", text)
            if not self._parts or self._parts[-1].endswith((" ", "\n")):
                text = text.lstrip(" ")
        if text:
            self._parts.append(text)

    def _enter(self, name: str, attributes: dict[str, str]) -> None:  # noqa: PLR0912
        if name not in _INLINE and name not in {"br", "img"}:
            self._end_block()
        if _HEADING.fullmatch(name):
            self._parts.append("【")
        match name:
            case "ul" | "ol":
                start = attributes.get("start", "1")
                self._lists.append(_List(name == "ol", int(start) if start.isdecimal() else 1))
            case "li":
                self._marker = self._next_marker()
            case "section" if label := attributes.get("aria-label"):
                self._blocks.append((False, f"【{label}】"))
            case "blockquote":
                self._quotes += 1
            case "pre":
                self._code += 1
            case "br":
                self._parts.append("\n")
            case "hr":
                self._blocks.append((False, _RULE))
            case "img" if attributes.get("alt"):
                self._read(f"［{self._picture}{attributes['alt']}］")
            case "a" if "footnote-backref" in attributes.get("class", ""):
                self._unheard += 1
                self._links.append(("↩", 0))
            case "a":
                self._links.append((attributes.get("href", ""), len(self._parts)))
            case "ruby":
                self._is_difficult = attributes.get("class") == "d"
            case "rp":
                self._unheard += 1
            case "rt":
                self._unheard += not self._is_difficult
                self._read("(")
            case "q":
                self._read("“")
            case "table":
                self._tables += 1
                self._table = self._table or _Table()
            case "tr" if self._table and self._tables == 1:
                self._table.rows.append((True, []))
            case "td" | "th" if self._table and self._tables == 1:
                self._enter_cell(self._table, name, attributes)

    def _leave(self, name: str) -> None:
        if _HEADING.fullmatch(name):
            self._parts.append("】")
        match name:
            case "a" if self._links:
                self._leave_link(*self._links.pop())
            case "rt":
                self._read(")")
                self._unheard -= not self._is_difficult
            case "rp":
                self._unheard -= 1
            case "q":
                self._read("”")
            case "td" | "th" if self._table and self._tables == 1:
                self._leave_cell(self._table)
            case "table" if self._table:
                self._leave_table(self._table)
        if name not in _INLINE:
            self._end_block()
        match name:
            case "ul" | "ol" if self._lists:
                self._lists.pop()
                self._marker = ""
            case "li":
                self._marker = ""
            case "blockquote":
                self._quotes = max(0, self._quotes - 1)
            case "pre":
                self._code = max(0, self._code - 1)

    def _leave_link(self, href: str, start: int) -> None:
        if href == "↩":
            self._unheard -= 1
            return
        address = self._document.link(href)
        text = "".join(self._parts[start:]).strip()
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        if shown and not shown.startswith("#") and shown != text:
            self._parts.append(f"（{shown}）" if text else shown)

    def _next_marker(self) -> str:
        if not self._lists:
            return "· "
        here = self._lists[-1]
        number, here.number = here.number, here.number + 1
        return "  " * (len(self._lists) - 1) + (f"{number}. " if here.is_numbered else "· ")

    def _end_block(self) -> None:
        """Write the block that was read; within a cell of a table it goes on."""
        if self._table and self._tables and self._table.rows:
            if self._parts and not self._parts[-1].endswith(" "):
                self._parts.append(" ")
            return
        text = "".join(self._parts)
        text = text.strip("\n") if self._code else "\n".join(map(str.strip, text.split("\n")))
        self._parts = []
        if not text.strip() or text in {"【】"}:
            return
        indent = "    " * bool(self._code) + "　　" * self._quotes
        hanging = " " * len(self._marker)
        first, *others = text.split("\n")
        lines = [f"{indent}{self._marker}{first}", *(f"{indent}{hanging}{o}" for o in others)]
        self._marker = hanging
        self._blocks.append((bool(self._lists), "\n".join(lines)))

    def _enter_cell(self, table: _Table, name: str, attributes: dict[str, str]) -> None:
        if not table.rows:
            table.rows.append((True, []))
        is_head, cells = table.rows[-1]
        table.rows[-1] = (is_head and name == "th", cells)
        spans = (attributes.get("colspan", "1"), attributes.get("rowspan", "1"))
        table.is_even = table.is_even and spans == ("1", "1")
        self._parts = []

    def _leave_cell(self, table: _Table) -> None:
        if table.rows:
            table.rows[-1][1].append(" ".join("".join(self._parts).split()))
        self._parts = []

    def _leave_table(self, table: _Table) -> None:
        self._tables -= 1
        if self._tables:
            return
        self._table = None
        (has_head, head), *others = table.rows or [(False, [])]
        if has_head and table.is_even and others:
            rows = [_with_heads(head, cells) for _, cells in others]
        else:
            rows = [" | ".join(cells) for _, cells in table.rows]
        self._blocks.append((False, "\n".join(filter(None, rows))))


def _with_heads(head: list[str], cells: list[str]) -> str:
    """A row of a table, each cell behind the head of its column."""
    heads = [*head, *[""] * (len(cells) - len(head))]
    named = (
        f"{name}：{cell}" if name else cell
        for name, cell in zip(heads, cells, strict=False)
        if cell
    )
    return "；".join(named)
