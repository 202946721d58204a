"""Repairs the words of a page where they stand, and says what was wrong with them."""

from collections.abc import Collection

from lxml.html import HtmlElement

from reader.language.repairs import Repair, doubts, mended
from reader.publishing.extraction.extracted import Doubt
from reader.storage.encoding import Decoded


def mend(root: HtmlElement, off: Collection[str]) -> tuple[Repair, ...]:
    """Repairs all texts of a page where they stand, the metadata's among them."""
    places: list[tuple[HtmlElement, str]] = []
    texts: list[str] = []
    for element in root.iter():
        for name in ("text", "tail"):
            if text := getattr(element, name):
                places.append((element, name))
                texts.append(text)
    metas = [element for element in root.iter("meta") if element.get("content")]
    texts.extend(element.get("content") or "" for element in metas)
    whole, repairs = mended(texts, off)
    if repairs:
        for (element, name), text in zip(places, whole, strict=False):
            setattr(element, name, text)
        for element, text in zip(metas, whole[len(places) :], strict=True):
            element.set("content", text)
    return repairs


def torn(repairs: tuple[Repair, ...]) -> list[Doubt]:
    """What was seen to be wrong with the words and could not be put right."""
    lasting = [repair for repair in repairs if repair.before == repair.after]
    return [
        Doubt("body", sentence, f"“{repair.before}”是乱码，无法还原，请对照原文")
        for sentence, repair in zip(doubts(repairs), lasting, strict=True)
    ]


def encoding_doubts(decoded: Decoded) -> list[Doubt]:
    """What is odd about the bytes of a page."""
    found = []
    if decoded.damaged:
        first, count = decoded.damage[0], decoded.damaged
        place = f"line {first.line}, column {first.column} ({first.raw})"
        where = f"第 {first.line} 行第 {first.column} 列（{first.raw}）"
        english = f"{count} places of the page are damaged; the first is {place}"
        found.append((english, f"网页有 {count} 处损坏，第一处在{where}"))
    if decoded.others:
        others = ", ".join(decoded.others)
        found.append((f"parts of the page were in {others}", f"网页有一部分是 {others} 编码"))
    if name := decoded.misread:
        english = f"the page, in {name}, had been taken for Windows-1252; it was put right"
        found.append((english, f"网页本是 {name} 编码，曾被误当作 Windows-1252，已经还原"))
    return [Doubt("encoding", *sentences) for sentences in found]
