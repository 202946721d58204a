"""Settings for somebody else's device, in a link that holds them and nothing else."""

from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, Response, abort, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from reader.domain.preferences import PRESETS, Preferences
from reader.rendering.qr import qr_inline
from reader.web.addresses import absolute, address
from reader.web.assets import Style
from reader.web.delivery import NO_STORE
from reader.web.editions import edition_with, keep_query, request_preferences
from reader.web.frames import page_style, render_page
from reader.web.origins import is_cross_site
from reader.web.preference_cookie import keep_preferences
from reader.web.security import page_policy
from reader.web.services import services
from reader.web.wording import in_words

blueprint = Blueprint("giving", __name__, url_prefix="/<edition:edition>/preferences")

_PRIVATE = f"private, {NO_STORE}"
_SHEET = "form words"
_MINE = "mine"
_OFFERED = ("elder", "vision", "night", _MINE)  # presets, the first unless one is chosen


@blueprint.get("/give")
def give() -> Response:
    """The link and its QR code, for a preset or for the settings of who asks."""
    wanted = request.args.get("as", "")
    chosen = wanted if wanted in _OFFERED else _OFFERED[0]
    keep_query(**{"as": chosen})
    given = request_preferences() if chosen == _MINE else Preferences(**PRESETS[chosen])
    place = _place(given)
    link = absolute(place)
    return render_page(
        "give.html",
        sheet=_SHEET,
        cache=_PRIVATE,
        offered=_OFFERED,
        chosen=chosen,
        words=in_words(given),
        question=place,
        link=link,
        qr=Markup(qr_inline(link)) if link else "",  # noqa: S704 - of segno
    )


@blueprint.get("/take")
def take_form() -> Response:
    """What a link would change on this device, and the button that does."""
    text = request.args.get("p", "")
    here, taken = request_preferences(), _taken(text)
    keep_query(p=_compact(Preferences.parse(text)))
    look = _look(here, taken)
    response = render_page(
        "take.html",
        sheet=_SHEET,
        cache=_PRIVATE,
        given=_compact(taken),
        words=in_words(taken),
        now=in_words(here),
        is_same=taken == here,
        look=look,
    )
    if look:
        parts = services()
        styles = (page_style(parts, _SHEET).source, look.source)
        policy = page_policy((parts.assets.head_script_source,), styles)
        response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.post("/take")
def take() -> BaseResponse:
    """Have this device keep them."""
    if is_cross_site(services().settings.site_url):
        abort(403)
    taken = _taken(request.form.get("p", ""))
    response = redirect(address(f"/{edition_with(taken).slug}/"), 303)
    response.headers["Cache-Control"] = NO_STORE
    keep_preferences(response, taken)
    return response


def _place(given: Preferences) -> str:
    """The address of the question; without an edition, for that follows who opens it."""
    edition = f"/{edition_with(given).slug}" if given.edition else ""
    return f"{address(f'{edition}/preferences/take')}?p={quote(_compact(given), safe='=')}"


def _compact(preferences: Preferences) -> str:
    """Settings as they stand in a link, without what would have to be escaped there."""
    return preferences.format().replace("&", ".")


def _taken(text: str) -> Preferences:
    """The settings that this device would have: those of a link, its edition unless that says."""
    taken = Preferences.parse(text)
    return taken if taken.edition else replace(taken, edition=request_preferences().edition)


def _look(here: Preferences, taken: Preferences) -> Style | None:
    """Styles that show the page as it would be, for a device that looks as usual until now."""
    if here.chosen().keys() - {"edition"}:
        return None
    shown = replace(taken, images="on", flow="across")  # what is tried out must not be in the way
    return Style(services().private_styles.for_reader(shown))
