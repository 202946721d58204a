"""The text mode: every page once more below /text, without pictures.

A browser without scripts loads every picture that a page names, whatever a style sheet says, and
pages are the same for all readers. So these are pages of their own. Their links lead to others
of their kind; a picture is a link to itself, by its description.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Response, g, request
from flask_babel import gettext as _

from reader.domain.editions import EDITIONS
from reader.language.markup.html import tokens
from reader.web.mount import Application
from reader.web.services import services

PLACE = "/text"

_IS_TEXT = "qingdu.text"  # where in the WSGI environment it stands that a text page is asked for
_ATTRIBUTE = re.compile(r' (src|alt)="([^"]*)"')
_OWN = "|".join(sorted(EDITIONS, reverse=True))


class TextPages:
    """WSGI middleware that has pages below /text made by Flask, and leaves others alone."""

    def __init__(self, application: Application, pages: Application) -> None:
        """`pages` answers them, `application` everything else."""
        self._application = application
        self._pages = pages

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path: str = environ["PATH_INFO"]
        if not path.startswith(f"{PLACE}/"):
            return self._application(environ, start_response)
        environ["PATH_INFO"] = path.removeprefix(PLACE)
        environ[_IS_TEXT] = True
        return self._pages(environ, start_response)


def make_textual(response: Response) -> Response:
    """A page without its pictures where a text page was asked for, any other answer as it is.

    It comes before `delivery.deliver`, which names the answer by what is in it.
    """
    if _IS_TEXT not in request.environ:
        return response
    base = services().settings.base_path
    if location := response.headers.get("Location"):
        own = location.removeprefix(request.host_url.rstrip("/"))
        response.headers["Location"] = _to_text(f'href="{own}"', base)[len('href="') : -1]
    if response.mimetype == "text/html":
        html = "".join(_without_pictures(response.get_data(as_text=True)))
        response.set_data(_to_text(html, base))
        response.headers["X-Robots-Tag"] = "noindex"
        g.pop("page_digest", None)
    return response


def _to_text(html: str, base: str) -> str:
    """HTML whose links and forms lead to text pages, where they led to pages."""
    return re.sub(rf'\b((?:href|action)="{base})(?=/(?:{_OWN})[/"])', rf"\1{PLACE}", html)


def _without_pictures(html: str) -> Iterator[str]:
    is_linked = False
    for name, part in tokens(html):
        if name == "a":
            is_linked = not part.startswith("</")
        if name != "img":
            yield part
            continue
        attributes = dict(_ATTRIBUTE.findall(part))
        source, alt = attributes.get("src", ""), attributes.get("alt", "")
        if is_linked:
            yield alt
        else:
            words = _("Picture: %(alt)s", alt=unescape(alt)) if alt else _("Picture")
            yield f'<a href="{source}">{escape(words)}</a>'
