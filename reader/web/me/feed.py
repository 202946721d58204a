"""The favourites as a feed, at an address that only its reader knows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from flask import Response, abort
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import favourites, feeds
from reader.accounts.favourites import Favourite
from reader.web.addresses import absolute
from reader.web.feed_documents import ATOM, Entry, Feed, atom
from reader.web.me.kept_articles import article_now
from reader.web.me.pages import member, private_blueprint, see_other
from reader.web.presenter import Presenter, presenter
from reader.web.services import services
from reader.web.structured_data import logo, site_name
from reader.web.views.feeds import entry_of
from reader.web.xml_documents import document

blueprint = private_blueprint("feed", "/feed")

_MOST = 50  # entries
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@blueprint.post("")
def renew() -> BaseResponse:
    """Make an address; one there was before leads nowhere from now on."""
    own = member().account.id
    with services().database.begin() as connection:
        feeds.renew_feed(connection, own)
    return see_other("favourites.page", said="feed", _anchor="feed")


@blueprint.post("/close")
def close() -> BaseResponse:
    """Have no feed any more."""
    own = member().account.id
    with services().database.begin() as connection:
        feeds.close_feed(connection, own)
    return see_other("favourites.page", said="no-feed")


@blueprint.get("/<token>.xml")
def feed(token: str) -> Response:
    """The newest favourites that are on the site, without their notes."""
    if not services().settings.site_url or not _TOKEN.fullmatch(token):
        abort(404)
    with services().database.begin(writes=False) as connection:
        account = feeds.account_with_feed(connection, token)
        found = favourites.favourites_of(connection, account) if account is not None else None
    if found is None:
        abort(404)
    show = presenter()
    title = f"{_('My favourites')} · {site_name(show)}"
    made = Feed(
        title=title,
        subtitle="",
        language=show.edition.language,
        page=absolute(show.url("/me/favourites")),
        here=absolute(show.url(f"/me/feed/{token}.xml")),
        author=site_name(show),
        rights="",
        icon=logo(show)[0],
        entries=list(_entries(show, found)),
    )
    response = document(atom(made), ATOM)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _entries(show: Presenter, found: list[Favourite]) -> Iterator[Entry]:
    newest = sorted(found, key=lambda each: (each.added, each.id), reverse=True)
    for favourite in newest[:_MOST]:
        if summary := article_now(favourite.path):
            added = datetime.fromtimestamp(favourite.added, UTC)
            yield replace(entry_of(show, summary, ""), updated=added)
