"""Searching the articles, and the description by which browsers offer that themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from unicodedata import category
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from reader.domain.editions import Edition, Variant
from reader.domain.library import Library
from reader.domain.search import Hit, SearchPage, SearchRequest
from reader.language.characters import HAN
from reader.web.addresses import absolute
from reader.web.delivery import NO_STORE
from reader.web.editions import keep_query
from reader.web.frames import headers_of, page_place, render_page, rendered
from reader.web.highlighting import highlighted
from reader.web.observed import SEARCHED
from reader.web.presenter import Moment, Presenter, presenter
from reader.web.services import library, services
from reader.web.visits import costly
from reader.web.xml_documents import add, document

blueprint = Blueprint("search", __name__, url_prefix="/<edition:edition>")

_SHEETS = "front search"
_LONGEST = 200  # characters of a query
_NEAR = 5  # titles to suggest
_CACHE = "public, max-age=0, s-maxage=10, must-revalidate"  # of little use to another reader
_YEAR = re.compile(r"[1-9][0-9]{3}")
_LONGEST_NAME = 16  # characters of a ShortName (OpenSearch 1.1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address has it; a value that is not there is empty."""

    text: str
    column: str
    year: str
    after: str

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for one column or one year."""
        return bool(self.column or self.year)

    @classmethod
    def from_request(cls) -> "Asked":
        """What this request asks for."""
        values = request.args
        column, year, after = (values.get(name, "") for name in ("column", "year", "after"))
        return cls(_clean(values.get("q", "")), column, year, after)

    def query(self, after: str = "") -> str:
        """The query of a page of this search, the first one unless `after` says which."""
        values = {"q": self.text, "column": self.column, "year": self.year, "after": after}
        return urlencode({key: value for key, value in values.items() if value})

    def mistake(self, articles: Library) -> str:
        """What of it cannot be, as a sentence for the reader; empty where all is well."""
        mistake = ""
        if len(self.text) > _LONGEST:
            mistake = _("Search for %(number)d characters at most.", number=_LONGEST)
        elif self.year and not _YEAR.fullmatch(self.year):
            mistake = _("There is no such year. Choose one from the list.")
        elif self.column and articles.column(self.column) is None:
            mistake = _("There is no such column. Choose one from the list.")
        return mistake


@dataclass(frozen=True, slots=True)
class Choice:
    """A column or a year to search in."""

    value: str
    name: str


@blueprint.get("/search")
@costly
def search() -> Response:
    """A page of what is found; the form alone where nothing is asked for."""
    asked, articles, show = Asked.from_request(), library(), presenter()
    keep_query(q=asked.text, column=asked.column, year=asked.year, after=asked.after)
    mistake = asked.mistake(articles)
    page = SearchPage((), "")
    if asked.text and not mistake:
        try:
            began = perf_counter()
            page = articles.search(_search_request(asked, show.edition))
            request.environ[SEARCHED] = perf_counter() - began
        except ValueError:
            mistake = _("This page of the results is not there any more. Search again.")
    is_nothing = not (mistake or page.hits or page.next or asked.after)
    near = articles.near_titles(asked.text, _NEAR) if asked.text and is_nothing else ()
    here = show.url("/search")
    content = {
        "query": asked.text,
        "query_language": _language(asked.text, show.edition),
        "mistake": mistake,
        "filters": _filters(articles, show, Asked("", "", "", "") if mistake else asked),
        "hits": b"".join(_found(hit, articles, show) for hit in page.hits),
        "more": f"{here}?{asked.query(page.next)}" if page.next else "",
        "first": f"{here}?{asked.query()}" if asked.after else "",
        "everywhere": f"{here}?{urlencode({'q': asked.text})}" if asked.is_narrowed else "",
        "near": show.entries(near),
        "search_description": description_address(),
    }
    if page.hits:
        return _filled_page(articles, show, {"place": page_place(), **content})
    status = 400 if mistake else 200
    return render_page("search.html", sheet=_SHEETS, cache=_CACHE, status=status, **content)


def _filled_page(articles: Library, show: Presenter, content: Mapping[str, Any]) -> Response:
    """A page with hits, by a stencil: the template has nothing to ask but which texts there are."""
    sections, parts = tuple(articles.sections()), show.parts
    html = parts.stencils.filled(
        ("search.html", show.edition.slug, sections, articles.is_complete),
        content,
        lambda holes: rendered("search.html", _SHEETS, is_page=True, content=holes),
    )
    cache = _CACHE if articles.is_complete else NO_STORE
    return Response(html, headers=headers_of(parts, _SHEETS, cache))


def _language(text: str, edition: Edition) -> str:
    """The language of what was asked for, empty where it is the page's own."""
    return "zh" if edition.variant is None and HAN.search(text) else ""


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """How a browser searches this site (OpenSearch 1.1); needs the site's public address."""
    if not description_address():
        abort(404)
    show, site = presenter(), services().site
    name = show.label(site.name)
    root = Element("OpenSearchDescription", xmlns="http://a9.com/-/spec/opensearch/1.1/")
    add(root, "ShortName", name[:_LONGEST_NAME])
    add(root, "Description", _("Search %(site)s", site=name))
    template = absolute(url_for("search.search")) + "?q={searchTerms}"
    add(root, "Url", type="text/html", template=template)
    here = absolute(url_for("search.description"))
    add(root, "Url", rel="self", type="application/opensearchdescription+xml", template=here)
    icon = f"{services().settings.base_path}{services().assets.prefix}/images/icon.svg"
    add(root, "Image", absolute(icon), type="image/svg+xml", width="16", height="16")
    add(root, "Language", show.edition.language)
    add(root, "OutputEncoding", "UTF-8")
    add(root, "InputEncoding", "UTF-8")
    return document(root, "application/opensearchdescription+xml")


