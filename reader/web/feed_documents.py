"""Feeds as documents: Atom (RFC 4287) and JSON Feed 1.1 of the same entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from reader.publishing.tree import grow, inner_html
from reader.web.presenter import Presenter, timestamp
from reader.web.xml_documents import LANGUAGE, add

ATOM = "application/atom+xml"
JSON = "application/feed+json"

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without articles was updated


class FeedAddresses(NamedTuple):
    """Where the feeds of something are, in both forms."""

    atom: str
    json: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A recording of an article; `size` in bytes."""

    url: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a feed; all addresses are absolute. `html` is empty in feeds of summaries."""

    address: str
    title: str
    language: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    summary: str
    html: str
    image: str
    enclosures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest articles of something; `page` is its HTML page, `here` the feed itself."""

    title: str
    subtitle: str
    language: str
    page: str
    here: str
    author: str
    rights: str
    icon: str
    entries: Sequence[Entry]


def feed_addresses(show: Presenter, place: str = "") -> FeedAddresses | None:
    """Where the feeds of the page at `place` are, of the whole site for an empty one.

    A feed is read far from the site, so its links need the site's public address: without it
    there are none.
    """
    if not show.parts.settings.site_url:
        return None
    return FeedAddresses(show.url(f"{place}/feed.xml"), show.url(f"{place}/feed.json"))


def atom(feed: Feed) -> Element:
    """The feed in Atom."""
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", LANGUAGE: feed.language})
    add(root, "id", feed.page)
    add(root, "title", feed.title)
    if feed.subtitle:
        add(root, "subtitle", feed.subtitle)
    updated = max((entry.updated for entry in feed.entries), default=_NEVER)
    add(root, "updated", timestamp(updated))
    add(root, "link", rel="self", type=ATOM, href=feed.here)
    add(root, "link", rel="alternate", type="text/html", href=feed.page)
    add(add(root, "author"), "name", feed.author)
    if feed.rights:
        add(root, "rights", feed.rights)
    add(root, "icon", feed.icon)
    for entry in feed.entries:
        _add_entry(root, entry)
    return root


def _add_entry(root: Element, entry: Entry) -> None:
    element = add(root, "entry", **{LANGUAGE: entry.language})
    add(element, "id", entry.address)
    add(element, "title", entry.title)
    add(element, "link", rel="alternate", type="text/html", href=entry.address)
    for part in entry.enclosures:
        size = str(part.size)
        add(element, "link", rel="enclosure", type=part.type, href=part.url, length=size)
    add(element, "published", timestamp(entry.published))
    add(element, "updated", timestamp(entry.updated))
    for name in entry.authors:
        add(add(element, "author"), "name", name)
    for name in entry.categories:
        add(element, "category", term=name)
    if entry.summary:
        add(element, "summary", entry.summary)
    if entry.html:
        add(element, "content", entry.html, type="html")


def json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as JSON Feed 1.1 has it."""
    return _without_empty(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.subtitle,
            "home_page_url": feed.page,
            "feed_url": feed.here,
            "icon": feed.icon,
            "language": feed.language,
            "authors": [{"name": feed.author}],
        }
    ) | {"items": [_item(entry) for entry in feed.entries]}


def _item(entry: Entry) -> dict[str, Any]:
    text = entry.summary or entry.title  # one of the two must be there
    content = {"content_html": entry.html} if entry.html else {"content_text": text}
    return content | _without_empty(
        {
            "id": entry.address,
            "url": entry.address,
            "title": entry.title,
            "summary": entry.summary,
            "image": entry.image,
            "date_published": timestamp(entry.published),
            "date_modified": timestamp(entry.updated),
            "authors": [{"name": name} for name in entry.authors],
            "tags": [*entry.categories],
            "language": entry.language,
            "attachments": [
                {"url": part.url, "mime_type": part.type, "size_in_bytes": part.size}
                for part in entry.enclosures
            ],
        }
    )


def with_absolute_links(html: str, address: str) -> str:
    """A safe HTML fragment whose links hold far from its page, which is at `address`."""
    body = Element("div")
    grow(body, html)
    for element in body.iter():
        for name in ("href", "src"):
            if (link := element.get(name)) is not None:
                element.set(name, _joined(address, link))
    return inner_html(body)


def _joined(address: str, link: str) -> str:
    try:
        return urljoin(address, link)
    except ValueError:  # "http://[": no address at all
        return link


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", [])}
