"""The reader's settings in the account: what they are, and whether this device follows them."""

from flask import Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import preferences as account_preferences
from reader.domain.preferences import Preferences
from reader.web.me.following import agreed_preferences, shown_preferences
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.services import services
from reader.web.wording import in_words

blueprint = private_blueprint("own_settings", "/settings")


@blueprint.get("")
def page() -> Response:
    """The settings in words."""
    found = member()
    return private_page(
        "settings",
        mine=in_words(Preferences.parse(agreed_preferences(found))),
        here=in_words(Preferences.parse(shown_preferences() or "")),
        said=request.args.get("said", ""),
    )


@blueprint.post("/own")
def have_own() -> BaseResponse:
    """Have this device keep its settings to itself."""
    found = member()
    with services().database.begin() as connection:
        account_preferences.have_own(connection, found.account.id, found.device.id)
    return _back("own")


@blueprint.post("/follow")
def follow() -> BaseResponse:
    """Have it take the account's again."""
    found = member()
    with services().database.begin() as connection:
        account_preferences.follow(connection, found.account.id, found.device.id)
    return _back("following")


@blueprint.post("/save")
def save() -> BaseResponse:
    """Make this device's settings those of the account."""
    found = member()
    with services().database.begin() as connection:
        account_preferences.save(connection, found.account.id, shown_preferences() or "")
    return _back("saved")


def _back(said: str) -> BaseResponse:
    g.pop("visitor", None)  # it has changed
    return see_other("own_settings.page", said=said)
