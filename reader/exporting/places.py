"""What a site has to be exported: every place that its application answers at."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from reader.config.settings import Settings
from reader.domain.article import ArticleSummary
from reader.domain.library import Library
from reader.domain.site import Site
from reader.storage.media import media_type
from reader.storage.scan import is_passed_over
from reader.web.addresses import quoted
from reader.web.assets import Assets
from reader.web.views.panels import PANELS

_ARTICLES = 8  # in a batch
_OTHERS = 40
_TAGS = 200  # asked for at once
_FEEDS = ("feed.xml", "feed.json")
_FILES = (".txt", ".html", ".epub")


class Place(NamedTuple):
    """A place below the base path, quoted, with its query; `status` is what it should answer."""

    address: str
    status: int = 200


class Batch(NamedTuple):
    """Work for one process: articles as (path, time), or places that `changed` then (seconds)."""

    articles: tuple[tuple[str, float], ...] = ()
    places: tuple[Place, ...] = ()
    media: tuple[str, ...] = ()
    changed: float = 0.0

    @property
    def size(self) -> int:
        """How much work it is: an article's pages are many."""
        return len(self.articles) or 1


def article_places(path: str, settings: Settings, site: Site) -> Iterator[Place]:
    """All that there is of one article, in every edition."""
    name = quoted(f"/{path}")
    for edition in site.editions:
        here = f"/{edition.slug}"
        for kind in ("articles", "print", "share", "save"):
            yield Place(f"{here}/{kind}{name}")
        for ending in _FILES:
            yield Place(f"{here}/files{name}{ending}")
    yield Place(f"/articles{name}{settings.page_suffix}")
    if settings.site_url:
        yield Place(f"/qr{name}.svg")


def batches(library: Library, settings: Settings, site: Site) -> Iterator[Batch]:
    """Everything but static files and media; articles first, so that lists lead to what is there.

    Further pages of a list are not named: each leads to the next.
    """
    parts = library.sitemap_parts()
    changed = max((part.changed.timestamp() for part in parts), default=0.0)
    for part in parts:
        found = library.sitemap_part(part.number)
        for start in range(0, len(found), _ARTICLES):
            yield Batch(tuple((s.path, _time(s)) for s in found[start : start + _ARTICLES]))
    waiting: list[Place] = []
    for place in _others(library, settings, site):
        waiting.append(place)
        if len(waiting) == _OTHERS:
            yield Batch(places=tuple(waiting), changed=changed)
            waiting.clear()
    yield Batch(places=tuple(waiting), changed=changed)


def static_batch(assets: Assets) -> Batch:
    """The static files of this release."""
    files = sorted(path for path in assets.folder.rglob("*") if path.is_file())
    return Batch(
        places=tuple(
            Place(quoted(f"{assets.prefix}/{path.relative_to(assets.folder).as_posix()}"))
            for path in files
            if path.name not in assets.not_served
        ),
        changed=max(path.stat().st_mtime for path in files),
    )


def media_batches(content: Path) -> Iterator[Batch]:
    """The pictures and attachments beside the articles, as their paths below the content folder."""
    waiting: list[str] = []
    for folder, folders, files in os.walk(content):
        folders[:] = sorted(name for name in folders if not is_passed_over(name))
        for name in sorted(files):
            path = Path(folder, name).relative_to(content).as_posix()
            if not is_passed_over(name) and media_type(path) and path.isprintable():
                waiting.append(path)
        if len(waiting) >= _OTHERS:
            yield Batch(media=tuple(waiting))
            waiting.clear()
    yield Batch(media=tuple(waiting))


def alias_file(address: str) -> str:
    """Where the page at an old address lies, so that hosts find it; empty where none would."""
    path = PurePosixPath(address.lstrip("/"))
    if "?" in address or not path.name:
        return ""
    if path.suffix.lower() in {".html", ".htm"}:
        return str(path)
    return "" if path.suffix else f"{path}/index.html"


def _others(library: Library, settings: Settings, site: Site) -> Iterator[Place]:
    has_address = bool(settings.site_url)
    columns = [quoted(f"/{column.path}") for column in library.columns() if column.size]
    tags = [quoted(f"/{name}") for name in _tags(library)]
    months = [f"/{month.year:04}/{month.month:02}" for month in library.months()]
    for edition in site.editions:
        here = f"/{edition.slug}"
        yield from map(Place, _in_edition(here, columns, settings))
        yield from (Place(f"{here}/archive{month}") for month in months)
        yield from (Place(f"{here}/tags{tag}") for tag in tags)
        if has_address:
            yield from (Place(f"{here}/tags{tag}/{name}") for tag in tags for name in _FEEDS)
        yield Place(f"{here}/404", 404)
    yield from (Place(f"/columns{column}") for column in columns)
    yield from (Place(f"/{name}") for name in ("preferences", "preferences.css", "robots.txt"))
    if has_address:
        yield from (
            Place(f"/sitemaps/{name}.xml")
            for name in ("pages", *(part.number for part in library.sitemap_parts()))
        )
        yield Place("/sitemap.xml")
    yield Place("/404.html", 404)
    yield Place("/")
    yield Place("/service-worker.js")


def _in_edition(here: str, columns: list[str], settings: Settings) -> Iterator[str]:
    yield f"{here}/manifest.webmanifest"
    for name in sorted(PANELS):
        yield f"{here}/panels/{name}"
    for column in columns:
        yield f"{here}/columns{column}"
        yield f"{here}/columns{column}/newest.epub"
        if settings.offline:
            yield f"{here}/columns{column}/offline.json"
        if settings.site_url:
            yield from (f"{here}/columns{column}/{name}" for name in _FEEDS)
    names = ["columns", "archive", "tags", "preferences", "about/accessibility"]
    if settings.offline:
        names.append("offline")
    if settings.site_url:
        names += _FEEDS
    yield from (f"{here}/{name}" for name in names)
    yield f"{here}/"


def _tags(library: Library) -> Iterator[str]:
    number = last = 1
    while number <= last:
        page = library.tags(number, _TAGS)
        yield from (tag.name for tag in page.items)
        number, last = number + 1, page.last


def _time(summary: ArticleSummary) -> float:
    return (summary.updated or summary.published).timestamp()
