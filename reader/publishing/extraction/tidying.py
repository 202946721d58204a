"""Blocks without what is empty, needlessly nested or cut into pieces."""

from lxml import etree

from reader.publishing.extraction.lines import HEADINGS

EDGE = " \t\r\n\f\u00a0\u3000\u200b\ufeff"

_SPANS = ("strong", "em", "u", "mark", "del", "a", "sup", "sub", "code")
_BLOCKS = (
    "p", *HEADINGS, "li", "figure", "blockquote", "ul", "ol", "tr", "table", "pre", "figcaption",
)  # fmt: skip


def tidy(root: etree._Element) -> None:
    """Takes away what is empty and spaces at the ends, and joins what belongs together."""
    for element in list(root.iter(*_SPANS)):
        if not _has_content(element):
            _unwrap(element)
    _join_twins(root)
    for element in list(root.iter(*_BLOCKS))[::-1]:
        _trim(element)
        if not _has_content(element) and element.tag != "tr":
            _remove(element)
    for holder in root.iter("li", "td", "th", "figcaption", "caption"):
        _flatten(holder)


def _has_content(element: etree._Element) -> bool:
    return element.find(".//img") is not None or bool("".join(element.itertext()).strip(EDGE))


def _trim(element: etree._Element) -> None:
    """Takes spaces and breaks off both ends of a block."""
    if element.tag in {"pre", "ul", "ol", "tr", "table", "figure", "blockquote"}:
        return
    while len(element) and element[-1].tag == "br" and not (element[-1].tail or "").strip(EDGE):
        element.remove(element[-1])
    while len(element) and element[0].tag == "br" and not (element.text or "").strip(EDGE):
        element.text = element[0].tail
        element.remove(element[0])
    _strip_start(element)
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip(EDGE)
    elif element.text:
        element.text = element.text.rstrip(EDGE)


def _strip_start(element: etree._Element) -> None:
    while True:
        element.text = (element.text or "").lstrip(EDGE)
        if element.text or not len(element) or element[0].tag in {"img", "br"}:
            return
        element = element[0]


def _unwrap(element: etree._Element) -> None:
    """Takes an element away and leaves what is in it, which is text at most."""
    text = "".join(element.itertext()) + (element.tail or "")
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _join_twins(root: etree._Element) -> None:
    """Word cuts one bold phrase into many: neighbours of a kind become one."""
    for element in list(root.iter("strong", "em", "u")):
        following = element.getnext()
        while following is not None and following.tag == element.tag and not element.tail:
            target = element[-1] if len(element) else None
            if target is not None:
                target.tail = (target.tail or "") + (following.text or "")
            else:
                element.text = (element.text or "") + (following.text or "")
            element.extend(list(following))
            element.tail = following.tail
            parent = following.getparent()
            assert parent is not None
            parent.remove(following)
            following = element.getnext()


def _flatten(holder: etree._Element) -> None:
    """A cell or an item with one paragraph is its text; several are kept as lines."""
    if not len(holder) or any(child.tag != "p" for child in holder) or (holder.text or "").strip():
        return
    for number, paragraph in enumerate(list(holder)):
        place = holder.index(paragraph)
        holder.remove(paragraph)
        if number:
            holder.insert(place, etree.Element("br"))
            place += 1
        _pour(paragraph, holder, place)


def _pour(source: etree._Element, target: etree._Element, place: int) -> None:
    if place:
        target[place - 1].tail = (target[place - 1].tail or "") + (source.text or "")
    else:
        target.text = (target.text or "") + (source.text or "")
    for offset, child in enumerate(list(source)):
        target.insert(place + offset, child)
