"""Takes off a text's blocks what is no part of it: title, byline, editor, links to others."""

import re
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement

from reader.publishing.extraction import furniture
from reader.publishing.extraction.bylines import tells_facts
from reader.publishing.extraction.lines import HEADINGS, length, names_of, squashed

_MOST_BESIDE = 0.3  # of a text's length that an element named as furniture may hold
_LONG = 20  # characters of a paragraph that is not said twice by chance
_MOST_REPEATED = 0.3  # of a text that may be a refrain
_HEAD = 8  # blocks at the head in which title and byline are looked for
_LINKED = 0.9  # of the text of a list that is a menu
_LEAST = 0.55  # of a text must lie above the head of a list of other articles


def dropper(container: HtmlElement, title: HtmlElement | None) -> Callable[[HtmlElement], bool]:
    """Which elements within the one of the text are not of it."""
    whole = max(length(container.text_content()), 1)

    def is_dropped(element: HtmlElement) -> bool:
        if element is title:
            return True
        names = names_of(element)
        if not names or not furniture.ELEMENTS.search(names):
            return False
        if next(element.iterancestors("pre", "code"), None) is not None:
            return False  # colours of a programming language
        if element.tag in {"body", "html"} or (
            title is not None and title in element.iterdescendants()
        ):
            return (
                length(element.text_content()) < _MOST_BESIDE * whole
                and element.find(".//p") is None
            )
        return length(element.text_content()) <= _MOST_BESIDE * whole

    return is_dropped


def trimmed(blocks: etree._Element, title: str, is_title_elsewhere: bool) -> None:
    """Takes off what stands above and below the text, and lines of furniture within."""
    _drop_repeated(blocks)
    _drop_head(blocks, title, is_title_elsewhere)
    _drop_others(blocks)
    _drop_lines(blocks)
    _drop_tail(blocks)
    while len(blocks) and blocks[-1].tag == "hr":
        blocks.remove(blocks[-1])
    while len(blocks) and blocks[0].tag == "hr":
        blocks.remove(blocks[0])


def _drop_repeated(blocks: etree._Element) -> None:
    """Drops the second of two copies of a text, one for phones and one for desktops."""
    seen: set[str] = set()
    again = []
    for block in blocks:
        text = squashed(_text(block))
        if length(text) >= _LONG and text in seen:
            again.append(block)
        seen.add(text)
    if sum(length(_text(block)) for block in again) > _MOST_REPEATED * length(_text(blocks)):
        _remove_all(again)


def _drop_head(blocks: etree._Element, title: str, is_title_elsewhere: bool) -> None:
    wanted = squashed(title)
    for number, block in enumerate(list(blocks)[:_HEAD]):
        if wanted and not is_title_elsewhere and squashed(_text(block)) == wanted:
            for above in list(blocks)[: number + 1]:
                if above.find(".//img") is None and above.tag != "img":
                    blocks.remove(above)
            break
    for block in list(blocks)[:_HEAD]:
        text = _text(block)
        if furniture.is_furniture(text) or tells_facts(text):
            blocks.remove(block)
        elif length(text) > 40:
            break


def _drop_others(blocks: etree._Element) -> None:
    """From the head of a list of other articles on, where little but links follows."""
    total = max(length(_text(blocks)), 1)
    above = 0
    children = list(blocks)
    for number, block in enumerate(children):
        text = _text(block)
        if above >= _LEAST * total or above >= 200:
            rest = children[number + 1 :]
            if furniture.is_head_of_others(text) and _share_of_links(rest) > 0.5:
                _remove_all(children[number:])
                return
            if furniture.is_editor_line(text) and _share_of_links(rest) > 0.3:
                _remove_all(children[number:])
                return
        above += length(text)


def _drop_lines(blocks: etree._Element) -> None:
    children = list(blocks)
    last = len(children) - 4
    for number, block in enumerate(children):
        text = _text(block)
        if block.find(".//img") is not None or not text:
            continue
        is_menu = block.tag in {"ul", "ol"} and (number > last or number < _HEAD // 2)
        is_line = block.tag in {"p", "ul", "ol", *HEADINGS}
        is_dropped = is_line and furniture.is_furniture(" ".join(text.split()))
        is_dropped |= is_menu and not has_files(block) and _share_of_links([block]) > _LINKED
        if is_dropped:
            blocks.remove(block)
    for block in list(blocks)[-3:]:
        text = _text(block)
        if block.tag == "p" and length(text) <= 60 and tells_facts(text):
            blocks.remove(block)


def _drop_tail(blocks: etree._Element) -> None:
    """Offers below the text, and the editor's name behind its last sentence."""
    while len(blocks) > 1 and blocks[-1].tag == "p" and furniture.is_offer(_text(blocks[-1])):
        blocks.remove(blocks[-1])
    for block in list(blocks)[-2:]:
        signed = furniture.signature(_text(block))
        if block.tag == "p" and signed and length(_text(block)) > length(signed):
            _cut_end(block, len(signed.strip()))


def _cut_end(block: etree._Element, size: int) -> None:
    """Takes so many characters off the end of a block."""
    while size > 0:
        tip = block
        while len(tip) and not (tip[-1].tail or "").strip():
            tip = tip[-1]
        if len(tip):
            text = (tip[-1].tail or "").rstrip()
            tip[-1].tail = text[: max(len(text) - size, 0)]
        else:
            text = (tip.text or "").rstrip()
            tip.text = text[: max(len(text) - size, 0)]
            if not tip.text and tip is not block and (parent := tip.getparent()) is not None:
                parent.remove(tip)
        if not text:
            return
        size -= len(text)


def has_files(block: etree._Element) -> bool:
    """Whether there are attachments to download in an element."""
    return any(
        re.search(r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|wps|ofd|et)\b", link.get("href") or "")
        for link in block.iter("a")
    )


def _share_of_links(blocks: list[etree._Element]) -> float:
    total = sum(length(_text(block)) for block in blocks)
    linked = sum(length(_text(link)) for block in blocks for link in block.iter("a"))
    return linked / total if total else 1.0


def _remove_all(blocks: list[etree._Element]) -> None:
    for block in blocks:
        if (parent := block.getparent()) is not None:
            parent.remove(block)


def _text(block: etree._Element) -> str:
    return "".join(block.itertext()).strip()
