"""What a request meets first: the base path, the pages that are ready, whose host it asks."""

from contextlib import suppress
from functools import partial

from reader.config.resources import release_digest
from reader.config.settings import SITE_FILE, Settings
from reader.storage.bodies import BodyStore
from reader.storage.index.schema import IndexFiles
from reader.web.host_names import is_good_host
from reader.web.mount import Application, Mount
from reader.web.page_archive import CAPACITY, PageArchive
from reader.web.page_cache import PageCache
from reader.web.page_store import Freshness
from reader.web.strangers import StrangersRefused


def archive_of(
    settings: Settings, files: IndexFiles, kind: type[PageArchive] = PageArchive
) -> PageArchive | None:
    """The pages that outlive a process of this deployment; None where no pages are kept.

    They are of other releases as soon as any file that pages are made by changes.
    """
    if not settings.page_cache:
        return None
    site = b""
    with suppress(OSError):  # it is told elsewhere
        site = (settings.content / SITE_FILE).read_bytes()
    release = release_digest(
        settings.content, settings.site_url, settings.offline, settings.accounts, site
    )
    return kind(BodyStore(files.pages, CAPACITY), release)


def front(
    application: Application,
    settings: Settings,
    freshness: Freshness,
    archive: PageArchive | None,
) -> Application:
    """The application behind what answers for it where it can."""
    is_good = partial(is_good_host, trusted=settings.trusted_hosts)
    known = StrangersRefused(
        application, is_good, settings.site_url, is_https=settings.is_https
    )  # not before the cache: it answers no stranger itself, and asks that for less
    cache = PageCache(known, freshness, is_good, settings.page_cache, archive)
    return Mount(cache, settings.base_path) if settings.base_path else cache
