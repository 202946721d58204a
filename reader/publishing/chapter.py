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
    page: Element
    headings: tuple[Heading, ...]
    is_described: bool


def chapter_of(  # noqa: PLR0913, PLR0917
    document: Document,
    file: str,
    files: Mapping[str, str],
    pictures: Pictures,
    missing: str,
    source: str,
) -> Chapter:
    """The chapter of a document; `files` has the chapters of a book by the paths of their pages.

    `missing` is the word before the description of a picture that is not in the book, `source`
    the sentence before the address of the page.
    """
    page, section = _frame(document)
    _add_head(section, document)
    body = add(section, "div", class_="text")
    grow(body, document.body)
    _fit(body, document, files, pictures, missing)
    if document.signed:
        add(section, "p", document.signed, class_="signed")
    if document.address:
        foot = add(section, "p", f"{source} ", class_="source")
        add(foot, "a", document.address, href=document.address)
    headings = tuple(_headings(body))
    is_described = all(image.get("alt") for image in body.iter("img"))
    return Chapter(file, document.title, page, headings, is_described)


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
    facts = add(head, "p", class_="facts")
    for fact in document.facts:
        add(facts, "span", fact).tail = " "


def _fit(
    body: Element,
    document: Document,
    files: Mapping[str, str],
    pictures: Pictures,
    missing: str,
) -> None:
    """Make the elements of a page those of a book."""
    ids = {element.get("id") for element in body.iter()}
    for element in body.iter():
        match element.tag:
            case "img":
                picture = pictures.get(document.picture(element.get("src", "")))
                if picture is None:
                    leave_out(element, missing)
                else:
                    show(element, f"pictures/{picture.number}.{picture.suffix}")
            case "a":
                _fit_link(element, document, files, ids)
            case "sup" if element.get("class") == "footnote-ref":
                for reference in element.iter("a"):
                    reference.set("role", "doc-noteref")
                    reference.set("epub:type", "noteref")
            case "div" if element.get("class") == "table":
                for name in _BOX:
                    element.attrib.pop(name, None)
            case "section" if element.get("role") == "doc-endnotes":
                element.set("epub:type", "endnotes")
                for note in element.iter("li"):
                    note.set("epub:type", "footnote")
        if language := element.get("lang"):
            element.set("xml:lang", language)


def _fit_link(
    link: Element, document: Document, files: Mapping[str, str], ids: Container[str | None]
) -> None:
    href = link.get("href", "")
    if link.get("class") == "footnote-backref":
        link.set("role", "doc-backlink")
        link.set("epub:type", "backlink")
    if href.startswith("#"):
        relink(link, href if unquote(href[1:]) in ids else "")
    else:
        relink(link, files.get(document.target(href)) or document.link(href))


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
