"""An export from beginning to end, on all processors."""

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from reader.app import create_site
from reader.config.resources import resource_dir
from reader.config.settings import Settings
from reader.domain.errors import ReaderError
from reader.domain.site import Site
from reader.exporting.addresses import SUFFIX, Addresses
from reader.exporting.folder import opened
from reader.exporting.places import Batch, Place, batches, media_batches, static_batch
from reader.exporting.redirects import HOSTS, NGINX, for_hosts, for_nginx
from reader.exporting.work import Report, Work
from reader.storage.index.reading import IndexReader
from reader.web.addresses import quoted
from reader.web.assets import Assets
from reader.web.mount import Mount

Progress = Callable[[int], None]  # told how many more articles are done

_AHEAD = 3  # batches that wait for each process


@dataclass(frozen=True)
class Options:
    """What the operator wants of an export in the folder `root`.

    `compresses`: with `.br` and `.gz` beside.
    """

    root: Path
    is_relative: bool = True
    compresses: bool = False
    processes: int = 0  # as many as processors


def export(
    settings: Settings,
    site: Site,
    reader: IndexReader,
    options: Options,
    progress: Progress,
) -> Report:
    """Write the site into a folder, and remove from it what the site has no more.

    Raises ReaderError where the folder is not to be written, or cannot be.
    """
    settings = replace(
        settings, page_suffix=SUFFIX, trusted_hosts=(), accounts=False, costly_per_minute=0
    )
    base, editions = settings.base_path, tuple(edition.slug for edition in site.editions)
    addresses = Addresses(base, settings.site_url, editions, is_relative=options.is_relative)
    application = create_site(settings, is_shared=True)
    if base:
        application = Mount(application, base)
    work = Work(application, settings, site, reader, addresses, compresses=options.compresses)
    root = options.root
    with opened(root) as run:
        try:
            return _Export(settings, site, reader, work).run(run, options, progress)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", "") or error
            raise ReaderError(
                f"{root} cannot be written: {reason}. What is there is whole; mend that, and"
                " export again: it goes on where it stopped."
            ) from error


class _Export:
    def __init__(self, settings: Settings, site: Site, reader: IndexReader, work: Work) -> None:
        self._settings, self._site, self._reader, self._work = settings, site, reader, work
        self._report = Report()

    def run(self, run: int, options: Options, progress: Progress) -> Report:
        """Write everything; `run` is the number of this export."""
        root = options.root
        count = options.processes or len(os.sched_getaffinity(0))
        _works.append(self._work)
        try:
            # Before anything is opened here: the processes share what is made, and no more.
            pool = ProcessPoolExecutor(
                count, multiprocessing.get_context("fork"), _begin, (root, run)
            )
            with pool:
                self._spread(pool, count, progress)
        except BrokenProcessPool as error:
            raise ReaderError(
                "A process of the export was killed, perhaps for want of memory. Export again:"
                " it goes on where it stopped."
            ) from error
        finally:
            _works.clear()
        self._work.open(root, run)
        try:
            self._finish()
            return self._report
        finally:
            self._work.folder.close()

    def _spread(self, pool: ProcessPoolExecutor, count: int, progress: Progress) -> None:
        """Have all batches done, a few ahead of what is done."""
        under_way: dict[Future[Report], Batch] = {}
        try:
            for batch in self._batches(pool):
                under_way[pool.submit(_do, batch)] = batch
                if len(under_way) >= count * _AHEAD:
                    self._take(under_way, progress)
            while under_way:
                self._take(under_way, progress)
            self._follow(pool)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise

    def _take(self, under_way: dict[Future[Report], Batch], progress: Progress) -> None:
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            batch = under_way.pop(future)
            self._report.add(future.result())
            progress(len(batch.articles))

    def _batches(self, pool: ProcessPoolExecutor) -> Iterator[Batch]:
        static = static_batch(Assets(resource_dir("static")))
        self._report.add(pool.submit(_do, static).result())  # pages need them
        yield from media_batches(self._settings.content)
        with self._reader.view() as library:
            yield from batches(library, self._settings, self._site)

    def _follow(self, pool: ProcessPoolExecutor) -> None:
        """Export what pages lead to beside all that was named, such as further feeds."""
        done: set[str] = set()
        while new := {a: page for a, page in self._report.found.items() if a not in done}:
            done |= new.keys()
            places = tuple(map(Place, sorted(new)))
            found = pool.submit(_do, Batch(places=places, changed=self._changed())).result()
            found.faults = [f"{fault} (a link on {_page(new, fault)})" for fault in found.faults]
            self._report.add(found)

    def _finish(self) -> None:
        """What one process does: old addresses, and at last what is gone."""
        changed = self._changed()
        base, redirects = self._settings.base_path, []
        with self._reader.view() as library:
            for alias, path in library.aliases():
                self._work.redirect(alias, path, changed)
                new = f"{base}/articles{quoted(f'/{path}')}{SUFFIX}"
                redirects.append((base + alias, new))
        self._work.keep(".nojekyll", b"", changed)  # GitHub Pages: hand out all files as they are
        if redirects:
            self._work.keep(HOSTS, for_hosts(redirects).encode(), changed)
            self._work.keep(NGINX, for_nginx(redirects).encode(), changed)
        self._report.add(self._work.end())

    def _changed(self) -> float:
        with self._reader.view() as library:
            parts = library.sitemap_parts()
        return max((part.changed.timestamp() for part in parts), default=0.0)


_works: list[Work] = []  # of this process: one


def _begin(root: Path, run: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    (work,) = _works
    work.open(root, run)


def _do(batch: Batch) -> Report:
    (work,) = _works
    return work.do(batch)


def _page(found: dict[str, str], fault: str) -> str:
    return next((page for place, page in found.items() if fault.startswith(f"{place}:")), "")
