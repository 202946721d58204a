"""The reader's settings: the form, the change, and the private style sheet."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, abort, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from reader.domain.editions import EDITIONS
from reader.domain.preferences import CHOICES, COOKIE, SIZES, Preferences
from reader.web.delivery import NO_STORE, PRIVATE
from reader.web.editions import current_edition, request_preferences
from reader.web.frames import render_page
from reader.web.security import is_cross_site
from reader.web.services import services
from reader.web.text_pages import PLACE

blueprint = Blueprint("preferences", __name__)

_YEAR = 365 * 24 * 60 * 60


@blueprint.get("/<edition:edition>/preferences")
def form() -> Response:
    """Every setting, as this reader has it."""
    preferences = request_preferences()
    return render_page(
        "preferences.html",
        sheet="form",
        cache=f"private, {NO_STORE}",
        preferences=preferences,
        size=preferences.effective_size,
        sizes=SIZES,
    )


@blueprint.post("/preferences")
def change() -> BaseResponse:
    """Change one setting or all, and go back to where the reader was."""
    if is_cross_site(services().settings.site_url):
        abort(403)
    before = request_preferences()
    values = request.form.to_dict()
    if not before.edition and values.get("edition") == _edition_in(values.get("next", "")):
        del values["edition"]  # the form shows the edition it is in; saving it chooses none
    preferences = changed(before, values)
    response = redirect(_way_back(request.form.get("next", ""), preferences), 303)
    response.headers["Cache-Control"] = NO_STORE
    text = preferences.format()
    response.set_cookie(
        COOKIE,
        text,
        max_age=_YEAR if text else 0,
        path=f"{services().settings.base_path}/",
        secure=services().settings.is_https,
        samesite="Lax",
    )
    return response


@blueprint.get("/preferences.css")
def styles() -> Response:
    """The style sheet of this reader's settings, for browsers without JavaScript."""
    # Without scripts pictures are loaded, hidden or not: then better seen. Text pages have none.
    preferences = replace(request_preferences(), images="on")
    response = make_response(services().private_styles.for_reader(preferences))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = PRIVATE
    response.vary.add("Cookie")
    return response


def changed(preferences: Preferences, values: Mapping[str, str]) -> Preferences:
    """The settings after a form was sent: one button of the tools, or the whole form."""
    if "reset" in values:
        return Preferences(edition=preferences.edition)
    was_elder = preferences.elder
    if "settings" in values:  # an unticked box is not sent at all
        values = {"elder": "off", **values}
    elder = values.get("elder", was_elder)
    if elder == "toggle":
        elder = "off" if was_elder == "on" else "on"
    if elder != was_elder and elder in CHOICES["elder"]:
        preferences = preferences.with_elder(elder)
        values = {key: value for key, value in values.items() if key != "size"}
    match values.get("size"):
        case "larger":
            return preferences.larger()
        case "smaller":
            return preferences.smaller()
        case size if size == str(preferences.own_size):
            values = {**values, "size": ""}
    return preferences.changed({**values, "elder": preferences.elder})


def _edition_in(address: str) -> str:
    """The first part of a path of ours, below the site's base path."""
    path = address.removeprefix(services().settings.base_path)
    return path.lstrip("/").partition("/")[0]


def _way_back(address: str, preferences: Preferences) -> str:
    """Where the form was, in the edition now chosen; anything but a path of ours goes home."""
    base = services().settings.base_path
    path = address.removeprefix(base)
    if path.startswith(f"{PLACE}/"):
        path = path.removeprefix(PLACE)
    is_ours = (
        address.startswith(f"{base}/")
        and not path.startswith(("//", "/\\"))
        and "\\" not in path
        and path.isprintable()
    )
    if preferences.images == "off":
        base += PLACE
    edition = EDITIONS.get(preferences.edition) or current_edition()
    if not is_ours:
        return f"{base}/{edition.slug}/"
    first, slash, rest = path.lstrip("/").partition("/")
    if first in EDITIONS and request.form.get("edition"):
        return f"{base}/{edition.slug}{slash}{rest}"
    return base + path
