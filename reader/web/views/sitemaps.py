"""What search engines are told: the sitemap in parts (sitemaps.org 0.9), and robots.txt."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, make_response, url_for

from reader.domain.article import ArticleSummary
from reader.domain.editions import Edition, Script
from reader.publishing.tree import legal
from reader.web.addresses import absolute
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.editions import indexed_editions
from reader.web.presenter import Presenter, timestamp
from reader.web.services import library, services
from reader.web.xml_documents import xml_answer

# Megabytes that a robot asks for once in days: for the proxy, and not for the page cache.
_CACHE = "public, max-age=0, s-maxage=600, must-revalidate"

blueprint = Blueprint("sitemaps", __name__)

_MOST = 50_000  # addresses in a file, by sitemaps.org
_UNQUOTED = "!$&'()*+,/:;=@"  # what url_for leaves as it is in a path
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
_NEWS = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_MOST_NEWS = 1000  # addresses in a news sitemap
_NEWS_AGE = timedelta(days=2)
# What nobody looks for.
_PRIVATE = ("search", "preferences", "panels", "print", "save", "files", "me")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The files of the sitemap, and when something in each changed last."""
    _need_site_url()
    parts = library().sitemap_parts()
    files = [(f"{part.number}", timestamp(part.changed)) for part in parts]
    files.append(("pages", timestamp(max(part.changed for part in parts)) if parts else ""))
    folder = absolute(url_for("sitemaps.pages")).removesuffix("pages.xml")
    return _document("sitemapindex", (_element("sitemap", f"{folder}{n}.xml", t) for n, t in files))


@blueprint.get("/sitemaps/pages.xml")
def pages() -> Response:
    """The home page and the columns."""
    _need_site_url()
    editions = indexed_editions(services().site)
    places: list[tuple[str, str, dict[str, Any]]] = [("home.home", "", {})]
    places += [
        ("columns.column", f"columns/{column.path}", {"path": column.path})
        for column in library().columns()
        if column.size
    ]
    return _document(
        "urlset",
        (
            _urls(
                [(e, _public(url_for(page, **values, edition=e))) for e in editions],
                _public(url_for("unprefixed.unprefixed", rest=rest)),
            )
            for page, rest, values in places[: _MOST // len(editions)]
        ),
    )


@blueprint.get("/sitemaps/<int:number>.xml")
def articles(number: int) -> Response:
    """One part of the articles, in every language of the site."""
    _need_site_url()
    found = library().sitemap_part(number)
    if not found:
        abort(404)
    response = _document("urlset", _articles(found))
    if library().is_complete:
        response.headers["Cache-Control"] = _CACHE
    return response


@blueprint.get("/sitemaps/news.xml")
def news() -> Response:
    """The articles of the last two days, for search engines of news (Google's news sitemap).

    It is told to those by hand: the index has its articles already.
    """
    _need_site_url()
    found = _news()
    if not found:
        abort(404)
    shows = [Presenter(edition, services()) for edition in indexed_editions(services().site)]
    urls = (_news_url(show, summary) for summary in found for show in shows)
    response = _document("urlset", urls, _NEWS)
    response.headers["Cache-Control"] = _CACHE if library().is_complete else NO_STORE
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read but what is each reader's own, and what the publisher says."""
    base, rules = services().settings.base_path, services().site.robots
    places = [base, *(f"{base}/{edition.slug}" for edition in services().site.editions)]
    lines = [line for name in rules.refused for line in (f"User-agent: {name}", "Disallow: /", "")]
    lines += ["User-agent: *"]
    if rules.is_open:
        lines += [f"Disallow: {place}/{page}" for place in places for page in _PRIVATE]
        lines += [f"Disallow: {base}{path}" for path in rules.disallow]
    else:
        lines += ["Disallow: /"]
    if sitemap := absolute(url_for("sitemaps.index")):
        lines += ["", f"Sitemap: {sitemap}"]
    response = make_response("\n".join(lines) + "\n")
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = PUBLIC
    return response


def _articles(found: Sequence[ArticleSummary]) -> Iterable[str]:
    """The entries of the articles; url_for for each would take most of the time."""
    prefixes = [
        (edition, _public(url_for("articles.article", edition=edition, path="")))
        for edition in indexed_editions(services().site)
    ]
    default = _public(url_for("unprefixed.unprefixed", rest="articles/"))
    suffix = services().settings.page_suffix
    for summary in found:
        path = escape(quote(summary.path, _UNQUOTED))
        changed = timestamp(_changed(summary))
        urls = [(e, prefix + path) for e, prefix in prefixes]
        yield _urls(urls, f"{default}{path}{suffix}", changed)


def _news() -> list[ArticleSummary]:
    """The articles of the last two days, as many as a news sitemap may name in every language.

    Where there are none it is the newest, since no sitemap may be empty.
    """
    most = _MOST_NEWS // len(indexed_editions(services().site))
    begin = datetime.now(UTC) - _NEWS_AGE
    newest = library().newest("", most)
    return [summary for summary in newest if summary.published > begin] or [*newest[:1]]


def _news_url(show: Presenter, summary: ArticleSummary) -> str:
    site, edition = services().site, show.edition
    language = "zh-tw" if _script(show, summary) is Script.HANT else "zh-cn"
    name, title = (
        escape(legal(text))
        for text in (
            show.label(site.publisher) or show.label(site.name),
            show.text(summary.title, summary.script, summary.glossary),
        )
    )
    address = _public(url_for("articles.article", path=summary.path, edition=edition))
    return (
        f"<url><loc>{address}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>{language}</news:language></news:publication><news:publication_date>"
        f"{timestamp(summary.published)}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>\n"
    )


def _script(show: Presenter, summary: ArticleSummary) -> Script:
    return show.edition.script or summary.script


def _changed(summary: ArticleSummary) -> datetime:
    return summary.updated or summary.published


def _urls(addresses: Sequence[tuple[Edition, str]], default: str, changed: str = "") -> str:
    """A page's entries, one for each language; each names all, and the address without one."""
    links = "".join(_link(edition.language, address) for edition, address in addresses)
    links += _link("x-default", default)
    return "".join(_element("url", address, changed, links) for _, address in addresses)


def _link(language: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'


def _element(name: str, address: str, changed: str, links: str = "") -> str:
    time = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<{name}><loc>{address}</loc>{time}{links}</{name}>\n"


def _document(root: str, elements: Iterable[str], also: str = "") -> Response:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} {_NAMESPACES}{also}>\n'
    return xml_answer(f"{head}{''.join(elements)}</{root}>\n".encode())


def _public(path: str) -> str:
    return escape(absolute(path))


def _need_site_url() -> None:
    if not services().settings.site_url:
        abort(404)
