"""The last steps of every answer: who may keep it, its ETag, its compression."""

import gzip
from hashlib import blake2b

import brotli
from flask import Response, request

# Browsers ask each time (an ETag makes that cheap); proxies may answer for a minute by themselves.
PUBLIC = "public, max-age=0, s-maxage=60, must-revalidate"
PRIVATE = "private, no-cache"
NO_STORE = "no-store"

_COMPRESSED_TYPES = (
    "text/", "application/json", "application/xml", "application/atom+xml",
    "application/opensearchdescription+xml", "image/svg+xml",
)  # fmt: skip
_LEAST = 300  # bytes; below, the header costs more than compression saves
_BROTLI_QUALITY = 7  # 11 makes a page 6 % smaller still, at twenty times the cost
_GZIP_LEVEL = 6


def deliver(response: Response) -> Response:
    """Finish an answer: caching rules, a strong ETag for each encoding, 304, compression.

    An answer without caching rules of its own is never stored.
    """
    response.headers.setdefault("Cache-Control", NO_STORE)
    if location := response.headers.get("Location"):
        # Werkzeug's own redirects are absolute, from the Host header, which we never trust.
        response.headers["Location"] = location.removeprefix(request.host_url.rstrip("/"))
    if response.direct_passthrough or response.is_streamed:
        return response
    compressible = (response.mimetype or "").startswith(_COMPRESSED_TYPES)
    body = response.get_data()
    if not compressible or len(body) < _LEAST:
        return _validated(response, body, "") if response.status_code == 200 else response
    response.vary.add("Accept-Encoding")
    encoding = chosen_encoding(request.headers.get("Accept-Encoding", ""))
    if response.status_code == 200:
        response = _validated(response, body, encoding)
    if encoding and response.status_code != 304:
        response.set_data(_compress(body, encoding))
        response.headers["Content-Encoding"] = encoding
    return response


def chosen_encoding(accepted: str) -> str:
    """The best content coding we make that `Accept-Encoding` allows, empty for none.

    RFC 9110, 12.5.3: a coding with `q=0` is refused; `*` stands for those not named.
    """
    weights = {}
    for item in accepted.lower().split(","):
        name, _, parameter = item.partition(";")
        weights[name.strip()] = _weight(parameter)
    best = max(("br", "gzip"), key=lambda name: weights.get(name, weights.get("*", 0.0)))
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else ""


def _weight(parameter: str) -> float:
    key, _, value = parameter.strip().partition("=")
    if key.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _validated(response: Response, body: bytes, encoding: str) -> Response:
    """Give a cacheable answer its ETag, and answer 304 where the reader has it already."""
    if "no-store" in response.headers["Cache-Control"]:
        return response
    digest = blake2b(body, digest_size=12).hexdigest()
    response.set_etag(f"{digest}-{encoding}" if encoding else digest)
    response.make_conditional(request)
    return response


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=_BROTLI_QUALITY))
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
