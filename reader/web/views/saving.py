"""Articles as files to keep: a page, plain text, an e-book; and a column's newest as one."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, send_file
from flask_babel import gettext as _

from reader.domain.article import ArticleHead
from reader.domain.library import Library
from reader.publishing.book import Book, Words, write_book
from reader.publishing.document import Document
from reader.publishing.names import file_name, plain_name
from reader.publishing.page import data_url, standalone
from reader.publishing.pictures import Picture, Pictures
from reader.publishing.text import plain_text
from reader.rendering.qr import qr_svg
from reader.web.addresses import absolute
from reader.web.delivery import NO_STORE
from reader.web.documents import column_of, document_of
from reader.web.frames import render_page
from reader.web.presenter import Presenter, presenter
from reader.web.ranges import allow_ranges
from reader.web.security import csp_hash
from reader.web.services import library
from reader.web.structured_data import publisher
from reader.web.views.articles import body_of, sheets_for
from reader.web.visits import costly

blueprint = Blueprint("saving", __name__, url_prefix="/<edition:edition>")

NEWEST = 20  # articles of a column's e-book

_MB = 1024 * 1024
_MOST_IN_PAGE = 6 * _MB  # bytes of pictures in a page; a third more as base64
_MOST_IN_BOOK = 16 * _MB  # in an e-book
_IN_MEMORY = _MB  # bytes of an e-book that is being made; the rest goes to a temporary file
_TURNS = BoundedSemaphore(2)  # files of pictures made at once in a process
_PATIENCE = 15.0  # seconds to wait for one's turn
_CACHE = "public, no-cache"  # a picture may be replaced under its name


@blueprint.get("/save/<path:path>")
def save(path: str) -> Response:
    """The ways to keep an article, in words."""
    articles, show = library(), presenter()
    head = articles.head(path)
    if head is None:
        abort(404)
    summary = head.summary
    return render_page(
        "save.html",
        sheet="form",
        title=show.text(summary.title, summary.script, summary.glossary),
        language=show.edition.language_of(summary.script),
        path=path,
        trail=show.trail(articles, summary.column),
    )


@blueprint.get("/files/<path:path>.txt")
def text(path: str) -> Response:
    """An article as plain text."""
    articles, show = library(), presenter()
    _head, document = _existing(articles, show, path)
    last = _source(document)
    response = Response(plain_text(document, _picture(), last), mimetype="text/plain")
    return _as_file(response, document.title, path, "txt")


@blueprint.get("/files/<path:path>.html")
@costly
def page(path: str) -> Response:
    """An article as a page that needs no other file."""
    articles, show = library(), presenter()
    head, document = _existing(articles, show, path)
    assets = show.parts.assets
    style = assets.style(f"{' '.join(sheets_for(document.body.encode(), show.edition))} paper")
    printed = assets.sheet("print")
    with _turn():
        pictures = Pictures(show.parts.settings.content, _MOST_IN_PAGE)
        body = standalone(document, pictures, _missing())
        html = render_template(
            "saved.html",
            document=document,
            body=body,
            column=column_of(show, articles, head.summary),
            edition=show.edition,
            facts=show.facts(head.summary),
            own_language=show.differing(document.language),
            site_name=show.label(show.parts.site.name),
            site_language=show.language_of_label(show.parts.site.name),
            qr=data_url(Picture(0, qr_svg(document.address), "image/svg+xml", "svg"))
            if document.address
            else "",
            publisher=publisher(show)["name"],
            left_out=pictures.left_out,
            style=style,
            printed=printed,
            policy=f"default-src 'none'; img-src data:; style-src {style.source} "
            f"{csp_hash(printed)}; base-uri 'none'; form-action 'none'",
        )
    return _as_file(Response(html, mimetype="text/html"), document.title, path, "html")


@blueprint.get("/files/<path:path>.epub")
@costly
def book(path: str) -> Response:
    """An article as an e-book."""
    articles, show = library(), presenter()
    _head, document = _existing(articles, show, path)
    bound = _book(
        show,
        title=document.title,
        language=document.language,
        cover=document.cover,
        place=document.place,
        description=document.summary,
        source=document.address,
        documents=(document,),
    )
    return _book_answer(show, bound, path)


@blueprint.get("/columns/<path:path>/newest.epub")
@costly
def column_book(path: str) -> Response:
    """The newest articles of a column as an e-book, the newest first."""
    articles, show = library(), presenter()
    column = articles.column(path)
    found = articles.newest(path, NEWEST) if column else ()
    heads = filter(None, (articles.head(summary.path) for summary in found))
    documents = tuple(filter(None, (_document(articles, show, head) for head in heads)))
    if column is None or not documents:
        abort(404)
    section = show.section(column)
    title = f"{section.title} · {show.label(show.parts.site.name)}"
    bound = _book(
        show,
        title=title,
        language=show.edition.language,
        cover="",
        place=f"{section.url}/newest",
        description=section.description,
        source=absolute(section.url + show.parts.settings.page_suffix),
        documents=documents,
    )
    return _book_answer(show, bound, path)


def _existing(articles: Library, show: Presenter, path: str) -> tuple[ArticleHead, Document]:
    head = articles.head(path)
    document = _document(articles, show, head) if head else None
    if head is None or document is None:
        abort(404)
    return head, document


def _document(articles: Library, show: Presenter, head: ArticleHead) -> Document | None:
    """The document of an article, None where it has gone away."""
    body = body_of(show, articles, head)
    return document_of(show, articles, head, body) if body is not None else None


def _book(  # noqa: PLR0913
    show: Presenter,
    *,
    title: str,
    language: str,
    cover: str,
    place: str,
    description: str,
    source: str,
    documents: tuple[Document, ...],
) -> Book:
    site = show.parts.site
    return Book(
        title=title,
        language=language,
        cover=cover,
        key=f"{show.parts.settings.site_url}{place}",
        publisher=show.label(site.publisher) or show.label(site.name),
        description=description,
        source=source,
        documents=documents,
        has_readings=show.edition.is_annotated,
        words=Words(
            contents=_("Contents"),
            missing=_missing(),
            accessibility=_(
                "Text that can be enlarged and read aloud, with headings, a table of contents "
                "and pictures described where their authors have done so."
            ),
            source=_("From: %(address)s", address=""),
        ),
        style=show.parts.assets.sheet("book"),
    )


def _book_answer(show: Presenter, bound: Book, path: str) -> Response:
    """An e-book, whole or in part (RFC 9110, 14); it is not held in memory."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with _turn():
        write_book(file, bound, Pictures(show.parts.settings.content, _MOST_IN_BOOK))
    size = file.tell()
    digest = sha256()
    file.seek(0)
    while chunk := file.read(64 * 1024):
        digest.update(chunk)
    file.seek(0)
    response = send_file(file, "application/epub+zip", conditional=False, etag=False)
    response.set_etag(digest.hexdigest()[:24])
    _as_file(response, bound.title, path, "epub")
    allow_ranges(response, size)
    return response


def _as_file(response: Response, title: str, path: str, suffix: str) -> Response:
    """The answer as a download under the article's title (RFC 6266, RFC 8187)."""
    name, plain = file_name(title, suffix), plain_name(path, suffix)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='!#$&+.^_`|~-')}"
    )
    response.headers["Cache-Control"] = _CACHE if library().is_complete else NO_STORE
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until few others make files; 503 where that takes too long."""
    if not _TURNS.acquire(timeout=_PATIENCE):
        abort(503)
    try:
        yield
    finally:
        _TURNS.release()


def _source(document: Document) -> str:
    return str(_("From: %(address)s", address=document.address)) if document.address else ""


def _picture() -> str:
    return str(_("Picture: %(words)s", words=""))


def _missing() -> str:
    return str(_("Picture left out: %(words)s", words=""))
