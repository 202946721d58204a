"""Adding another device: the one shows a QR code and eight digits, the other comes in by them."""

import re
from datetime import datetime

from flask import Response, g, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import pairing
from reader.accounts.pairing import Invitation, Pairing, Ticket
from reader.rendering.qr import qr_inline
from reader.web.addresses import absolute, address
from reader.web.editions import current_edition
from reader.web.me.attempts import Attempt, attempt, too_many
from reader.web.me.cookies import give_secret, secret_name
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.me.signing import comes_along, enter_within
from reader.web.me.visitors import now, visitor
from reader.web.services import services

blueprint = private_blueprint("pairing")

_TICKET = re.compile(r"([A-Za-z0-9_-]{43})\.([0-9]{8})")
_KEPT = 3600  # seconds: long enough to say that the time is over
_EVERYBODY = "all:pairing"  # what wrong digits count against, whoever types them


@blueprint.get("/add")
def add_form() -> Response:
    """The code while it is good, and what became of it."""
    member()
    ticket = _ticket()
    found = _pairing(ticket)
    if ticket and found and found.is_open(now()):
        link = absolute(address(f"/{current_edition().slug}/me/pair/{ticket.token}"))
        qr = Markup(qr_inline(link)) if link else ""  # noqa: S704 - of segno
        state = "open"
    else:
        qr = ""
        state = "joined" if found and found.joined else "over" if ticket else "none"
    return private_page(
        "add", state=state, ticket=ticket, pairing=found, qr=qr, said=request.args.get("said", "")
    )


@blueprint.app_template_filter("clock")
def clock(moment: int) -> str:
    """The time of day of a moment, in the site's time zone."""
    return datetime.fromtimestamp(moment, services().site.timezone).strftime("%H:%M")


@blueprint.post("/add")
def add() -> BaseResponse:
    """Open a pairing; what this device showed before is worthless from now on."""
    found = member()
    before = _ticket()
    with services().database.begin() as connection:
        if before:
            pairing.cancel(connection, found.account.id, before)
        g.ticket = pairing.make(connection, found.account.id, found.device.id, now())
    return see_other("pairing.add_form")


@blueprint.post("/add/cancel")
def cancel() -> BaseResponse:
    """Close it again."""
    found = member()
    if ticket := _ticket():
        with services().database.begin() as connection:
            pairing.cancel(connection, found.account.id, ticket)
    g.ticket = None
    return see_other("pairing.add_form", said="cancelled")


@blueprint.get("/pair")
def code_form() -> Response:
    """The form for the eight digits."""
    return _code_page()


@blueprint.post("/pair")
def enter_by_code() -> BaseResponse:
    """Let this device in by the digits."""
    trying = Attempt((*attempt().buckets, _EVERYBODY))
    if seconds := trying.begin():
        return too_many(seconds)
    found = visitor()
    with services().database.begin() as connection:
        typed = request.form.get("code", "")
        claimed = pairing.claim_by_code(connection, typed, now())
        if claimed and not (found and found.account.id == claimed.account):
            pairing.use(connection, claimed, enter_within(connection, claimed.account, found))
    if claimed is None:
        return _code_page(_("These digits are not right, or their ten minutes are over."))
    trying.succeeded()
    return see_other("me.centre", said="in")


@blueprint.get("/pair/<token>")
def invited(token: str) -> Response:
    """What the QR code leads to: a question. Nothing is used up by looking at it."""
    with services().database.begin(writes=False) as connection:
        found = pairing.invitation(connection, token, now())
    return _question(found)


@blueprint.post("/pair/<token>")
def enter(token: str) -> BaseResponse:
    """Let this device in; of two who ask at once one is."""
    found = visitor()
    with services().database.begin() as connection:
        claimed = pairing.claim_by_token(connection, token, now())
        is_in = bool(claimed and found and found.account.id == claimed.account)
        if claimed and not is_in:
            pairing.use(connection, claimed, enter_within(connection, claimed.account, found))
    return see_other("me.centre", said="in") if claimed else _question(None)


@blueprint.after_request
def keep_ticket(response: Response) -> Response:
    """Have the showing device keep what it shows, out of the reach of scripts, or forget it."""
    if "ticket" in g:
        ticket: Ticket | None = g.ticket
        text = f"{ticket.token}.{ticket.code}" if ticket else ""
        give_secret(response, "pairing", text, _KEPT if ticket else 0)
    return response


def _code_page(mistake: str = "") -> Response:
    status = 422 if mistake else 200
    return private_page("pair", status=status, mistake=mistake, along=_comes_along())


def _question(found: Invitation | None) -> Response:
    here = visitor()
    is_in = bool(here and found and here.account.id == found.account)
    return private_page(
        "invited",
        status=200 if found else 404,
        invitation=found,
        is_in=is_in,
        along=_comes_along(),
    )


def _comes_along() -> bool:
    """Whether what was kept here comes along, as who joins is told."""
    here = visitor()
    if here is None:
        return False
    with services().database.begin(writes=False) as connection:
        return comes_along(connection, here)


def _ticket() -> Ticket | None:
    found = _TICKET.fullmatch(request.cookies.get(secret_name("pairing"), ""))
    return Ticket(*found.groups()) if found else None


def _pairing(ticket: Ticket | None) -> Pairing | None:
    if ticket is None:
        return None
    with services().database.begin(writes=False) as connection:
        return pairing.pairing_of(connection, member().account.id, ticket)
