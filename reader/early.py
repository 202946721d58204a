"""Wiring: a server that answers before the lasting ones are there, from kept pages if it can."""

import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from reader.config.settings import Settings
from reader.observing.tallies import Tallies
from reader.storage.index.following import IndexFollower, has_whole_index
from reader.storage.index.schema import IndexFiles
from reader.web.closing import closing
from reader.web.front import Watch, archive_of, front
from reader.web.health import Readiness
from reader.web.mount import Application
from reader.web.page_archive import ClosedArchive, PageArchive


def kept_pages(settings: Settings) -> PageArchive | None:
    """The pages that early servers answer; None where no pages are kept, or no index is whole.

    Without an index early servers would only wait for one. What they make themselves is not
    archived: `site.toml` may have changed since the archive was named by it.
    """
    files = IndexFiles.of(settings.state, settings.content)
    archive = archive_of(settings, files, ClosedArchive)
    return archive if archive and has_whole_index(files) else None


def early_application(settings: Settings, archive: PageArchive) -> Application:
    """An application that makes the whole one for the first request it cannot answer itself."""
    files = IndexFiles.of(settings.state, settings.content)
    watch = Watch(Tallies(files.tallies), Readiness(files), "early server")
    whole = front(_Whole(settings), settings, IndexFollower(files), archive, watch)
    return _Closing(whole)


class _Closing:
    """WSGI middleware that lets no connection outlive its answer: another server comes soon."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self._application(environ, closing(start_response))


class _Whole:
    """The whole application behind its front, made when it is first asked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._site: Application | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self._made()(environ, start_response)

    def _made(self) -> Application:
        with self._lock:
            if self._site is None:
                from reader.app import create_site  # noqa: PLC0415 - a third of a second

                self._site = create_site(self._settings)
            return self._site
