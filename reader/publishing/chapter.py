"""An article as a chapter of an e-book: XHTML, its headings, its notes and its pictures."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from reader.publishing.document import Document
from reader.publishing.page import leave_out, relink, show
from reader.publishing.pictures import Pictures
from reader.publishing.tree import add, grow

_BOX = ("role", "tabindex", "aria-label")  # of the box that makes a wide table scroll


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level below the title; `id` names it in its chapter."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of an e-book; `is_described` where all its pictures have a description."""

    file: str
    title: str
    language: str
    page: Element
    headings: tuple[Heading, ...]
    is_described: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """What the chapters of one book share.

    `files` has their names by the paths of the articles' pages, `missing` is the word before the
    description of a picture that is not in the book, `source` the one before a page's address.
    """

    files: Mapping[str, str]
    pictures: Pictures
    missing: str
    source: str

    def chapter(self, document: Document) -> Chapter:
        """The chapter of a document, its pictures read."""
        page, section = _frame(document)
        _add_head(section, document)
        body = add(section, "div", class_="text")
        grow(body, document.body)
        self._fit(body, document)
        if document.signed:
            _add_around(section, document, "signed", document.signed)
        if document.address:
            foot = _add_around(section, document, "source", self.source)
            add(foot, "a", document.address, href=document.address)
        headings = tuple(_headings(body))
        is_described = all(image.get("alt") for image in body.iter("img"))
        file = self.files[document.place]
        return Chapter(file, document.title, document.language, page, headings, is_described)

    def _fit(self, body: Element, document: Document) -> None:
        """Make the elements of a page those of a book."""
        ids = {element.get("id") for element in body.iter()}
        for paragraph in body.iter("p"):
            if [child.tag for child in paragraph] == ["img"] and not _own_text(paragraph):
                paragraph.set("class", "picture")  # which is not indented as text is
        for element in body.iter():
            match element.tag:
                case "img":
                    self._fit_picture(element, document)
                case "a":
                    self._fit_link(element, document, ids)
                case "sup" if element.get("class") == "footnote-ref":
                    for reference in element.iter("a"):
                        _mark(reference, "doc-noteref", "noteref")
                case "div" if element.get("class") == "table":
                    for name in _BOX:
                        element.attrib.pop(name, None)
                case "section" if element.get("role") == "doc-endnotes":
                    _mark(element, "doc-endnotes", "endnotes")
                    for note in element.iter("li"):
                        note.set("epub:type", "footnote")
            if language := element.get("lang"):
                element.set("xml:lang", language)

    def _fit_picture(self, image: Element, document: Document) -> None:
        picture = self.pictures.get(document.picture(image.get("src", "")))
        if picture is None:
            leave_out(image, self.missing)
        else:
            show(image, f"pictures/{picture.number}.{picture.suffix}")

    def _fit_link(self, link: Element, document: Document, ids: Container[str | None]) -> None:
        href = link.get("href", "")
        if link.get("class") == "footnote-backref":
            _mark(link, "doc-backlink", "backlink")
        if href.startswith("#"):
            relink(link, href if unquote(href[1:]) in ids else "")
        else:
            relink(link, self.files.get(document.target(href)) or document.link(href))


def _frame(document: Document) -> tuple[Element, Element]:
    root = Element(
        "html",
        {
            "xmlns": "http://www.w3.org/1999/xhtml",
            "xmlns:epub": "http://www.idpf.org/2007/ops",
            "lang": document.language,
            "xml:lang": document.language,
        },
    )
    head = add(root, "head")
    add(head, "title", document.title)
    add(head, "link", rel="stylesheet", href="style.css", type="text/css")
    section = add(
        add(root, "body", epub__type="bodymatter"),
        "section",
        epub__type="chapter",
        role="doc-chapter",
        aria_labelledby="title",
    )
    return root, section


def _add_head(section: Element, document: Document) -> None:
    head = add(section, "header")
    grow(add(head, "h1", id="title"), document.heading)
    facts = _add_around(head, document, "facts")
    for fact in document.facts:
        add(facts, "span", fact).tail = " "


def _add_around(parent: Element, document: Document, name: str, text: str = "") -> Element:
    """Add a paragraph in the edition's own words."""
    paragraph = add(parent, "p", text, class_=name)
    if document.frame != document.language:
        paragraph.set("lang", document.frame)
        paragraph.set("xml:lang", document.frame)
    return paragraph


def _own_text(element: Element) -> str:
    """The text of an element beside its children."""
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()


def _mark(element: Element, role: str, type: str) -> None:
    """Say what an element is, to readers of DPUB-ARIA 1.1 and to those of EPUB alone."""
    element.set("role", role)
    element.set("epub:type", type)


def _headings(body: Element) -> Iterator[Heading]:
    for number, heading in enumerate(body.iter("h2"), 1):
        heading.set("id", heading.get("id", f"h-{number}"))
        text = " ".join("".join(_texts(heading)).split())
        if text:
            yield Heading(heading.attrib["id"], text)


def _texts(element: Element) -> Iterator[str]:
    """The text of an element without what stands above it."""
    if element.tag in {"rt", "rp"}:
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
