"""Answers articles without a request of Flask's, which costs more than the page."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.web.article_pages import known_page
from reader.web.mount import Application
from reader.web.page_cache import PAGE
from reader.web.page_store import Kept
from reader.web.presenter import Presenter
from reader.web.services import Services


class Shortcut:
    """WSGI middleware that makes pages of articles from what is kept of them.

    It leaves to Flask the first page of each kind, the first view of an article, and whatever is
    out of the ordinary: other methods, a query, a path that needs to be mended, an article that is
    not there, an error.
    """

    def __init__(self, application: Application, parts: Services) -> None:
        self._application = application
        self._parts = parts
        self._base = parts.settings.base_path
        self._shows = {edition.slug: Presenter(edition, parts) for edition in parts.site.editions}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        is_plain = (
            environ["REQUEST_METHOD"] == "GET"
            and not environ.get("QUERY_STRING")
            and environ.get("SCRIPT_NAME", "") == self._base
        )
        slug, _, place = environ["PATH_INFO"][1:].partition("/")
        show = self._shows.get(slug)
        if not is_plain or show is None or not place.startswith("articles/"):
            return self._application(environ, start_response)
        path = place.removeprefix("articles/")
        try:
            glance = self._parts.live.glance(path.encode("latin-1").decode())
            page = known_page(show, glance) if glance else None
        except Exception:  # noqa: BLE001 - Flask comes upon it too, and answers with a page
            return self._application(environ, start_response)
        if glance is None or page is None:
            return self._application(environ, start_response)
        environ[PAGE] = Kept(glance.generation, glance.touched, page.digest)
        start_response(
            "200 OK",
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(page.html))),
                *page.headers,
            ],
        )
        return [page.html]
