"""Feeds of the newest articles: of the whole site, of each column, of each tag."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flask import Blueprint, Response, abort, request, url_for

from reader.domain.article import ArticleSummary
from reader.language.bylines import contributors
from reader.storage.media import media_size
from reader.web.addresses import absolute, quoted
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.feed_documents import (
    ATOM,
    JSON,
    Enclosure,
    Entry,
    Feed,
    atom,
    json_feed,
    with_absolute_links,
)
from reader.web.presenter import Presenter, presenter
from reader.web.services import library, services
from reader.web.structured_data import cover, logo, site_name
from reader.web.views.archive import tag_shown
from reader.web.views.articles import body_of
from reader.web.xml_documents import document

blueprint = Blueprint("feeds", __name__, url_prefix="/<edition:edition>")

# Bytes of one article's text and of all texts in a feed; of what is more it has the summaries.
_LONGEST_TEXT = 256 * 1024
_MOST_TEXT = 1024 * 1024


class Channel(NamedTuple):
    """What a feed is of; `page` is the path of its HTML page."""

    title: str
    subtitle: str
    page: str


@blueprint.get("/feed.<any(xml,json):form>")
def site_feed(form: str) -> Response:
    """The newest articles of the site."""
    show, site = presenter(), services().site
    channel = Channel(show.label(site.name), show.label(site.description), url_for("home.home"))
    return _answer(form, channel, library().newest("", site.feed_size))


@blueprint.get("/columns/<path:path>/feed.<any(xml,json):form>")
def column_feed(path: str, form: str) -> Response:
    """The newest articles of a column."""
    column = library().column(path)
    if column is None:
        abort(404)
    show = presenter()
    page = url_for("columns.column", path=path)
    channel = Channel(
        _of_site(show, show.label(column.title)), show.label(column.description), page
    )
    return _answer(form, channel, library().newest(path, services().site.feed_size))


@blueprint.get("/tags/<path:name>/feed.<any(xml,json):form>")
def tag_feed(name: str, form: str) -> Response:
    """The newest articles that carry a tag."""
    found = library().tagged(name, 1, services().site.feed_size).items
    if not found:
        abort(404)
    title, _ = tag_shown(name, found[0].script)
    page = url_for("archive.tag", name=name)
    return _answer(form, Channel(_of_site(presenter(), title), "", page), found)


def _answer(form: str, channel: Channel, articles: Sequence[ArticleSummary]) -> Response:
    if not services().settings.site_url:
        abort(404)
    show, site = presenter(), services().site
    feed = Feed(
        title=channel.title,
        subtitle=channel.subtitle,
        language=show.edition.language,
        page=absolute(channel.page),
        here=absolute(request.script_root + quoted(request.path)),
        author=show.label(site.publisher) or site_name(show),
        rights=show.label(site.rights),
        icon=logo(show)[0],
        entries=list(_entries(show, articles)),
    )
    if form == "xml":
        return document(atom(feed), ATOM)
    response = Response(json.dumps(json_feed(feed), ensure_ascii=False))
    response.content_type = JSON
    response.headers["Cache-Control"] = PUBLIC if library().is_complete else NO_STORE
    return response


def _entries(show: Presenter, articles: Sequence[ArticleSummary]) -> Iterator[Entry]:
    room = _MOST_TEXT if services().site.feeds_have_texts else 0
    for summary in articles:
        html = _text(show, summary, min(room, _LONGEST_TEXT)) if room > 0 else ""
        room -= len(html.encode())
        yield entry_of(show, summary, html)


def entry_of(show: Presenter, summary: ArticleSummary, html: str) -> Entry:
    """An article in a feed, with its text or without."""
    shown = show.entry(summary)
    address = absolute(shown.url)
    trail = show.trail(library(), summary.column)
    tags = [show.text(tag, summary.script) for tag in summary.tags]
    return Entry(
        address=address,
        title=shown.title,
        language=show.edition.language_of(summary.script),
        published=summary.published,
        updated=summary.updated or summary.published,
        authors=tuple(maker.name for maker in contributors(show.facts(summary).author)),
        categories=tuple(dict.fromkeys([*(step.title for step in trail), *tags])),
        summary=shown.summary,
        html=html,
        image=cover(show, summary),
        enclosures=tuple(
            Enclosure(absolute(recording.url), recording.type, _size(path))
            for recording, path in zip(show.recordings(summary), summary.recordings, strict=True)
        ),
    )


def _text(show: Presenter, summary: ArticleSummary, most: int) -> str:
    """An article's text for a feed, empty where it has more than `most` bytes."""
    head = library().head(summary.path)
    body = body_of(show, library(), head) if head else None
    if not body or len(body) > most:
        return ""
    return with_absolute_links(body.decode(), absolute(show.url(f"/articles/{summary.path}")))


def _size(path: str) -> int:
    return media_size(services().settings.content, path)


def _of_site(show: Presenter, title: str) -> str:
    return f"{title} · {site_name(show)}"
