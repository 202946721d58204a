"""The frame every page has: its head, its navigation, its links to other editions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, render_template, request

from reader.domain.article import Label
from reader.domain.editions import EDITIONS, Edition, Variant, distance
from reader.web.addresses import absolute, address, quoted
from reader.web.assets import Style
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.editions import current_edition, indexed_editions, kept_query
from reader.web.presenter import Section, presenter
from reader.web.security import page_policy
from reader.web.services import Services, library, services
from reader.web.structured_data import logo

# The sheet that names a variant's typefaces; articles in their own script may need any.
_FONTS = {
    Variant.HANS: "fonts/hans",
    Variant.HANT: "fonts/hant",
    Variant.HANT_TW: "fonts/hant",
    Variant.HANT_HK: "fonts/hk",
    None: "fonts/any",
}
# What the Open Graph protocol calls the languages of pages: of Chinese it knows three.
_LOCALES = {
    Variant.HANS: "zh_CN",
    Variant.HANT: "zh_TW",
    Variant.HANT_TW: "zh_TW",
    Variant.HANT_HK: "zh_HK",
    None: "en_US",
}


@dataclass(frozen=True, slots=True)
class Alternate:
    """This page in another edition."""

    edition: Edition
    url: str
    absolute: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the base template needs, beside the page's own content.

    `default` is the page's address without an edition, `locale` its language as the Open Graph
    protocol has it, `locales` those of its other editions. `languages` are empty in an edition
    that search engines are not told of. `emblem_size` is its width and height in pixels, 0 if
    unknown.
    """

    edition: Edition
    site_name: str
    site_language: str
    publisher: str
    undertaker: str
    contact: str
    records_language: str
    columns: tuple[Section, ...]
    alternates: tuple[Alternate, ...]
    languages: tuple[Alternate, ...]
    switches: tuple[Alternate, ...]
    canonical: str
    default: str
    locale: str
    locales: tuple[str, ...]
    domain: str
    emblem: str
    emblem_size: int
    here: str
    is_page: bool
    is_complete: bool


def render_page(
    template: str, *, sheet: str, cache: str = PUBLIC, status: int = 200, **content: object
) -> Response:
    """A page in its frame; `sheet` names the style sheets inlined beside the common ones."""
    is_page = status == 200
    html = rendered(template, sheet, is_page=is_page, content={"place": page_place(), **content})
    is_kept = is_page and library().is_complete
    return Response(html, status, headers_of(services(), sheet, cache if is_kept else NO_STORE))


def rendered(template: str, sheet: str, *, is_page: bool, content: Mapping[str, Any]) -> str:
    """The text of a page: a template's, with `content`, in the frame of this request."""
    parts = services()
    frame = make_frame(content["place"], is_page=is_page)
    return render_template(
        template, frame=frame, style=page_style(parts, sheet), parts=parts, **content
    )


def headers_of(parts: Services, sheet: str, cache: str) -> dict[str, str]:
    """What a page's answer says beside its type and length."""
    scripts, styles = (parts.assets.head_script_source,), (page_style(parts, sheet).source,)
    return {"Cache-Control": cache, "Content-Security-Policy": page_policy(scripts, styles)}


def page_style(parts: Services, sheet: str) -> Style:
    """The styles of a page of these sheets in the edition of this request."""
    return parts.assets.style(f"{_FONTS[current_edition().variant]} {sheet}")


def make_frame(place: str, *, is_page: bool) -> Frame:
    """The frame of the page at `place` below its edition.

    An error page has no other editions of itself.
    """
    edition = current_edition()
    show = presenter()
    site = services().site
    alternates = tuple(_alternate(other, place if is_page else "/") for other in site.editions)
    indexed = indexed_editions(site)
    languages = tuple(other for other in alternates if other.edition in indexed)
    locale = _LOCALES[edition.variant]
    emblem, emblem_size = logo(show)
    locales = dict.fromkeys(_LOCALES[other.edition.variant] for other in languages)
    return Frame(
        edition=edition,
        site_name=show.label(site.name),
        site_language=show.language_of_label(site.name),
        publisher=show.label(site.publisher),
        undertaker=show.label(site.government.undertaker) if site.government else "",
        contact=show.label(Label(site.contact)) if site.government else "",
        records_language=show.differing(site.script.language),
        columns=tuple(show.sections(library())),
        alternates=alternates,
        languages=languages if edition in indexed else (),
        switches=tuple(_switches(edition, alternates)),
        canonical=next(
            (a.absolute for a in languages if a.edition.language == edition.language), ""
        ),
        default=absolute(address("") + place),
        locale=locale,
        locales=tuple(other for other in locales if other != locale),
        domain=urlsplit(services().settings.site_url).hostname or "",
        emblem=emblem,
        emblem_size=emblem_size,
        here=address(f"/{edition.slug}") + place if is_page else address(request.path) + _query(),
        is_page=is_page,
        is_complete=library().is_complete,
    )


def editions_page(title: str, place: str) -> Response:
    """What an export has at an address without an edition: the way to each."""
    parts = services()
    alternates = [_alternate(edition, place) for edition in parts.site.editions]
    default = next(a for a in alternates if a.edition == parts.site.default_edition)
    style = parts.assets.style("form")
    html = render_template(
        "editions.html",
        title=title,
        alternates=alternates,
        languages=[a for a in alternates if a.edition in indexed_editions(parts.site)],
        default=default,
        style=style,
        parts=parts,
    )
    policy = page_policy((), (style.source,))
    return Response(html, headers={"Cache-Control": PUBLIC, "Content-Security-Policy": policy})


def _alternate(edition: Edition, place: str) -> Alternate:
    url = address(f"/{edition.slug}") + place
    return Alternate(edition, url, absolute(url))


def _switches(edition: Edition, alternates: Iterable[Alternate]) -> Iterable[Alternate]:
    """The one switch 繁體/简体 of a Chinese page; both from the English interface.

    It keeps annotations where the other script has an edition with any.
    """
    for script in dict.fromkeys(other.script for other in EDITIONS.values() if other.script):
        if script is not edition.script:
            others = [a for a in alternates if a.edition.script is script]
            yield from sorted(others, key=lambda a: distance(edition, a.edition))[:1]


def page_place() -> str:
    """The URL of the current page below its edition, its page number kept."""
    return quoted(request.path.removeprefix(f"/{current_edition().slug}")) + _query()


def _query() -> str:
    query = urlencode(kept_query())
    return f"?{query}" if query else ""
