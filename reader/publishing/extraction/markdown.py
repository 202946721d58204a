"""A cleaned body as Markdown, with HTML where Markdown has no way to say it."""

import re
from collections.abc import Callable

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from reader.publishing.extraction.lines import HEADINGS

_HTML_INLINE = frozenset({"sup", "sub", "u", "mark", "ruby", "rt", "rp"})
_MARKS = {"strong": "**", "em": "*", "del": "~~"}
# What Markdown would read as more than itself, anywhere and at the start of a line.
_SPECIAL = re.compile(r"([\\`*_\[\]<]|&(?=#?\w+;)|~~)")
_AT_START = re.compile(
    r"^(?:>|[|]|(?:#{1,6}|[+-]|\d{1,9}[.)])(?=[ \t]|$)"
    r"|(?:~{3,}|:::|[-=+_]+[ \t]*$|(?:[-_][ \t]*){3,}$))"
)
_SPACES = re.compile(r"[ \t\r\n]+")
# CommonMark takes ** for emphasis by what stands beside it, and by its rules not beside 。 or 」.
_PUNCTUATION = re.compile(r"[^\w\s]|_")


def to_markdown(html: str, link: Callable[[str], str]) -> str:
    """The Markdown (CommonMark with tables) of a body's blocks.

    `link` says for an address of the page what to write in its place; where that is empty, a link
    is its text and a picture is left out.
    """
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    _readdress(root, link)
    blocks = [_block(child) for child in root]
    if root.text and root.text.strip():
        blocks.insert(0, _escaped(root.text.strip()))
    return "\n\n".join(block for block in blocks if block) + "\n" if blocks else ""


def _readdress(root: HtmlElement, link: Callable[[str], str]) -> None:
    for element in list(root.iter("a", "img")):
        name = "href" if element.tag == "a" else "src"
        address = link(element.get(name) or "")
        if address:
            element.set(name, address)
        elif element.tag == "a":
            element.drop_tag()
        else:
            element.drop_tree()


def _block(element: etree._Element) -> str:
    tag = str(element.tag)
    if tag in HEADINGS:
        return f"{'#' * max(int(tag[1]), 2)} {_inline(element)}" if _inline(element) else ""
    writers: dict[str, Callable[[etree._Element], str]] = {
        "hr": lambda _: "---",
        "pre": lambda pre: _fenced("".join(pre.itertext()).strip("\n")),
        "blockquote": lambda quote: _quoted("\n\n".join(_inner(quote)), "> "),
        "ul": _list,
        "ol": _list,
        "table": _table,
        "figure": _html,
    }
    return writers.get(tag, _paragraph)(element)


def _inner(element: etree._Element) -> list[str]:
    """The blocks within one; text that stands there alone is one."""
    if not any(
        child.tag in {"p", "ul", "ol", "blockquote", "table", "pre", "figure", *HEADINGS}
        for child in element
    ):
        return [text] if (text := _paragraph(element)) else []
    blocks = []
    loose = etree.Element("p")
    loose.text = element.text
    for child in list(element):
        if child.tag in {"p", "ul", "ol", "blockquote", "table", "pre", "figure", *HEADINGS}:
            blocks += [_paragraph(loose), _block(child)]
            loose = etree.Element("p")
            loose.text = child.tail
        else:
            loose.append(child)
    return [block for block in (*blocks, _paragraph(loose)) if block]


def _paragraph(element: etree._Element) -> str:
    lines = _inline(element).split("\n")
    guarded = [_AT_START.sub(_guarded, line.strip(" ")) for line in lines]
    while guarded and not guarded[-1]:
        guarded.pop()
    while guarded and not guarded[0]:
        guarded.pop(0)
    return "\\\n".join(guarded)


def _guarded(match: re.Match[str]) -> str:
    text = match[0]
    return re.sub(r"[.)]$", r"\\\g<0>", text) if text[0].isdigit() else f"\\{text}"


def _inline(element: etree._Element) -> str:
    """The text of an element with its emphasis, links and pictures; `<br>` is a line end."""
    parts = [_escaped(element.text or "")]
    for child in element:
        tail = child.tail or ""
        parts.append(_span(child, "".join(parts), tail))
        parts.append(_escaped(tail))
    return "".join(parts)


