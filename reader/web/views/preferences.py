"""The reader's settings: the form, the change, and the private style sheet."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, make_response, redirect, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as BaseResponse

from reader.domain.contrast import LEAST, contrast
from reader.domain.editions import EDITIONS, Script
from reader.domain.preferences import CHOICES, LASTING, PRESETS, SIZES, Preferences
from reader.language.ruby.annotate import annotate
from reader.web.delivery import NO_STORE, PRIVATE, PUBLIC
from reader.web.editions import current_edition, edition_with, request_preferences
from reader.web.frames import render_page
from reader.web.origins import is_cross_site
from reader.web.preference_cookie import keep_preferences
from reader.web.presenter import presenter
from reader.web.services import services
from reader.web.text_pages import PLACE

blueprint = Blueprint("preferences", __name__)

# An unticked box is not sent at all. Each box stands for the value that is not the default.
_BOXES = {key: CHOICES[key][0] for key in ("elder", "pointer", "motion", "caption")}
_USUAL_COLOURS = "000000-ffffff"
_COLOUR = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)
_SAMPLE = (
    "桥头的樟树",
    "老街的桥头，有一棵三百年的樟树。“树荫底下好说话，”卖豆花的陈师傅笑着说，“天热了，"
    "坐一会儿再走——不买也不要紧……”下午三点，桥上的人渐渐多了起来。",
)


class Sample(NamedTuple):
    """A few lines, as an article shows them, for trying settings on; HTML each."""

    language: str
    heading: Markup
    words: Markup


@blueprint.get("/<edition:edition>/preferences")
def form() -> Response:
    """Every setting, as this reader has it."""
    g.is_personal = True
    preferences = request_preferences()
    ink, _, paper = (preferences.own or _USUAL_COLOURS).partition("-")
    readings = " ruby" if current_edition().is_annotated else ""
    return render_page(
        "preferences.html",
        sheet=f"article{readings} swatches settings",
        cache=f"private, {NO_STORE}",
        preferences=preferences,
        undo=request.args.get("undo"),
        now=preferences.format(),
        chosen={"size": str(preferences.effective_size)},
        sizes=SIZES,
        presets={name: _as_query(values) for name, values in PRESETS.items()},
        lasting=" ".join(LASTING),
        usual=_USUAL_COLOURS,
        ink=ink,
        paper=paper,
        ratio=contrast(ink, paper),
        least=LEAST,
        sample=_sample(),
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
    response = redirect(_way_back(values.get("next", ""), before, preferences), 303)
    response.headers["Cache-Control"] = NO_STORE
    keep_preferences(response, preferences)
    return response


@blueprint.get("/preferences.css")
def styles() -> Response:
    """The style sheet of this reader's settings, for browsers without JavaScript."""
    if services().settings.page_suffix:  # no server knows the reader's: what needs one goes away
        return _unscripted()
    # Without scripts pictures are loaded, hidden or not: then better seen. Text pages have none.
    preferences = replace(request_preferences(), images="on")
    response = make_response(services().private_styles.for_reader(preferences))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = PRIVATE
    response.vary.add("Cookie")
    return response


def _unscripted() -> Response:
    response = make_response(services().assets.sheet("unscripted"))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = PUBLIC
    return response


def changed(preferences: Preferences, values: Mapping[str, str]) -> Preferences:
    """The settings after a form was sent: one button, or all controls."""
    match values:
        case {"undo": text}:
            return Preferences.parse(text)
        case {"reset": _}:
            return Preferences(edition=preferences.edition)
        case {"preset": name}:
            return preferences.with_preset(name)
        case _:
            return _controlled(preferences, values)


def _controlled(preferences: Preferences, values: Mapping[str, str]) -> Preferences:
    """The settings with what controls say, `larger`, `toggle` and `next` among it."""
    was_elder = preferences.elder
    if "settings" in values:
        values = _with_own_colours(preferences, {**_BOXES, **values})
    elder = values.get("elder", was_elder)
    if elder == "toggle":
        elder = "off" if was_elder == "on" else "on"
    if elder != was_elder and elder in CHOICES["elder"]:
        preferences = preferences.with_elder(elder)
        values = {key: value for key, value in values.items() if key != "size"}
    if values.get("theme") == "next":
        return preferences.with_next_theme()
    match values.get("size"):
        case "larger":
            return preferences.larger()
        case "smaller":
            return preferences.smaller()
        case size if size == str(preferences.own_size):
            values = {**values, "size": ""}
    return preferences.changed({**values, "elder": preferences.elder})


def _with_own_colours(preferences: Preferences, values: Mapping[str, str]) -> Mapping[str, str]:
    """The values with `ink` and `paper` made one; who chooses colours chooses to see them."""
    found = [_COLOUR.fullmatch(values.get(name, "").strip()) for name in ("ink", "paper")]
    own = "-".join(colour[1].lower() for colour in found if colour)
    if None in found or own == (preferences.own or _USUAL_COLOURS):
        return values
    theme = values.get("theme", preferences.theme)
    return {**values, "own": own, "theme": "own" if theme == preferences.theme else theme}


def _as_query(values: Mapping[str, str]) -> str:
    return Preferences(**values).format()


def _sample() -> Sample:
    show, edition = presenter(), current_edition()
    heading, words = (
        Markup(  # noqa: S704
            annotate(str(escape(show.passage(text, Script.HANS))), edition.annotation, readings={})
        )
        for text in _SAMPLE
    )
    return Sample(show.differing(edition.language_of(Script.HANS)), heading, words)


def _edition_in(address: str) -> str:
    """The first part of a path of ours, below the site's base path."""
    path = address.removeprefix(services().settings.base_path).removeprefix(PLACE)
    return path.lstrip("/").partition("/")[0]


def _way_back(address: str, before: Preferences, after: Preferences) -> str:
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
    if after.images == "off":
        base += PLACE
    edition = edition_with(after)
    if not is_ours:
        return f"{base}/{edition.slug}/"
    first, slash, rest = path.lstrip("/").partition("/")
    is_chosen = request.form.get("edition") or after.edition != before.edition
    if first in EDITIONS and is_chosen:
        path = f"/{edition.slug}{slash}{rest}"
    if rest == "preferences" and after != before:  # where the change can be undone
        path += f"?{urlencode({'undo': before.format()})}"
    return base + path
