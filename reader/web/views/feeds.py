"""Feeds of the newest articles, of the whole site and of each column (Atom, RFC 4287)."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, abort, request, url_for

from reader.domain.article import ArticleSummary, Column
from reader.web.addresses import absolute
from reader.web.presenter import Presenter, presenter
from reader.web.services import library, services
from reader.web.xml_documents import LANGUAGE, add, document, timestamp

blueprint = Blueprint("feeds", __name__, url_prefix="/<edition:edition>")

_SIZE = 20  # articles
_TYPE = "application/atom+xml"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without articles was updated


@blueprint.get("/feed.xml")
def site_feed() -> Response:
    """The newest articles of the site."""
    show, site = presenter(), services().site
    return _feed(show.label(site.name), show.label(site.description), "", url_for("home.home"))


@blueprint.get("/columns/<path:path>/feed.xml")
def column_feed(path: str) -> Response:
    """The newest articles of a column."""
    column = library().column(path)
    if column is None:
        abort(404)
    show = presenter()
    title = f"{show.label(column.title)} · {show.label(services().site.name)}"
    page = url_for("columns.column", path=path)
    return _feed(title, show.label(column.description), path, page)


def feed_address(column: Column | None = None) -> str:
    """Where the feed of a column is, of the whole site for None; empty where there are no feeds.

    A feed is read far from the site, so its links need the site's public address.
    """
    if not services().settings.site_url:
        return ""
    if column is None:
        return url_for("feeds.site_feed")
    return url_for("feeds.column_feed", path=column.path)


def _feed(title: str, subtitle: str, column: str, page: str) -> Response:
    """The feed of a column, empty for the whole site, whose HTML page is at the path `page`."""
    if not services().settings.site_url:
        abort(404)
    show, site = presenter(), services().site
    articles = library().newest(column, _SIZE)
    root = Element(
        "feed", {"xmlns": "http://www.w3.org/2005/Atom", LANGUAGE: show.edition.language}
    )
    here = absolute(request.script_root + request.path)
    add(root, "id", absolute(page))
    add(root, "title", title)
    if subtitle:
        add(root, "subtitle", subtitle)
    add(root, "updated", timestamp(max(map(_changed, articles), default=_NEVER)))
    add(root, "link", rel="self", type=_TYPE, href=here)
    add(root, "link", rel="alternate", type="text/html", href=absolute(page))
    add(add(root, "author"), "name", show.label(site.publisher) or show.label(site.name))
    for summary in articles:
        _add_entry(root, summary, show)
    return document(root, _TYPE)


def _add_entry(root: Element, summary: ArticleSummary, show: Presenter) -> None:
    shown, author = show.entry(summary), show.facts(summary).author
    entry = add(root, "entry", **{LANGUAGE: show.edition.language_of(summary.script)})
    address = absolute(shown.url)
    add(entry, "id", address)
    add(entry, "title", shown.title)
    add(entry, "link", rel="alternate", type="text/html", href=address)
    for recording in show.recordings(summary):
        add(entry, "link", rel="enclosure", type=recording.type, href=absolute(recording.url))
    add(entry, "published", timestamp(summary.published))
    add(entry, "updated", timestamp(_changed(summary)))
    if author:
        add(add(entry, "author"), "name", author)
    for step in show.trail(library(), summary.column):
        add(entry, "category", term=step.title)
    for tag in summary.tags:
        add(entry, "category", term=show.text(tag, summary.script))
    if shown.summary:
        add(entry, "summary", shown.summary)


def _changed(summary: ArticleSummary) -> datetime:
    return summary.updated or summary.published
