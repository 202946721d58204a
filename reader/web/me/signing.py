"""Name and passphrase: signing in and out, making an account lasting, getting back in by a card."""

from flask import Response, abort, redirect, request
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import accounts, devices, merging, passphrases, recovery
from reader.accounts.accounts import MOST_OF_A_NAME, NameTakenError, name_key
from reader.accounts.passphrases import LEAST, MOST, Fault
from reader.web.me.addresses import own_place
from reader.web.me.attempts import attempt, own_attempt, too_many
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.me.visitors import Visitor, admit, dismiss, now, visitor
from reader.web.services import services

blueprint = private_blueprint("signing")


@blueprint.get("/sign-in")
def form() -> Response:
    """The form for a name and a passphrase."""
    return private_page("sign-in", name="", next=_next(), mistake="")


@blueprint.post("/sign-in")
def sign_in() -> BaseResponse:
    """Let this device in; what it kept without a name is taken along."""
    name, passphrase = _text("name"), request.form.get("passphrase", "")
    with services().database.begin(writes=False) as connection:
        found = accounts.account_named(connection, name)
    trying = attempt(name, found[0].id if found else 0)
    if seconds := trying.begin():
        return too_many(seconds)
    if not passphrases.is_right(found[1] if found else "", passphrase) or not found:
        mistake = _("The name or the passphrase is not right.")
        return private_page("sign-in", status=422, name=name, next=_next(), mistake=mistake)
    trying.succeeded()
    enter(found[0].id)
    return _onward()


@blueprint.post("/sign-out")
def sign_out() -> BaseResponse:
    """Let this device out; where nothing else leads back, that is said first."""
    found = visitor()
    if found is None:
        return see_other("me.centre")
    if not found.account.is_lasting and not request.form.get("sure"):
        with services().database.begin(writes=False) as connection:
            is_last = len(devices.devices_of(connection, found.account.id)) == 1
        if is_last:
            return private_page("leave")
    with services().database.begin() as connection:
        devices.sign_out(connection, found.account.id, found.device.id)
    dismiss()
    return see_other("me.centre", said="out")


@blueprint.get("/name")
def name_form() -> Response:
    """The form that makes an account lasting, or changes its name and passphrase."""
    found = visitor()
    name = found.account.name if found else ""
    return private_page("name", name=name, mistakes={}, least=LEAST, most=MOST)


@blueprint.post("/name")
def name() -> BaseResponse:
    """Give the account a name and a passphrase; who has none gets one.

    Who has a passphrase must show it, for the device may have been left lying open.
    """
    found = visitor()
    wanted, new = _text("name"), request.form.get("new", "")
    trying = own_attempt(found.device.id) if found else attempt()
    if seconds := trying.begin():
        return too_many(seconds)
    mistakes = _mistakes(wanted, new)
    is_guess = False
    if found and found.account.has_passphrase and not _shown(found.account.name):
        is_guess = True
        mistakes["passphrase"] = _("This is not your passphrase.")
    if not mistakes:
        try:
            _make_lasting(wanted, passphrases.hashed(new))
        except NameTakenError:
            is_guess = True  # names cannot be tried out one after another
            mistakes["name"] = _("Somebody has this name already. Add something to it.")
    if not is_guess:
        trying.succeeded()
    if mistakes:
        return private_page(
            "name", status=422, name=wanted, mistakes=mistakes, least=LEAST, most=MOST
        )
    return see_other("signing.card_form", said="named")


@blueprint.get("/card")
def card_form() -> Response:
    """What a recovery card is, and the button that makes one."""
    member()
    return private_page("card", code="", said=request.args.get("said", ""))


@blueprint.post("/card")
def card() -> Response:
    """A new recovery card, shown this once."""
    found = member()
    with services().database.begin() as connection:
        code = recovery.new_recovery(connection, found.account.id)
    return private_page("card", code=code, said="")


@blueprint.get("/recover")
def recover_form() -> Response:
    """The form for who has lost passphrase and devices, and has the card."""
    return private_page("recover", name="", mistakes={}, least=LEAST, most=MOST)


@blueprint.post("/recover")
def recover() -> BaseResponse:
    """A new passphrase for who shows the card; all other devices are let out."""
    name, new = _text("name"), request.form.get("new", "")
    trying = attempt(name)
    if seconds := trying.begin():
        return too_many(seconds)
    mistakes = _mistakes(name, new)
    with services().database.begin(writes=False) as connection:
        found = accounts.account_named(connection, name)
        own = found[0].id if found else 0
        is_right = recovery.is_recovery(connection, own, request.form.get("code", ""))
    if is_right:
        trying.succeeded()
    else:
        mistakes = {"code": _("The name or the code on the card is not right.")}
    if mistakes:
        return private_page(
            "recover", status=422, name=name, mistakes=mistakes, least=LEAST, most=MOST
        )
    hashed, before = passphrases.hashed(new), visitor()
    with services().database.begin() as connection:
        if not recovery.use_up(connection, own, request.form.get("code", "")):
            abort(409)
        accounts.set_passphrase(connection, own, hashed)
        device = enter_within(connection, own, before)
        devices.sign_out_others(connection, own, device)
    return see_other("signing.card_form", said="recovered")


def enter(account: int) -> int:
    """Let this device into an account under a new secret; its id.

    What the device has kept in an account without a way back comes along.
    """
    before = visitor()
    with services().database.begin() as connection:
        return enter_within(connection, account, before)


def enter_within(connection: Connection, account: int, before: Visitor | None) -> int:
    """The same within a transaction; `before` is who asks.

    An account that other devices have too stays theirs: they are nobody's to take along.
    """
    if before and before.account.id != account and comes_along(connection, before):
        merging.merge(connection, before.account.id, account)
    return admit(connection, account)


def comes_along(connection: Connection, before: Visitor) -> bool:
    """Whether what a device has kept goes with it into another account."""
    alone = len(devices.devices_of(connection, before.account.id)) == 1
    return alone and not before.account.is_lasting


def _make_lasting(name: str, hashed: str) -> None:
    found = visitor()
    with services().database.begin() as connection:
        account = found.account.id if found else accounts.create(connection, now())
        accounts.give_name(connection, account, name)
        accounts.set_passphrase(connection, account, hashed)
        admit(connection, account)


def _shown(name: str) -> bool:
    """Whether the passphrase that the account has was sent along."""
    with services().database.begin(writes=False) as connection:
        found = accounts.account_named(connection, name)
    kept = found[1] if found else ""
    return passphrases.is_right(kept, request.form.get("passphrase", ""))


def _mistakes(name: str, new: str) -> dict[str, str]:
    """What is wrong with a name and a new passphrase, by field."""
    found = {}
    if not name_key(name):
        found["name"] = _("Please write a name.")
    elif len(name) > MOST_OF_A_NAME:
        found["name"] = _("The name is too long: %(most)d characters at most.", most=MOST_OF_A_NAME)
    match passphrases.fault_of(new, name):
        case Fault.SHORT:
            found["new"] = _("Too short: at least %(least)d characters.", least=LEAST)
        case Fault.LONG:
            found["new"] = _("Too long: %(most)d characters at most.", most=MOST)
        case Fault.COMMON:
            found["new"] = _("Many people use this one, so it is easily guessed.")
        case Fault.NAME:
            found["new"] = _("The passphrase must not be the name.")
    return found


def _text(field: str) -> str:
    return " ".join(request.form.get(field, "").split())


def _next() -> str:
    return own_place(request.values.get("next", ""), "")


def _onward() -> BaseResponse:
    where = _next()
    return redirect(where, 303) if where else see_other("me.centre", said="in")
