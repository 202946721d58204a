"""The front page."""

from flask import Blueprint, Response

from reader.domain.library import Library
from reader.web.feed_documents import feed_addresses
from reader.web.frames import render_page
from reader.web.presenter import Entry, Presenter, Section, presenter
from reader.web.services import library, services
from reader.web.structured_data import site_data
from reader.web.views.search import description_address

blueprint = Blueprint("home", __name__, url_prefix="/<edition:edition>")

_STORIES = 7  # the lead and six more
_LINES = 5  # of each column


@blueprint.get("/")
def home() -> Response:
    """Pinned and newest articles, then every column with its newest."""
    show = presenter()
    articles = library()
    stories = show.entries(articles.latest(_STORIES))
    site = services().site
    return render_page(
        "home.html",
        sheet="front",
        description=show.label(site.description),
        lead=stories[0] if stories else None,
        stories=stories[1:],
        sections=list(_sections(articles, show)),
        data=site_data(show),
        feeds=feed_addresses(show),
        search_description=description_address(),
    )


def _sections(articles: Library, show: Presenter) -> list[tuple[Section, list[Entry]]]:
    return [
        (section, show.entries(articles.in_column(section.path, 1, _LINES).items))
        for section in show.sections(articles)
    ]
