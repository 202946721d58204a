"""Columns (栏目): all of them, and the articles of one."""

from flask import Blueprint, Response, abort, url_for

from reader.web.frames import render_page
from reader.web.presenter import presenter
from reader.web.services import library, services
from reader.web.views.feeds import feed_address
from reader.web.views.paging import existing, requested_page
from reader.web.views.saving import NEWEST

blueprint = Blueprint("columns", __name__, url_prefix="/<edition:edition>/columns")


@blueprint.get("")
def columns() -> Response:
    """Every column that has articles."""
    show = presenter()
    found = [show.section(column) for column in library().columns() if column.size]
    return render_page("columns.html", sheet="front", sections=found)


@blueprint.get("/<path:path>")
def column(path: str) -> Response:
    """A page of one column's articles."""
    articles = library()
    found = articles.column(path)
    if found is None:
        abort(404)
    page = existing(articles.in_column(path, requested_page(), services().site.page_size))
    show = presenter()
    return render_page(
        "column.html",
        sheet="front",
        section=show.section(found),
        trail=show.trail(articles, path)[:-1],
        page=page,
        entries=show.entries(page.items),
        feed=feed_address(found),
        book=url_for("saving.column_book", path=path),
        book_size=min(found.size, NEWEST),
    )
