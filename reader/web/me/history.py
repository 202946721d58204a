"""Reading history: what was read, where to go on, and the ways to forget it."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from flask import Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import history
from reader.accounts.history import MOST, WHOLE, Place, Reading, Visit
from reader.web.addresses import address
from reader.web.me.centre import day
from reader.web.me.kept_articles import link_to, named_article
from reader.web.me.lists import here, page_of
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.me.visitors import now, visitor, visitor_or_new
from reader.web.presenter import Link, presenter
from reader.web.services import services
from reader.web.views.paging import requested_page

blueprint = private_blueprint("history", "/history")

_MOST_BLOCKS = 100_000
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


class Shown(NamedTuple):
    """A visit as its reader's edition shows it; by `place` the reader's device knows it."""

    visit: Visit
    link: Link
    place: str


class Day(NamedTuple):
    """A day, by ISO 8601, and what was read on it, the last first."""

    day: str
    entries: list[Shown]


@blueprint.get("")
def page() -> Response:
    """What was read, by day; who keeps no history is told what that would be."""
    found, number = visitor(), requested_page()
    visits: list[Visit] = []
    if found:
        with services().database.begin(writes=False) as connection:
            visits = history.visits_of(connection, found.account.id)
    part = page_of(visits, number)
    last = next((visit for visit in visits if visit.is_unfinished), None)
    return private_page(
        "history",
        is_kept=bool(found and found.account.keeps_history),
        page=part,
        days=_days(part.items),
        last=_shown(last) if last else None,
        here=here,
        most=MOST,
        said=request.args.get("said", ""),
    )


@blueprint.post("")
def switch() -> BaseResponse:
    """Keep what is read from now on, or keep no more; who has no account gets one."""
    on = request.form.get("keep") == "on"
    found = visitor_or_new() if on else member()
    with services().database.begin() as connection:
        history.switch(connection, found.account.id, on=on)
    return see_other("history.page", said="on" if on else "off")


@blueprint.post("/place")
def place() -> Response:
    """Where reading stopped, from the script of an article's page."""
    found = visitor()
    if found and found.account.keeps_history:
        summary = named_article(request.form.get("article", ""))
        reading = Reading(summary.path, summary.title, _place())
        with services().database.begin() as connection:
            history.note(connection, found.account.id, reading, now())
    return Response(status=204)


@blueprint.post("/<row:visit>/clear")
def clear_one(visit: int) -> BaseResponse:
    """Forget one article."""
    own = member().account.id
    with services().database.begin() as connection:
        if not history.clear_one(connection, own, visit):
            abort(404)
    return see_other("history.page", **here(said="one"))


@blueprint.post("/clear-day")
def clear_day() -> BaseResponse:
    """Forget a day."""
    try:
        chosen = date.fromisoformat(request.form.get("day", ""))
        start, end = (_moment(each) for each in (chosen, chosen + timedelta(days=1)))
    except (ValueError, OverflowError):
        abort(400)
    own = member().account.id
    with services().database.begin() as connection:
        history.clear_between(connection, own, start, end)
    return see_other("history.page", **here(said="day"))


@blueprint.post("/clear")
def clear_all() -> BaseResponse:
    """Forget everything."""
    own = member().account.id
    with services().database.begin() as connection:
        history.clear_all(connection, own)
    return see_other("history.page", said="all")


def _place() -> Place:
    """The place that a form names; 400 for what is none."""
    texts = [request.form.get(name, "") for name in ("block", "part", "percent")]
    if not all(map(_NUMBER.fullmatch, texts)):
        abort(400)
    block, part, percent = map(float, texts)
    return Place(min(int(block), _MOST_BLOCKS), min(part, 1.0), min(int(percent), WHOLE))


def _days(visits: Sequence[Visit]) -> list[Day]:
    return [
        Day(when, [_shown(visit) for visit in group])
        for when, group in groupby(visits, key=lambda visit: day(visit.read))
    ]


def _shown(visit: Visit) -> Shown:
    link = link_to(presenter(), visit.path, visit.title)
    return Shown(visit, link, address(f"/articles/{visit.path}"))


def _moment(day: date) -> int:
    """When a day begins on the site."""
    return int(datetime.combine(day, time(), services().site.timezone).timestamp())
