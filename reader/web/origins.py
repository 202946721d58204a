"""Whose page made a browser send a request."""

from urllib.parse import urlsplit

from flask import request

from reader.web.host import given_host


def is_cross_site(site_url: str) -> bool:
    """Whether another site's page made the browser send this request (Fetch Metadata, RFC 6454).

    A browser says so itself; one too old for `Sec-Fetch-Site` sends `Origin` with every POST.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    own = {given_host(), urlsplit(site_url).netloc}
    return origin is not None and origin.partition("://")[2] not in own
