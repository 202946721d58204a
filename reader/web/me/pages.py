"""Blueprints and pages of the user centre: private, never kept, guarded against other sites."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as BaseResponse

from reader.web.frames import render_page
from reader.web.me.following import follow_account
from reader.web.me.guard import refuse_odd_text, refuse_other_sites
from reader.web.me.visitors import Visitor, keep_token, visitor

PRIVATE = "private, no-store"


class RowConverter(BaseConverter):
    """The number of a row in an address, `<row:number>`: no greater than databases have them."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)


def private_blueprint(name: str, prefix: str = "") -> Blueprint:
    """A blueprint of private pages below `/{edition}/me`."""
    blueprint = Blueprint(name, __name__, url_prefix=f"/<edition:edition>/me{prefix}")
    blueprint.record(lambda state: state.app.url_map.converters.update(row=RowConverter))
    blueprint.before_request(refuse_other_sites)
    blueprint.before_request(refuse_odd_text)
    blueprint.after_request(keep_token)
    blueprint.after_request(follow_account)
    blueprint.after_request(_keep_private)
    return blueprint


def private_page(template: str, *, status: int = 200, **content: Any) -> Response:
    """A page of the user centre, made for who asks."""
    response = render_page(
        f"me/{template}.html",
        sheet="form words me",
        cache=PRIVATE,
        visitor=visitor(),
        **content,
    )
    response.status_code = status
    return response


def member() -> Visitor:
    """Who asks, where only who has an account may ask; others are led to the user centre's door."""
    found = visitor()
    if found is None:
        abort(see_other("me.centre"))
    return found


def see_other(endpoint: str, **values: object) -> BaseResponse:
    """303 to a page: what was done is not done again by going back (RFC 9110, 15.4.4)."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]


def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return response
