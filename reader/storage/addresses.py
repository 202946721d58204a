"""Addresses that belong to the site itself, which no alias may take."""

import re

from reader.domain.editions import EDITIONS

_OWN_PLACES = {
    "", *EDITIONS, "preferences", "preferences.css", "columns", "tags", "archive", "media",
    "static", "share", "text", "qr", "search", "me", "about", "health", "metrics", "sitemaps",
    "sitemap.xml", "robots.txt", "opensearch.xml", "feed.xml", "manifest.webmanifest",
    "service-worker.js",
}  # fmt: skip


def is_own_place(address: str) -> bool:
    """Whether an address, such as an alias asks for, is that of a page of the site."""
    return re.split("[/?]", address.lstrip("/"))[0] in _OWN_PLACES
