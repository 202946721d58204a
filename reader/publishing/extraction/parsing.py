"""A saved page as a tree, whatever is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from reader.domain.errors import ImportRefusedError

MOST_CHARACTERS = 20_000_000
MOST_ELEMENTS = 200_000
DEEPEST = 1_000  # libxml2 drops what lies deeper than 2,048

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that stay open by rule, or never are: they say nothing of how deep a page is.
_SHALLOW = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "script", "source", "style", "tbody", "td", "tfoot", "th", "thead",
    "tr", "track", "wbr",
})  # fmt: skip
_UNSEEN = [
    "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "textarea",
    "select", "datalist",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its tree without scripts and styles, its `<title>`, the texts of its JSON-LD."""

    root: HtmlElement
    title: str
    data: tuple[str, ...]


def parse(text: str) -> Page:
    """The tree a browser would make of a page (HTML Living Standard, 13.2).

    Raises ImportRefusedError for a page that is built to bring its reader down.
    """
    _refuse_hostile(text)
    tree = LexborHTMLParser(text)
    data = tuple(
        node.text(deep=True)
        for node in tree.css("script")
        if (node.attributes.get("type") or "").strip().lower() == "application/ld+json"
    )
    tree.strip_tags(["script", *_UNSEEN])
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    html = _CONTROL.sub("", tree.html or "<html></html>")
    root = lxml.html.document_fromstring(html, parser=parser)
    titles = list(root.iter("title"))
    title = titles[0].text_content() if titles else ""
    for element in titles:
        element.drop_tree()
    return Page(root, " ".join(title.split()), data)


def _refuse_hostile(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise ImportRefusedError(
            f"the page has {len(text):,} characters, and at most {MOST_CHARACTERS:,} are read; "
            "take out of it what is not the article"
        )
    depth = elements = 0
    for closes, name in _tags(text):
        if name in _SHALLOW:
            elements += not closes
            continue
        depth = max(depth - 1, 0) if closes else depth + 1
        elements += not closes
        if depth > DEEPEST:
            raise ImportRefusedError(
                f"more than {DEEPEST:,} elements of the page lie one within another; no browser "
                "shows such a page as it was meant"
            )
        if elements > MOST_ELEMENTS:
            raise ImportRefusedError(f"the page has more than {MOST_ELEMENTS:,} elements")


def _tags(text: str) -> Iterator[tuple[bool, str]]:
    return ((match[1] == "/", match[2].lower()) for match in _TAG.finditer(text))
