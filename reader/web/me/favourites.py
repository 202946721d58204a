"""Favourites: the button of every article, the list, what was removed, and files of all of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from flask import Response, abort, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import favourites
from reader.accounts.favourites import MOST, MOST_OF_A_NOTE, Favourite, Move, TooManyError
from reader.web.addresses import public
from reader.web.editions import keep_query
from reader.web.me.kept_articles import language_of, link_to, named_article, paths_of
from reader.web.me.lists import PAGE, asked, here, page_of
from reader.web.me.own_data import as_download, favourite_data, json_text
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.me.visitors import now, visitor, visitor_or_new
from reader.web.presenter import Link, presenter
from reader.web.services import services
from reader.web.views.paging import requested_page

blueprint = private_blueprint("favourites", "/favourites")

ORDERS = ("new", "old", "title", "own")  # the first is the usual one


class Shown(NamedTuple):
    """A favourite as its reader's edition shows it; `language` is its note's where it differs."""

    favourite: Favourite
    link: Link
    language: str


@blueprint.post("")
def change() -> BaseResponse:
    """Add the article of a page, or remove it; the first makes an account without asking."""
    form = request.form
    summary = named_article(form.get("add") or form.get("remove", ""))
    is_adding = "add" in form
    found = visitor_or_new() if is_adding else visitor()
    if found:
        with services().database.begin() as connection:
            own = found.account.id
            try:
                if is_adding:
                    favourites.add(connection, own, paths_of(summary), summary.title, now())
                else:
                    favourites.remove_paths(connection, own, paths_of(summary), now())
            except TooManyError:
                return private_page("full", status=409, most=MOST)
    if request.accept_mimetypes.best == "application/json":
        said = (
            _("Added. You find it under “Mine”.")
            if is_adding
            else _("Removed from the favourites.")
        )
        return jsonify(favourite=is_adding, said=said)
    return see_other("articles.article", path=summary.path)


@blueprint.get("")
def page() -> Response:
    """The list: as it is ordered, or what of it is looked for; a stranger's is empty."""
    found, number = visitor(), requested_page()
    query, order = asked("q"), asked("order")
    if order not in ORDERS:
        order = ORDERS[0]
    every: list[Favourite] = []
    undo: list[Favourite] = []
    if found:
        with services().database.begin(writes=False) as connection:
            every = favourites.favourites_of(connection, found.account.id)
            if asked("removed"):
                undo = _named(favourites.removed_of(connection, found.account.id, now()))
    part = page_of(_ordered(_matching(every, query), order), number)
    keep_query(q=query, order="" if order == ORDERS[0] else order, page=part.number)
    return private_page(
        "favourites",
        page=part,
        entries=_shown(part.items),
        count=len(every),
        query=query,
        order=order,
        orders=ORDERS,
        can_move=order == "own" and not query,
        here=here,
        undo=_shown(undo),
        said=request.args.get("said", ""),
        most_of_a_note=MOST_OF_A_NOTE,
        feed=_feed(found.account.feed) if found else None,
    )


@blueprint.post("/<row:favourite>/remove")
def remove(favourite: int) -> BaseResponse:
    """Take one out of the list; the list then offers to bring it back."""
    own = member().account.id
    with services().database.begin() as connection:
        if not favourites.remove(connection, own, favourite, now()):
            abort(404)
    return see_other("favourites.page", **here(removed=favourite))


@blueprint.post("/<row:favourite>/restore")
def restore(favourite: int) -> BaseResponse:
    """Bring one back."""
    own = member().account.id
    with services().database.begin() as connection:
        if not favourites.restore(connection, own, favourite):
            abort(404)
    return see_other("favourites.page", **here(said="restored"), _anchor=f"f{favourite}")


@blueprint.post("/<row:favourite>/note")
def note(favourite: int) -> BaseResponse:
    """Write a note."""
    text = request.form.get("note", "").replace("\r\n", "\n").strip()
    own = member().account.id
    with services().database.begin() as connection:
        if not favourites.write_note(connection, own, favourite, text):
            abort(404)
    return see_other("favourites.page", **here(said="noted"), _anchor=f"f{favourite}")


