"""A page as a parser of HTML sees it: links, what it loads, what it says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.auditing.answers import Answer, joined

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_CSS_ADDRESS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
)
_CSS_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_LOADED = frozenset({
    "stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon", "prefetch",
    "mask-icon", "shortcut icon", "dns-prefetch", "preconnect",
})  # fmt: skip
_SOURCES = (
    ("img", "src"), ("script", "src"), ("iframe", "src"), ("frame", "src"), ("embed", "src"),
    ("audio", "src"), ("video", "src"), ("video", "poster"), ("source", "src"), ("track", "src"),
    ("object", "data"), ("input[type=image]", "src"),
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page; `depth` is how many links it is from the front page."""

    answer: Answer
    depth: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return self.answer.url

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The document, as the HTML standard parses it."""
        return LexborHTMLParser(decoded(self.answer))

    @cached_property
    def base(self) -> str:
        """What its links are relative to."""
        node = self.tree.css_first("base[href]")
        return joined(self.url, attribute(node, "href")) if node else self.url

    @cached_property
    def links(self) -> tuple[tuple[str, str, LexborNode], ...]:
        """Every link: its absolute address, its fragment, its element."""
        found = []
        for node in self.tree.css("a[href], area[href]"):
            href = attribute(node, "href").strip()
            if href and not re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
                found.append((joined(self.base, href), href.partition("#")[2], node))
        return tuple(found)

    @cached_property
    def lang(self) -> str:
        """The language of the page."""
        node = self.tree.css_first("html")
        return attribute(node, "lang").strip() if node else ""

    @cached_property
    def title(self) -> str:
        """The text of its title element."""
        node = self.tree.css_first("head title")
        return words(node) if node else ""

    def meta(self, name: str) -> list[str]:
        """The contents of every meta element of a name, upper and lower case alike."""
        return [
            attribute(node, "content").strip()
            for node in self.tree.css("meta[name], meta[property]")
            if name.lower()
            in {attribute(node, "name").lower(), attribute(node, "property").lower()}
        ]

    @cached_property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """The language and the address of every edition that the page names."""
        return tuple(
            (attribute(node, "hreflang"), joined(self.base, attribute(node, "href")))
            for node in self.tree.css("link[rel~=alternate][hreflang][href]")
        )

    @cached_property
    def canonical(self) -> str:
        """The address that the page says is its own, empty where it says none."""
        node = self.tree.css_first("link[rel~=canonical][href]")
        return joined(self.base, attribute(node, "href")) if node else ""

    @cached_property
    def ids(self) -> frozenset[str]:
        """What a fragment may lead to."""
        names = {attribute(node, "id") for node in self.tree.css("[id]")}
        return frozenset(names | {attribute(node, "name") for node in self.tree.css("a[name]")})

    @cached_property
    def is_private(self) -> bool:
        """Whether it asks search engines not to list it: a page for one reader."""
        asked = (*self.meta("robots"), self.answer.header("x-robots-tag"))
        return any("noindex" in said.lower() for said in asked)

    @cached_property
    def foot(self) -> str:
        """What the foot of the page says, or its last words where it has none."""
        nodes = self.tree.css("footer, [role=contentinfo], #footer, .footer, .foot")
        if nodes:
            return " ".join(words(node) for node in nodes)
        return words(self.tree.body)[-1500:] if self.tree.body else ""

    def loads(self) -> Iterator[tuple[str, LexborNode]]:
        """The absolute address of everything the page has a browser ask for, and what names it."""
        for selector, name in _SOURCES:
            for node in self.tree.css(f"{selector}[{name}]"):
                yield joined(self.base, attribute(node, name)), node
        for node in self.tree.css("[srcset], [imagesrcset]"):
            listed = attribute(node, "srcset") or attribute(node, "imagesrcset")
            for part in listed.split(","):
                if address := part.strip().partition(" ")[0]:
                    yield joined(self.base, address), node
        for node in self.tree.css("link[rel][href]"):
            if set(attribute(node, "rel").lower().split()) & _LOADED:
                yield joined(self.base, attribute(node, "href")), node
        for node in self.tree.css("style, [style]"):
            text = node.inner_html or "" if node.tag == "style" else attribute(node, "style")
            for address in css_addresses(text):
                yield joined(self.base, address), node


def decoded(answer: Answer) -> str:
    """The text of an answer, by its header, its first bytes, or UTF-8."""
    named = _CHARSET.search(answer.header("content-type").encode())
    named = named or _CHARSET.search(answer.body[:1024])
    try:
        return answer.body.decode(named[1].decode("ascii") if named else "utf-8", "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")


def css_addresses(text: str) -> Iterator[str]:
    """What a style sheet loads, but for data within it."""
    for match in _CSS_ADDRESS.finditer(_CSS_REMARK.sub("", text)):
        address = next(filter(None, match.groups()), "")
        if address and not address.lower().startswith(("data:", "#")):
            yield address


def attribute(node: LexborNode, name: str) -> str:
    """An attribute's value, empty where it is missing or has none."""
    return node.attributes.get(name) or ""


def words(node: LexborNode) -> str:
    """The text of an element on one line, without scripts and styles."""
    if node.css_first("script, style, template, noscript") is None:
        return _SPACE.sub(" ", node.text()).strip()
    return _SPACE.sub(" ", " ".join(text for text, _ in texts(node))).strip()


def texts(root: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """Every text that is shown below an element, and its parent."""
    for node in root.traverse(include_text=True):
        parent = node.parent
        if node.is_text_node and parent is not None and not _is_mute(parent):
            yield node.text_content or "", parent


def _is_mute(node: LexborNode) -> bool:
    return node.tag in {"script", "style", "template", "noscript"}


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The element and all that it stands in."""
    here: LexborNode | None = node
    while here is not None and here.is_element_node:
        yield here
        here = here.parent


def name_of(node: LexborNode) -> str:
    """The name of an element for who does not see it, roughly (Accessible Name 1.2)."""
    if text := attribute(node, "aria-label").strip():
        return text
    if text := words(node) or (attribute(node, "value").strip() if node.tag == "input" else ""):
        return text
    if attribute(node, "aria-labelledby"):
        return "…"  # whether it names anything is `label-targets`' matter
    inner = node.css("img[alt], [aria-label], svg title, [title]")
    within = next(filter(None, (name_within(one) for one in inner)), "")
    return within or attribute(node, "title").strip() or attribute(node, "alt").strip()


def name_within(node: LexborNode) -> str:
    """What an element within a control or a link adds to its name."""
    given = attribute(node, "alt") or attribute(node, "aria-label") or attribute(node, "title")
    return given.strip() or (words(node) if node.tag == "title" else "")