def description_address() -> str:
    """Where that description is, empty where there is none."""
    settings = services().settings
    can_search = settings.site_url and not settings.page_suffix  # an export has no server
    return presenter().url("/opensearch.xml") if can_search else ""


def _search_request(asked: Asked, edition: Edition) -> SearchRequest:
    has_own_words = edition.variant is Variant.HANT_TW
    return SearchRequest(
        text=asked.text,
        column=asked.column,
        year=int(asked.year) if asked.year else None,
        after=asked.after,
        size=services().site.page_size,
        mainland=services().terms.mainland(asked.text) if has_own_words else "",
    )


def _clean(text: str) -> str:
    """`text` without what is no text, and is not allowed in HTML; spaces run together."""
    return " ".join("".join(" " if _is_no_text(sign) else sign for sign in text).split())


def _is_no_text(sign: str) -> bool:
    """Controls, lone surrogates and noncharacters."""
    code = ord(sign)
    return category(sign) in {"Cc", "Cs"} or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _filters(articles: Library, show: Presenter, asked: Asked) -> Markup:
    """The lists of columns and of years to search in, made once a generation; some chosen."""
    stencils, key = show.parts.stencils, ("filters.html", show.edition.slug, articles.generation)

    def made(_nothing: object) -> str:
        columns, years = _columns(articles, show), _years(articles)
        return render_template("filters.html", columns=columns, years=years)

    lists = stencils.filled(key, {}, made).decode()
    return Markup(_chosen(lists, asked))  # noqa: S704 - a template's, and what is put in is checked


def _chosen(lists: str, asked: Asked) -> str:
    """The lists with what was asked for chosen; a year without articles is added."""
    if asked.column:
        option = f'<option value="{escape(asked.column)}"'
        lists = lists.replace(f"{option}>", f"{option} selected>", 1)
    if asked.year and lists:
        option = f"<option>{asked.year}</option>"
        before, found, after = lists.partition(option)
        if not found:
            before, found, after = lists.rpartition("</select>")
            after = found + after
        lists = f"{before}{option.replace('>', ' selected>', 1)}{after}"
    return lists


def _columns(articles: Library, show: Presenter) -> list[Choice]:
    """Every column that has articles, after the names of those it lies in."""
    return [
        Choice(column.path, " › ".join(step.title for step in show.trail(articles, column.path)))
        for column in articles.columns()
        if column.size
    ]


def _years(articles: Library) -> list[str]:
    """Every year that has articles, the latest first."""
    return sorted({str(month.year) for month in articles.months()}, reverse=True)


def _found(hit: Hit, articles: Library, show: Presenter) -> bytes:
    """A hit as it is shown, the words that were searched for marked."""
    summary = hit.summary
    script, glossary = summary.script, summary.glossary
    column = articles.column(summary.column) if summary.column else None
    link, day = show.link(summary), summary.published.date().isoformat()
    excerpt = show.passage(hit.excerpt, script, glossary)
    terms = show.parts.terms
    content = {
        "url": link.url,
        "language": link.language,
        "day": Moment(day, day),
        "title": highlighted(link.title, hit.marks, terms),
        "excerpt": highlighted(excerpt, hit.marks, terms),
        "column": show.label(column.title) if column else "",
        "source": show.text(summary.source, script, glossary),
    }
    stencils, key = show.parts.stencils, ("found.html", show.edition.slug)
    return stencils.filled(key, content, _found_rendered)


def _found_rendered(content: Mapping[str, Any]) -> str:
    return render_template("found.html", **content)