@blueprint.post("/<row:favourite>/<any(up, down, top):way>")
def move(favourite: int, way: str) -> BaseResponse:
    """Move one in the reader's own order."""
    own = member().account.id
    with services().database.begin() as connection:
        place = favourites.move(connection, own, favourite, Move(way))
    if place is None:
        abort(404)
    number = place // PAGE + 1
    where = here(order="own", page=number if number > 1 else "")
    return see_other("favourites.page", **where, _anchor=f"f{favourite}")


@blueprint.get("/removed")
def removed() -> Response:
    """What can still be brought back."""
    own = member().account.id
    with services().database.begin(writes=False) as connection:
        every = favourites.removed_of(connection, own, now())
    part = page_of(every, requested_page())
    return private_page("removed", page=part, entries=_shown(part.items))


@blueprint.post("/removed/<row:favourite>/forget")
def forget(favourite: int) -> BaseResponse:
    """Delete one for good that was removed."""
    own = member().account.id
    with services().database.begin() as connection:
        if not favourites.forget(connection, own, favourite):
            abort(404)
    return see_other("favourites.removed")


@blueprint.post("/removed/forget")
def forget_removed() -> BaseResponse:
    """Delete all for good that were removed."""
    own = member().account.id
    with services().database.begin() as connection:
        favourites.forget_removed(connection, own)
    return see_other("favourites.removed")


@blueprint.get("/favourites.json")
def as_json() -> Response:
    """All favourites for other programs."""
    made = [favourite_data(each) for each in _every()]
    return as_download(json_text("favourites", {"favourites": made}), "favourites", "json")


@blueprint.get("/favourites.html")
def as_html() -> Response:
    """All favourites as a page that needs nothing else."""
    show = presenter()
    text = render_template(
        "me/favourites-file.html",
        edition=show.edition,
        site=Link(public(show.parts, show.url("/")), show.label(show.parts.site.name)),
        entries=_shown(_every()),
        whole=lambda url: public(show.parts, url),
        day=datetime.now(UTC).date().isoformat(),
    )
    return as_download(text, "favourites", "html")


def _every() -> list[Favourite]:
    own = member().account.id
    with services().database.begin(writes=False) as connection:
        return favourites.favourites_of(connection, own)


def _matching(every: Sequence[Favourite], query: str) -> list[Favourite]:
    """Those that have every word in title or note, written in either script."""
    fold = services().terms.fold
    words = fold(query).split()
    texts = (fold(f"{each.title}\n{each.note}") for each in every) if words else ("" for _ in every)
    return [
        each for each, text in zip(every, texts, strict=True) if all(word in text for word in words)
    ]


def _ordered(found: list[Favourite], order: str) -> list[Favourite]:
    match order:
        case "new":
            return sorted(found, key=lambda each: (each.added, each.id), reverse=True)
        case "old":
            return sorted(found, key=lambda each: (each.added, each.id))
        case "title":
            return sorted(found, key=lambda each: _title_key(each.title))
        case _:
            return found


def _title_key(title: str) -> bytes:
    """A title as titles are ordered: GB 2312 has its first 3,755 characters by pinyin."""
    return services().converter.simplify(title).casefold().encode("gb18030", "replace")


def _shown(found: Sequence[Favourite]) -> list[Shown]:
    show = presenter()
    return [
        Shown(each, link_to(show, each.path, each.title), language_of(show, each.note))
        for each in found
    ]


def _named(found: Sequence[Favourite]) -> list[Favourite]:
    """The one that has just been removed, whose number the query says, if it is among them."""
    return [each for each in found if str(each.id) == asked("removed")]


def _feed(token: str) -> str | None:
    """The address of the reader's feed, empty where they have none; None where none can be made."""
    if not services().settings.site_url:
        return None
    show = presenter()
    return public(show.parts, show.url(f"/me/feed/{token}.xml")) if token else ""
