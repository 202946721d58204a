"""A device follows the settings of its account, and tells it what the reader changes on it."""

from flask import Response, g, request

from reader.accounts import preferences as account_preferences
from reader.accounts.preferences import settled
from reader.domain.errors import AccountsUnavailableError
from reader.domain.preferences import COOKIE, MAX_COOKIE_LENGTH, Preferences
from reader.web.editions import current_edition, edition_with
from reader.web.me.visitors import Visitor, visitor
from reader.web.preference_cookie import keep_preferences
from reader.web.services import services


def shown_preferences() -> str | None:
    """The settings that this device has, None where its browser knows nothing of any."""
    text = request.cookies.get(COOKIE)
    if text is None or len(text) > MAX_COOKIE_LENGTH:
        return None
    return Preferences.parse(text).format()


def follow_account(response: Response) -> Response:
    """Bring this device and its account together, on every private answer.

    While the database is away both stay as they are.
    """
    if response.status_code >= 500:
        return response
    try:
        found = visitor()
        text = _settled(found) if found else None
    except AccountsUnavailableError:
        return response
    shown = shown_preferences()
    if text is not None and text != (shown or ""):
        keep_preferences(response, Preferences.parse(text))
        _lead_to_edition(response, shown or "", text)
    return response


def agreed_preferences(found: Visitor) -> str:
    """The settings of the account, with what the reader has just changed on this device."""
    account, device = found.account, found.device
    if device.own:
        return account.preferences
    return settled(account.preferences, shown_preferences(), device.applied)


def _settled(found: Visitor) -> str | None:
    """What account and device have from now on; nothing is written where they agree."""
    account, device, shown = found.account, found.device, shown_preferences()
    text = agreed_preferences(found)
    if device.own:
        return None
    if text == account.preferences == device.applied:
        return text
    with services().database.begin() as connection:
        g.pop("visitor", None)
        return account_preferences.settle(connection, account.id, device.id, shown)


def _lead_to_edition(response: Response, before: str, after: str) -> None:
    """Have who signs in go on in the edition of their own."""
    wanted, here = Preferences.parse(after), current_edition()
    location = response.headers.get("Location", "")
    own = f"{services().settings.base_path}/{here.slug}/"
    if wanted.edition == Preferences.parse(before).edition or not location.startswith(own):
        return
    there = edition_with(wanted)
    path = location.removeprefix(own)
    response.headers["Location"] = f"{services().settings.base_path}/{there.slug}/{path}"
