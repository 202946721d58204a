"""Columns (栏目): all of them, and the articles of one."""

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _

from reader.domain.article import Label
from reader.web.feed_documents import feed_addresses
from reader.web.frames import page_place, render_page
from reader.web.presenter import presenter
from reader.web.services import library, services
from reader.web.structured_data import list_data
from reader.web.views.paging import existing, requested_page
from reader.web.views.saving import NEWEST

blueprint = Blueprint("columns", __name__, url_prefix="/<edition:edition>/columns")


@blueprint.get("")
def columns() -> Response:
    """Every column that has articles."""
    show = presenter()
    found = [show.section(column) for column in library().columns() if column.size]
    data = list_data(show, "/columns", _("Columns"))
    return render_page("columns.html", sheet="front", sections=found, data=data)


@blueprint.get("/<path:path>")
def column(path: str) -> Response:
    """A page of one column's articles."""
    articles = library()
    found = articles.column(path)
    if found is None:
        abort(404)
    page = existing(articles.in_column(path, requested_page(), services().site.page_size))
    show = presenter()
    section, trail = show.section(found), show.trail(articles, path)[:-1]
    return render_page(
        "column.html",
        sheet="front",
        section=section,
        trail=trail,
        kind=show.kind(articles, path),
        keywords=[show.label(Label(word)) for word in found.keywords],
        data=list_data(show, page_place(), section.title, trail, section.description),
        page=page,
        entries=show.entries(page.items),
        feeds=feed_addresses(show, f"/columns/{path}"),
        book=url_for("saving.column_book", path=path),
        book_size=min(found.size, NEWEST),
    )
