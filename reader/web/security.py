"""The headers that keep a page to itself, on every answer."""

from __future__ import annotations  # those of functions made for each request cost more than they

import base64
import hashlib
from collections.abc import Callable, Iterable
from functools import cache
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
_BARE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# A file beside an article, opened by itself, may show itself and nothing else.
_MEDIA_POLICY = f"{_BARE_POLICY}; img-src 'self'; media-src 'self'; sandbox"
# A drawing says in itself how it is painted, and has nowhere to send what it might find out.
_DRAWING_POLICY = f"{_MEDIA_POLICY}; style-src-elem 'unsafe-inline'; style-src-attr 'unsafe-inline'"
_POLICIES = {
    "image/svg+xml": _DRAWING_POLICY,
    "application/pdf": f"{_DRAWING_POLICY}; object-src 'self'",  # a browser's viewer is in it
}
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


def secure_headers(*, is_https: bool) -> list[tuple[str, str]]:
    """What every answer carries beside its policy."""
    return [*_EVERYWHERE.items(), *([("Strict-Transport-Security", _HSTS)] if is_https else [])]


def media_policy(kind: str) -> str:
    """The policy of a file beside an article, by its type."""
    return _POLICIES.get(kind, _MEDIA_POLICY)


def csp_hash(text: str) -> str:
    """The CSP source expression that allows exactly this inline text (CSP 3, 2.3.1)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class SecureHeaders:
    """WSGI middleware that adds what every answer carries; a policy that a view has set stays."""

    def __init__(self, application: Application, *, is_https: bool) -> None:
        self._application = application
        self._headers = secure_headers(is_https=is_https)

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
    for name, value in secure_headers(is_https=is_https):
        headers[name] = value
    headers["Content-Security-Policy"] = _BARE_POLICY
