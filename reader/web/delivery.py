"""The last steps of every answer: who may keep it, its ETag, its compression."""

from collections.abc import Mapping
from hashlib import sha256

from flask import Response, g, request

from reader.web.encodings import chosen_encoding, compress, is_worth_compressing
from reader.web.page_cache import PAGE, is_strangers
from reader.web.page_store import Kept
from reader.web.services import library, services

# Browsers ask each time (an ETag makes that cheap); proxies may answer for a minute by themselves.
PUBLIC = "public, max-age=0, s-maxage=60, must-revalidate"
PRIVATE = "private, no-cache"
NO_STORE = "no-store"


def deliver(response: Response) -> Response:
    """Finish an answer: caching rules, a strong ETag for each encoding, 304, compression.

    An answer without caching rules of its own is never stored. One that the page cache may keep
    is left for it to finish.
    """
    headers = response.headers
    given = dict(headers)  # asking Headers for a name that is not there is slow
    if is_page(response.status_code, given):
        articles = library()
        request.environ[PAGE] = Kept(
            articles.generation, frozenset(articles.touched), g.get("page_digest", "")
        )
        return response
    if "Cache-Control" not in given:
        headers["Cache-Control"] = NO_STORE
    if location := given.get("Location"):
        # Werkzeug's own redirects are absolute, from the Host header, which we never trust.
        host = request.host_url
        if location.startswith(host):
            headers["Location"] = location.removeprefix(host[:-1])
        response.set_data(response.get_data().replace(host.encode(), b"/"))
    if response.direct_passthrough or response.is_streamed:
        return response
    body = response.get_data()
    if not is_worth_compressing(response.mimetype or "", len(body)):
        return _validated(response, body, "") if response.status_code == 200 else response
    response.vary.add("Accept-Encoding")
    encoding = chosen_encoding(request.headers.get("Accept-Encoding", ""))
    if response.status_code == 200:
        response = _validated(response, body, encoding)
    if encoding and response.status_code != 304:
        response.set_data(compress(body, encoding))
        headers["Content-Encoding"] = encoding
    return response


def is_page(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer may be kept: made from its path and page number alone.

    It is public, or what a view that sets `g.is_personal` has for who says nothing of themselves.
    """
    return (
        status == 200
        and (
            headers.get("Cache-Control") == PUBLIC
            or ("is_personal" in g and is_strangers(request.environ))
        )
        and "Vary" not in headers
        and request.script_root == services().settings.base_path
        and (not request.query_string or "kept_query" in g or "page" not in request.args)
    )


def _validated(response: Response, body: bytes, encoding: str) -> Response:
    """Give a cacheable answer its ETag, and answer 304 where the reader has it already."""
    if "no-store" in response.headers["Cache-Control"]:
        return response
    digest = (g.get("page_digest") or sha256(body).hexdigest())[:24]
    response.set_etag(f"{digest}-{encoding}" if encoding else digest)
    response.make_conditional(request)
    return response
