"""The headers that keep a page to itself, on every answer."""

from __future__ import annotations  # those of functions made for each request cost more than they

from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import urlsplit
from wsgiref.headers import Headers
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.web.mount import Application, ExcInfo

_PERMISSIONS = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "usb",
)  # fmt: skip
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Without spaces, as the policies of pages: a proxy parses every byte of a kept answer's head.
    # Recordings alone may play, so that reading aloud can go on from one article to the next.
    "Permissions-Policy": ",".join(("autoplay=(self)", *(f"{name}=()" for name in _PERMISSIONS))),
}
# A file beside an article, opened by itself, may show itself and nothing else.
MEDIA_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "object-src 'self'; frame-ancestors 'none'; sandbox"
)
_BARE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HSTS = "max-age=63072000"  # this host alone: other sites below it may not have TLS yet


@cache
def page_policy(scripts: tuple[str, ...] = (), styles: tuple[str, ...] = ()) -> str:
    """The Content-Security-Policy of a page (CSP 3) with the hashes of its inline texts."""
    return ";".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            " ".join(("style-src 'self'", *styles)),
            "img-src 'self'",
            "media-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


class SecureHeaders:
    """WSGI middleware that adds what every answer carries; a policy that a view has set stays."""

    def __init__(self, application: Application, *, is_https: bool) -> None:
        self._application = application
        self._headers = [*_EVERYWHERE.items()]
        if is_https:
            self._headers.append(("Strict-Transport-Security", _HSTS))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
        ) -> Callable[[bytes], object]:
            names = [name for name, _ in headers]
            headers = [*headers, *self._headers]
            if "Content-Security-Policy" not in names:
                headers.append(("Content-Security-Policy", _BARE_POLICY))
            return start_response(status, headers, exc_info)

        return self._application(environ, start)


def secure_static(headers: Headers, *, is_https: bool) -> None:
    """The same for static files, which never reach Flask."""
    for name, value in _EVERYWHERE.items():
        headers[name] = value
    headers["Content-Security-Policy"] = _BARE_POLICY
    if is_https:
        headers["Strict-Transport-Security"] = _HSTS


def is_cross_site(site_url: str) -> bool:
    """Whether another site's page made the browser send this request (Fetch Metadata, RFC 6454).

    A browser says so itself; one too old for `Sec-Fetch-Site` sends `Origin` with every POST.
    """
    # Early servers do without Flask, and with the headers above.
    from flask import request  # noqa: PLC0415

    from reader.web.host import given_host  # noqa: PLC0415

    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    own = {given_host(), urlsplit(site_url).netloc}
    return origin is not None and origin.partition("://")[2] not in own
