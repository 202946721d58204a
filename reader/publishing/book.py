"""E-books: one article or several as EPUB 3.3, with the metadata of EPUB Accessibility 1.1."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, tostring

from reader.publishing.archive import write_archive
from reader.publishing.chapter import Binding, Chapter
from reader.publishing.document import Document
from reader.publishing.pictures import Picture, Pictures
from reader.publishing.tree import add

_TYPE = "application/epub+zip"
_XHTML, _PACKAGE = "application/xhtml+xml", "application/oebps-package+xml"
_OPF = "http://www.idpf.org/2007/opf"
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    f'<rootfile full-path="book/package.opf" media-type="{_PACKAGE}"/></rootfiles></container>\n'
)


@dataclass(frozen=True, slots=True)
class Words:
    """What an e-book says in its edition's language beside its articles.

    `missing` is the word before the description of a picture that is not in it, `accessibility`
    the summary of how it can be read, `source` the sentence before an article's address.
    """

    contents: str
    missing: str
    accessibility: str
    source: str


@dataclass(frozen=True, slots=True)
class Book:
    """Articles to be bound, at least one.

    `key` names the book for ever, `source` is an address, `cover` the path of a picture below the
    content folder, empty for none.
    """

    title: str
    language: str
    cover: str
    key: str
    publisher: str
    description: str
    source: str
    documents: tuple[Document, ...]
    has_readings: bool
    words: Words
    style: str

    @property
    def changed(self) -> datetime:
        """When the last of its articles changed."""
        return max(document.changed for document in self.documents)


def write_book(file: IO[bytes], book: Book, pictures: Pictures) -> None:
    """Write an EPUB; the same book and the same pictures give the same bytes."""
    write_archive(file, _entries(book, pictures), book.changed)


def _entries(book: Book, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    yield "mimetype", _TYPE.encode()
    yield "META-INF/container.xml", _CONTAINER.encode()
    files = {document.place: f"{n}.xhtml" for n, document in enumerate(book.documents, 1)}
    binding = Binding(files, pictures, book.words.missing, book.words.source)
    chapters = [binding.chapter(document) for document in book.documents]
    cover = pictures.get(book.cover) if book.cover else None
    yield "book/package.opf", _written(_package(book, chapters, pictures, cover))
    yield "book/contents.xhtml", _written(_contents(book, chapters), is_page=True)
    yield "book/toc.ncx", _written(_old_contents(book, chapters))
    yield "book/style.css", book.style.encode()
    for chapter in chapters:
        yield f"book/{chapter.file}", _written(chapter.page, is_page=True)
    for picture in pictures:
        yield f"book/pictures/{picture.number}.{picture.suffix}", picture.data


def _written(root: Element, *, is_page: bool = False) -> bytes:
    doctype = "<!DOCTYPE html>\n" if is_page else ""
    text = tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{doctype}{text}\n'.encode()


def _package(
    book: Book, chapters: list[Chapter], pictures: Pictures, cover: Picture | None
) -> Element:
    root = Element(
        "package",
        {"xmlns": _OPF, "version": "3.0", "unique-identifier": "id", "xml:lang": book.language},
    )
    _add_metadata(root, book, chapters, pictures)
    manifest = add(root, "manifest")
    contents = ("contents", "contents.xhtml", _XHTML)
    _add_item(manifest, *contents, properties="nav")
    _add_item(manifest, "ncx", "toc.ncx", "application/x-dtbncx+xml")
    _add_item(manifest, "style", "style.css", "text/css")
    for number, chapter in enumerate(chapters, 1):
        _add_item(manifest, f"c{number}", chapter.file, _XHTML)
    for picture in pictures:
        name = f"pictures/{picture.number}.{picture.suffix}"
        more = {"properties": "cover-image"} if picture is cover else {}
        _add_item(manifest, f"p{picture.number}", name, picture.type, **more)
    spine = add(root, "spine", toc="ncx", page_progression_direction="ltr")
    if len(chapters) > 1:
        add(spine, "itemref", idref="contents")
    for number, _ in enumerate(chapters, 1):
        add(spine, "itemref", idref=f"c{number}")
    return root


def _add_item(manifest: Element, id: str, href: str, type: str, **more: str) -> None:
    add(manifest, "item", id=id, href=href, media_type=type, **more)


def _add_metadata(root: Element, book: Book, chapters: list[Chapter], pictures: Pictures) -> None:
    first = book.documents[0]
    metadata = add(root, "metadata", xmlns__dc="http://purl.org/dc/elements/1.1/")
    add(metadata, "dc:identifier", f"urn:uuid:{uuid5(NAMESPACE_URL, book.key)}", id="id")
    add(metadata, "dc:title", book.title)
    for language in dict.fromkeys([book.language, *(d.language for d in book.documents)]):
        add(metadata, "dc:language", language)
    for author in dict.fromkeys(d.author for d in book.documents if d.author):
        add(metadata, "dc:creator", author)
    optional = {"publisher": book.publisher, "description": book.description, "source": book.source}
    for name, text in optional.items():
        if text:
            add(metadata, f"dc:{name}", text)
    for tag in dict.fromkeys(tag for d in book.documents for tag in d.tags):
        add(metadata, "dc:subject", tag)
    newest = max(d.published for d in book.documents) if len(book.documents) > 1 else None
    add(metadata, "dc:date", (newest or first.published).date().isoformat())
    _meta(metadata, "dcterms:modified", book.changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    for name, text in _accessibility(book, chapters, pictures):
        _meta(metadata, f"schema:{name}", text)


def _meta(metadata: Element, name: str, text: str) -> None:
    add(metadata, "meta", text, property=name)


def _accessibility(
    book: Book, chapters: list[Chapter], pictures: Pictures
) -> Iterator[tuple[str, str]]:
    """What a reader needs and what the book has for it (EPUB Accessibility 1.1, 2)."""
    is_described = all(chapter.is_described for chapter in chapters)
    has_pictures = any(pictures)
    yield "accessMode", "textual"
    if has_pictures:
        yield "accessMode", "visual"
        yield "accessModeSufficient", "textual,visual"
    if is_described:
        yield "accessModeSufficient", "textual"
    for feature in ("tableOfContents", "structuralNavigation", "readingOrder",
                    "displayTransformability"):  # fmt: skip
        yield "accessibilityFeature", feature
    if has_pictures and is_described:
        yield "accessibilityFeature", "alternativeText"
    if book.has_readings:
        yield "accessibilityFeature", "rubyAnnotations"
    moves = any(picture.suffix in {"gif", "webp", "svg"} for picture in pictures)
    yield "accessibilityHazard", "unknown" if moves else "none"
    yield "accessibilitySummary", book.words.accessibility


def _contents(book: Book, chapters: list[Chapter]) -> Element:
    """The navigation document (EPUB 3.3, 7), which is the first page of a book of several."""
    root = Element(
        "html",
        {
            "xmlns": "http://www.w3.org/1999/xhtml",
            "xmlns:epub": "http://www.idpf.org/2007/ops",
            "lang": book.language,
            "xml:lang": book.language,
        },
    )
    head = add(root, "head")
    add(head, "title", book.title)
    add(head, "link", rel="stylesheet", href="style.css", type="text/css")
    body = add(root, "body")
    add(body, "h1", book.title)
    if book.description:
        add(body, "p", book.description)
    nav = add(body, "nav", epub__type="toc", role="doc-toc", aria_labelledby="toc")
    add(nav, "h2", book.words.contents, id="toc")
    entries = add(nav, "ol")
    for chapter in chapters:
        entry = add(entries, "li")
        if chapter.language != book.language:
            entry.set("lang", chapter.language)
            entry.set("xml:lang", chapter.language)
        add(entry, "a", chapter.title, href=chapter.file)
        if chapter.headings:
            below = add(entry, "ol")
            for heading in chapter.headings:
                add(add(below, "li"), "a", heading.text, href=f"{chapter.file}#{heading.id}")
    marks = add(body, "nav", epub__type="landmarks", hidden="hidden")
    list_ = add(marks, "ol")
    first = chapters[0]
    add(add(list_, "li"), "a", first.title, epub__type="bodymatter", href=first.file)
    return root


def _old_contents(book: Book, chapters: list[Chapter]) -> Element:
    """The same for readers of EPUB 2 (OPF 2.0.1, 2.4.1), of which there are many yet."""
    root = Element(
        "ncx",
        {
            "xmlns": "http://www.daisy.org/z3986/2005/ncx/",
            "version": "2005-1",
            "xml:lang": book.language,
        },
    )
    head = add(root, "head")
    add(head, "meta", name="dtb:uid", content=f"urn:uuid:{uuid5(NAMESPACE_URL, book.key)}")
    add(add(root, "docTitle"), "text", book.title)
    points = add(root, "navMap")
    for number, chapter in enumerate(chapters, 1):
        point = add(points, "navPoint", id=f"n{number}", playOrder=str(number))
        add(add(point, "navLabel"), "text", chapter.title)
        add(point, "content", src=chapter.file)
    return root
