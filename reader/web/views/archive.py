"""The archive by month, and tags."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from flask import Blueprint, Response, abort
from flask_babel import gettext as _

from reader.domain.editions import Script
from reader.domain.library import Month
from reader.language.detection.scripts import detect_script
from reader.web.feed_documents import feed_addresses
from reader.web.frames import page_place, render_page
from reader.web.presenter import Link, presenter
from reader.web.services import library, services
from reader.web.structured_data import list_data
from reader.web.translations import in_words
from reader.web.views.paging import existing, requested_page

blueprint = Blueprint("archive", __name__, url_prefix="/<edition:edition>")

_TAGS = 200  # on a page


@blueprint.get("/archive")
def archive() -> Response:
    """Every month that has articles, by year."""
    data = list_data(presenter(), "/archive", _("Archive"))
    return render_page("archive.html", sheet="front", years=_years(library().months()), data=data)


@blueprint.get("/archive/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>")
def month(year: int, month: int) -> Response:
    """A page of one month's articles."""
    if not (1 <= month <= 12 and year):
        abort(404)
    page = existing(library().in_month(year, month, requested_page(), _page_size()))
    show, first = presenter(), date(year, month, 1)
    trail = [Link(show.url("/archive"), _("Archive"))]
    return render_page(
        "month.html",
        sheet="front",
        month=first,
        page=page,
        entries=show.entries(page.items),
        data=list_data(show, page_place(), in_words(first, "yMMMM"), trail),
    )


@blueprint.get("/tags")
def tags() -> Response:
    """A page of the tags, the most used first; a site may have none."""
    page = library().tags(requested_page(), _TAGS)
    if page.number > page.last:
        abort(404)
    found = [(tag, *tag_shown(tag.name, tag.script)) for tag in page.items]
    data = list_data(presenter(), page_place(), _("Tags"))
    return render_page("tags.html", sheet="front", page=page, tags=found, data=data)


@blueprint.get("/tags/<path:name>")
def tag(name: str) -> Response:
    """A page of the articles that carry one tag."""
    page = existing(library().tagged(name, requested_page(), _page_size()))
    shown, language = tag_shown(name, page.items[0].script)
    show = presenter()
    trail = [Link(show.url("/tags"), _("Tags"))]
    return render_page(
        "tag.html",
        sheet="front",
        name=shown,
        language=language,
        page=page,
        entries=show.entries(page.items),
        feeds=feed_addresses(show, f"/tags/{name}"),
        data=list_data(show, page_place(), shown, trail),
    )


def _page_size() -> int:
    return services().site.page_size


def _years(months: Sequence[Month]) -> list[tuple[int, list[tuple[date, int]]]]:
    return [
        (year, [(date(m.year, m.month, 1), m.size) for m in group])
        for year, group in groupby(months, key=lambda m: m.year)
    ]


def tag_shown(name: str, newest: Script) -> tuple[str, str]:
    """A tag in this edition's script, and its language where that is not the page's own.

    Where its own characters do not tell its script, that of the newest article it is on does.
    """
    show = presenter()
    script = detect_script(name, newest)
    return show.text(name, script), show.differing(show.edition.language_of(script))
