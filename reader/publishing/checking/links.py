"""What links say, and the places of an article that links lead to or are leading to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from reader.domain.faults import Mend, Remark
from reader.language.markup.parts import Part, Places, Tag, Text
from reader.publishing.checking.elements import HEADINGS, elements, opening, words_of

# What says nothing of where a link leads, for those who go from link to link (SC 2.4.4, 2.4.9).
_VAGUE_WORDS = (
    "点击 點擊 点这里 點這裡 点击这里 點擊這裡 點擊這裏 点此 點此 请点击 請點擊 请点击这里 "
    "请点这里 点击此处 點擊此處 请点击此处 这里 這裡 這裏 此处 此處 这儿 看这里 戳这里 更多 "
    "更多内容 查看更多 "
    "查看 點擊查看 点击查看 点击进入 點擊進入 进入 進入 详情 詳情 查看详情 查看詳情 详细 詳細 链接 "
    "鏈接 連結 網址 网址 阅读更多 閱讀更多 阅读全文 閱讀全文 继续阅读 繼續閱讀 "
    "here click clickhere thispage more readmore seemore learnmore link thislink details url"
)
_VAGUE = frozenset(_VAGUE_WORDS.split())
_TRIM = re.compile(r"[\s>»›→⇒…·.。:：,，()（）\[\]【】<《》“”\"'「」!！-]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{30,}", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\](:?)")
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]{1,60})\]:", re.MULTILINE)
# Marks of Markdown that make no link: a space in the address, or Chinese brackets.
_SPACED = re.compile(r"(!?)\[([^\[\]\n]{0,200})\]\(([^()<>\n]*[^()<>\s\"'])\)")
_CHINESE_MARKS = re.compile(r"(!?)\[([^\[\]\n]{1,200})\]（([^（）\s]+)）")
_LOOKS_LIKE_AN_ADDRESS = re.compile(r"https?://|/|\.[A-Za-z0-9]{2,8}(?:[?#]|$)")
_PLAYED = re.compile(r"\.(?:mp3|m4a|ogg|wav|mp4|webm|mov)(?:[?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """An address in an article and where it is written; `is_picture`: it is that of a picture."""

    address: str
    line: int
    column: int
    is_picture: bool = False


def links_in(parts: Sequence[Part]) -> Iterator[Link]:
    """Every address that an article has, of links and of pictures, in order."""
    for tag in opening(parts, "a", "img"):
        key = "src" if tag.name == "img" else "href"
        if key in tag.attributes:
            yield Link(tag.attributes[key], tag.line, tag.column, tag.name == "img")


def ids_in(parts: Sequence[Part]) -> tuple[str, ...]:
    """The places in an article that a link can lead to."""
    found = (part.attributes.get("id", "") for part in parts if isinstance(part, Tag))
    return tuple(dict.fromkeys(name for name in found if name and not name.split()[1:]))


def sections_in(parts: Sequence[Part]) -> frozenset[str]:
    """The ids that a page gives to headings without one, by their number."""
    filled = (tag for tag, inside in elements(parts, HEADINGS) if words_of(inside))
    return frozenset(
        f"s-{number}" for number, tag in enumerate(filled, 1) if not tag.attributes.get("id")
    )


def link_remarks(parts: Sequence[Part]) -> Iterator[Remark]:
    """Links without words or with empty ones, recordings without a text, repeated ids."""
    for tag, inside in elements(parts, ("a",)):
        if "href" in tag.attributes and not _runs(tag.attributes["href"]):
            words = tag.attributes.get("aria-label", "").strip() or words_of(inside)
            for code, message in _judged(words, tag.attributes["href"]):
                yield Remark(code, message, tag.line, tag.column)
    yield from _repeated(parts)
    yield from _old_anchors(parts)


def _old_anchors(parts: Sequence[Part]) -> Iterator[Remark]:
    """Places that are named as pages did before 1998, and that links in this text lead to."""
    wanted = {unquote(tag.attributes.get("href", ""))[1:] for tag in opening(parts, "a")}
    for tag in opening(parts, "a"):
        name = tag.attributes.get("name", "")
        if name and "id" not in tag.attributes and name in wanted:
            message = f'links to #{name} find nothing, since name="{name}" is left out; write id='
            mend = Mend(tag.line, "name=", "id=", tag.column)
            yield Remark("link-anchor", message, tag.line, tag.column, mends=(mend,))


def _runs(address: str) -> bool:
    """Whether it is no link but a script, which is left out and named anyway."""
    return address.strip().lower().startswith("javascript:")


def _judged(words: str, address: str) -> Iterator[tuple[str, str]]:
    shown = address[:80]
    if not words:
        yield (
            "link-empty",
            (
                f"the link to {shown} has no words, so nobody sees or hears it; write where it "
                "leads, or take it out (a picture that is a link needs a description)"
            ),
        )
    elif not address.strip():
        yield "link-empty", f"the link “{words[:40]}” leads nowhere; write its address"
    elif _TRIM.sub("", words).casefold() in _VAGUE:
        yield (
            "link-text",
            (
                f"the words of this link are “{words}”, which do not say where it leads; make "
                "the name of the page or the file the link"
            ),
        )
    elif _ADDRESS.fullmatch(words):
        yield (
            "link-text-address",
            (
                f"the words of this link are its long address, which is read out letter by letter; "
                f"write what is there instead, [its name]({shown})"
            ),
        )
    if _PLAYED.search(address):
        yield (
            "media-text",
            (
                f"{shown.rpartition('/')[2]} is to be heard or watched; see that the article says "
                "what is in it, for those who cannot hear or see it"
            ),
        )


def _repeated(parts: Sequence[Part]) -> Iterator[Remark]:
    known: dict[str, int] = {}
    for part in parts:
        name = part.attributes.get("id", "") if isinstance(part, Tag) else ""
        if not name:
            continue
        if name in known:
            message = f"the id {name} stands on line {known[name]} already; give this another"
            yield Remark("id-repeated", message, part.line, part.column)
        known.setdefault(name, part.line)


def mark_remarks(parts: Sequence[Part], text: str) -> Iterator[Remark]:
    """Marks of Markdown that did not become what they were to be: links, pictures, footnotes.

    `text` is the whole Markdown text that `parts` are of.
    """
    verbatim = 0
    for part in parts:
        if isinstance(part, Tag):
            if part.name in {"code", "pre"}:
                verbatim += -1 if part.is_closing else 1
        elif not verbatim and "[" in part.text:
            yield from _spaced(part)
            yield from _missing_notes(part)
    yield from _unused_notes(text)


def _spaced(part: Text) -> Iterator[Remark]:
    for match in _SPACED.finditer(part.text):
        address = match[3].strip()
        if " " in address and _LOOKS_LIKE_AN_ADDRESS.search(address):
            why = "a space in the address keeps this from becoming a link"
            yield _unmarked(part, match, why, f"]({match[3]})", f"](<{address}>)")
    for match in _CHINESE_MARKS.finditer(part.text):
        if _LOOKS_LIKE_AN_ADDRESS.search(match[3]):
            why = "the Chinese brackets （） keep this from becoming a link"
            yield _unmarked(part, match, why, f"]（{match[3]}）", f"]({match[3]})")


def _unmarked(part: Text, match: re.Match[str], why: str, before: str, after: str) -> Remark:
    message = f"{why}; write {match[1]}[{match[2]}{after}"
    mend = Mend(part.line, before, after, part.column)
    column = part.column + match.start()
    return Remark("link-marks", message, part.line, column, mends=(mend,))


def _missing_notes(part: Text) -> Iterator[Remark]:
    for match in _FOOTNOTE.finditer(part.text):
        message = (
            f"there is no footnote {match[0]}; write [^{match[1]}]: and its text on a line of its "
            "own, or take the mark out"
        )
        yield Remark("footnote-missing", message, part.line, part.column + match.start())


def _unused_notes(text: str) -> Iterator[Remark]:
    if "[^" not in text:
        return
    used = {match[1] for match in _FOOTNOTE.finditer(text) if not match[2]}
    places = Places(text)
    for match in _DEFINITION.finditer(text):
        if match[1] not in used:
            message = (
                f"no line refers to the footnote [^{match[1]}], so it is not shown; put the mark "
                "into the text, or take the note out"
            )
            yield Remark("footnote-unused", message, *places.of(match.start()))