def _span(element: etree._Element, before: str, after: str) -> str:
    tag = element.tag
    if tag == "br":
        return "\n"
    if tag == "img":
        return _picture(element)
    inner = _inline(element)
    if tag == "a" and inner.strip():
        inner = f"[{inner}]({_target(element.get('href') or '')})"
    elif tag == "code" and "`" not in "".join(element.itertext()):
        inner = f"`{''.join(element.itertext())}`"
    elif tag in _HTML_INLINE:
        inner = f"<{tag}>{inner}</{tag}>"
    elif tag in _MARKS and inner.strip():
        inner = _emphasised(inner, str(tag), before, after)
    return inner


def _emphasised(inner: str, tag: str, before: str, after: str) -> str:
    """Emphasis by `**`, or by an element where `**` would be read as two asterisks.

    CommonMark 6.2: a mark opens only if what follows is no space, and is no punctuation unless
    something like a space or punctuation stands before; the other way about it closes.
    """
    core = inner.strip()
    start = inner[: len(inner) - len(inner.lstrip())]
    end = inner[len(inner.rstrip()) :]
    left, right = (before + start)[-1:], (end + after)[:1]
    opens = not _PUNCTUATION.match(core[0]) or not left or not re.match(r"\w", left)
    closes = not _PUNCTUATION.match(core[-1]) or not right or not re.match(r"\w", right)
    if opens and closes and "\n" not in core and left not in {"*", "~"} and right not in {"*", "~"}:
        return f"{start}{_MARKS[tag]}{core}{_MARKS[tag]}{end}"
    return f"{start}<{tag}>{core}</{tag}>{end}"


def _picture(element: etree._Element) -> str:
    return f"![{_escaped(element.get('alt') or '')}]({_target(element.get('src') or '')})"


def _target(address: str) -> str:
    """An address within the brackets of a link; `<…>` where it has brackets or spaces."""
    address = address.replace("\n", "").replace("<", "%3C").replace(">", "%3E")
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _SPACES.sub(" ", text))


def _fenced(text: str) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}\n{text}\n{fence}"


def _quoted(text: str, mark: str) -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n")) if text else ""


def _list(element: etree._Element) -> str:
    number = int(element.get("start") or 1)
    items = []
    for item in element:
        if item.tag != "li":
            continue
        mark = f"{number}. " if element.tag == "ol" else "- "
        number += 1
        text = "\n\n".join(_inner(item)) or ""
        lines = text.split("\n")
        indent = " " * len(mark)
        items.append(
            "\n".join([mark + lines[0], *(f"{indent}{line}".rstrip() for line in lines[1:])])
        )
    return "\n".join(item.rstrip() for item in items)


def _table(table: etree._Element) -> str:
    """Pipes where every row has as many cells and none spans; an HTML table otherwise."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    is_plain = rows and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
    cells = [cell for row in rows for cell in row]
    if not is_plain or table.find("caption") is not None or any(cell.attrib for cell in cells):
        return _html(table)
    if any(child.tag in {"p", "ul", "ol", "table"} for cell in cells for child in cell):
        return _html(table)
    lines = [
        " | ".join(_inline(cell).strip().replace("|", "\\|").replace("\n", "<br>") for cell in row)
        for row in rows
    ]
    return "\n".join(
        [f"| {lines[0]} |", "|" + " --- |" * len(rows[0]), *(f"| {line} |" for line in lines[1:])]
    )


def _html(element: etree._Element) -> str:
    """An element as HTML on lines without an empty one, which would end it."""
    if element.tag == "table":
        _head(element)
    text = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return re.sub(
        r"\n\s*\n", "\n", text.replace("<tr>", "\n<tr>").replace("</table>", "\n</table>")
    )


def _head(table: etree._Element) -> None:
    """The first row's cells are heads, unless cells are said to be: tables need them (H51)."""
    rows = list(table.iter("tr"))
    if rows and table.find(".//th") is None:
        for cell in rows[0]:
            cell.tag = "th"
            cell.set("scope", "col")
