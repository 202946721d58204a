"""The first page of the user centre, and doing away with all of it."""

from datetime import datetime

from flask import Response, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import accounts
from reader.web.me.kept_articles import language_of
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.me.visitors import dismiss
from reader.web.presenter import presenter
from reader.web.services import services

blueprint = private_blueprint("me")


@blueprint.app_template_filter("day")
def day(moment: int) -> str:
    """The day of a moment, in the site's time zone (ISO 8601)."""
    return datetime.fromtimestamp(moment, services().site.timezone).date().isoformat()


@blueprint.app_template_filter("written")
def written(text: str) -> Markup:
    """What a reader wrote, marked with its language where that is not the page's."""
    language = language_of(presenter(), text)
    return Markup('<span lang="{}">{}</span>').format(language, text) if language else escape(text)


@blueprint.get("/")
def centre() -> Response:
    """What the reader has here, or how to begin."""
    return private_page("centre", said=request.args.get("said", ""))


@blueprint.get("/delete")
def delete_form() -> Response:
    """What is going to be deleted, and the button."""
    member()
    return private_page("delete")


@blueprint.post("/delete")
def delete() -> BaseResponse:
    """Delete everything at once."""
    own = member().account.id
    with services().database.begin() as connection:
        accounts.remove(connection, own)
    dismiss()
    return see_other("me.centre", said="deleted")
