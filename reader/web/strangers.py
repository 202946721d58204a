"""Refuses requests to hosts that are not ours, before anything else of the site is asked."""

from __future__ import annotations  # those of functions made for each request cost more than they

from collections.abc import Callable, Iterable
from html import escape
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.web.mount import Application
from reader.web.security import csp_hash, page_policy, secure_headers

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{max-width:32em;margin:auto;padding:1.5em 1em;font:1.25em/1.8 sans-serif}"
    "h1,h2{font-size:1.4em;line-height:1.4;text-wrap:balance}h2{font-size:1.1em;margin-top:2em}"
    "a{color:inherit;overflow-wrap:anywhere}"
)
_SAYINGS = (  # title, what to do, where the site is
    (
        "zh-Hans",
        "这个网址不属于本站",
        "请检查网址有没有写错，或者从您平时使用的链接打开。",
        "本站网址：",
    ),
    (
        "zh-Hant",
        "這個網址不屬於本站",
        "請檢查網址有沒有寫錯，或者從您平時使用的連結打開。",
        "本站網址：",
    ),
    (
        "en",
        "This address is not one of this site",
        "Look for a slip in it, or start from a link that you know.",
        "The site’s address: ",
    ),
)


class StrangersRefused:
    """WSGI middleware that answers 400 where the Host header is not good.

    Its page stands by itself, in three languages: nothing of the request is in it, and no more of
    the application than this is needed, which early servers have not got.
    """

    def __init__(
        self,
        application: Application,
        is_good_host: Callable[[str], bool],
        site_url: str,
        *,
        is_https: bool,
    ) -> None:
        self._application = application
        self._is_good_host = is_good_host
        self._page = _page(site_url).encode()
        policy = page_policy((), (csp_hash(_STYLE),))
        self._headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(self._page))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", policy),
            *secure_headers(is_https=is_https),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._is_good_host(environ.get("HTTP_HOST", "")):
            return self._application(environ, start_response)
        start_response("400 Bad Request", self._headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self._page]


def _page(site_url: str) -> str:
    address = escape(site_url)
    said = "\n".join(
        f'<section lang="{language}">\n<h{level}>{title}</h{level}>\n<p>{advice}</p>\n'
        + (f'<p>{way}<a href="{address}/">{address}</a></p>\n' if address else "")
        + "</section>"
        for level, (language, title, advice, way) in zip((1, 2, 2), _SAYINGS, strict=True)
    )
    return (
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_SAYINGS[0][1]}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{said}\n</main>\n</body>\n</html>\n"
    )
