"""Passkeys: added, named, removed, and signed in with. Making and showing one needs JavaScript."""

import json
from base64 import urlsafe_b64encode

from flask import Response, abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import passkeys
from reader.accounts.accounts import Account
from reader.accounts.passkeys import MOST_OF_A_LABEL, Passkey
from reader.accounts.relying_party import RelyingParty, relying_party
from reader.domain.errors import PasskeyError
from reader.web.me.addresses import own_place
from reader.web.me.attempts import attempt, too_many
from reader.web.me.centre import day
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.me.signing import enter
from reader.web.me.visitors import device_label, now, visitor, visitor_or_new
from reader.web.presenter import presenter
from reader.web.services import services

blueprint = private_blueprint("passkeys", "/passkeys")


@blueprint.app_template_global("passkeys_origin")
def origin() -> str:
    """The origin of the pages that passkeys work in, empty where the site can have none."""
    party = _party()
    return party.origin if party else ""


@blueprint.get("")
def page() -> Response:
    """The reader's passkeys, and the button that makes one."""
    return _page(said=request.args.get("said", ""))


@blueprint.post("/options")
def options() -> Response:
    """What the browser needs to make a passkey, JSON; who has no account gets one."""
    from reader.accounts import ceremonies  # noqa: PLC0415 - 14 MB

    party, account = _needed_party(), visitor_or_new().account
    try:
        with services().database.begin() as connection:
            text = ceremonies.registration_options(
                connection, party, account.id, _called(account), now()
            )
    except PasskeyError:
        abort(409)
    return Response(text, mimetype="application/json")


@blueprint.post("")
def add() -> BaseResponse:
    """Keep the passkey that the browser has made."""
    from reader.accounts import ceremonies  # noqa: PLC0415 - 14 MB

    party, own = _needed_party(), member().account.id
    try:
        with services().database.begin() as connection:
            answer = ceremonies.answered(connection, _answer(), own, now())
        with services().database.begin() as connection:
            ceremonies.add(connection, party, answer, device_label())
    except PasskeyError:
        return _page(mistake=_("That did not work. Please try again."), status=422)
    return see_other("passkeys.page", said="added")


@blueprint.get("/sign-in")
def sign_in_form() -> BaseResponse:
    """Where to sign in."""
    return see_other("signing.form")


@blueprint.post("/sign-in/options")
def sign_in_options() -> Response:
    """What the browser needs to sign in with a passkey, JSON."""
    from reader.accounts import ceremonies  # noqa: PLC0415 - 14 MB

    party = _needed_party()
    with services().database.begin() as connection:
        text = ceremonies.authentication_options(connection, party, now())
    return Response(text, mimetype="application/json")


@blueprint.post("/sign-in")
def sign_in() -> BaseResponse:
    """Let this device in, as a passphrase does."""
    from reader.accounts import ceremonies  # noqa: PLC0415 - 14 MB

    party, trying = _needed_party(), attempt()
    if seconds := trying.begin():
        return too_many(seconds)
    where = own_place(request.form.get("next", ""), "")
    try:
        with services().database.begin() as connection:
            answer = ceremonies.answered(connection, _answer(), None, now())
        with services().database.begin() as connection:
            account = ceremonies.account_by(connection, party, answer)
    except PasskeyError:
        mistake = _("That did not work. Please try again, or sign in with name and passphrase.")
        return private_page("sign-in", status=422, name="", next=where, mistake=mistake)
    trying.succeeded()
    enter(account)
    return redirect(where, 303) if where else see_other("me.centre", said="in")


@blueprint.get("/<passkey>")
def passkey(passkey: str) -> Response:
    """One passkey: its name, and its removal with what that means."""
    found = member()
    mine = _own(found.account.id)
    shown = next((own for own in mine if own.id == passkey), None) or abort(404)
    is_last_way = len(mine) == 1 and not (
        found.account.has_passphrase or found.account.has_recovery
    )
    return private_page("passkey", passkey=shown, most=MOST_OF_A_LABEL, is_last_way=is_last_way)


@blueprint.post("/<passkey>/rename")
def rename(passkey: str) -> BaseResponse:
    """Call a passkey something else."""
    own, label = member().account.id, request.form.get("label", "")
    with services().database.begin() as connection:
        if not passkeys.rename(connection, own, passkey, label):
            abort(404)
    return see_other("passkeys.page", said="renamed")


@blueprint.post("/<passkey>/remove")
def remove(passkey: str) -> BaseResponse:
    """Do away with a passkey: it lets nobody in any more."""
    own = member().account.id
    with services().database.begin() as connection:
        if not passkeys.remove(connection, own, passkey):
            abort(404)
    return see_other("passkeys.page", said="removed")


def _page(*, status: int = 200, said: str = "", mistake: str = "") -> Response:
    found = visitor()
    mine = _own(found.account.id) if found else []
    news = _news(found.account, mine) if found and (mine or said == "removed") else ""
    return private_page(
        "passkeys", status=status, passkeys=mine, said=said, mistake=mistake, news=news
    )


def _news(account: Account, mine: list[Passkey]) -> str:
    """What the device may forget and how the reader is called, for the browser (5.1.10), JSON."""
    if (party := _party()) is None:
        return ""
    with services().database.begin() as connection:
        handle = passkeys.user_handle(connection, account.id)
    user = {"rpId": party.id, "userId": urlsafe_b64encode(handle).decode().rstrip("=")}
    name = _called(account)
    return json.dumps(
        {
            "signalAllAcceptedCredentials": user
            | {"allAcceptedCredentialIds": [own.id for own in mine]},
            "signalCurrentUserDetails": user | {"name": name, "displayName": name},
        }
    )


def _called(account: Account) -> str:
    return account.name or _("Reader of %(day)s", day=day(account.created))


def _own(account: int) -> list[Passkey]:
    with services().database.begin(writes=False) as connection:
        return passkeys.passkeys_of(connection, account)


def _answer() -> str:
    return request.form.get("answer", "")


def _party() -> RelyingParty | None:
    return relying_party(services().settings.site_url, presenter().label(services().site.name))


def _needed_party() -> RelyingParty:
    return _party() or abort(404)
