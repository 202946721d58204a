"""The frame every page has: its head, its navigation, its links to other editions."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Response, make_response, render_template, request

from reader.domain.editions import EDITIONS, Edition, distance
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.editions import current_edition, indexed_editions, kept_query, path_in
from reader.web.presenter import Section, presenter
from reader.web.security import page_policy
from reader.web.services import library, services


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the breadcrumbs; the last one, the page itself, has no URL."""

    title: str
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Alternate:
    """This page in another edition."""

    edition: Edition
    url: str
    absolute: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the base template needs, beside the page's own content."""

    edition: Edition
    site_name: str
    site_language: str
    publisher: str
    columns: tuple[Section, ...]
    alternates: tuple[Alternate, ...]
    languages: tuple[Alternate, ...]
    switches: tuple[Alternate, ...]
    canonical: str
    here: str
    is_page: bool
    is_complete: bool


def crumbs_of(sections: Iterable[Section]) -> list[Crumb]:
    """Breadcrumbs of columns."""
    return [Crumb(section.title, section.url, section.language) for section in sections]


def render_page(
    template: str, *, sheet: str, cache: str = PUBLIC, status: int = 200, **content: object
) -> Response:
    """A page in its frame; `sheet` names the style sheets inlined beside the common ones."""
    parts = services()
    style = parts.assets.style(sheet)
    html = render_template(
        template, frame=make_frame(is_page=status == 200), style=style, parts=parts, **content
    )
    response = make_response(html, status)
    is_kept = status == 200 and library().is_complete
    response.headers["Cache-Control"] = cache if is_kept else NO_STORE
    response.headers["Content-Security-Policy"] = page_policy(
        (parts.assets.head_script_source,), (style.source,)
    )
    return response


def make_frame(*, is_page: bool) -> Frame:
    """The frame of the current request; an error page has no other editions of itself."""
    edition = current_edition()
    show = presenter()
    site = services().site
    alternates = tuple(_alternate(other, is_page=is_page) for other in site.editions)
    indexed = indexed_editions(site)
    languages = tuple(other for other in alternates if other.edition in indexed)
    return Frame(
        edition=edition,
        site_name=show.label(site.name),
        site_language=show.language_of_label(site.name),
        publisher=show.label(site.publisher),
        columns=tuple(show.sections(library())),
        alternates=alternates,
        languages=languages,
        switches=tuple(_switches(edition, alternates)),
        canonical=next(
            (a.absolute for a in languages if a.edition.language == edition.language), ""
        ),
        here=_here(),
        is_page=is_page,
        is_complete=library().is_complete,
    )


def _alternate(edition: Edition, *, is_page: bool) -> Alternate:
    url = path_in(edition) if is_page else _home(edition)
    return Alternate(edition, url, absolute_url(url))


def _home(edition: Edition) -> str:
    return f"{request.script_root}/{edition.slug}/"


def _switches(edition: Edition, alternates: Iterable[Alternate]) -> Iterable[Alternate]:
    """The one switch 繁體/简体 of a Chinese page; both from the English interface.

    It keeps annotations where the other script has an edition with any.
    """
    for script in dict.fromkeys(other.script for other in EDITIONS.values() if other.script):
        if script is not edition.script:
            others = [a for a in alternates if a.edition.script is script]
            yield from sorted(others, key=lambda a: distance(edition, a.edition))[:1]


def absolute_url(path: str) -> str:
    """The public address of a path that `url_for` made, empty when the site's is not configured."""
    settings = services().settings
    if not settings.site_url:
        return ""
    return settings.site_url.removesuffix(settings.base_path) + path


def _here() -> str:
    """The path, with its page number or search, that a form comes back to."""
    path, query = quote(f"{request.script_root}{request.path}"), urlencode(kept_query())
    return f"{path}?{query}" if query else path
