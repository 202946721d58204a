"""An article, and the page to share it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response
from markupsafe import Markup, escape

from reader.domain.article import Article, ArticleHead, ArticleSummary
from reader.domain.editions import Annotation, Edition
from reader.domain.library import Library
from reader.language.ruby.annotate import annotate
from reader.rendering.outline import Outline, outline, outline_html
from reader.rendering.qr import qr_svg
from reader.web.addresses import quoted, shared_address
from reader.web.article_pages import ArticlePage, packed_filling
from reader.web.delivery import PUBLIC
from reader.web.frames import render_page
from reader.web.presenter import Presenter, presenter, stamp
from reader.web.services import library, services
from reader.web.structured_data import article_data, cover

# Elements whose styles plain running text can do without.
_RICH = re.compile(
    rb"<(?:[uod]l|table|pre|code|blockquote|figure|img|hr|sup|mark|section|p class)\b"
)

blueprint = Blueprint("articles", __name__, url_prefix="/<edition:edition>")
pictures = Blueprint("pictures", __name__)


@blueprint.get("/articles/<path:path>")
def article(path: str) -> Response:
    """One article."""
    articles, show = library(), presenter()
    head = articles.head(path)
    body = body_of(show, articles, head) if head else None
    if head is None or body is None:
        abort(404)
    parts = outline(body.decode())
    styles = " ".join((*sheets_for(body, show.edition), *_further_sheets(parts, head.summary)))
    content = _content(show, articles, head.summary, parts)
    filling = packed_filling(styles, content, body)
    show.parts.fillings.keep(filling, articles.version(path), head, show.edition)
    page = ArticlePage(show, filling, body, articles.sections(), articles.is_complete)
    return page.answer(styles, content)


def body_of(show: Presenter, articles: Library, head: ArticleHead) -> bytes | None:
    """The HTML of an article's body, None where it has gone away."""
    body = show.parts.bodies.kept(head, show.edition)
    if body is None:
        found = articles.get(head.summary.path)
        body = show.parts.bodies.body(found, show.edition).encode() if found else None
    return body


def _content(
    show: Presenter, articles: Library, summary: ArticleSummary, parts: Outline
) -> dict[str, Any]:
    """What an article's page says beside its body.

    It is kept, and so must hang on nothing but the article's version, edition, site and settings.
    """
    edition, path = show.edition, summary.path
    near = articles.neighbours(path)
    title = show.text(summary.title, summary.script, summary.glossary)
    trail = show.trail(articles, summary.column)
    readings = show.parts.bodies.readings(summary, edition)
    return {
        "place": quoted(f"/articles/{path}"),
        "title": title,
        "heading": Markup(annotate(str(escape(title)), edition.annotation, readings)),  # noqa: S704
        "summary": show.text(summary.summary, summary.script, summary.glossary),
        "language": show.differing(edition.language_of(summary.script)),
        "facts": show.facts(summary),
        "stamp": stamp(summary),
        "kind": show.kind(articles, summary.column),
        "image": cover(show, summary),
        "data": article_data(show, summary, trail, has_outline=bool(parts.sections)),
        "minutes": str(parts.minutes),
        "outline": Markup(outline_html(parts.sections)),  # noqa: S704
        "tags": show.tags(summary),
        "trail": trail,
        "previous": show.link(near.previous) if near.previous else None,
        "next": show.link(near.next) if near.next else None,
        "recordings": show.recordings(summary),
        "print": show.url(f"/print/{path}"),
        "share": show.url(f"/share/{path}"),
        "save": show.url(f"/save/{path}"),
        "address": shared_address(show.parts.settings, path),
    }


@blueprint.get("/share/<path:path>")
def share(path: str) -> Response:
    """The link to an article, as text and as a QR code; it follows its receiver's script."""
    summary = _existing(path).summary
    show = presenter()
    title = show.text(summary.title, summary.script, summary.glossary)
    address = shared_address(services().settings, path)
    return render_page(
        "share.html",
        sheet="form",
        title=title,
        language=show.edition.language_of(summary.script),
        path=path,
        address=address,
        mail=mail_to(title, f"{title}\r\n{address}\r\n"),
        trail=show.trail(library(), summary.column),
    )


@pictures.get("/qr/<path:path>.svg")
def qr(path: str) -> Response:
    """The QR code of an article's link."""
    _existing(path)
    address = shared_address(services().settings, path)
    if not address:
        abort(404)
    response = make_response(qr_svg(address))
    response.mimetype = "image/svg+xml"
    response.headers["Cache-Control"] = PUBLIC
    return response


def mail_to(subject: str, body: str) -> str:
    """The link that begins an e-mail to nobody yet (RFC 6068)."""
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def sheets_for(body: bytes, edition: Edition) -> Iterator[str]:
    """The style sheets that an article with this body needs."""
    yield "article"
    if _RICH.search(body):
        yield "rich"
    if edition.is_annotated:
        yield "ruby"
    if edition.annotation is Annotation.ZHUYIN:
        yield "zhuyin"


def _further_sheets(parts: Outline, summary: ArticleSummary) -> Iterator[str]:
    """Those for what stands on its page beside it."""
    if parts.sections:
        yield "outline"
    if summary.recordings:
        yield "recording"


def _existing(path: str) -> Article:
    found = library().get(path)
    if found is None:
        abort(404)
    return found
