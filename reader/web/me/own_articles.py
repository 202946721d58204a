"""What an article's page asks about its reader, so that the page itself is everybody's."""

from typing import NamedTuple

from flask import Response, jsonify, request

from reader.accounts import favourites, history
from reader.accounts.history import Place, Reading
from reader.web.me.kept_articles import article_now, paths_of
from reader.web.me.pages import private_blueprint
from reader.web.me.visitors import now, visitor
from reader.web.services import services

blueprint = private_blueprint("own_articles", "/articles")

# The two buttons of templates/article.html; what stands in no layer has the last word.
_IS_FAVOURITE = ".deeds [name=add]{display:none}.deeds [name=remove]{display:inline-flex}"


class Own(NamedTuple):
    """What a reader has of an article; `place` is where they stopped, and `read` when."""

    is_favourite: bool
    keeps_history: bool
    place: Place | None = None
    read: int = 0


@blueprint.get("/<path:path>.css")
def styles(path: str) -> Response:
    """Which of the two buttons is shown, for browsers without JavaScript."""
    own = _own(path)
    return Response(_IS_FAVOURITE if own and own.is_favourite else "", mimetype="text/css")


@blueprint.get("/<path:path>.json")
def state(path: str) -> Response:
    """The same for the script, and where the reader stopped."""
    own = _own(path)
    if own is None:
        return jsonify(known=visitor() is not None)
    return jsonify(
        known=True,
        favourite=own.is_favourite,
        history=own.keeps_history,
        place=[*own.place, own.read] if own.place else None,
    )


def _own(path: str) -> Own | None:
    """What the reader has of an article, whose reading is noted where they wish that.

    None for who has no account, which costs no question to the database, and where there is no
    such article.
    """
    found = visitor()
    summary = article_now(path) if found else None
    if found is None or summary is None:
        return None
    notes = found.account.keeps_history and _is_reading()
    with services().database.begin(writes=notes) as connection:
        own = found.account.id
        paths = paths_of(summary)
        is_favourite = favourites.is_favourite(connection, own, paths)
        if not found.account.keeps_history:
            return Own(is_favourite, keeps_history=False)
        before = history.visit_of(connection, own, paths)
        place = before.place if before and before.place.percent else None
        if notes:  # a place that is kept under a former path comes along
            has_moved = before is not None and before.path != summary.path
            reading = Reading(summary.path, summary.title, place if has_moved else None)
            history.note(connection, own, reading, now())
    return Own(is_favourite, True, place, before.read if before else 0)


def _is_reading() -> bool:
    """Whether a page of ours asks because it is being read, not another's, nor ahead of time."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    is_early = "Sec-Purpose" in request.headers or "Purpose" in request.headers
    return request.method == "GET" and site == "same-origin" and not is_early
