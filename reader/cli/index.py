"""`qingdu index`: the index made or brought up to date, ahead of serving or beside it."""

import multiprocessing
import os
import signal
import sqlite3

import click

from reader.cli.index_process import stop_at_signals
from reader.cli.progress import progress
from reader.config.settings import Settings
from reader.config.site import load_site
from reader.domain.editions import EDITIONS
from reader.domain.errors import ReaderError
from reader.domain.site import Site
from reader.indexing import make_indexer
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import prepare
from reader.language.search.terms import SearchTerms
from reader.rendering.bodies import BodyRenderer
from reader.storage.bodies import BodyStore
from reader.storage.index.reading import IndexReader
from reader.storage.index.schema import IndexFiles
from reader.storage.scan import FoundFile, scan


@click.command()
@click.option("--watch", is_flag=True, help="Go on keeping it up to date, until stopped.")
@click.option(
    "--render",
    "renders",
    is_flag=True,
    help=(
        "Render every article ahead of its readers, on all processors: 5 to 10 ms of "
        "one for each article and edition."
    ),
)
@click.option(
    "--edition", "slugs", multiple=True, type=click.Choice(list(EDITIONS)),
    help="With --render: this edition; may be repeated. All without readings, if not given.",
)  # fmt: skip
def index(slugs: tuple[str, ...], *, watch: bool, renders: bool) -> None:
    """Bring the index of the content folder up to date."""
    settings = Settings.from_environment(os.environ)
    site = load_site(settings.content)
    files = IndexFiles.of(settings.state, settings.content)
    terms = SearchTerms(prepare(settings.state))
    bring_up_to_date(settings, site, files, terms)
    if renders:
        _render(settings, site, IndexReader(files, site, terms), slugs)
    if watch:
        indexer = make_indexer(settings, site, files, terms)
        stop_at_signals(indexer)
        indexer.run()


def bring_up_to_date(settings: Settings, site: Site, files: IndexFiles, terms: SearchTerms) -> None:
    """Make the index, or bring it up to date, and show how far that is."""
    try:
        total = sum(isinstance(item, FoundFile) for item in scan(settings.content))
        with progress("Indexing", 2 * total) as advance:
            indexer = make_indexer(settings, site, files, terms, advance)
            if not indexer.update():
                click.echo("Another process keeps this index up to date already.", err=True)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", "") or error
        raise ReaderError(f"The index cannot be made: {reason}.") from error


def _render(settings: Settings, site: Site, reader: IndexReader, slugs: tuple[str, ...]) -> None:
    """Render every body, a part of the sitemap at a time, in as many processes as processors."""
    offered = {edition.slug for edition in site.editions}
    if unknown := sorted(set(slugs) - offered):
        raise ReaderError(f"The site does not offer the edition {unknown[0]}.")
    chosen = slugs or tuple(e.slug for e in site.editions if not e.is_annotated)
    with reader.view() as library:
        parts = [part.number for part in library.sitemap_parts()]
        total = library.size()
    count = min(len(os.sched_getaffinity(0)), len(parts))
    if not count:
        return
    spawn = multiprocessing.get_context("spawn")
    with (
        progress("Rendering", total * len(chosen)) as advance,
        spawn.Pool(count, _begin_rendering, (settings, chosen)) as pool,
    ):
        for done in pool.imap_unordered(_render_part, parts):
            advance(done)


class _Renderer:
    """What a process that renders works with."""

    def __init__(self, settings: Settings, slugs: tuple[str, ...]) -> None:
        site = load_site(settings.content)
        files = IndexFiles.of(settings.state, settings.content)
        dictionaries = prepare(settings.state)
        self.reader = IndexReader(files, site, SearchTerms(dictionaries))
        converter = Converter.of_site(site, dictionaries)
        self.bodies = BodyRenderer(converter, BodyStore(files.bodies, settings.body_store))
        self.editions = [EDITIONS[slug] for slug in slugs]


_renderers: list[_Renderer] = []  # of this process: one


def _begin_rendering(settings: Settings, slugs: tuple[str, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    _renderers.append(_Renderer(settings, slugs))


def _render_part(number: int) -> int:
    """Render the articles of a part; the number of bodies that are there now."""
    (renderer,) = _renderers
    done = 0
    with renderer.reader.view() as library:
        for summary in library.sitemap_part(number):
            article = library.get(summary.path)
            for edition in renderer.editions if article else ():
                assert article
                renderer.bodies.body(article, edition)
                done += 1
    return done
