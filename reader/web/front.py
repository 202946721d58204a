"""What a request meets first: the base path, the pages that are ready, whose host it asks."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from reader.config.resources import release_digest
from reader.config.settings import SITE_FILE, Settings
from reader.observing.tallies import Tallies
from reader.storage.bodies import BodyStore
from reader.storage.index.schema import IndexFiles
from reader.web.health import Health, Readiness
from reader.web.host_names import is_good_host
from reader.web.mount import Application, Mount
from reader.web.observed import Observed
from reader.web.page_archive import CAPACITY, PageArchive
from reader.web.page_cache import PageCache
from reader.web.page_store import Freshness
from reader.web.request_ids import RequestIds
from reader.web.request_log import RequestLog
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


@dataclass(frozen=True, slots=True)
class Watch:
    """What watches over the requests of a process: its counts, and how ready it is.

    `role` is what the process is called among the others.
    """

    tallies: Tallies
    readiness: Readiness
    role: str = "server"


def front(
    application: Application,
    settings: Settings,
    freshness: Freshness,
    archive: PageArchive | None,
    watch: Watch,
) -> Application:
    """The application behind what answers for it where it can, watched over."""
    is_good = partial(is_good_host, trusted=settings.trusted_hosts)
    ids = RequestIds(has_proxy=settings.proxy_hops > 0)
    # Behind the cache: that answers no stranger itself, and asks for less.
    site: Application = StrangersRefused(
        application, is_good, settings.site_url, is_https=settings.is_https
    )
    site = Health(site, watch.readiness, is_https=settings.is_https)
    site = Observed(site, watch.tallies, ids, watch.role)
    site = PageCache(site, freshness, is_good, settings.page_cache, archive, tallies=watch.tallies)
    if settings.log_requests:
        site = RequestLog(
            site, settings.log, ids,
            base=settings.base_path, client=settings.log_client, hops=settings.proxy_hops,
        )  # fmt: skip
    return Mount(site, settings.base_path) if settings.base_path else site
