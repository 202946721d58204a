"""Which kind of place a path is: few and lasting names for counts and logs, whatever is asked."""

from typing import NamedTuple

from reader.domain.editions import EDITIONS

ROUTES = (
    "home", "articles", "columns", "archive", "tags", "search", "feeds", "sitemaps", "files",
    "print", "share", "preferences", "panels", "about", "offline", "me", "media", "static",
    "health", "unprefixed", "other",
)  # fmt: skip
_OF_EDITIONS = {
    "": "home", "articles": "articles", "columns": "columns", "archive": "archive",
    "tags": "tags", "search": "search", "opensearch.xml": "search", "feed.xml": "feeds",
    "feed.json": "feeds", "files": "files", "save": "files", "print": "print", "share": "share",
    "preferences": "preferences", "panels": "panels", "about": "about", "offline": "offline",
    "manifest.webmanifest": "offline", "me": "me",
}  # fmt: skip
_OF_THE_SITE = {
    "": "unprefixed", "robots.txt": "sitemaps", "sitemap.xml": "sitemaps", "sitemaps": "sitemaps",
    "preferences": "preferences", "preferences.css": "preferences", "service-worker.js": "offline",
    "qr": "share", "media": "media", "static": "static", "health": "health",
}  # fmt: skip
_FEEDS = ("/feed.xml", "/feed.json")


class Place(NamedTuple):
    """The number of a route in `ROUTES`, and the edition asked for, empty where none is."""

    route: int
    edition: str


def place_of(path: str) -> Place:
    """Where a path below the base path leads, as far as its first names tell."""
    names = path.split("/", 4)[1:]
    if len(names) > 1 and names[0] == "text" and names[1] in EDITIONS:
        del names[0]
    first = names[0] if names else ""
    if first in EDITIONS:
        kind = _OF_EDITIONS.get(names[1] if len(names) > 1 else "", "other")
        if kind in {"columns", "tags"} and path.endswith(_FEEDS):
            kind = "feeds"
        return Place(ROUTES.index(kind), first)
    kind = _OF_THE_SITE.get(first) or ("unprefixed" if first in _OF_EDITIONS else "other")
    return Place(ROUTES.index(kind), "")


def without_secrets(path: str) -> str:
    """A path without what stands below a room of the user centre: tokens, and who read what."""
    before, me, below = path.partition("/me/")
    if not me or place_of(path).route != ROUTES.index("me"):
        return path
    room, slash, _ = below.partition("/")
    return f"{before}{me}{room}/..." if slash else path
